import type { Id, Instant } from '#core/time.js';
import { countsOfSums, type Question, type ScoreCount } from '#measures/voice/answer-counts.js';
import type { ApartReason } from '#measures/voice/survey-answer.js';
import type { CompetingOutcome } from '#measures/survival/aalen-johansen.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import { keyTotals, type KeyTotal } from '#projections/queries/key-totals.js';
import { PastView } from '#projections/queries/past-view.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { waitedMs, type OpenWait, type RepliesDocument } from '#read-models/replies-document.js';
import { effort } from '#read-models/effort.projection.js';
import { replies } from '#read-models/replies.projection.js';
import { trajectory } from '#read-models/trajectory.projection.js';
import { monthOf, questionOfTally } from '#read-models/voice-answers.js';
import { voice, type VoiceDocument } from '#read-models/voice.projection.js';
import { toneTotals } from '#read-models/voice-tone.js';
import type { Row } from '#read-store/row-list.js';
import { effortIn, type EffortParts } from './effort-parts.js';
import { lookThrough } from './look-through.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { noSegment } from './voice-definitions.js';
import { toneIn, type TonePart } from './tone-parts.js';
import type { PartOfRelationship } from './voice-filter.js';

/** Projections that the measures are made of. */
export const voiceProjections = [voice.name, replies.name, trajectory.name, effort.name] as const;

/** Answers of one relationship to one question, on one channel in one month. */
export interface AnswersPart extends PartOfRelationship {
  readonly question: Question;
  readonly counts: readonly ScoreCount[];
}

export interface SurveysPart extends PartOfRelationship {
  readonly instrument: string;
  readonly sent: number;
  readonly answered: number;
  readonly ignored: number;
}

export interface WaitsPart extends PartOfRelationship {
  readonly which: 'first' | 'next';
  readonly replied: number;
  readonly neverAnswered: number;
  readonly waiting: number;
  readonly late: number;
  readonly times: readonly { readonly time: number; readonly outcome: CompetingOutcome }[];
}

/** Of a relationship, whenever and however it was told. */
export interface ToldPart {
  readonly relationship: Id;
  readonly segment: string;
  readonly complaints: number;
  readonly praise: number;
  readonly referrals: number;
}

/** Everything that the measures are made of, as small as projections keep it. */
export interface VoiceParts {
  readonly kinds: ReadonlyMap<Id, 'b2b' | 'b2c'>;
  readonly segmentOf: (relationship: Id) => string;
  readonly answers: readonly AnswersPart[];
  readonly surveys: readonly SurveysPart[];
  readonly waits: readonly WaitsPart[];
  readonly told: readonly ToldPart[];
  /** The same by channel and month, and not by relationship. */
  readonly toldWhen: readonly {
    readonly type: string;
    readonly channel: string;
    readonly month: string;
    readonly events: number;
  }[];
  readonly tones: readonly TonePart[];
  readonly effort: EffortParts;
  readonly apart: readonly { readonly reason: ApartReason; readonly instrument: string; readonly answers: number }[];
  /** Answers that are counted in another relationship. */
  readonly double: number;
  readonly position: ReadPosition;
}

/** How relationships are classified. */
type Classified = Pick<VoiceParts, 'kinds' | 'segmentOf'>;

/**
 * Reads what the projections keep of the voice of customers, now or at a moment, of each relationship that has something.
 * @param isOfEach whether tone, effort and escalations are wanted of each relationship: of all together they are read at once
 * @throws LedgerError `unavailable`, `busy`, `cancelled`
 */
export async function voiceParts(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work,
  isOfEach: boolean,
): Promise<VoiceParts> {
  const classified = await lookThrough(workspace, trajectory.name, moment, work, classifiedIn);
  const waits = await lookThrough(workspace, replies.name, moment, work, (view, at) =>
    waitsIn(view, at, classified, workspace.directory.zone),
  );
  const matters = await lookThrough(workspace, effort.name, moment, work, (view, at) =>
    effortIn(view, at, isOfEach ? classified.segmentOf : undefined),
  );
  return lookThrough(workspace, voice.name, moment, work, (view) =>
    answersIn(view, classified, waits, matters, isOfEach),
  );
}

/** How relationships are classified, by the rows of `trajectory`. */
export function* classifiedIn(view: ProjectionView): Pieces<Classified> {
  const segments = new Map<Id, string>();
  const kinds = new Map<Id, 'b2b' | 'b2c'>();
  for (const { key, row } of view.rows<{ segment: string; kind: 'b2b' | 'b2c' | null }>()) {
    segments.set(key, row.segment);
    if (row.kind !== null) kinds.set(key, row.kind);
    yield;
  }
  return { kinds, segmentOf: (relationship) => segments.get(relationship) ?? noSegment };
}

function* waitsIn(
  view: ProjectionView,
  at: Instant,
  { segmentOf }: Classified,
  zone: string,
): Pieces<readonly WaitsPart[]> {
  const parts: WaitsPart[] = [];
  for (const found of keysWith(view, ['replied', 'neverAnswered', 'waiting'])) {
    yield;
    if (found === undefined) continue;
    const { key, row } = found;
    const of = { relationship: key, segment: segmentOf(key) };
    const isWaiting = Number(row['waiting']) > 0;
    const document = isWaiting || !isPast(view) ? view.document<RepliesDocument>(key)?.document : undefined;
    for (const { at: cell, sums, values } of isPast(view) ? keyTotals(view.parts(), key) : waitTotals(document, zone)) {
      const [, which, channel, month] = cell as [string, 'first' | 'next', string, string];
      const times = [
        ...(values['repliedMs'] ?? []).map((time) => ({ time, outcome: 'event' }) as const),
        ...(values['unansweredMs'] ?? []).map((time) => ({ time, outcome: 'competing' }) as const),
      ];
      const { replied = 0, unanswered: neverAnswered = 0, waiting = 0, late = 0 } = sums;
      parts.push({ ...of, which, channel, month, replied, neverAnswered, waiting, late, times });
    }
    // How long a wait has run by the hours of the calendar no total tells.
    for (const { open, which, month } of openWaits(document, zone)) {
      const times = [{ time: waitedMs(document!, open, at), outcome: 'censored' as const }];
      const { channel } = open;
      parts.push({ ...of, which, channel, month, replied: 0, neverAnswered: 0, waiting: 0, late: 0, times });
    }
  }
  return parts;
}

