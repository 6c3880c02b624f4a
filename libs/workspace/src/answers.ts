import type { Flattening } from '#capture/ocel/flattening.js';
import type { Id } from '#core/time.js';
import type { Answered, Named, Page } from './answered.js';
import type { EventRecord, Side } from '#core/record.js';
import type { BuildingProgress, BuildingRow } from './builds/build-answers.js';
import type { Role } from './nodes/node-settings.js';
import type { StandingRow } from './portfolio/standing-answers.js';
import type { StandingAnswer } from './relationships/standing-answers.js';

export type { Answered, Named, Page } from './answered.js';

/**
 * The answers to the reading verbs, as they stand in `--json`, in the API and on the pages. Times are ISO 8601 with
 * offset (the workspace's zone), durations are seconds. Names are resolved through the directory at the time of reading.
 */

export interface RelationshipRow extends Named {
  /** Of anything that concerns it, whoever acted. */
  readonly firstTouchpoint?: string;
  readonly lastTouchpoint?: string;
  /** Of acts that count as contact (definitions.md §1.1): absent where a source tells of none. */
  readonly firstContact?: string;
  readonly lastContact?: string;
  readonly touchpoints: number;
  readonly contactDays: { readonly theirs: number; readonly ours: number };
  readonly openCases: number;
  readonly cases: number;
}

/** A row of the portfolio. What other projections say of it is absent while these are built for the first time. */
export type PortfolioRow = RelationshipRow & Partial<StandingRow>;

export type RelationshipsAnswer = Answered &
  Page<PortfolioRow> & {
    /** Which builds gave the rest of the rows. */
    readonly joined: readonly ({ readonly projection: string } & Answered)[];
    /** Projections that could not be asked, because their first build is not complete. */
    readonly missing?: readonly string[];
  };

/** One relationship: who and what is in it, and how it stands. */
export type RelationshipAnswer = RelationshipContacts & StandingAnswer;

export type RelationshipContacts = Answered &
  RelationshipRow & {
    /** Every party of it, both sides, with how many touchpoints each took part in. */
    readonly stakeholders: readonly (Named & {
      readonly side: Side;
      readonly roles: readonly string[];
      readonly touchpoints: number;
    })[];
    readonly channels: readonly { readonly channel: string; readonly touchpoints: number }[];
    readonly processes: readonly { readonly process: string; readonly cases: number; readonly openCases: number }[];
    /** It is as its sources claim to have known it, and not as it was recorded here. */
    readonly asClaimed?: true;
    /** What makes several parties this one relationship; absent where nothing does. */
    readonly links?: readonly LinkAnswer[];
  };

/** Two parties are one. */
export interface LinkAnswer {
  /** Id of the event that says so, by which it is taken back. */
  readonly link: Id;
  readonly parties: readonly Named[];
  /** Under whom they stand now: of all that are linked with the first one the party that the ledger knew first. */
  readonly shownAs: Named;
  readonly evidence: string;
  readonly recordedAt: string;
}

export interface TimelineEntry {
  readonly id: Id;
  readonly sequence: number;
  readonly type: string;
  readonly family: string;
  readonly occurredAt: string;
  readonly occurredText: string;
  readonly recordedAt: string;
  /** When its source says that it was written there; absent where it does not say. */
  readonly sourceRecordedAt?: string;
  /** Why no answer counts it any more: it was taken back, replaced, or its import was taken back. */
  readonly withdrawal?: 'retracted' | 'superseded' | 'reverted';
  readonly actor: Named;
  readonly parties: readonly (Named & { readonly role: string; readonly side: Side })[];
  readonly process?: {
    readonly definition: string;
    readonly case: Named;
    readonly activity: string;
    readonly lifecycle: string;
  };
  readonly data: Readonly<Record<string, unknown>>;
  /**
   * The unsealed personal part; `erased` when its key is gone, or its person has asked for that; absent when the event has
   * none, or its person is withheld.
   */
  readonly personal?: Readonly<Record<string, unknown>> | 'erased';
  /** What else the record says of itself: where it stands, where it comes from, and its leaf hash. */
  readonly record?: Readonly<
    Pick<EventRecord, 'stream' | 'revision' | 'recorder' | 'source' | 'correlationId' | 'causationId' | 'leaf'>
  >;
}

export interface TimelineAnswer extends Page<TimelineEntry> {
  readonly relationship: Named;
  readonly head: number;
  /** It is as its sources claim to have known it, and not as it was recorded here. */
  readonly asClaimed?: true;
}

