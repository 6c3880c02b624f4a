import type { ExpectedRevision } from '#event-store/port.js';

/** What a client was told. `unknown`: it may have happened, may still happen at any later time, or never. */
export type Told =
  | { readonly kind: 'ok'; readonly revision: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown' };

/** One call of a client on one stream, between two moments of one clock. */
export interface Operation {
  readonly invokedAt: number;
  /** When it was told; nothing counts after what nobody was told. */
  readonly returnedAt: number;
  readonly told: Told;
  readonly call:
    | { readonly kind: 'read' }
    /** `batch` names its events: another call with the same one is a repetition. */
    | { readonly kind: 'append'; readonly batch: string; readonly expected: ExpectedRevision; readonly count: number };
}

/** A stream, as far as expected revisions go: its last revision, and where each batch ended. */
interface StreamState {
  readonly revision: number;
  readonly batches: ReadonlyMap<string, number>;
}

/**
 * Whether the operations of one stream can have happened one after another, each at a moment between its call and its
 * answer, as on a stream that is in one place. Searched as Wing and Gong do (1993), with a memory of what led nowhere, as
 * Lowe (2017) and Porcupine have it.
 * @returns undefined when they can; else those that no order gets past
 */
export function notLinearizable(operations: readonly Operation[]): readonly Operation[] | undefined {
  const ordered = operations.toSorted((a, b) => a.invokedAt - b.invokedAt);
  const ends = ordered.map(({ told, returnedAt }) => (told.kind === 'unknown' ? Infinity : returnedAt));
  const seen = new Set<string>();
  const empty: StreamState = { revision: -1, batches: new Map() };
  const steps = [{ done: new Set<number>(), state: empty, next: candidates(new Set()) }];
  let furthest = new Set<number>();

  /** What may come next: all that were called before the first answer among what is left. */
  function candidates(done: ReadonlySet<number>): number[] {
    const found: number[] = [];
    let end = Infinity;
    for (let i = 0; i < ordered.length; i++) if (!done.has(i)) end = Math.min(end, ends[i]!);
    for (let i = 0; i < ordered.length && ordered[i]!.invokedAt <= end; i++) if (!done.has(i)) found.push(i);
    // Taken from the end: what nobody was told of comes last.
    return found.toSorted((a, b) => ends[b]! - ends[a]!);
  }

  while (steps.length > 0) {
    const { done, state, next } = steps.at(-1)!;
    if (ends.every((end, i) => end === Infinity || done.has(i))) return undefined;
    const taken = next.pop();
    if (taken === undefined) {
      steps.pop();
      continue;
    }
    const after = applied(ordered[taken]!, state);
    if (after === undefined) continue;
    const with_ = new Set(done).add(taken);
    const key = `${[...with_].toSorted((a, b) => a - b).join()} ${[...after.batches.keys()].join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (with_.size > furthest.size) furthest = with_;
    steps.push({ done: with_, state: after, next: candidates(with_) });
  }
  return candidates(furthest).map((i) => ordered[i]!);
}

/** The stream after an operation; undefined when it cannot have been told so there. */
function applied({ call, told }: Operation, state: StreamState): StreamState | undefined {
  const { revision, batches } = state;
  if (call.kind === 'read') return told.kind === 'ok' && told.revision !== revision ? undefined : state;
  const known = batches.get(call.batch);
  // A repetition is answered as the first time.
  if (known !== undefined)
    return told.kind === 'conflict' || (told.kind === 'ok' && told.revision !== known) ? undefined : state;
  const fits = isExpected(call.expected, revision);
  if (told.kind === 'conflict') return fits ? undefined : state;
  if (!fits) return undefined;
  const last = revision + call.count;
  if (told.kind === 'ok' && told.revision !== last) return undefined;
  return { revision: last, batches: new Map(batches).set(call.batch, last) };
}

function isExpected(expected: ExpectedRevision, revision: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'no_stream') return revision === -1;
  return expected === 'stream_exists' ? revision >= 0 : expected === revision;
}
