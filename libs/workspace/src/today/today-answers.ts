import type { Id } from '#core/time.js';
import type { PlayState } from '#domain/commands/work-on-plays.js';
import type { Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';

/** Whose relationships nobody owns. */
export const noOwner = 'none';

export interface TodayQuery extends MomentQuery {
  /** Only what is about relationships of an owner: an id, any identifier or name; `none`: of those that nobody owns. */
  readonly owner?: string;
}

/** An owner by whatever it is known by. */
export type OwnerQuery = TodayQuery & { readonly owner: string };

/** One thing to do about one matter, whatever tells of it. */
export interface TodayThing {
  /** What it is about: the same as long as the matter is the same. */
  readonly matter: string;
  readonly kind: string;
  /** 1, the gravest, to 5. */
  readonly gravity: number;
  /** Why it stands where it stands. */
  readonly because: string;
  readonly relationship?: Named;
  readonly owner?: Named;
  /** How much the relationship counts: among the tenth with the highest value under contract of its currency, or under contract. */
  readonly value?: 'top-tenth' | 'under-contract';
  readonly since: string;
  /** When it has to be done, or had to be. */
  readonly dueAt?: string;
  readonly why: string;
  readonly todo: string;
  /** What somebody has to be asked. */
  readonly question?: string;
  /** The promise that waits for somebody’s word: it is asked whether it was kept, or it is due. */
  readonly promise?: Id;
  /** The events that it rests on. */
  readonly evidence: readonly Id[];
  /** Signals that tell of it: whoever says something of them says it of the matter. */
  readonly signals: readonly string[];
  /** Plays that are recommended for it, or that somebody has taken on. */
  readonly plays: readonly { readonly play: string; readonly version: string; readonly state: PlayState }[];
  /** What else tells of the same matter. */
  readonly also: readonly string[];
  /** What to type; absent where there is nothing but to do it. */
  readonly command?: string;
}

/** One line of the table by which things are ranked. */
export interface TodayRank {
  /** 1, the gravest, to 5. */
  readonly gravity: number;
  readonly because: string;
  readonly kinds: readonly string[];
}

export interface TodayAnswer {
  readonly asOf: string;
  /** The owner that is asked for. */
  readonly owner?: Named;
  /** At most ten, the first thing first. */
  readonly things: readonly TodayThing[];
  readonly total: number;
  /** What is not among the ten, by kind, the most first. */
  readonly rest: {
    readonly count: number;
    readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  };
  /** How many matters are not told because somebody has taken them on, put them off or dealt with them, or as history. */
  readonly settled: number;
  /**
   * Who has something to do; what nobody owns under `none`. How much is told of people of ours only where a policy allows it
   * (the most first then, else by name).
   */
  readonly owners: readonly { readonly owner: Named; readonly things?: number }[];
  /** How things are ranked: by gravity, then by value, then by when they are due. */
  readonly ranking: readonly TodayRank[];
  /** Projections that could not be asked: what they tell is not here. */
  readonly missing?: readonly string[];
}

/** What there is to do today. */
export interface Today {
  /** @throws LedgerError `invalid`, `not-found` for no owner, `cancelled` */
  of(query: TodayQuery, work?: Work): Promise<TodayAnswer>;
  /**
   * The id of an owner of relationships, or `none`.
   * @throws LedgerError `invalid`, `not-found` for no owner, `unavailable`, `cancelled`
   */
  findOwner(query: OwnerQuery, work?: Work): Promise<{ readonly id: Id }>;
}