function* answersIn(
  view: ProjectionView,
  { segmentOf, kinds }: Classified,
  waits: readonly WaitsPart[],
  effortParts: EffortParts,
  isOfEach: boolean,
): Pieces<VoiceParts> {
  const tones: TonePart[] = isOfEach ? [] : Array.from(view.cells(['tone']), (cell) => toneIn(cell, '', ''));
  const answers: AnswersPart[] = [];
  const surveys: SurveysPart[] = [];
  const told: ToldPart[] = [];
  let double = 0;
  const members = ['answers', 'surveysSent', 'complaints', 'praise', 'referrals', ...(isOfEach ? ['texts'] : [])];
  for (const found of keysWith(view, members)) {
    yield;
    if (found === undefined) continue;
    const { key, row } = found;
    const of = { relationship: key, segment: segmentOf(key) };
    const { complaints, praise, referrals } = row as Record<string, number>;
    told.push({ ...of, complaints: complaints!, praise: praise!, referrals: referrals! });
    for (const { at, sums } of isPast(view) ? keyTotals(view.parts(), key) : voiceTotals(view, key)) {
      const [channel, month] = at.slice(-2) as [string, string];
      if (at[0] === 'tone') {
        if (isOfEach) tones.push(toneIn({ at, sums }, key, of.segment));
      } else if (at[0] === 'surveys') {
        const { sent = 0, answered = 0, ignored = 0 } = sums;
        surveys.push({ ...of, instrument: String(at[1]), channel, month, sent, answered, ignored });
      } else {
        double += sums['double'] ?? 0;
        answers.push({
          ...of,
          channel,
          month,
          question: questionOfTally({ at, sums, double: false }),
          counts: countsOfSums(sums),
        });
      }
    }
  }
  const toldWhen = [...view.cells(['told'])].map(({ at: [, type, channel, month], sums }) => ({
    type: String(type),
    channel: String(channel),
    month: String(month),
    events: Number(sums['events'] ?? 0),
  }));
  const { build, position, horizonMs } = view;
  return {
    kinds,
    segmentOf,
    answers,
    surveys,
    waits,
    told,
    toldWhen,
    tones,
    effort: effortParts,
    apart: apartIn(view),
    double,
    position: { build, position, horizonMs },
  };
}

function apartIn(view: ProjectionView): VoiceParts['apart'] {
  const found = new Map<string, { reason: ApartReason; instrument: string; answers: number }>();
  for (const { at, sums } of view.cells(['apart'])) {
    const [, reason, instrument] = at as [string, ApartReason, string];
    const one = found.get(`${reason} ${instrument}`) ?? { reason, instrument, answers: 0 };
    one.answers += Number(sums['answers'] ?? 0);
    found.set(`${reason} ${instrument}`, one);
  }
  return [...found.values()].filter(({ answers }) => answers > 0);
}

/** Those whose row counts something; also nothing, after each that was looked at. */
function* keysWith(
  view: ProjectionView,
  members: readonly string[],
): Generator<{ readonly key: string; readonly row: Row } | undefined> {
  for (const { key, row } of view.rows())
    yield members.some((member) => Number(row[member] ?? 0) > 0) ? { key, row } : undefined;
}

/** Of the past, what a key contributes is told by the steps that are kept; its document would have to be folded. */
function isPast(view: ProjectionView): view is PastView {
  return view instanceof PastView;
}

type Total = Omit<KeyTotal, 'values'>;

/** What a document contributes to totals now. */
function voiceTotals(view: ProjectionView, key: string): readonly Total[] {
  const document = view.document<VoiceDocument>(key)?.document;
  if (document === undefined) return [];
  return [
    ...document.answers.tallies.map(({ at, double, sums }) => ({
      at,
      sums: double ? { double: sums['answers'] ?? 0 } : sums,
    })),
    ...document.surveys.tallies.map(({ at, double, sent, answered, ignored }) => ({
      at,
      sums: double ? { double: sent } : { sent, answered, ignored },
    })),
    ...toneTotals(document.tones).map(({ at, add = {} }) => ({ at, sums: add })),
  ];
}

function waitTotals(document: RepliesDocument | undefined, zone: string): readonly KeyTotal[] {
  if (document === undefined) return [];
  const ended = document.tallies.filter(({ double }) => !double);
  return [
    ...ended.map(({ at, replied, unanswered, late, repliedMs, unansweredMs }) => ({
      at,
      sums: { replied, unanswered, late },
      values: { repliedMs, unansweredMs },
    })),
    ...openWaits(document, zone).map(({ open, which, month }) => ({
      at: ['waits', which, open.channel, month],
      sums: { waiting: 1, late: Number(open.late) },
      values: {},
    })),
  ];
}

interface Waiting {
  readonly open: OpenWait;
  readonly which: WaitsPart['which'];
  readonly month: string;
}

function openWaits(document: RepliesDocument | undefined, zone: string): Waiting[] {
  return (document?.conversations ?? []).flatMap(({ open, state }): Waiting[] =>
    open === null || open.double
      ? []
      : [{ open, which: state.replied ? 'next' : 'first', month: monthOf(open.onset.since, zone) }],
  );
}
