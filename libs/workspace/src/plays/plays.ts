import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id } from '#core/time.js';
import type { PlayState } from '#domain/commands/work-on-plays.js';
import type { AnswerToPlay, PlaysDocument } from '#read-models/plays-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { FirstRows } from '../documents/first-rows.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { lookAt } from '../moments/look-at.js';
import { answeredBy, namesFor } from '../relationships/portfolio.js';
import { pageLimit, relationshipNames } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import type { PlayFilter, PlayRow, PlaysAnswer, PlaysQuery } from './play-answers.js';
import { publishedPlayRow, publishedPlays } from './published-plays.js';
import { evidenceOf, playsOf, shownTo, type PlayOfRelationship } from './recommended-plays.js';

export const playProjections = ['trajectory', 'plays'] as const;

/**
 * What is recommended, and what people made of it, the latest recommended first. Of whom a play is held out from nothing is
 * said here.
 * @param relationship id of the only one that is asked for
 * @throws LedgerError `invalid`, `unavailable`
 */
export async function playsAt(
  workspace: Workspace,
  query: PlaysQuery,
  relationship: Id | undefined,
  moment?: Moment,
  work?: Work,
): Promise<PlaysAnswer> {
  const { play, state = 'to-do', asOf, knownBy } = query;
  const limit = pageLimit(query.limit);
  const asked = ['plays', play, relationship, state, asOf, knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, asked);
  const { zone } = workspace.directory;
  const at = atOf(workspace, moment);
  const plays = publishedPlays(workspace, at).filter(({ until }) => until === Infinity);
  const answers = await answersAt(workspace, relationship, moment, work);
  const found = await lookAt(
    workspace,
    'trajectory',
    moment,
    function* (view) {
      const first = new FirstRows<PlayOfRelationship>(limit, after);
      const states = { open: 0, accepted: 0, declined: 0, done: 0 };
      const take = (id: Id, row: TrajectoryRow | undefined): void => {
        const shown = shownTo({ ledger: workspace.ledger, known: at.known, plays }, view, id, row);
        for (const one of playsOf(id, shown, answers.byRelationship.get(id) ?? [])) {
          if (play !== undefined && one.play !== play) continue;
          states[one.state]++;
          if (isWanted(one.state, state)) first.add(one, placeOf(one));
        }
      };
      if (relationship !== undefined) take(relationship, view.row<TrajectoryRow>(relationship));
      else {
        const seen = new Set<Id>();
        for (const { key, row } of view.rows<TrajectoryRow>({ asKept: true })) {
          seen.add(key);
          take(key, row);
          yield;
        }
        for (const id of answers.byRelationship.keys()) if (!seen.has(id)) take(id, undefined);
      }
      const page = first.inOrder();
      const evidence: (readonly Id[])[] = [];
      for (const { row } of page) {
        evidence.push(evidenceOf(view, row.relationship));
        yield;
      }
      return { first, page, states, evidence, by: { projection: 'trajectory', ...answeredBy(workspace, view) } };
    },
    work,
  );
  const last = found.page.at(-1);
  const tell = tellingOf(
    workspace,
    found.page.map(({ row }) => row),
    moment,
  );
  return {
    rows: found.page.map(({ row }, i) => tell(row, found.evidence[i]!)),
    total: found.first.total,
    ...(last === undefined || found.first.behind <= limit ? {} : { next: boundCursor(last.place, asked, moment) }),
    plays: plays.map((one) => publishedPlayRow(one, zone)),
    states: found.states,
    answered: [found.by, answers.by],
  };
}

/** The moment of the question as an instant and a place in the ledger. */
export function atOf({ ledger, clock }: Workspace, moment: Moment | undefined): Pick<Moment, 'asOf' | 'known'> {
  return moment ?? { asOf: clock.now(), known: ledger.head().sequence };
}

