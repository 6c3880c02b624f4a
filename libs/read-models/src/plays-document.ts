import type { Id, Instant } from '#core/time.js';
import type { PlayState } from '#domain/commands/work-on-plays.js';
import type { Fact } from '#domain/fact.js';
import type { Contribution } from '#projections/definition/definition.js';
import { placeOf, type Tally } from './tallies.js';
import { monthOf } from './voice-answers.js';

/** How many recommendations of a relationship are kept one by one; older ones stay counted. */
export const answersMax = 100;

export function noAnswers(): PlaysDocument {
  return { answers: [], closed: [], notCounted: 0 };
}

/** The last answer to one recommendation. */
export interface AnswerToPlay {
  readonly play: string;
  readonly version: string;
  readonly recommendedAt: Instant;
  readonly state: Exclude<PlayState, 'open'>;
  readonly at: Instant;
  readonly event: Id;
  readonly actor: string;
  /** Code; of one that is declined. */
  readonly reason: string | null;
  /** What came of it; of one that is done. */
  readonly outcome: string | null;
  readonly isCounted: boolean;
}

interface KeptAnswer extends AnswerToPlay {
  /** `YYYY-MM` in the workspace's zone: totals are asked for with every event of the relationship. */
  readonly month: string;
}

/** Answers that are kept no longer, added up. */
interface ClosedTally extends Tally {
  add: Record<string, number>;
}

export interface PlaysDocument {
  answers: KeptAnswer[];
  closed: ClosedTally[];
  /** Answers for which there was no room even in counts. */
  notCounted: number;
}

/** Takes the latest answer to a recommendation in the place of the one before. @param zone of the months of totals */
export function answerPlay(
  doc: PlaysDocument,
  event: Fact<'PlayAccepted' | 'PlayDeclined' | 'PlayDone'>,
  given: Pick<AnswerToPlay, 'state'> & Partial<Pick<AnswerToPlay, 'reason' | 'outcome'>>,
  zone: string,
): void {
  const { play, version, recommendedAt } = event.data;
  const place = doc.answers.findIndex(
    (one) => one.play === play && one.version === version && one.recommendedAt === recommendedAt,
  );
  if (place >= 0) doc.answers.splice(place, 1);
  const { occurredAt: at, id, actor, share } = event;
  const isCounted = share === 1;
  doc.answers.push({
    play,
    version,
    recommendedAt,
    at,
    month: monthOf(at, zone),
    event: id,
    actor,
    reason: null,
    outcome: null,
    isCounted,
    ...given,
  });
  if (doc.answers.length > answersMax) close(doc, doc.answers.shift()!);
}

function close(doc: PlaysDocument, gone: KeptAnswer): void {
  for (const { at, add } of contributionsOf({ ...gone, isCounted: true })) {
    const fine: ClosedTally = { at, double: !gone.isCounted, add: {} };
    const coarse: ClosedTally = { ...fine, at: [at[0]!, 'any', 'any', 'any'], add: {} };
    const tally = doc.closed[placeOf(doc.closed, fine, coarse)];
    if (tally === undefined) doc.notCounted++;
    else for (const [name, n] of Object.entries(add!)) tally.add[name] = (tally.add[name] ?? 0) + n;
  }
}

export function contributionsOf({ play, version, state, month, reason, isCounted }: KeptAnswer): Contribution[] {
  if (!isCounted) return [];
  const made: Contribution[] = [{ at: ['play', play, version, month], add: { [state]: 1 } }];
  if (state === 'declined') made.push({ at: ['declined', play, reason ?? 'none', month], add: { plays: 1 } });
  return made;
}

export function countOf(answers: readonly AnswerToPlay[], state: AnswerToPlay['state']): number {
  return answers.filter((one) => one.state === state).length;
}
