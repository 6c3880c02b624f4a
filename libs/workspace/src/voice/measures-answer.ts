import { formatInstant } from '#core/time.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import { relationshipNames } from '../relationships/timeline.js';
import { voice } from '#read-models/voice.projection.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { ownAnswersOf, type GivenAnswer } from './counted-answers.js';
import { ownQuestionsOf } from './own-questions.js';
import type { Told, VoiceAnswer, VoiceGroup, VoiceGrouping, VoiceMeasures, VoiceQuery } from './voice-answers.js';
import { answerExample, voiceDefinitions } from './voice-definitions.js';
import { isSelected, selectionOf, type Placed, type VoiceSelection } from './voice-filter.js';
import { withoutSmall } from './small-groups.js';
import { nothingTold, toldOf, toldOfGroups } from './told.js';
import { tonesOf } from './tone.js';
import { unplacedIn } from './unplaced.js';
import { effortOf, escalationsOf } from './effort.js';
import type { EffortParts } from './effort-parts.js';
import { measuresOf, repliesOf, replicatesOf, responsesOf } from './voice-measures.js';
import { voiceParts, type VoiceParts } from './voice-parts.js';

/** Groups that are shown, unless told. */
export const groupsShown = 50;

/** Those parts that are wanted, or one group of them. */
type Chosen = Pick<VoiceParts, 'answers' | 'surveys' | 'waits' | 'tones'> & {
  readonly own: readonly OwnAnswer[];
  readonly told?: Told;
  readonly effort: EffortParts;
  /** Whether it is of one channel: escalations come on none. */
  readonly isOfChannel: boolean;
  /** Whether it is a part of the portfolio, of which fewer than five answers are not told. */
  readonly isPart: boolean;
};
type OwnAnswer = GivenAnswer & Placed;

/**
 * The measures of the voice of customers, now or at a moment, whole and by group.
 * @throws LedgerError `invalid`, `unavailable`, `busy`, `cancelled`
 */
export async function measuresAnswer(
  workspace: Workspace,
  query: VoiceQuery,
  moment: Moment | undefined,
  work: Work,
): Promise<VoiceAnswer> {
  const selection = selectionOf(query);
  const isOfEach = query.by === 'segment' || query.by === 'organisation' || selection.segment !== undefined;
  const parts = await voiceParts(workspace, moment, work, isOfEach);
  const own = await inPieces(ownOf(workspace, parts, moment), { signal: work.signal });
  return inPieces(answerOf(workspace, query, selection, moment, parts, own), { signal: work.signal });
}

function* answerOf(
  workspace: Workspace,
  { by, limit = groupsShown }: VoiceQuery,
  selection: VoiceSelection,
  moment: Moment | undefined,
  parts: VoiceParts,
  own: readonly OwnAnswer[],
): Pieces<VoiceAnswer> {
  const chosen = chosenOf(parts, own, selection);
  const groups = by === undefined ? undefined : groupsOf(chosen, parts, selection, by);
  yield;
  const shown = groups === undefined ? [] : firstOf(groups, by!, limit);
  yield;
  const replicates = yield* replicatesOf([chosen, ...shown.map(([, group]) => group)].map(({ answers }) => answers));
  const { build, position, horizonMs } = parts.position;
  const unplaced = unplacedIn(parts, selection);
  return {
    build,
    position,
    horizon: formatInstant(horizonMs, workspace.directory.zone),
    asked: { ...(by === undefined ? {} : { by }), ...selection },
    ...(yield* measured({ ...chosen, ...toldOf(parts, selection) }, parts, replicates)),
    ...(groups === undefined
      ? {}
      : { groups: yield* named(workspace, shown, parts, by!, moment, replicates), groupsTotal: groups.size }),
    choices: choicesOf(parts),
    apart: parts.apart,
    double: parts.double,
    ...(unplaced === undefined ? {} : { unplaced }),
    unclassified: unclassifiedIn(chosen, parts),
    definitions: voiceDefinitions,
    ...(hasAnswers(parts) ? {} : { example: answerExample }),
  };
}

/** Questions of one's own are in no document: where there are some, their events are read. */
function* ownOf(workspace: Workspace, parts: VoiceParts, moment: Moment | undefined): Pieces<OwnAnswer[]> {
  const isOwn = parts.apart.some(({ reason }) => reason === 'unknown-instrument' || reason === 'other-scale');
  if (!isOwn) return [];
  const until = { asOf: parts.position.horizonMs, known: moment?.known ?? workspace.ledger.head().sequence };
  const own = yield* ownAnswersOf(workspace, until);
  return own.map((answer) => ({ ...answer, segment: parts.segmentOf(answer.relationship) }));
}

function chosenOf(parts: VoiceParts, own: readonly OwnAnswer[], selection: VoiceSelection): Chosen {
  const isAsked = (instrument: string) =>
    selection.instrument === undefined || selection.instrument === instrument.toLowerCase();
  return {
    answers: parts.answers.filter((part) => isSelected(selection, part) && isAsked(part.question.instrument)),
    surveys: parts.surveys.filter((part) => isSelected(selection, part) && isAsked(part.instrument)),
    waits: parts.waits.filter((part) => isSelected(selection, part)),
    tones: parts.tones.filter((part) => isSelected(selection, part)),
    effort: {
      matters: parts.effort.matters.filter((part) => isSelected(selection, part)),
      escalations: parts.effort.escalations.filter((part) => isSelected(selection, part)),
      days: parts.effort.days.filter((part) => isSelected(selection, part)),
    },
    isOfChannel: selection.channel !== undefined,
    own: own.filter((answer) => isSelected(selection, answer) && isAsked(answer.instrument)),
    isPart: [selection.segment, selection.channel, selection.from, selection.to].some((one) => one !== undefined),
  };
}

