import { formatInstant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { relationshipNames } from '../relationships/timeline.js';
import { voice } from '#read-models/voice.projection.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { ownAnswersOf, type GivenAnswer } from './counted-answers.js';
import { ownQuestionsOf } from './own-questions.js';
import type {
  Told,
  ToneOfVoice,
  VoiceAnswer,
  VoiceGroup,
  VoiceGrouping,
  VoiceMeasures,
  VoiceQuery,
} from './voice-answers.js';
import { answerExample, notHeld, voiceDefinitions } from './voice-definitions.js';
import { isSelected, selectionOf, type Placed, type VoiceSelection } from './voice-filter.js';
import { nothingTold, toldOf, toldOfGroups } from './told.js';
import { toneOf, toneOfGroups } from './tone.js';
import { measuresOf, repliesOf, responsesOf } from './voice-measures.js';
import { voiceParts, type VoiceParts } from './voice-parts.js';

/** Groups that are shown, unless told. */
export const groupsShown = 50;

/** Those parts that are wanted, or one group of them. */
type Chosen = Pick<VoiceParts, 'answers' | 'surveys' | 'waits'> & {
  readonly own: readonly OwnAnswer[];
  readonly told?: Told;
  readonly tone?: readonly ToneOfVoice[];
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
  const parts = await voiceParts(workspace, moment, work);
  const chosen = chosenOf(parts, ownOf(workspace, parts, moment), selection);
  const { by, limit = groupsShown } = query;
  const groups = by === undefined ? undefined : groupsOf(chosen, parts, selection, by);
  const shown = groups === undefined ? undefined : firstOf(groups, by!, limit);
  const { build, position, horizonMs } = parts.position;
  return {
    build,
    position,
    horizon: formatInstant(horizonMs, workspace.directory.zone),
    asked: { ...(by === undefined ? {} : { by }), ...selection },
    ...measured({ ...chosen, ...toldOf(parts, selection), ...toneOf(parts, selection) }, parts),
    ...(groups === undefined || shown === undefined
      ? {}
      : { groups: named(workspace, shown, parts, by!, moment), groupsTotal: groups.size }),
    choices: choicesOf(parts),
    apart: parts.apart,
    double: parts.double,
    unclassified: unclassifiedIn(chosen, parts),
    definitions: voiceDefinitions,
    ...(hasAnswers(parts) ? {} : { example: answerExample }),
    notHeld,
  };
}

/** Questions of one's own are in no document: where there are some, their events are read. */
function ownOf(workspace: Workspace, parts: VoiceParts, moment: Moment | undefined): OwnAnswer[] {
  const isOwn = parts.apart.some(({ reason }) => reason === 'unknown-instrument' || reason === 'other-scale');
  if (!isOwn) return [];
  const until = { asOf: parts.position.horizonMs, known: moment?.known ?? workspace.ledger.head().sequence };
  return ownAnswersOf(workspace, until).map((answer) => ({
    ...answer,
    segment: parts.segmentOf(answer.relationship),
  }));
}

function chosenOf(parts: VoiceParts, own: readonly OwnAnswer[], selection: VoiceSelection): Chosen {
  const isAsked = (instrument: string) =>
    selection.instrument === undefined || selection.instrument === instrument.toLowerCase();
  return {
    answers: parts.answers.filter((part) => isSelected(selection, part) && isAsked(part.question.instrument)),
    surveys: parts.surveys.filter((part) => isSelected(selection, part) && isAsked(part.instrument)),
    waits: parts.waits.filter((part) => isSelected(selection, part)),
    own: own.filter((answer) => isSelected(selection, answer) && isAsked(answer.instrument)),
  };
}

function measured(chosen: Chosen, { kinds }: VoiceParts): VoiceMeasures {
  const surveys = [...measuresOf(chosen.answers, kinds), ...ownQuestionsOf(chosen.own)];
  return {
    surveys,
    responses: responsesOf(chosen.surveys, surveys),
    replies: repliesOf(chosen.waits),
    ...(chosen.told === undefined ? {} : { told: chosen.told }),
    ...(chosen.tone === undefined ? {} : { tone: chosen.tone }),
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
  };
  const told = toldOfGroups(parts, selection, by);
  const tone = toneOfGroups(parts, selection, by);
  const names = new Set([
    ...Object.values(each).flatMap((groups) => [...groups.keys()]),
    ...(told?.keys() ?? []),
    ...(tone?.keys() ?? []),
  ]);
  return new Map(
    [...names].map((name) => [
      name,
      {
        answers: each.answers.get(name) ?? [],
        surveys: each.surveys.get(name) ?? [],
        waits: each.waits.get(name) ?? [],
        own: each.own.get(name) ?? [],
        ...(told === undefined ? {} : { told: told.get(name) ?? nothingTold }),
        ...(tone === undefined ? {} : { tone: tone.get(name) ?? [] }),
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

function named(
  workspace: Workspace,
  groups: readonly [string, Chosen][],
  parts: VoiceParts,
  by: VoiceGrouping,
  moment: Moment | undefined,
): VoiceGroup[] {
  const ids = by === 'organisation' ? groups.map(([id]) => id) : [];
  const names = relationshipNames(workspace, ids, moment?.known, voice.purpose);
  return groups.map(([group, chosen]) => {
    const of = names.get(group);
    return { group, ...(of === undefined ? {} : { of }), ...measured(chosen, parts) };
  });
}

function choicesOf({ answers, surveys, waits, apart, toldWhen, tones, told }: VoiceParts): VoiceAnswer['choices'] {
  const inOrder = (names: Iterable<string>): string[] => [...new Set(names)].sort();
  return {
    instruments: inOrder([
      ...answers.map(({ question }) => question.instrument),
      ...surveys.map(({ instrument }) => instrument),
      ...apart.map(({ instrument }) => instrument),
    ]),
    segments: inOrder([...told, ...waits].map(({ segment }) => segment)),
    channels: inOrder([...answers, ...surveys, ...waits, ...toldWhen, ...tones].map(({ channel }) => channel)),
  };
}

function hasAnswers({ answers, apart }: VoiceParts): boolean {
  return answers.length + apart.length > 0;
}

function unclassifiedIn({ answers }: Chosen, { kinds }: VoiceParts): number {
  return new Set(answers.flatMap(({ relationship }) => (kinds.has(relationship) ? [] : [relationship]))).size;
}
