import type { RecentIndex } from './recent-index.js';
import {
  chunkEntries,
  directoryEntrySize,
  idEntrySize,
  inlineEntries,
  pageBytes,
  runSections,
  streamSection,
} from './segment-format.js';
import type { SegmentInfo } from './segment-format.js';
import { IdWriter, SectionWriter } from './segment-writer.js';
import type { PageSink } from './segment-writer.js';
import { compareHashes, hashOf, mixId } from './value-hash.js';
import type { ValueHash } from './value-hash.js';

/** Work that is done in steps, so that nothing waits long for it. What it returns is its result. */
export type Steps<Result> = Generator<void, Result, void>;

const runsPerStep = 1024;
/** About what an entry takes, and a run besides its entries. */
const entryBytes = 9;
const runBytes = 19;

/** Makes a segment of the lowest level of the events in memory. */
export function* buildSegment(recent: RecentIndex, id: number, sink: PageSink): Steps<SegmentInfo> {
  const hashes = new Map<string, ValueHash>();
  const buckets: number[] = [];
  for (const section of runSections) {
    const runs = sortedRuns(recent, section, hashes);
    const bytes = runs.reduce((sum, { count }) => sum + estimate(count), 0);
    buckets.push(Math.ceil(bytes / pageBytes));
    yield;
    const writer = new SectionWriter(id, section, buckets[section]!, sink);
    for (let i = 0; i < runs.length; i++) {
      writer.add(runs[i]!.hash, recent.entries(section, runs[i]!.value));
      if (i % runsPerStep === 0) yield;
    }
    writer.finish();
  }
  const idBuckets = writeIds(recent, id, sink);
  return { id, level: 0, first: recent.first, last: recent.last, buckets, idBuckets };
}

interface PlannedRun {
  readonly hash: ValueHash;
  readonly value: string;
  readonly count: number;
}

function sortedRuns(recent: RecentIndex, section: number, hashes: Map<string, ValueHash>): PlannedRun[] {
  const runs: PlannedRun[] = [];
  for (const [value, { sequences }] of recent.values[section]!) {
    let hash = hashes.get(value);
    if (hash === undefined) hashes.set(value, (hash = hashOf(value)));
    runs.push({ hash, value, count: sequences.length });
  }
  return runs.sort((a, b) => compareHashes(a.hash, b.hash));
}

/** About how many bytes a run takes in the page of its section. */
export function estimate(count: number): number {
  return (
    runBytes + (count <= inlineEntries ? count * entryBytes : Math.ceil(count / chunkEntries) * directoryEntrySize)
  );
}

function writeIds(recent: RecentIndex, id: number, sink: PageSink): number {
  const names = recent.values[streamSection]!;
  const count = recent.ids.size + names.size;
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  const sequence = new Uint32Array(count);
  // High half and index in one number, which sorts faster than pairs do.
  const order = new Float64Array(count);
  const mixed = { high: 0, low: 0 };
  let i = 0;
  const put = (text: string, of: number) => {
    mixId(text, mixed);
    high[i] = mixed.high;
    low[i] = mixed.low;
    sequence[i] = of;
    order[i] = mixed.high * 2 ** 20 + i++;
  };
  for (const [text, of] of recent.ids) put(text, of);
  for (const name of names.keys()) put(name, 0);
  order.sort();
  const idBuckets = idBucketsFor(count);
  const writer = new IdWriter(id, idBuckets, count, sink);
  for (const combined of order) {
    const at = combined % 2 ** 20;
    writer.add(high[at]!, low[at]!, sequence[at]!);
  }
  writer.finish();
  return idBuckets;
}

export function idBucketsFor(count: number): number {
  return Math.ceil((count * idEntrySize) / pageBytes);
}