function* measured(chosen: Chosen, { kinds }: VoiceParts, replicates: number): Pieces<VoiceMeasures> {
  const surveys = [...(yield* measuresOf(chosen.answers, kinds, replicates)), ...ownQuestionsOf(chosen.own)];
  yield;
  return {
    surveys: chosen.isPart ? withoutSmall(surveys) : surveys,
    responses: responsesOf(chosen.surveys, surveys),
    replies: repliesOf(chosen.waits),
    ...(chosen.told === undefined ? {} : { told: chosen.told }),
    tone: tonesOf(chosen.tones),
    effort: effortOf(chosen.effort.matters, chosen.isPart),
    ...(chosen.isOfChannel
      ? {}
      : { escalations: escalationsOf(chosen.effort.escalations, chosen.effort.days, chosen.isPart) }),
  };
}

function groupsOf(
  chosen: Chosen,
  parts: VoiceParts,
  selection: VoiceSelection,
  by: VoiceGrouping,
): ReadonlyMap<string, Chosen> {
  const groupOf = (part: Placed & { readonly relationship: string }): string =>
    by === 'organisation' ? part.relationship : part[by];
  const each = {
    answers: Map.groupBy(chosen.answers, groupOf),
    surveys: Map.groupBy(chosen.surveys, groupOf),
    waits: Map.groupBy(chosen.waits, groupOf),
    own: Map.groupBy(chosen.own, groupOf),
    tones: Map.groupBy(chosen.tones, groupOf),
    matters: Map.groupBy(chosen.effort.matters, groupOf),
  };
  const isOfChannel = chosen.isOfChannel || by === 'channel';
  const [escalations, days] = isOfChannel
    ? [undefined, undefined]
    : [Map.groupBy(chosen.effort.escalations, groupOf), Map.groupBy(chosen.effort.days, groupOf)];
  const told = toldOfGroups(parts, selection, by);
  // Contact-days alone make no group: every relationship has some.
  const names = new Set([...Object.values(each), told, escalations].flatMap((groups) => [...(groups?.keys() ?? [])]));
  return new Map(
    [...names].map((name) => [
      name,
      {
        answers: each.answers.get(name) ?? [],
        surveys: each.surveys.get(name) ?? [],
        waits: each.waits.get(name) ?? [],
        own: each.own.get(name) ?? [],
        ...(told === undefined ? {} : { told: told.get(name) ?? nothingTold }),
        tones: each.tones.get(name) ?? [],
        effort: {
          matters: each.matters.get(name) ?? [],
          escalations: escalations?.get(name) ?? [],
          days: days?.get(name) ?? [],
        },
        isOfChannel,
        isPart: true,
      },
    ]),
  );
}

/** The latest months, or the groups with most answers; months in their order. */
function firstOf(groups: ReadonlyMap<string, Chosen>, by: VoiceGrouping, limit: number): [string, Chosen][] {
  const byName = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  if (by === 'month') return byName.slice(-limit);
  const answersIn = ({ answers, own }: Chosen): number =>
    own.length + answers.reduce((sum, { counts }) => counts.reduce((all, { count }) => all + count, sum), 0);
  const sizes = new Map(byName.map(([name, chosen]) => [name, answersIn(chosen)]));
  return byName.sort(([a], [b]) => sizes.get(b)! - sizes.get(a)!).slice(0, limit);
}

function* named(
  workspace: Workspace,
  groups: readonly [string, Chosen][],
  parts: VoiceParts,
  by: VoiceGrouping,
  moment: Moment | undefined,
  replicates: number,
): Pieces<VoiceGroup[]> {
  const ids = by === 'organisation' ? groups.map(([id]) => id) : [];
  const names = relationshipNames(workspace, ids, moment?.known, voice.purpose);
  const found: VoiceGroup[] = [];
  for (const [group, chosen] of groups) {
    const of = names.get(group);
    found.push({ group, ...(of === undefined ? {} : { of }), ...(yield* measured(chosen, parts, replicates)) });
  }
  return found;
}

function choicesOf({
  answers,
  surveys,
  waits,
  apart,
  toldWhen,
  tones,
  told,
  effort,
}: VoiceParts): VoiceAnswer['choices'] {
  const inOrder = (names: Iterable<string>): string[] => [...new Set(names)].sort();
  return {
    instruments: inOrder([
      ...answers.map(({ question }) => question.instrument),
      ...surveys.map(({ instrument }) => instrument),
      ...apart.map(({ instrument }) => instrument),
    ]),
    segments: inOrder([...told, ...waits].map(({ segment }) => segment)),
    channels: inOrder(
      [...answers, ...surveys, ...waits, ...toldWhen, ...tones, ...effort.matters].map(({ channel }) => channel),
    ),
  };
}

function hasAnswers({ answers, apart }: VoiceParts): boolean {
  return answers.length + apart.length > 0;
}

function unclassifiedIn({ answers }: Chosen, { kinds }: VoiceParts): number {
  return new Set(answers.flatMap(({ relationship }) => (kinds.has(relationship) ? [] : [relationship]))).size;
}
