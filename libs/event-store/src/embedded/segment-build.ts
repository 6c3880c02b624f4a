import type { RecentIndex } from './recent-index.js';
import { Entries } from './run-codec.js';
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
  const hashes: ValueHash[] = [];
  for (const name of recent.names) {
    hashes.push(hashOf(name));
    if (hashes.length % runsPerStep === 0) yield;
  }
  const { order, ranks } = rankHashes(hashes);
  yield;
  const buckets: number[] = [];
  const names: string[] = [];
  for (const section of runSections) {
    const { starts, events } = recent.grouped(section, ranks);
    let bytes = 0;
    for (let rank = 0; rank < order.length; rank++) bytes += estimate(starts[rank + 1]! - starts[rank]!);
    buckets.push(Math.ceil(bytes / pageBytes));
    yield;
    const writer = new SectionWriter(id, section, buckets[section]!, sink);
    const entries = new Entries();
    for (let rank = 0; rank < order.length; rank++) {
      const [from, to] = [starts[rank]!, starts[rank + 1]!];
      if (from === to) continue;
      entries.clear();
      for (let i = from; i < to; i++) recent.pushPlace(section, events[i]!, entries);
      writer.add(hashes[order[rank]!]!, entries);
      if (section === streamSection) names.push(recent.names[order[rank]!]!);
      if (rank % runsPerStep === 0) yield;
    }
    writer.finish();
  }
  const idBuckets = writeIds(recent.ids, names, id, sink);
  return { id, level: 0, first: recent.first, last: recent.last, buckets, idBuckets };
}

/** The order of hashes, and by hash the place that it has in it. */
function rankHashes(hashes: readonly ValueHash[]): { order: Uint32Array; ranks: Uint32Array } {
  const order = Uint32Array.from(hashes, (_, i) => i).sort((a, b) => compareHashes(hashes[a]!, hashes[b]!));
  const ranks = new Uint32Array(hashes.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
  return { order, ranks };
}

/** About how many bytes a run takes in the page of its section. */
export function estimate(count: number): number {
  if (count === 0) return 0;
  return (
    runBytes + (count <= inlineEntries ? count * entryBytes : Math.ceil(count / chunkEntries) * directoryEntrySize)
  );
}

function writeIds(ids: ReadonlyMap<string, number>, names: readonly string[], id: number, sink: PageSink): number {
  const count = ids.size + names.length;
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
  for (const [text, of] of ids) put(text, of);
  for (const name of names) put(name, 0);
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
