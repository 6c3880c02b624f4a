import type { Id, Instant } from '#core/time.js';
import type { PlayState } from '#domain/commands/work-on-plays.js';
import { isHeldOut } from '#measures/plays/holdout.js';
import {
  isAnswerTo,
  recommendationsOf,
  type PlayAnswer,
  type PlayVersion,
  type Recommendation,
} from '#measures/plays/recommendations.js';
import type { PhaseEntry } from '#measures/phases/phase.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { AnswerToPlay } from '#read-models/plays-document.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';

/** A recommendation of one relationship, or an answer to one that stands no more. */
export interface PlayOfRelationship {
  readonly relationship: Id;
  readonly play: string;
  readonly version: string;
  readonly recommendedAt: Instant;
  /** Absent where it is not recommended any more. */
  readonly recommendation?: Recommendation;
  readonly state: PlayState;
  readonly answer?: AnswerToPlay;
}

/** What is recommended just now to one relationship, and to whom it is shown. */
export function shownTo(
  relationship: Id,
  entry: PhaseEntry | undefined,
  plays: readonly PlayVersion[],
): readonly Recommendation[] {
  if (entry === undefined) return [];
  return recommendationsOf([entry], plays).filter(
    ({ play }) => play.until === Infinity && !isHeldOut(relationship, play.play, play.version, play.holdout),
  );
}

/** The phase of a row as far as recommendations need it; undefined of one with whom nothing has happened. */
export function entryOfRow({ phase, cause, reason, onset, detectedAt }: TrajectoryRow): PhaseEntry | undefined {
  if (detectedAt === null) return undefined;
  return { phase, cause, reason, onset: onset ?? detectedAt, detectedAt, begun: null, evidence: [] };
}

/** The phases of a document in the order in which they were entered. */
export function entriesOf({ trajectory }: TrajectoryDocument): readonly PhaseEntry[] {
  return trajectory.at === null ? [] : [...trajectory.history, trajectory.phase];
}

/** Events that a phase rests on. */
export function evidenceOf(view: ProjectionView, relationship: Id): readonly Id[] {
  const document = view.document<TrajectoryDocument>(relationship)?.document;
  if (document === undefined) return [];
  const { begun, evidence } = document.trajectory.phase;
  return [...new Set([...(begun === null ? [] : [begun.event]), ...evidence])];
}

/** What is recommended with what was answered to it, and behind it what was answered to what is recommended no more. */
export function playsOf(
  relationship: Id,
  shown: readonly Recommendation[],
  answers: readonly AnswerToPlay[],
): readonly PlayOfRelationship[] {
  const used = new Set<AnswerToPlay>();
  const recommended = shown.map((recommendation): PlayOfRelationship => {
    const fitting = answers.filter((answer) => isAnswerTo(answer, recommendation));
    for (const answer of fitting) used.add(answer);
    const { play, recommendedAt } = recommendation;
    const named = { relationship, play: play.play, version: play.version, recommendedAt, recommendation };
    const answer = lastOf(fitting);
    return answer === undefined ? { ...named, state: 'open' } : { ...named, state: answer.state, answer };
  });
  const others = answers
    .filter((answer) => !used.has(answer))
    .map((answer): PlayOfRelationship => {
      const { play, version, recommendedAt, state } = answer;
      return { relationship, play, version, recommendedAt, state, answer };
    });
  return [...recommended, ...others];
}

function lastOf<Answer extends PlayAnswer>(answers: readonly Answer[]): Answer | undefined {
  return answers.reduce<Answer | undefined>(
    (last, answer) => (last === undefined || answer.at >= last.at ? answer : last),
    undefined,
  );
}
