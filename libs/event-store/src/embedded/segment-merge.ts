import { nextPlaces, RunCursor } from './place-cursor.js';
import { Entries, mergeEntries } from './run-codec.js';
import { idBucketsFor } from './segment-build.js';
import type { Steps } from './segment-build.js';
import { chunkEntries, runSections } from './segment-format.js';
import type { SegmentInfo } from './segment-format.js';
import { isLong } from './segment-reader.js';
import type { Run, SegmentReader } from './segment-reader.js';
import { IdWriter, SectionWriter } from './segment-writer.js';
import type { PageSink } from './segment-writer.js';
import { compareHashes } from './value-hash.js';

/** Entries after which a step ends. */
const entriesPerStep = 4096;
/** Runs of one value up to this many entries are merged in memory, longer ones chunk by chunk. */
const inMemoryEntries = 8192;

/**
 * Makes one segment of several that follow each other. Reads pages and writes pages, and holds only a few of each.
 */
export function* mergeSegments(inputs: readonly SegmentReader[], id: number, sink: PageSink): Steps<SegmentInfo> {
  const infos = inputs.map((input) => input.info);
  const buckets: number[] = [];
  for (const section of runSections) {
    buckets.push(infos.reduce((sum, info) => sum + info.buckets[section]!, 0));
    yield* mergeSection(inputs, section, new SectionWriter(id, section, buckets[section]!, sink));
  }
  const idBuckets = yield* mergeIds(inputs, id, sink);
  const level = Math.max(...infos.map((info) => info.level)) + 1;
  return { id, level, first: infos[0]!.first, last: infos.at(-1)!.last, buckets, idBuckets };
}

function* mergeSection(inputs: readonly SegmentReader[], section: number, writer: SectionWriter): Steps<void> {
  const iterators = inputs.map((input) => input.runs(section));
  const heads = iterators.map((iterator) => nextOf(iterator));
  let entries = 0;
  for (;;) {
    const least = leastRun(heads);
    if (least === undefined) break;
    const parts: Part[] = [];
    for (let i = 0; i < heads.length; i++) {
      const run = heads[i];
      if (run === undefined || compareHashes(run.hash, least.hash) !== 0) continue;
      parts.push({ input: inputs[i]!, run });
      heads[i] = nextOf(iterators[i]!);
    }
    for (const { run } of parts) entries += run.count;
    yield* mergeRuns(parts, section, writer);
    if (entries >= entriesPerStep) {
      entries = 0;
      yield;
    }
  }
  writer.finish();
}

/** The run of one value in one input. */
interface Part {
  readonly input: SegmentReader;
  readonly run: Run;
}

export function nextOf(iterator: Iterator<Run>): Run | undefined {
  const { value, done } = iterator.next();
  return done === true ? undefined : value;
}

/** Of the next runs of several segments, the first in order. */
export function leastRun(heads: readonly (Run | undefined)[]): Run | undefined {
  let least: Run | undefined;
  for (const head of heads) {
    if (head !== undefined && (least === undefined || compareHashes(head.hash, least.hash) < 0)) least = head;
  }
  return least;
}

function* mergeRuns(parts: readonly Part[], section: number, writer: SectionWriter): Steps<void> {
  const [first] = parts;
  if (parts.length === 1 && !isLong(first!.run)) {
    const { hash, count, body } = first!.run;
    writer.addBody(hash, count, body, 0, body.length);
    return;
  }
  const count = parts.reduce((sum, { run }) => sum + run.count, 0);
  if (count <= inMemoryEntries) {
    writer.add(first!.run.hash, mergeEntries(parts.map((part) => entriesOf(part, section))));
    return;
  }
  const long = writer.long(first!.run.hash);
  const cursors = parts.map(({ input, run }) => new RunCursor(input, section, run, false, undefined));
  for (let left = count; left > 0; left -= chunkEntries) {
    const chunk = new Entries();
    for (const { occurredAt, ordinal, sequence } of nextPlaces(cursors, chunkEntries, Infinity))
      chunk.push(occurredAt, ordinal, sequence);
    long.chunk(chunk, 0, chunk.length);
    yield;
  }
  long.finish();
}

function entriesOf({ input, run }: Part, section: number): Entries {
  if (!isLong(run)) return input.inline(run);
  const entries = new Entries();
  for (let chunk = 0; chunk < input.chunksOf(run); chunk++) {
    const part = input.chunk(section, run, chunk);
    for (let i = 0; i < part.length; i++) entries.push(part.occurredAt[i]!, part.ordinal[i]!, part.sequence[i]!);
  }
  return entries;
}

function* mergeIds(inputs: readonly SegmentReader[], id: number, sink: PageSink): Steps<number> {
  let expected = 0;
  for (const input of inputs) for (const [high] of input.idPages()) expected += high.length;
  const idBuckets = idBucketsFor(expected);
  const writer = new IdWriter(id, idBuckets, expected, sink);
  const columns = inputs.map((input) => new IdColumn(input));
  let entries = 0;
  // Each input has the name of a stream; one is enough. Those of one high half stand together.
  let names: number[] = [];
  let high = -1;
  for (;;) {
    let least: IdColumn | undefined;
    for (const column of columns) if (!column.done && (least === undefined || column.high < least.high)) least = column;
    if (least === undefined) break;
    if (least.high !== high) names = [];
    high = least.high;
    if (least.sequence > 0 || !names.includes(least.low)) writer.add(high, least.low, least.sequence);
    if (least.sequence === 0) names.push(least.low);
    least.advance();
    if (++entries % entriesPerStep === 0) yield;
  }
  writer.finish();
  return idBuckets;
}

/** Walks the ids of a segment, page by page. */
export class IdColumn {
  private readonly pages: Iterator<[Uint32Array, Uint32Array, Uint32Array]>;
  private page: [Uint32Array, Uint32Array, Uint32Array] | undefined;
  private at = 0;

  constructor(input: SegmentReader) {
    this.pages = input.idPages();
    this.load();
  }

  get done(): boolean {
    return this.page === undefined;
  }

  get high(): number {
    return this.page![0][this.at]!;
  }

  get low(): number {
    return this.page![1][this.at]!;
  }

  get sequence(): number {
    return this.page![2][this.at]!;
  }

  advance(): void {
    if (++this.at >= this.page![0].length) this.load();
  }

  private load(): void {
    const { value, done } = this.pages.next();
    this.page = done === true ? undefined : value;
    this.at = 0;
  }
}
