import { limits } from '#core/limits.js';
import type { Id, Instant } from '#core/time.js';
import type { PlayState } from '#domain/commands/work-on-plays.js';
import {
  isAnswerTo,
  recommendationsOf,
  type PlayAnswer,
  type Recommendation,
} from '#measures/plays/recommendations.js';
import type { PhaseEntry } from '#measures/phases/phase.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { AnswerToPlay } from '#read-models/plays-document.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import type { Workspace } from '../workspace.js';
import { drawOf } from './play-draw.js';
import type { PublishedPlay } from './published-plays.js';

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

/** From where it is asked what is recommended. */
export interface PlaysStandpoint extends Pick<Workspace, 'ledger'> {
  /** How far the ledger is known. */
  readonly known: number;
  readonly plays: readonly PublishedPlay[];
}

/**
 * What is recommended just now to one relationship, and is shown to people: it is not held out, and is no history.
 * @param standpoint what is known, and the plays that hold
 * @param view of `trajectory`, at the moment of the question
 * @param row of the same; undefined where it has none
 */
export function shownTo(
  { ledger, known, plays }: PlaysStandpoint,
  view: Pick<ProjectionView, 'document'>,
  relationship: Id,
  row: TrajectoryRow | undefined,
): readonly Recommendation[] {
  const entry = row && entryOfRow(row);
  if (entry === undefined) return [];
  const recommended = recommendationsOf([entry], plays).filter(
    ({ play }) => play.until === Infinity && drawOf(ledger, relationship, play, known) !== 'held-out',
  );
  const { recordedAt } = ledger.head();
  // Nothing is recorded yet that could make history of the others: their documents need not be read.
  if (recommended.every((one) => isShownInTime(one, recordedAt))) return recommended;
  const begun = view.document<TrajectoryDocument>(relationship)?.document?.trajectory.phase.begun ?? null;
  return recommended.filter((one) => couldBeShown({ ledger }, { ...one, entry: { ...one.entry, begun } }));
}

/**
 * Whether somebody can have been shown a recommendation in time: the event that its phase began with had come by then, give
 * or take what the inbox calls history.
 */
export function couldBeShown(
  { ledger }: Pick<Workspace, 'ledger'>,
  recommendation: Pick<Recommendation, 'recommendedAt' | 'entry'>,
): boolean {
  const { begun } = recommendation.entry;
  const recordedAt = begun === null ? undefined : ledger.get(begun.event)?.recordedAt;
  return recordedAt === undefined || isShownInTime(recommendation, recordedAt);
}

function isShownInTime({ recommendedAt }: Pick<Recommendation, 'recommendedAt'>, recordedAt: Instant): boolean {
  return recordedAt - recommendedAt <= limits.signalHistoricMs;
}

/** The phase of a row as far as recommendations need it; undefined of one with whom nothing has happened. */
function entryOfRow({ phase, cause, reason, onset, detectedAt }: TrajectoryRow): PhaseEntry | undefined {
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
