import type { Id, Instant } from '#core/time.js';
import type { PlayState } from '#domain/commands/work-on-plays.js';
import type { Fact } from '#domain/fact.js';
import {
  BuildEvents,
  CorrectionEvents,
  FeedEvents,
  IdentityEvents,
  ImportEvents,
  PrivacyEvents,
  RelationshipEvents,
  RuleEvents,
  TouchpointEvents,
  WorkEvents,
} from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Contribution } from '#projections/definition/definition.js';
import { placeOf, type Tally } from './tallies.js';

/** How many recommendations of a relationship are kept one by one; older ones stay counted. */
export const answersMax = 100;

/**
 * What was answered to the plays that were recommended for each relationship: accepted, declined and why, done.
 *
 * Whom a play is recommended to is no event and stands in no document: it follows from the phase (projection `trajectory`)
 * and from what is published (PlayPublished), when somebody asks. So this keeps answers alone, and none of them is closed by
 * another version of the play. One answer is kept a recommendation (play, version and its instant), the latest; the latest
 * 100 of a relationship, and older ones as counts.
 *
 * **Row**: how many stand accepted and not done, declined, done; when the last answer was.
 *
 * **Cells**: `play, <play>, <version>`: recommendations by the last answer: accepted, declined, done. `declined, <play>,
 * <reason code>`: plays; `none` where an import gave no reason. What is of several relationships counts once.
 */
export const plays = defineProjection({
  name: 'plays',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  initial: () => ({ answers: [] as AnswerToPlay[], closed: [] as ClosedTally[], notCounted: 0 }),
  on: {
    ...ignoring(
      TouchpointEvents,
      RelationshipEvents,
      RuleEvents,
      BuildEvents,
      WorkEvents,
      IdentityEvents,
      CorrectionEvents,
      ImportEvents,
      PrivacyEvents,
      FeedEvents,
    ),
    PlayAccepted: (doc, event) => answer(doc, event, { state: 'accepted' }),
    PlayDeclined: (doc, event) => answer(doc, event, { state: 'declined', reason: event.reasonCode ?? null }),
    PlayDone: (doc, event) => answer(doc, event, { state: 'done', outcome: event.data.outcome ?? null }),
  },
  index: ({ answers }) => ({
    accepted: countOf(answers, 'accepted'),
    declined: countOf(answers, 'declined'),
    done: countOf(answers, 'done'),
    lastAnswerAt: answers.at(-1)?.at ?? null,
  }),
  rollup: ({ answers, closed }) => [
    ...answers.flatMap(contributionsOf),
    ...closed.filter(({ double }) => !double).map(({ at, add }) => ({ at, add })),
  ],
});

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

/** Answers that are kept no longer, added up. */
interface ClosedTally extends Tally {
  add: Record<string, number>;
}

interface PlaysDocument {
  answers: AnswerToPlay[];
  closed: ClosedTally[];
  /** Answers for which there was no room even in counts. */
  notCounted: number;
}

function answer(
  doc: PlaysDocument,
  event: Fact<'PlayAccepted' | 'PlayDeclined' | 'PlayDone'>,
  given: Pick<AnswerToPlay, 'state'> & Partial<Pick<AnswerToPlay, 'reason' | 'outcome'>>,
): void {
  const { play, version, recommendedAt } = event.data;
  const place = doc.answers.findIndex(
    (one) => one.play === play && one.version === version && one.recommendedAt === recommendedAt,
  );
  if (place >= 0) doc.answers.splice(place, 1);
  doc.answers.push({
    ...{ play, version, recommendedAt },
    ...{ at: event.occurredAt, event: event.id, actor: event.actor },
    ...{ reason: null, outcome: null, ...given },
    isCounted: event.share === 1,
  });
  if (doc.answers.length > answersMax) close(doc, doc.answers.shift()!);
}

function close(doc: PlaysDocument, gone: AnswerToPlay): void {
  for (const { at, add } of contributionsOf({ ...gone, isCounted: true })) {
    const cell = at as Tally['at'];
    const fine: ClosedTally = { at: cell, double: !gone.isCounted, add: {} };
    const coarse: ClosedTally = { ...fine, at: [cell[0]!, 'any', 'any'], add: {} };
    const tally = doc.closed[placeOf(doc.closed, fine, coarse)];
    if (tally === undefined) doc.notCounted++;
    else for (const [name, n] of Object.entries(add!)) tally.add[name] = (tally.add[name] ?? 0) + n;
  }
}

function contributionsOf({ play, version, state, reason, isCounted }: AnswerToPlay): Contribution[] {
  if (!isCounted) return [];
  const made: Contribution[] = [{ at: ['play', play, version], add: { [state]: 1 } }];
  if (state === 'declined') made.push({ at: ['declined', play, reason ?? 'none'], add: { plays: 1 } });
  return made;
}

function countOf(answers: readonly AnswerToPlay[], state: AnswerToPlay['state']): number {
  return answers.filter((one) => one.state === state).length;
}
