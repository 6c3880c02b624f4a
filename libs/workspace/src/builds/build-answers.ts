import type { Id } from '#core/time.js';

/** The answers about builds of projections, as they stand in `--json`, in the API and on the pages. */

export interface BuildingProgress {
  /** Events folded, of those that the ledger holds. */
  readonly done: number;
  readonly total: number;
  readonly eventsPerSecond: number;
  readonly secondsLeft?: number;
}

/** A build on its way, as live pages are told of it. */
export interface BuildingRow extends BuildingProgress {
  readonly projection: string;
  readonly build: string;
}

export interface BuildRow {
  readonly build: string;
  readonly number: number;
  readonly fingerprint: string;
  /** On its way, held on its way, complete and waiting, answering, or kept to go back to. */
  readonly state: 'building' | 'paused' | 'ready' | 'serving' | 'kept';
  /** It is made of the definition as its file is now. */
  readonly isCurrent: boolean;
  readonly position: number;
  readonly lagEvents: number;
  readonly documents: number;
  readonly quarantined: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly progress?: BuildingProgress;
  /** Why it folds nothing new. */
  readonly reason?: string;
  /** Where a function of its definition does not come back; without an event nothing can be let pass. */
  readonly stall?: { readonly key: string; readonly event?: Id; readonly sequence: number };
  /** Keys that somebody has set apart, each at an event. */
  readonly apart: readonly { readonly key: string; readonly event: Id }[];
}

export interface BuildsAnswer {
  readonly projection: string;
  /** What is not as it should be while it answers. */
  readonly problem?: string;
  /** Types of published rules that what serves reads; absent where there are none. */
  readonly context?: readonly string[];
  /** It raises signals of relationships, so that a what-if can tell flags; and which kind is told where nobody says it. */
  readonly flags?: { readonly signal?: string };
  readonly builds: readonly BuildRow[];
}

/**
 * What can be done with builds; each but `drop` and `activate` is about the one that there is, `quarantine` and `release`
 * about a key.
 */
export const buildChanges = [
  'activate',
  'rollback',
  'drop',
  'pause',
  'resume',
  'cancel',
  'quarantine',
  'release',
] as const;
export type BuildChange = (typeof buildChanges)[number];

export const keyChanges: readonly BuildChange[] = ['quarantine', 'release'];

/** What a change is about, where it is not the one build that there is. */
export interface ChangeSubject {
  readonly build?: string;
  readonly key?: string;
}

export interface DiffCounts {
  readonly compared: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** A place in a document or total, as JavaScript writes it; long values are cut. */
export interface FieldDifference {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface ComparedBuildRow {
  readonly build: string;
  readonly fingerprint: string;
  readonly documents: number;
  readonly quarantined: number;
}

/** Two builds of a projection, compared key by key while both stood at one sequence. */
export interface DiffAnswer {
  readonly projection: string;
  readonly from: ComparedBuildRow;
  readonly to: ComparedBuildRow;
  /** The ledger may have gone on between the first comparison and the last. */
  readonly position: { readonly from: number; readonly to: number };
  readonly horizon: string;
  readonly documents: DiffCounts;
  readonly rows: DiffCounts;
  readonly totals: DiffCounts;
  readonly signals: DiffCounts;
  /** In how many documents a field differs, most first. */
  readonly fields: readonly { readonly path: string; readonly documents: number }[];
  readonly examples: readonly {
    readonly key: string;
    readonly kind: 'added' | 'removed' | 'changed';
    readonly fields: readonly FieldDifference[];
    /** The latest events that the document is made of. */
    readonly evidence: readonly Id[];
  }[];
  readonly totalExamples: readonly {
    readonly at: readonly (string | number)[];
    readonly kind: 'added' | 'removed' | 'changed';
    readonly fields: readonly FieldDifference[];
  }[];
}
