import type { Answered, Named, TimelineEntry } from '../answers.js';

/** What one key contributes to a total. */
export interface EvidenceRow {
  readonly key: string;
  /** What the key stands for, where that has names. */
  readonly of?: Named;
  /** It is what an event counts by itself, with that key, and not what a document contributes. */
  readonly isCounted?: true;
  readonly sums: Readonly<Record<string, number>>;
  /** How many values of each column. */
  readonly values: Readonly<Record<string, number>>;
  /** The newest of the events behind it, and how many there are. */
  readonly events: readonly TimelineEntry[];
  readonly eventCount: number;
}

/** A total with what it is made of, a page of it. */
export interface EvidenceAnswer extends Answered {
  readonly projection: string;
  readonly cell: readonly (string | number)[];
  readonly sums: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, number>>;
  readonly rows: readonly EvidenceRow[];
  readonly next?: string;
}