export interface DurationSummary {
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly p90: number;
  readonly max: number;
  readonly sum: number;
  /** How many were negative and counted as 0; only where that can happen. */
  readonly clamped?: number;
}

export interface ProjectionRow {
  readonly name: string;
  readonly purpose: string;
  readonly key: string;
  readonly build: string;
  readonly state: 'serving' | 'building' | 'stalled';
  readonly position: number;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly documents: number;
  readonly quarantined: number;
  /** How many of its 64 slots this one of several nodes folds. */
  readonly slots?: number;
  /** What its builds take of the memory that nodes share. */
  readonly sharedBytes?: number;
  /** A build on its way beside the one that serves. */
  readonly building?: BuildingProgress & { readonly build: string };
  /** A build that is complete and waits to be activated. */
  readonly waiting?: string;
  /** Why it has stopped. */
  readonly reason?: string;
  /** What is not as it should be while it answers. */
  readonly problem?: string;
}

export interface ProjectionsAnswer {
  readonly projections: readonly ProjectionRow[];
  /** Files that gave no projection, and why; left out when there are none. */
  readonly problems?: readonly { readonly file: string; readonly reason: string }[];
}

export interface ImportRow {
  readonly importId: Id;
  readonly dataset: string;
  readonly format: string;
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly revertedAt?: string;
  /** Reverted: it was taken back, and hides what no other import vouches for. */
  readonly state: 'running' | 'completed' | 'interrupted' | 'reverted';
  readonly read: number;
  readonly appended: number;
  readonly known: number;
  readonly refused: number;
  readonly differing: number;
}

export interface ImportReport extends ImportRow {
  /** The first refusals; all of them are in the rejects file. */
  readonly refusals: readonly {
    readonly line: number;
    readonly code: string;
    readonly reason: string;
    readonly column?: string;
  }[];
  readonly seconds: number;
  /** Of a dry run: up to five rows as they were read, and the mapping that read them. */
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly mapping?: unknown;
  /** Of an object-centric log: what putting its events into cases made of it, and what other choices would have. */
  readonly flattening?: Flattening;
  /** What was read although its format says otherwise, or not kept, a sentence each. */
  readonly notes?: readonly string[];
}

export interface StatusAnswer {
  readonly version: string;
  readonly zone: string;
  readonly head: {
    readonly sequence: number;
    readonly recordedAt?: string;
    /**
     * The Merkle tree hash (RFC 6962) of the leaves of all events up to it, in base64: what equal it in size and root have
     * the same history.
     */
    readonly root: string;
  };
  readonly empty: boolean;
  /** A ledger with nothing in it is offered the demonstration portfolio. */
  readonly demonstrationOffered: boolean;
  /** Of several nodes: which one answers, and what it is for. */
  readonly node?: { readonly name: string; readonly roles: readonly Role[] };
  /** Where the ledger is on a server: how far behind it is what is read here. */
  readonly mirror?: MirrorAnswer;
  /** Builds of projections on their way; left out when there are none. */
  readonly building?: readonly BuildingRow[];
}

export interface MirrorAnswer {
  readonly caughtUp: boolean;
  /** 0 while it is caught up. */
  readonly lagSeconds: number;
  /** Why nothing comes from the server, if nothing does. */
  readonly failure?: string;
  /** Events in the streams of the ledger that no ledger wrote, since the start; left out when there are none. */
  readonly foreign?: number;
}

export interface DensityAnswer {
  /** When the first touchpoint happened; absent, as the other times, when there is none. */
  readonly from?: string;
  /** When the last touchpoint happened: after it, all parts are empty. */
  readonly last?: string;
  /** Now, or the last touchpoint where its clock was ahead. */
  readonly to?: string;
  /** Touchpoints in each of the equal parts of the time from `from` to `to`. */
  readonly counts: readonly number[];
}

/** The answer to a write: one line an event, in the order given. */
export interface WrittenAnswer {
  readonly events: readonly {
    readonly id: Id;
    readonly outcome: 'appended' | 'known';
    readonly stream: string;
    readonly revision: number;
    readonly sequence: number;
    readonly recordedAt: string;
  }[];
}

/** One thing that `tend doctor` looked at. */
export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly detail: string;
  /** What to do about it; only when it is not good. */
  readonly advice?: string;
}