/** What was answered, by relationship. */
export async function answersAt(
  workspace: Workspace,
  relationship: Id | undefined,
  moment: Moment | undefined,
  work: Work | undefined,
) {
  const look = function* (view: ProjectionView) {
    const byRelationship = yield* answersIn(view, relationship);
    return { byRelationship, by: { projection: 'plays', ...answeredBy(workspace, view) } };
  };
  return lookAt(workspace, 'plays', moment, look, work);
}

/** What was answered, of all or of one, by relationship. */
export function* answersIn(view: ProjectionView, relationship?: Id): Pieces<ReadonlyMap<Id, readonly AnswerToPlay[]>> {
  const read =
    relationship === undefined ? view.documents<PlaysDocument>() : [view.document<PlaysDocument>(relationship)];
  const byRelationship = new Map<Id, readonly AnswerToPlay[]>();
  for (const one of read) {
    const answers = one?.document?.answers ?? [];
    if (answers.length > 0) byRelationship.set(one!.key, answers);
    yield;
  }
  return byRelationship;
}

/** How rows are told: names are looked up together. */
export function tellingOf(
  workspace: Workspace,
  plays: readonly PlayOfRelationship[],
  moment: Moment | undefined,
): (one: PlayOfRelationship, evidence: readonly Id[]) => PlayRow {
  const { zone } = workspace.directory;
  const relationships = relationshipNames(
    workspace,
    plays.map(({ relationship }) => relationship),
    moment?.known,
    'relationship-analysis',
  );
  const actorOf = namesFor(
    workspace,
    plays.flatMap(({ answer }) => answer?.actor ?? []),
  );
  return ({ relationship, play, version, recommendedAt, recommendation, state, answer }, evidence) => ({
    relationship: relationships.get(relationship) ?? { id: relationship },
    play,
    version,
    recommendedAt: formatInstant(recommendedAt, zone),
    isRecommended: recommendation !== undefined,
    state,
    ...(answer === undefined ? {} : { by: actorOf(answer.actor), at: formatInstant(answer.at, zone) }),
    ...given('reason', answer?.reason),
    ...given('outcome', answer?.outcome),
    ...(recommendation === undefined ? {} : { why: whyOf(recommendation.entry, zone) }),
    evidence: recommendation === undefined ? [] : evidence,
  });
}

function given<Name extends string>(name: Name, text: string | null | undefined): { readonly [N in Name]?: string } {
  return text === null || text === undefined ? {} : ({ [name]: text } as { readonly [N in Name]?: string });
}

/** “Deterioration by neglect (silence) since 2026-05-20.” */
export function whyOf(
  { phase, cause, reason, detectedAt }: NonNullable<PlayOfRelationship['recommendation']>['entry'],
  zone: string,
): string {
  const named = `${phase}${cause === null ? '' : ` by ${cause}`}`.replaceAll('-', ' ');
  const because = reason === 'otherwise' ? '' : ` (${reason.replaceAll('-', ' ')})`;
  return `${named[0]!.toUpperCase()}${named.slice(1)}${because}, told since ${formatInstant(detectedAt, zone).slice(0, 10)}.`;
}

function isWanted(state: PlayState, wanted: PlayFilter): boolean {
  if (wanted === 'all') return true;
  return wanted === 'to-do' ? state === 'open' || state === 'accepted' : state === wanted;
}

/** The latest first, as text of one length. */
function placeOf({ recommendedAt, relationship, play, version, answer }: PlayOfRelationship): string {
  const latestFirst = String(instantsEnd - recommendedAt).padStart(20, '0');
  return [latestFirst, relationship, play, version, answer?.event ?? ''].join('/');
}

const instantsEnd = 8.64e15;

/** @throws LedgerError `not-found` */
export function requirePlay(plays: readonly { readonly play: string }[], play: string): void {
  if (plays.some((one) => one.play === play)) return;
  const known = [...new Set(plays.map((one) => one.play))];
  throw new LedgerError('not-found', `No play “${play}” is published.`, {
    hint:
      known.length === 0
        ? 'Publish one: tend rules --type PlayPublished shows an example.'
        : `There is ${known.map((name) => `“${name}”`).join(', ')}.`,
  });
}
