import { endOfDay, formatInstant, type Id, type Instant } from '#core/time.js';
import { fewestInArm, playArm, playEffect, playOutcome, type PlayOutcome } from '#measures/plays/play-effect.js';
import { isAnswerTo, recommendationsOf, type Recommendation } from '#measures/plays/recommendations.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { AnswerToPlay } from '#read-models/plays-document.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import { lookAt } from '../moments/look-at.js';
import { readOneAt } from '../moments/read-at.js';
import { feedsOverTime } from '../prediction/feed-outages.js';
import { dayNumberAt, dayText } from '../prediction/local-days.js';
import { answeredBy } from '../relationships/portfolio.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import type { PlayEffectRow, PlayEffectsAnswer, PlayEffectsQuery } from './play-answers.js';
import { answersAt, atOf, requirePlay } from './plays.js';
import { drawOf } from './play-draw.js';
import { publishedPlayRow, publishedPlays, type PublishedPlay } from './published-plays.js';
import { couldBeShown, entriesOf } from './recommended-plays.js';

type Arm = 'heldOut' | 'accepted' | 'declined' | 'unanswered';
/** Neither: of a relationship that is several, drawn differently, or that is held out and was worked on all the same. */
type Place = Arm | 'mixed';

/** What was counted of one version of a play. */
interface Counted {
  /** Of the first time that it held; what holds again under the same name is the same version. */
  readonly play: PublishedPlay;
  until: Instant;
  readonly outcomes: Record<Arm, PlayOutcome[]>;
  notShown: number;
  mixed: number;
}

/**
 * What became of everyone to whom each version of each play was recommended, against whom it was held out from, as of a
 * moment. A relationship counts once a version, from the first time: so arms are drawn once, and nobody counts twice for
 * having come back and gone again.
 * @throws LedgerError `not-found` for no such play, `unavailable`, `cancelled`
 */
export async function playEffectsAt(
  workspace: Workspace,
  { play }: PlayEffectsQuery,
  moment: Moment | undefined,
  work: Work = {},
): Promise<PlayEffectsAnswer> {
  const at = atOf(workspace, moment);
  const { zone } = workspace.directory;
  const published = publishedPlays(workspace, at);
  if (play !== undefined) requirePlay(published, play);
  const plays = published.filter((one) => play === undefined || one.play === play);
  const answers = await answersAt(workspace, undefined, moment, work);
  const counting = new EffectCount(workspace, plays, answers.byRelationship, at);
  const search = function* (view: ProjectionView): Pieces<PlayEffectsAnswer> {
    for (const { key, document } of view.documents<TrajectoryDocument>()) {
      if (document !== undefined) counting.take(key, document);
      yield;
    }
    return {
      ...answeredBy(workspace, view),
      asOf: formatInstant(at.asOf, zone),
      fewestInArm,
      rows: counting.counted.map((one) => rowOf(one, zone)),
    };
  };
  return lookAt(workspace, 'trajectory', moment, search, work);
}

class EffectCount {
  readonly counted: Counted[] = [];
  private readonly outages: ReturnType<typeof feedsOverTime>['outages'];
  private readonly today: number;

  constructor(
    private readonly workspace: Workspace,
    private readonly plays: readonly PublishedPlay[],
    private readonly answers: ReadonlyMap<Id, readonly AnswerToPlay[]>,
    private readonly at: Pick<Moment, 'asOf' | 'known'>,
  ) {
    const { zone } = workspace.directory;
    this.today = dayNumberAt(at.asOf, zone);
    this.outages = feedsOverTime(workspace.ledger, at.known, at.asOf, zone).outages;
    for (const play of plays) this.countOf(play).until = play.until;
  }

  take(relationship: Id, document: TrajectoryDocument): void {
    const taken = new Set<Counted>();
    for (const recommendation of recommendationsOf(entriesOf(document), this.plays)) {
      const counted = this.countOf(recommendation.play);
      if (recommendation.recommendedAt > this.at.asOf || taken.has(counted)) continue;
      taken.add(counted);
      const place = this.placeOf(relationship, recommendation);
      if (!couldBeShown(this.workspace, recommendation)) counted.notShown++;
      else if (place === 'mixed') counted.mixed++;
      else counted.outcomes[place].push(this.outcomeOf(relationship, document, recommendation));
    }
  }

  private countOf(play: PublishedPlay): Counted {
    let counted = this.counted.find((one) => one.play.play === play.play && one.play.version === play.version);
    if (counted === undefined) {
      const outcomes = { heldOut: [], accepted: [], declined: [], unanswered: [] };
      this.counted.push((counted = { play, until: play.until, outcomes, notShown: 0, mixed: 0 }));
    }
    return counted;
  }

  private placeOf(relationship: Id, recommendation: Recommendation<PublishedPlay>): Place {
    const draw = drawOf(this.workspace.ledger, relationship, recommendation.play, this.at.known);
    if (draw === 'mixed') return 'mixed';
    const answer = this.answers.get(relationship)?.findLast((one) => isAnswerTo(one, recommendation));
    if (draw === 'held-out') return answer === undefined ? 'heldOut' : 'mixed';
    if (answer === undefined) return 'unanswered';
    return answer.state === 'declined' ? 'declined' : 'accepted';
  }

  private outcomeOf(
    relationship: Id,
    document: TrajectoryDocument,
    { recommendedAt, play }: Recommendation,
  ): PlayOutcome {
    const { zone } = this.workspace.directory;
    const { horizonDays } = play;
    const day = dayNumberAt(recommendedAt, zone);
    const outages = document.feeds.flatMap(({ connector }) => this.outages.get(connector) ?? []);
    const course = { day, horizonDays, today: this.today, outages };
    const outcome = playOutcome({ ...course, contactDays: document.contactDays });
    if (outcome !== 'stayed-away' || !isCutAbove(document, day)) return outcome;
    // So much has happened since that the document has forgotten those days: it is asked as it was at their end.
    const asOf = endOfDay(dayText(day + horizonDays), zone);
    const { found } = readOneAt<TrajectoryDocument, never>(this.workspace, 'trajectory', relationship, {
      asOf,
      known: this.at.known,
    });
    return playOutcome({ ...course, contactDays: found?.document?.contactDays ?? [] });
  }
}

/** Whether contact-days after a day may be missing: a document keeps the latest. */
function isCutAbove({ contactDays, trajectory }: TrajectoryDocument, day: number): boolean {
  return trajectory.contact.theirs.days.count > contactDays.length && (contactDays[0] ?? Infinity) > day;
}

function rowOf({ play, until, outcomes, notShown, mixed }: Counted, zone: string): PlayEffectRow {
  const { heldOut, accepted, declined, unanswered } = outcomes;
  return {
    ...publishedPlayRow(play, zone),
    ...(until === Infinity ? {} : { until: formatInstant(until, zone) }),
    ...playEffect(playArm([...accepted, ...declined, ...unanswered]), playArm(heldOut)),
    association: { accepted: playArm(accepted), declined: playArm(declined), unanswered: playArm(unanswered) },
    notShown,
    mixed,
  };
}
