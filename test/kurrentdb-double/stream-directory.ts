import { tombstoneRevision, type EventLog } from './event-log.js';
import { dataText } from './messages.js';

/** What the metadata of a stream says about which of its events are shown. */
export interface Visibility {
  readonly maxCount?: number;
  readonly maxAgeMs?: number;
  readonly truncateBefore?: number;
}

export interface Stream {
  readonly number: number;
  readonly name: string;
  /** The last revision of an event; -1 without events. A tombstone does not count. */
  last: number;
  isTombstoned: boolean;
  visibility: Visibility;
}

export const isMetastream = (name: string): boolean => name.startsWith('$$');
export const metastreamOf = (name: string): string => `$$${name}`;
export const originalOf = (metastream: string): string => metastream.slice(2);

/** A soft delete is metadata that hide whatever has a revision. */
export const isSoftDeleted = (stream: Stream): boolean => stream.visibility.truncateBefore === tombstoneRevision;

/** The first revision that is shown, by the count and by `$tb`. */
export function firstShown({ last, visibility }: Stream): number {
  const byCount = visibility.maxCount === undefined ? 0 : last - visibility.maxCount + 1;
  return Math.max(0, byCount, visibility.truncateBefore ?? 0);
}

/** The visibility in the JSON of a metadata event; what is not understood hides nothing. */
export function visibilityIn(json: string): Visibility {
  let metadata: Record<string, unknown>;
  try {
    metadata = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return {};
  }
  const atLeast = (least: number, key: string) => {
    const value = metadata?.[key];
    return typeof value === 'number' && value >= least ? value : undefined;
  };
  const [maxCount, maxAge, truncateBefore] = [atLeast(1, '$maxCount'), atLeast(1, '$maxAge'), atLeast(0, '$tb')];
  return {
    ...(maxCount === undefined ? {} : { maxCount }),
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge * 1000 }),
    ...(truncateBefore === undefined ? {} : { truncateBefore }),
  };
}

/** All streams that have a number, and where they stand. What is in the log is looked up once per stream. */
export class StreamDirectory {
  private readonly numbers = new Map<string, number>();
  private readonly streams = new Map<string, Stream>();

  constructor(private readonly log: EventLog) {
    for (const [number, name] of log.streamNames()) this.numbers.set(name, number);
  }

  /** A stream by its name; one that never was has no events. */
  get(name: string): Stream {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      const number = this.numbers.get(name);
      // Readers of streams that never were must not fill the memory.
      if (number === undefined) return this.load(name, -1);
      stream = this.load(name, number);
      this.streams.set(name, stream);
    }
    return stream;
  }

  /** The stream to write to; `newNames` takes its name when it had no number yet. */
  reserve(name: string, newNames: Map<number, string>): Stream {
    if (this.numbers.has(name)) return this.get(name);
    const number = this.numbers.size + 1;
    newNames.set(number, name);
    this.numbers.set(name, number);
    const stream = { number, name, last: -1, isTombstoned: false, visibility: this.visibilityOf(name) };
    this.streams.set(name, stream);
    return stream;
  }

  private load(name: string, number: number): Stream {
    const revisions = number < 0 ? [] : this.log.lastRevisions(number);
    const isTombstoned = revisions[0] === tombstoneRevision;
    const last = revisions.find((revision) => revision < tombstoneRevision) ?? -1;
    return { number, name, last, isTombstoned, visibility: this.visibilityOf(name) };
  }

  /** A metadata stream shows its last event only; its own metadata cannot be set. */
  private visibilityOf(name: string): Visibility {
    if (isMetastream(name)) return { maxCount: 1 };
    const number = this.numbers.get(metastreamOf(name));
    const revision = number === undefined ? undefined : this.log.lastRevisions(number)[0];
    if (revision === undefined) return {};
    return visibilityIn(dataText(this.log.at(this.log.positionOf(number!, revision)!).message));
  }
}
