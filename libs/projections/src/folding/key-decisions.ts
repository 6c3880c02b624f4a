import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import type { Place, ReadableBuild } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { compareFacts } from './fold.js';
import type { Assignment } from '../facts/given-event.js';
import { nowhere } from './key-fold.js';
import { isWholeKey, valueOfKey } from '../definition/projection-key.js';
import type { KeyDecision } from '../facts/set-apart.js';

interface Folding {
  readonly projection: CompiledProjection;
  readonly build: Pick<ReadableBuild, 'read'>;
  readonly mirror: Pick<Mirror, 'get'>;
}

/**
 * What a decision about a key changes in a build: from the first event that the key was ever set apart at it is folded anew.
 * @param given the keys that an event was given to where the build stands, and is given to now
 */
export function* keysToFoldAnew(
  { projection, build, mirror }: Folding,
  { data: { projection: name, fingerprint, key } }: KeyDecision,
  given: (event: RecordedEvent) => readonly Assignment[],
): IterableIterator<{ readonly key: string; readonly place: Place }> {
  if (name !== projection.name || fingerprint !== projection.fingerprint) return;
  const events = Array.from(projection.apart?.eventsOf(key) ?? [], (id) => mirror.get(id) ?? []).flat();
  const { quarantine } = build.read((snapshot) => snapshot.entry(key)) ?? {};
  // Also what is set apart because something threw is tried again.
  const places: Place[] = [...events, ...(quarantine === undefined ? [] : [quarantine.place ?? nowhere])];
  const [place] = places.sort((a, b) => compareFacts(projection, a, b));
  if (place === undefined) return;
  yield { key, place };
  if (projection.within === undefined || !isWholeKey(key)) return;
  // A value as a whole stands for all of its parts: those that there are, and those that its events are given to.
  const assignments = events.flatMap((event) => given(event));
  const values = new Set([valueOfKey(projection, key), ...assignments.map(({ value }) => value)]);
  const named = new Set<string | undefined>(events.map(({ id }) => id));
  const parts = build.read((snapshot) =>
    Array.from(snapshot.entries()).flatMap((one) =>
      values.has(valueOfKey(projection, one.key)) || named.has(one.entry.quarantine?.event) ? one.key : [],
    ),
  );
  for (const part of new Set([...parts, ...assignments.map((one) => one.key)]))
    if (part !== key) yield { key: part, place };
}
