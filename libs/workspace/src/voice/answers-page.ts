import { formatInstant, type Id } from '#core/time.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { trajectory } from '#read-models/trajectory.projection.js';
import { voice } from '#read-models/voice.projection.js';
import { compareKeys } from '#read-store/key-order.js';
import { linkedWith } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { answeredBy } from '../relationships/portfolio.js';
import { nameAll, pageLimit, personalOf, relationshipNames } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { allAnswersOf, countedAnswersOf, countedAs, ownAnswersOf } from './counted-answers.js';
import type { AnswersUntil, GivenAnswer } from './counted-answers.js';
import { lookThrough } from './look-through.js';
import type { CountedAnswer, CountedAnswersAnswer, CountedAnswersQuery } from './voice-answers.js';
import { isSelected, selectionOf, type VoiceSelection } from './voice-filter.js';
import { classifiedIn } from './voice-parts.js';

/**
 * A page of the answers that measures are made of, now or at a moment: relationship by relationship, in the order of time.
 * @throws LedgerError `invalid`, `unavailable`, `busy`, `cancelled`
 */
export async function answersPage(
  workspace: Workspace,
  query: CountedAnswersQuery,
  moment: Moment | undefined,
  work: Work,
): Promise<CountedAnswersAnswer> {
  const limit = pageLimit(query.limit);
  const selection = selectionOf(query);
  const question = ['voice answers', JSON.stringify(selection), query.relationship, query.asOf, query.knownBy];
  const after = query.after === undefined ? undefined : placeIn(placeOfCursor(query.after, question));
  const { keys, hasOwn, position } = await lookThrough(workspace, voice.name, moment, work, respondents);
  const until = { asOf: position.horizonMs, known: moment?.known ?? workspace.ledger.head().sequence };
  const segmentOf =
    selection.segment === undefined
      ? () => ''
      : (await lookThrough(workspace, trajectory.name, moment, work, classifiedIn)).segmentOf;
  const isWanted = (answer: GivenAnswer): boolean =>
    isSelected(selection, { ...answer, segment: segmentOf(answer.relationship) }) && isAsked(selection, answer);
  const isWantedHere = (answer: GivenAnswer): boolean =>
    isWanted(answer) && (after === undefined || isBehind(after, answer));
  // Before their events are read: a segment may be small.
  const ofSegment = keys.filter((key) => selection.segment === undefined || segmentOf(key) === selection.segment);
  const only = query.relationship && linkedWith(workspace.ledger, query.relationship, until.known)[0]!;
  const reading =
    only === undefined
      ? answersFrom(workspace, { keys: ofSegment, hasOwn, from: after?.relationship }, until, isWantedHere, limit)
      : allAnswersOf(workspace, only, until);
  const found = [...(await inPieces(reading, { signal: work.signal }))].sort(byPlace).filter(isWantedHere);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const place = last && [last.relationship, last.at, last.sequence].join('/');
  return {
    rows: rowsOf(workspace, page, until),
    ...(found.length > limit && place !== undefined ? { next: boundCursor(place, question, moment) } : {}),
    ...answeredBy(workspace, position),
  };
}

/** The relationships with answers that count, and whether there are answers to questions of one's own. */
function* respondents(
  view: ProjectionView,
): Pieces<{ readonly keys: readonly Id[]; readonly hasOwn: boolean; readonly position: ReadPosition }> {
  const keys: Id[] = [];
  for (const { key, row } of view.rows()) {
    if (Number(row['answers'] ?? 0) > 0) keys.push(key);
    yield;
  }
  const reasons = new Set([...view.cells(['apart'])].map(({ at }) => at[1]));
  const { build, position, horizonMs } = view;
  return {
    keys,
    hasOwn: reasons.has('unknown-instrument') || reasons.has('other-scale'),
    position: { build, position, horizonMs },
  };
}

/** The wanted answers of whole relationships, in their order, until there are more than a page of them. */
function* answersFrom(
  workspace: Workspace,
  { keys, hasOwn, from }: { readonly keys: readonly Id[]; readonly hasOwn: boolean; readonly from: Id | undefined },
  until: AnswersUntil,
  isWanted: (answer: GivenAnswer) => boolean,
  limit: number,
): Pieces<readonly GivenAnswer[]> {
  const own = Map.groupBy(hasOwn ? yield* ownAnswersOf(workspace, until) : [], ({ relationship }) => relationship);
  const found: GivenAnswer[] = [];
  for (const key of [...new Set([...keys, ...own.keys()])].sort(compareKeys)) {
    if (from !== undefined && compareKeys(key, from) < 0) continue;
    found.push(...[...(yield* countedAnswersOf(workspace, key, until)), ...(own.get(key) ?? [])].filter(isWanted));
    if (found.length > limit) break;
    yield;
  }
  return found;
}

function isAsked({ instrument }: VoiceSelection, answer: GivenAnswer): boolean {
  return instrument === undefined || answer.instrument.toLowerCase() === instrument;
}

interface Place {
  readonly relationship: Id;
  readonly at: number;
  readonly sequence: number;
}

function placeIn(place: string): Place {
  const [relationship = '', at, sequence] = place.split('/');
  return { relationship, at: Number(at), sequence: Number(sequence) };
}

function byPlace(a: Place, b: Place): number {
  return compareKeys(a.relationship, b.relationship) || a.at - b.at || a.sequence - b.sequence;
}

function isBehind(place: Place, answer: Place): boolean {
  return byPlace(answer, place) > 0;
}

function rowsOf(workspace: Workspace, answers: readonly GivenAnswer[], { known }: AnswersUntil): CountedAnswer[] {
  const permitted = permittedNow(workspace, voice.purpose);
  const people = answers.flatMap(({ person }) => (person !== undefined && permitted.allows(person) ? [person] : []));
  const names = nameAll(workspace, people);
  const relationships = relationshipNames(
    workspace,
    [...new Set(answers.map(({ relationship }) => relationship))],
    known,
    voice.purpose,
  );
  return answers.map((answer) => {
    const { event, sequence, at, relationship, person, channel } = answer;
    const personal = personalOf(workspace, workspace.ledger.get(event)!, permitted);
    const { instrument, scale, polarity, score } = countedAs(answer) ?? answer;
    const named = person === undefined ? undefined : names.get(person);
    return {
      event,
      sequence,
      relationship: relationships.get(relationship)!,
      ...(named === undefined ? {} : { person: named }),
      answeredAt: formatInstant(at, workspace.directory.zone),
      instrument: instrument.toLowerCase(),
      scale,
      polarity,
      score,
      ...(channel === 'unknown' ? {} : { channel }),
      ...(personal === 'erased' ? { erased: true as const } : verbatimIn(personal)),
    };
  });
}

function verbatimIn(personal: Readonly<Record<string, unknown>> | undefined): { readonly verbatim?: string } {
  const said = ['verbatim', 'text', 'summary'].map((name) => personal?.[name]).find((one) => typeof one === 'string');
  return said === undefined ? {} : { verbatim: said };
}
