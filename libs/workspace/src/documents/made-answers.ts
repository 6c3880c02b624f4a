import type { Id } from '#core/time.js';
import type { CellPath } from '#read-store/port.js';
import type { Condition, Row } from '#read-store/row-list.js';
import type { Answered, Named, Page } from '../answered.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';

/**
 * What projections make, for whoever reads it: documents with their views and rows, and totals. Documents hold ids alone;
 * whose they are is told beside them, as far as that may be told. What a total is made of `Tend.evidence` tells.
 */
export interface MadeReads {
  /**
   * @throws LedgerError `not-found`, `invalid`, `cursor-expired`, `limit-exceeded`, `unavailable`, `busy`, `cancelled`; so
   *   do the others
   */
  documents(projection: string, query: DocumentsQuery, work?: Work): Promise<DocumentsAnswer>;
  document(projection: string, key: string, query: MomentQuery): Promise<DocumentAnswer>;
  totals(projection: string, query: TotalsQuery, work?: Work): Promise<TotalsAnswer>;
}

export interface DocumentsQuery extends MomentQuery {
  /** A member of the rows; without it they stand by their keys. */
  readonly sort?: string;
  readonly direction?: 'ascending' | 'descending';
  /** By member: a value, a range `{from, to}` with both ends included, or `{in: [values]}`. */
  readonly filter?: Readonly<Record<string, Condition>>;
  /** Only those whose key, or whose name, holds this text. */
  readonly q?: string;
  readonly limit?: number;
  readonly after?: string;
}

export interface TotalsQuery extends MomentQuery {
  /** What the places of the totals begin with: texts and numbers. */
  readonly prefix?: CellPath;
  readonly limit?: number;
  readonly after?: string;
}

/** What a definition threw while something was read; what is kept stands beside it. */
export interface ViewProblem {
  readonly step: 'view' | 'viewRow';
  readonly message: string;
}

export interface DocumentRow {
  readonly key: string;
  /** What the key stands for, where that has names: parties, relationships and cases. */
  readonly of?: Named;
  /** As it is seen at the instant of the first page; absent where the definition has no `index`. */
  readonly row?: Row;
  readonly rowError?: ViewProblem;
}

export type DocumentsAnswer = Answered &
  Omit<Page<DocumentRow>, 'total'> & {
    readonly projection: string;
    /** How many there are on all pages; absent where that is not known without looking through all documents. */
    readonly total?: number;
  };

export type DocumentAnswer = Answered & {
  readonly projection: string;
  readonly key: string;
  readonly of?: Named;
  /** Absent when not even the first document could be made. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** What `view` of the definition makes of it, and why there is none. */
  readonly view?: unknown;
  readonly viewError?: ViewProblem;
  readonly row?: Row;
  readonly rowError?: ViewProblem;
  /** How many facts it is the fold of. */
  readonly facts: number;
  /** Why the key is set apart; the document is the fold of the facts before. */
  readonly quarantine?: {
    readonly step: string;
    readonly message: string;
    readonly event?: Id;
    readonly type?: string;
  };
  /** The latest events that it is made of, at most `limits.evidenceEvents`, the newest first. */
  readonly evidence: readonly EvidenceEvent[];
};

export interface EvidenceEvent {
  readonly id: Id;
  readonly sequence: number;
  readonly type: string;
  readonly occurredAt: string;
}

/** Whole numbers; as text where a double does not hold them. Units are those of the definition. */
export type WholeNumber = number | string;

export interface ColumnSummary {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
  readonly sum: WholeNumber;
}

export interface TotalRow {
  readonly at: CellPath;
  /** Those of 0 are left out. */
  readonly sums: Readonly<Record<string, WholeNumber>>;
  readonly columns: Readonly<Record<string, ColumnSummary>>;
}

export type TotalsAnswer = Answered &
  Omit<Page<TotalRow>, 'total'> & { readonly projection: string; readonly prefix: CellPath };
