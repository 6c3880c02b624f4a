import { LedgerError } from '#core/errors.js';
import type { Progress } from '#core/ports.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';
import { limits } from '#core/limits.js';
import type { AppendRequest, EventStore, Mirror } from './port.js';

/** Requests that are under way at once: they land in the order in which they were sent. */
const windowRequests = 64;
const runEvents = 500;

/**
 * Appends all of a ledger to another one, event by event the same: sequence, revision, time of recording, and so the leaf and
 * the root. It goes on where it was interrupted before. Nobody else may write to either meanwhile.
 *
 * @returns how many events were copied now
 * @throws LedgerError `integrity` when the other one holds something else, `cancelled`, and what its appends throw
 */
export async function replicate(
  from: Mirror,
  to: EventStore,
  options: { readonly progress?: Progress; readonly signal?: AbortSignal } = {},
): Promise<number> {
  const { progress, signal } = options;
  const total = from.head().sequence;
  const began = to.head().sequence;
  requireSame(from, to, began);
  let copied = began;
  for (const requests of windows(runs(from.readAll({ from: began + 1, limit: total - began })))) {
    if (signal?.aborted === true) throw new LedgerError('cancelled');
    const results = await to.appendMany(requests);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    copied += requests.reduce((sum, { events }) => sum + events.length, 0);
    requireSame(from, to, copied);
    progress?.({ stage: 'ledger', done: copied, total, unit: 'events' });
  }
  return copied - began;
}

/** What ends with the same leaf at the same place began alike: every window was looked at when it was copied. */
function requireSame(from: Mirror, to: Mirror, sequence: number): void {
  if (sequence === 0) return;
  const [ours, theirs] = [from.at(sequence), to.at(sequence)];
  if (ours !== undefined && theirs !== undefined && ours.leaf === theirs.leaf && to.head().sequence === sequence)
    return;
  throw new LedgerError('integrity', `The ledgers differ at event ${sequence}`, {
    hint: 'Copy into an empty one: another prefix on the server, or another directory.',
  });
}

/** Neighbours of one stream that were recorded at one time are one append. */
function* runs(events: Iterable<RecordedEvent>): Iterable<AppendRequest> {
  let run: RecordedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const first = run[0];
    const size = JSON.stringify(event.data).length + (event.sealed?.bytes.length ?? 0) * 2 + 2_000;
    const joins =
      first !== undefined &&
      first.stream === event.stream &&
      first.recordedAt === event.recordedAt &&
      run.length < runEvents &&
      bytes + size <= limits.appendBytes / 2;
    if (first !== undefined && !joins) {
      yield requestOf(run);
      [run, bytes] = [[], 0];
    }
    run.push(event);
    bytes += size;
  }
  if (run.length > 0) yield requestOf(run);
}

function requestOf(run: readonly RecordedEvent[]): AppendRequest {
  const { stream, revision, recordedAt } = run[0]!;
  return { stream, expected: revision - 1, recordedAt, events: run.map(unplaced) };
}

function unplaced({ revision: _revision, recordedAt: _at, leaf: _leaf, sequence: _sequence, ...event }: RecordedEvent) {
  return event as UnplacedEvent;
}

function* windows<Item>(items: Iterable<Item>): Iterable<Item[]> {
  let window: Item[] = [];
  for (const item of items) {
    window.push(item);
    if (window.length < windowRequests) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}
