import type { Id } from '#core/time.js';
import type { Answered, Named, Page } from '../answered.js';
import type { EvidenceEvent } from '../documents/made-answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { PartRead } from '../relationships/standing-answers.js';
import type { Work } from '../work.js';

/** What whoever takes a relationship over has to know, in a reading of minutes. */
export interface Handovers {
  /**
   * Of one relationship.
   * @param name an id, or any identifier that it was ever known by
   * @throws LedgerError `not-found`, `invalid`
   */
  relationship(name: string, query: MomentQuery & { readonly asClaimed?: boolean }, work?: Work): Promise<HandoverPack>;
  /**
   * Of all relationships of an owner, value at risk first.
   * @throws LedgerError `invalid`, `cursor-expired`, `unavailable`, `busy`, `cancelled`
   */
  owner(query: OwnerHandoverQuery, work?: Work): Promise<OwnerHandover>;
}

/** So many packs are in a page, and at most: each is made of some ten projections. */
export const handoverLimits = { default: 5, max: 25 } as const;

export interface OwnerHandoverQuery extends MomentQuery {
  /** Id or name of whoever of ours owns them at the moment that is asked for. */
  readonly owner: string;
  readonly limit?: number;
  readonly after?: string;
}

export type OwnerHandover = Answered &
  Page<HandoverPack> & {
    /** Absent where nobody of this name owns any. */
    readonly owner?: Named;
  };

export interface HandoverPack extends Answered {
  readonly relationship: Named;
  readonly sections: readonly HandoverSection[];
  /** At 238 words a minute (Brysbaert 2019, silent reading of prose). */
  readonly readingSeconds: number;
  /** From which builds it was told, and why a part was not. */
  readonly parts: readonly PartRead[];
  /** The events that lines name as evidence, in the order of time; without those that may not be told of. */
  readonly events: readonly EvidenceEvent[];
  /** It is as its sources claim to have known it. */
  readonly asClaimed?: true;
}

/** Titles of the sections, in the order in which they are read; a section without lines is left out. */
export const handoverTitles = {
  who: 'Who they are',
  standing: 'Where it stands, and why',
  people: 'People, and who knows them',
  promises: 'Promises of ours that are open or not made good',
  complaints: 'Complaints and matters that are open',
  needs: 'What they want',
  contracts: 'Contracts',
  reached: 'How and when they are reached',
  before: 'What went wrong before, and what helped',
  signals: 'Open signals',
  latest: 'The last touchpoints',
} as const;
export type HandoverTopic = keyof typeof handoverTitles;

export interface HandoverSection {
  readonly topic: HandoverTopic;
  readonly title: string;
  readonly lines: readonly HandoverLine[];
  /** Lines that are left out, so that the whole is read in minutes. */
  readonly more: number;
}

export interface HandoverLine {
  readonly text: string;
  /** Ids of events; none where a line is a count or a sum of many. */
  readonly evidence: readonly Id[];
}
