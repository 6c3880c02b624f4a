import { compareKeys } from '#read-store/key-order.js';

/** A key, and what is told of it, packed. */
export type Told = readonly [key: string, bytes: Uint8Array];

/**
 * What steps tell of each key, in the order of keys; in its place, where a key was other then, what is told of it.
 * @param steps in the order of keys
 * @param corrected keys that were other
 * @param tell what is told of one of these, if anything
 */
export function* correctedKeys<Value = Uint8Array>(
  steps: Iterable<readonly [key: string, value: Value]>,
  corrected: ReadonlySet<string>,
  tell: (key: string) => Value | undefined,
): Generator<readonly [key: string, value: Value]> {
  const keys = Array.from(corrected).sort(compareKeys);
  let next = 0;
  const before = function* (key: string | undefined): Generator<readonly [key: string, value: Value]> {
    for (; next < keys.length && (key === undefined || compareKeys(keys[next]!, key) < 0); next++) {
      const told = tell(keys[next]!);
      if (told !== undefined) yield [keys[next]!, told];
    }
  };
  for (const found of steps) {
    yield* before(found[0]);
    if (!corrected.has(found[0])) yield found;
  }
  yield* before(undefined);
}

/** What is told of keys, as pairs. */
export function* keyed<One extends { readonly key: string }>(
  told: Iterable<One>,
  bytesOf: (one: One) => Uint8Array,
): Generator<Told> {
  for (const one of told) yield [one.key, bytesOf(one)];
}
