import type { RecordedEvent } from '#core/record.js';
import type { LedgerDatabase } from './ledger-database.js';
import { indexedUpTo, streamSection } from './segment-format.js';
import type { Manifest } from './segment-format.js';
import { IdColumn, leastRun, nextOf } from './segment-merge.js';
import { isLong } from './segment-reader.js';
import type { Run, SegmentReader } from './segment-reader.js';
import { compareHashes, hashOf, mixId } from './value-hash.js';
import type { ValueHash } from './value-hash.js';
import type { Findings } from './findings.js';

/** What no segment finds yet: its streams and ids, put in the order that the segments have theirs in. */
class Tail {
  readonly streams: { readonly hash: ValueHash; readonly name: string; readonly revisions: number[] }[];
  readonly ids: { readonly high: number; readonly low: number; readonly sequence: number }[] = [];

  constructor(database: LedgerDatabase, first: number, last: number) {
    const streams = new Map<string, number[]>();
    const mixed = { high: 0, low: 0 };
    for (let sequence = first; sequence <= last; sequence++) {
      const event: RecordedEvent | undefined = database.record(sequence);
      if (event === undefined) continue;
      const revisions = streams.get(event.stream);
      if (revisions === undefined) streams.set(event.stream, [event.revision]);
      else revisions.push(event.revision);
      mixId(event.id, mixed);
      this.ids.push({ ...mixed, sequence });
    }
    this.streams = Array.from(streams, ([name, revisions]) => ({ hash: hashOf(name), name, revisions }));
    this.streams.sort((a, b) => compareHashes(a.hash, b.hash));
    this.ids.sort((a, b) => a.high - b.high);
  }
}

/**
 * What only the whole ledger can show: that the revisions of each stream begin with 0 and have no gap, and that no id
 * stands twice. It walks all segments side by side, so it holds little of each.
 */
export function verifyAcross(
  database: LedgerDatabase,
  manifest: Manifest,
  segments: readonly SegmentReader[],
  last: number,
  findings: Findings,
): void {
  const tail = new Tail(database, indexedUpTo(manifest) + 1, last);
  verifyRevisions(segments, tail, findings);
  verifyIds(database, segments, tail, findings);
}

function verifyRevisions(segments: readonly SegmentReader[], tail: Tail, findings: Findings): void {
  const iterators = segments.map((segment) => segment.runs(streamSection));
  const heads = iterators.map((iterator) => nextOf(iterator));
  let next = 0;
  while (!findings.areEnough) {
    const least = leastRun(heads);
    const recent = tail.streams[next];
    if (least === undefined && recent === undefined) return;
    const order = least === undefined ? 1 : recent === undefined ? -1 : compareHashes(least.hash, recent.hash);
    let expected = 0;
    for (let i = 0; order <= 0 && i < heads.length; i++) {
      const run = heads[i];
      if (run === undefined || compareHashes(run.hash, least!.hash) !== 0) continue;
      const { first, end } = revisionsOf(segments[i]!, run);
      if (first !== expected || end !== expected + run.count - 1)
        findings.add('order', `A stream goes on with revision ${first} instead of ${expected}`);
      expected = end + 1;
      heads[i] = nextOf(iterators[i]!);
    }
    if (order < 0) continue;
    next++;
    for (const revision of recent!.revisions) {
      if (revision !== expected)
        findings.add('order', `The stream ${recent!.name} goes on with revision ${revision} instead of ${expected}`);
      expected = revision + 1;
    }
  }
}

function revisionsOf(segment: SegmentReader, run: Run): { first: number; end: number } {
  const first = isLong(run) ? segment.chunk(streamSection, run, 0) : segment.inline(run);
  return { first: first.occurredAt[0]!, end: segment.lastOf(streamSection, run).occurredAt };
}

/** A walk over ids in order of their high halves. */
interface IdWalk {
  readonly done: boolean;
  readonly high: number;
  readonly low: number;
  readonly sequence: number;
  advance(): void;
}

function walkOf(ids: Tail['ids']): IdWalk {
  let at = 0;
  return {
    get done() {
      return at >= ids.length;
    },
    get high() {
      return ids[at]!.high;
    },
    get low() {
      return ids[at]!.low;
    },
    get sequence() {
      return ids[at]!.sequence;
    },
    advance: () => void at++,
  };
}

function verifyIds(database: LedgerDatabase, segments: readonly SegmentReader[], tail: Tail, findings: Findings): void {
  const walks: IdWalk[] = [...segments.map((segment) => new IdColumn(segment)), walkOf(tail.ids)];
  let high = -1;
  /** Those of one high half: nearly always one. */
  let alike: { low: number; sequence: number }[] = [];
  while (!findings.areEnough) {
    let least: IdWalk | undefined;
    for (const walk of walks) if (!walk.done && (least === undefined || walk.high < least.high)) least = walk;
    if (least === undefined) return;
    const { low, sequence } = least;
    if (least.high !== high) alike = [];
    high = least.high;
    if (sequence > 0) {
      for (const other of alike) {
        if (other.low !== low) continue;
        const id = database.record(sequence)?.id;
        if (id !== undefined && database.record(other.sequence)?.id === id) {
          findings.add('order', `The event ${id} stands twice, as ${other.sequence} and as ${sequence}`, sequence);
        }
      }
      alike.push({ low, sequence });
    }
    least.advance();
  }
}
