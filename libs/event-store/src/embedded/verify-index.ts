import type { Progress } from '#core/ports.js';
import type { RecordedEvent } from '#core/record.js';
import { valuesOf } from '../dimension-values.js';
import { dimensions } from '../port.js';
import type { FoldKey } from '../port.js';
import { compareFoldKeys } from '../fold-order.js';
import { EntrySum } from './index-sums.js';
import { manifestKey } from './ledger-index.js';
import type { LedgerDatabase } from './ledger-database.js';
import { Entries } from './run-codec.js';
import { decodeManifest, indexedUpTo, isValueIntact, runSections, streamSection } from './segment-format.js';
import type { SegmentInfo } from './segment-format.js';
import { isLong, SegmentReader } from './segment-reader.js';
import type { Run } from './segment-reader.js';
import { verifyAcross } from './verify-across.js';
import type { Findings } from './findings.js';
import { compareHashes, hashOf, mixId } from './value-hash.js';
import type { ValueHash } from './value-hash.js';

const hashesHeld = 100_000;
const eventsPerReport = 10_000;

/**
 * Compares the index with the records: each segment must hold exactly the entries that its events give, in order, each
 * page intact; over all segments the revisions of a stream have no gap, and no id stands twice.
 */
export function verifyIndex(database: LedgerDatabase, last: number, findings: Findings, progress?: Progress): void {
  const stored = database.indexValue(manifestKey);
  if (stored === undefined)
    return last === 0 ? undefined : findings.add('index', 'The list of the segments is missing');
  const manifest = decodeManifest(stored);
  if (manifest === undefined) return findings.add('index', 'The list of the segments is damaged');
  let next = 1;
  for (const { id, first, last: end } of manifest.segments) {
    if (first !== next || end < first)
      findings.add('index', `Segment ${id} begins at event ${first} instead of ${next}`);
    next = end + 1;
  }
  if (indexedUpTo(manifest) > last)
    findings.add('index', `The index ends with event ${indexedUpTo(manifest)}, the ledger with ${last}`);
  for (const info of manifest.segments) {
    if (findings.areEnough) return;
    try {
      new SegmentCheck(database, info, findings).run(progress, last);
    } catch (error) {
      findings.add('index', `Segment ${info.id} cannot be read: ${(error as Error).message}`);
    }
  }
  const readers = manifest.segments.map((info) => new SegmentReader(info, (key) => database.indexValue(key)));
  verifyAcross(database, manifest, readers, last, findings);
}

/** One segment against its events. */
class SegmentCheck {
  private readonly reader: SegmentReader;
  private readonly expected = runSections.map(() => new EntrySum());
  private readonly expectedIds = new EntrySum();
  private readonly hashes = new Map<string, ValueHash>();
  private readonly mixed = { high: 0, low: 0 };

  constructor(
    private readonly database: LedgerDatabase,
    private readonly info: SegmentInfo,
    private readonly findings: Findings,
  ) {
    this.reader = new SegmentReader(info, (key) => {
      const value = database.indexValue(key);
      if (value !== undefined && !isValueIntact(info.id, value))
        throw new Error(`a page of section ${key[4]} has changed`);
      return value;
    });
  }

  run(progress: Progress | undefined, total: number): void {
    const { first, last, id } = this.info;
    for (let sequence = first; sequence <= last; sequence++) {
      const event = this.database.record(sequence);
      if (event === undefined) continue; // told with the records
      this.expect(event);
      if (sequence % eventsPerReport === 0) progress?.({ stage: 'index', done: sequence, total, unit: 'events' });
    }
    for (const section of runSections) {
      const found = new EntrySum();
      let before: ValueHash | undefined;
      for (const run of this.reader.runs(section)) {
        if (before !== undefined && compareHashes(before, run.hash) >= 0) this.tell(section, 'is not in order');
        if (this.reader.find(section, run.hash)?.count !== run.count)
          this.tell(section, 'has a value in the wrong place');
        before = run.hash;
        this.sum(section, run, found);
      }
      if (!found.equals(this.expected[section]!))
        this.tell(section, `does not hold the entries of events ${first} to ${last}`);
    }
    if (!this.idsFound().equals(this.expectedIds))
      this.findings.add('index', `Segment ${id} does not hold the ids of its events`);
  }

  private expect(event: RecordedEvent): void {
    const { sequence } = event;
    this.expected[streamSection]!.add(this.hash(event.stream), event.revision, 0, sequence);
    for (let section = 0; section < dimensions.length; section++) {
      for (const value of valuesOf(event, dimensions[section]!)) {
        this.expected[section]!.add(this.hash(value), event.occurredAt, event.ordinal, sequence);
      }
    }
    this.expectId(event.id, sequence);
  }

  private expectId(text: string, sequence: number): void {
    mixId(text, this.mixed);
    this.expectedIds.addId(this.mixed.high, this.mixed.low, sequence);
    if (!this.reader.mayHave(this.mixed.high, this.mixed.low))
      this.findings.add('index', `The filter of segment ${this.info.id} denies an id that is there`, sequence);
  }

  private sum(section: number, run: Run, found: EntrySum): void {
    const lists = isLong(run) ? chunksOf(this.reader, section, run) : [this.reader.inline(run)];
    let before: FoldKey | undefined;
    let count = 0;
    for (const entries of lists) {
      for (let i = 0; i < entries.length; i++) {
        const place = entries.place(i);
        if (before !== undefined && compareFoldKeys(before, place) >= 0)
          this.tell(section, 'has entries that are not in order');
        found.add(run.hash, place.occurredAt, place.ordinal, place.sequence);
        before = place;
      }
      count += entries.length;
    }
    if (count !== run.count) this.tell(section, 'counts wrongly');
    // The name of a stream is among the ids, once for each segment: the record that the run begins with has it.
    if (section === streamSection) this.expectName(run);
  }

  private expectName(run: Run): void {
    const first = isLong(run) ? this.reader.chunk(streamSection, run, 0) : this.reader.inline(run);
    const event = this.database.record(first.sequence[0]!);
    if (event === undefined) this.tell(streamSection, 'names an event that is not there');
    else this.expectId(event.stream, 0);
  }

  private idsFound(): EntrySum {
    const found = new EntrySum();
    let before = -1;
    for (const [high, low, sequence] of this.reader.idPages()) {
      for (let i = 0; i < high.length; i++) {
        if (high[i]! < before) this.findings.add('index', `The ids of segment ${this.info.id} are not in order`);
        if (sequence[i]! > 0 && !this.reader.sequencesOf(high[i]!, low[i]!).includes(sequence[i]!)) {
          this.findings.add('index', `Segment ${this.info.id} does not find an id that it holds`, sequence[i]);
        }
        before = high[i]!;
        found.addId(high[i]!, low[i]!, sequence[i]!);
      }
    }
    return found;
  }

  private hash(value: string): ValueHash {
    let hash = this.hashes.get(value);
    if (hash === undefined) {
      if (this.hashes.size >= hashesHeld) this.hashes.clear();
      this.hashes.set(value, (hash = hashOf(value)));
    }
    return hash;
  }

  private tell(section: number, what: string): void {
    this.findings.add('index', `Section ${dimensions[section] ?? 'revisions'} of segment ${this.info.id} ${what}`);
  }
}

function* chunksOf(reader: SegmentReader, section: number, run: Run): IterableIterator<Entries> {
  for (let chunk = 0; chunk < reader.chunksOf(run); chunk++) yield reader.chunk(section, run, chunk);
}
