import type { Instant } from '#core/time.js';
import { runsOf, standingOf } from './case-standing.js';
import { customerEffortOf, type EffortTerms } from './customer-effort.js';
import { caseBy, noValue, type ProcessCase } from './process-case.js';

/** A case as it stood when it ended: what had been done to its customer by then, and nothing that came later. */
export interface CaseEnding {
  readonly at: Instant;
  /** It had ended before, and was opened again. */
  readonly reopened: boolean;
  /** Some activity was done more than once. */
  readonly reworked: boolean;
  /** As in `CustomerEffort`. */
  readonly longestWaitMs: number;
  /** How often it had come to another team; undefined where no team is known. */
  readonly handovers: number | undefined;
}

/** The endings of a case by an instant, in their order: one more with each reopening that was followed by an end. */
export function endingsOf(whole: ProcessCase, terms: EffortTerms, at: Instant): CaseEnding[] {
  const one = caseBy(whole, at);
  if (one === undefined) return [];
  return runsOf(standingOf(one, terms.ending).states).flatMap(({ to }) => {
    const effort = to === Number.POSITIVE_INFINITY ? undefined : customerEffortOf(one, terms, to);
    if (effort === undefined) return [];
    const { reopenings, rework, longestWaitMs } = effort;
    return {
      at: to,
      reopened: reopenings > 0,
      reworked: rework > 0,
      longestWaitMs,
      handovers: teamHandoversOf(one, to),
    };
  });
}

/**
 * How often a case had come from one team to another by an instant, by the teams that its events name in their order: who
 * did the work is not asked.
 * @returns undefined where none of them names a team, or it changed too often to be followed
 */
export function teamHandoversOf({ attributes }: Pick<ProcessCase, 'attributes'>, at: Instant): number | undefined {
  const teams = attributes.filter(({ name, since }) => name === 'team' && since <= at);
  return teams.length === 0 || teams.at(-1)!.value === noValue ? undefined : teams.length - 1;
}

/**
 * What a case was said to be when it was first said: what it is called later may be a consequence of how it went.
 * @returns undefined where it was never said by then
 */
export function firstSaidOf(
  { attributes }: Pick<ProcessCase, 'attributes'>,
  name: string,
  at: Instant,
): string | undefined {
  return attributes.find((attribute) => attribute.name === name && attribute.since <= at)?.value;
}
