import type { FileFormat } from './format-detection.js';
import type { Flattening } from './ocel/flattening.js';
import type { Readings } from './reading.js';
import type { Blame } from './refusals.js';
import type { RejectsFormat } from './rejects.js';

/** A file whose beginning is understood: what it is called, how its rows are recognised, and its readings. */
export interface OpenedImport {
  readonly format: FileFormat;
  readonly dataset: string;
  /** Columns by which rows without an id are recognised; empty when rows have ids. */
  readonly identity: readonly string[];
  readonly mapping?: object;
  readonly mappingHash?: string;
  readonly rejects: RejectsFormat;
  readonly blame: Blame;
  readonly readings: Readings;
  /** Of an object-centric log: the type of objects that are its cases, where it has any. */
  readonly caseType?: string;
  /** Of an object-centric log: what putting its events into cases has made of those that were read so far. */
  readonly flattening?: () => Flattening;
  /** What was read although its format says otherwise, or not kept, a sentence each. */
  readonly notes?: readonly string[];
}

/** What is said about a file beside it. */
export interface OpenOptions {
  readonly dataset?: string;
  readonly process?: string;
  readonly format?: string;
  /** The type of objects that are the cases of an object-centric log. */
  readonly case?: string;
  /** A mapping, not yet checked. */
  readonly mapping?: unknown;
}

/** What opening a file needs of the data directory. */
export interface OpenPorts {
  /** IANA zone of times without offset, unless the mapping gives one. */
  readonly zone: string;
  /** When the ledger would take it in, in ms. */
  readonly now: number;
  /** The type of objects that are the cases of a dataset, where it was imported before. */
  readonly caseBefore: (dataset: string) => string | undefined;
}
