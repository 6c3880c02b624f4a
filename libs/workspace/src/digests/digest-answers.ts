import type { Id } from '#core/time.js';
import type { Named } from '../answers.js';
import type { TodayAnswer } from '../today/today-answers.js';
import type { Work } from '../work.js';
import type { LinkWord } from './digest-links.js';

/** Who is told each day what there is to do: by mail, or, as a program, by a webhook. */
export interface NewDigest {
  /** Whose relationships: an id, an identifier or a name; `none`: those that nobody owns; absent: all. */
  readonly owner?: string;
  /** An address of mail; this or `webhook`. */
  readonly mail?: string;
  readonly webhook?: string;
  /** Of the day in the zone of the workspace; 07:00 unless told. */
  readonly at?: string;
  /** `daily`, or such as `mon-fri` (unless told) or `mon,wed`. */
  readonly days?: string;
}

export interface DigestRow {
  readonly id: Id;
  /** Absent: all. */
  readonly owner?: Named;
  readonly mail?: string;
  readonly webhook?: string;
  readonly at: string;
  readonly days: string;
  readonly createdAt: string;
  readonly state: 'enabled' | 'disabled';
  /** Why it is disabled. */
  readonly reason?: string;
  /** When it is told next, as long as a server runs; absent of one that is disabled. */
  readonly nextAt?: string;
  /**
   * The last day that was looked after, and what came of that: `told`, `nothing` to do, `registered` after the time of that
   * day, or why there is nothing to tell any more.
   */
  readonly lastDay?: string;
  readonly lastOutcome?: string;
  /** Messages that were taken, and when the last one. */
  readonly delivered: number;
  readonly deliveredAt?: string;
  /** Messages that wait, and when the next one is tried. */
  readonly pending: number;
  readonly nextAttemptAt?: string;
  readonly deadLetters: number;
  /** What the last attempt met, if it was not taken, or could not be written. */
  readonly failure?: string;
  readonly failedAt?: string;
}

export interface DigestsAnswer {
  readonly digests: readonly DigestRow[];
  /** Whether a mail server is set, so that mail can be sent; absent where only a server would know. */
  readonly canMail?: boolean;
}

/** With the secret that its messages are signed with, of one by webhook; it is shown this once. */
export type AddedDigest = DigestRow & { readonly secret?: string };

/** What somebody would get now. Its links say nothing: whoever looks at it is not the one it is sent to. */
export interface DigestPreview {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a link of a digest says, to whoever opens it. */
export interface LinkAnswer {
  readonly word: LinkWord;
  readonly kind?: string;
  readonly relationship?: Named;
  /** The local day by which it is, or was, due. */
  readonly due?: string;
  /** Who says it, as they are called: whom the digest is told to. */
  readonly by: string;
  readonly day: string;
  /** Whether it can be taken back. */
  readonly canUndo: boolean;
}

/** Digests of what there is to do, and what is said by their links. */
export interface Digests {
  list(): Promise<DigestsAnswer>;
  /** @throws LedgerError `invalid`, `not-found` for no owner, `limit-exceeded`, `data-directory-locked` */
  add(digest: NewDigest): Promise<AddedDigest>;
  /** With all that waits for it; its links are no good any more. @throws LedgerError `not-found` */
  remove(id: Id): Promise<DigestsAnswer>;
  /** @throws LedgerError `not-found` */
  change(id: Id, change: 'enable' | 'disable'): Promise<DigestRow>;
  /** Tells it now, whatever the time, also that there is nothing to do. @throws LedgerError `invalid` of one that is disabled, `not-found`, `unavailable` */
  send(id: Id, work?: Work): Promise<DigestRow>;
  /** @throws LedgerError `not-found`, `unavailable` */
  preview(id: Id, work?: Work): Promise<DigestPreview>;
}

/** What is said by the links of digests; only a server answers to them. */
export interface DigestLinks {
  /** Says nothing yet: whoever only looks at an address gets here too. @throws LedgerError `not-found`, `link-expired` */
  look(token: string): Promise<LinkAnswer>;
  /**
   * Says what the link says, or takes it back.
   * @param reason why it is declined, of such a link
   * @throws LedgerError as `look`, and what the command refuses
   */
  act(token: string, how: { readonly undo?: boolean; readonly reason?: string }, work?: Work): Promise<LinkAnswer>;
}

/** A digest as it is stored and told to programs: what Today says, without names. */
export interface DigestMessage {
  readonly type: 'digest.today';
  readonly timestamp: string;
  readonly data: Pick<TodayAnswer, 'asOf' | 'total' | 'rest' | 'settled' | 'missing'> & {
    readonly digest: Id;
    /** The local day. */
    readonly day: string;
    readonly owner?: Id;
    readonly things: readonly DigestThing[];
  };
}

export type DigestThing = Omit<TodayAnswer['things'][number], 'relationship' | 'owner' | 'command'> & {
  readonly relationship?: Id;
  readonly owner?: Id;
};
