import type { Id } from '#core/time.js';
import type { Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';

/** A rule to be published, in the shape in which `tend what-if --context` takes it to have been. */
export interface NewRule {
  /** Type of the event that publishes it. */
  readonly type: string;
  /** ISO 8601, or a date: its beginning. Now, unless told. */
  readonly effectiveFrom?: string;
  /** As the event holds it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * - `valid`: it holds;
 * - `coming`: its time has not come;
 * - `replaced`: another one of its type and scope holds in its place.
 */
export type RuleStanding = 'valid' | 'coming' | 'replaced';

export interface RuleAnswer {
  readonly id: Id;
  readonly type: string;
  /** The segment, calendar, process … that it is for; absent where it is for all. */
  readonly scope?: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly recordedAt: string;
  /** Who published it. */
  readonly actor: Named;
  readonly standing: RuleStanding;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RuleType {
  readonly type: string;
  readonly description: string;
  /** The member of `data` that says for what part of the business it holds; absent where it holds for all. */
  readonly scope?: string;
  /** Projections that read it. */
  readonly readBy: readonly string[];
  /** Valid data. */
  readonly example: object;
}

export interface RulesQuery extends MomentQuery {
  readonly type?: string;
  /** Also those that were replaced. */
  readonly all?: boolean;
}

export interface RulesAnswer {
  readonly asOf: string;
  /** By type and scope, and of those the latest first. */
  readonly rules: readonly RuleAnswer[];
  readonly types: readonly RuleType[];
}

/** What becomes of a projection that reads what was published. */
export interface RuleReader {
  readonly projection: string;
  /**
   * `at-once`: it goes on with it. `built-beside`: it is for the past, so another build is made that takes over by itself;
   * `for-review`: that waits then for somebody to activate it. `not-now`: it stands still, a build of it is paused, or
   * other code than that of its file serves; then somebody has to see to it first.
   */
  readonly sees: 'at-once' | 'built-beside' | 'for-review' | 'not-now';
}

export interface PublishedAnswer {
  readonly published: readonly RuleAnswer[];
  /** Rules that hold already as they are given: nothing was published for them. */
  readonly unchanged: number;
  readonly readers: readonly RuleReader[];
  /** Of a dry run: what would be published, as it would be, with the holidays that are added to calendars. */
  readonly wouldPublish?: readonly NewRule[];
}

export interface PublishOptions {
  /** Only checks them, and says what would be published. */
  readonly dryRun?: boolean;
}

/** The published rules of one workspace: what folds read beside the touchpoints. */
export interface Rules {
  /** @throws LedgerError `invalid` for a type that publishes no rule, or a moment that is none */
  list(query: RulesQuery): Promise<RulesAnswer>;
  /**
   * Publishes all of them, in their order, or none where one of them is refused. Nothing is overwritten: to go back, publish
   * again what held before. Where it ends in the middle (a full disk), the error says how many are published; given once
   * more, they are not published twice.
   * @throws LedgerError `invalid` with every violation, `disk-full`, `data-directory-locked` …
   */
  publish(rules: readonly NewRule[], work: Work, options?: PublishOptions): Promise<PublishedAnswer>;
}
