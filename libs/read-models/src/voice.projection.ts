import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { countsOfSums, figureOfCounts, questionOf } from '#measures/voice/answer-counts.js';
import type { CountedAnswers, Question, ScoreCount } from '#measures/voice/answer-counts.js';
import type { Instrument } from '#measures/voice/survey-answer.js';
import { wilsonInterval, type ShareInterval } from '#measures/voice/wilson.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Contribution, Signal } from '#projections/definition/definition.js';
import { counting, handling } from './handling.js';
import { addAnswer, lapseAnswers, monthOf, noAnswers, questionOfTally } from './voice-answers.js';
import type { Answers } from './voice-answers.js';
import { addComplaint, followMatter, lapseComplaints, type Complaint } from './voice-complaints.js';
import { addTone, toneTotals, tonesOf, type ToneOfTexts, type ToneTally } from './voice-tone.js';
import { noSurveys, surveyAnswered, surveyIgnored, surveySent, type Surveys } from './voice-surveys.js';

/**
 * What customers tell us outright: answers to surveys, complaints, praise, referrals; and the tone of what they write.
 *
 * - **Which answers count**: of one person on one instrument the last, and reaching back one in 90 days
 *   (definitions.md §1.7). Promoter scores and satisfaction are turned so that the high end is the good one. Answers to an
 *   unknown instrument, on another scale or off their own are in no figure and counted apart. Who answered is the actor,
 *   where that is a party of the customer's, else the first person of theirs; persons are told apart as recorded.
 * - **Figures** are NPS with adjusted Wald limits (Rocks 2016), CSAT (top two of five) and CES (easy side), both with Wilson
 *   limits (1927); none below 20 answers. All are made of counts, so they are exact for any sum of totals as of any date.
 *   Limits are over answers as if each were alone; for organisations they are too narrow.
 * - **Response rate** is answered ÷ sent (response rate 1 of AAPOR 2023).
 * - **Change of a score** is that of one person between two answers to the same question, on 0 (bad) to 10 (good): different
 *   people differ without anything having changed. Unknown at a first answer.
 * - **Tone** is the class of a sentiment (±.05), measured at capture, given by the source or by a person afterwards; missing
 *   are messages that they wrote without one.
 *
 * Signals (which of them matter, and how long, is a proposal of ours): `detractor`, `dissatisfied`, `hard-effort`: a person's
 * last answer is a low one; `score-fell`: it lies 2 of 10 or more below where it fell from. Both until an answer says
 * otherwise, at most `answerDays` behind the last one. `complaint-open`: until its matter or case is resolved; a complaint that
 * names neither can never be seen to be resolved, and lapses after `complaintDays`.
 *
 * Cells: `answers, instrument, least, greatest, polarity, channel, month`: answers by class and score; `surveys, instrument,
 * channel, month` of sending: sent, answered, ignored; `tone, source, channel, month`: texts by class; `told, type, channel,
 * month` and `apart, reason, instrument, month`: counts of events. `double` counts what is counted in another relationship. Of
 * very many people, questions or surveys the oldest are left as they were counted (`voice-answers.ts`).
 */
export const voice = defineProjection({
  name: 'voice',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC', answerDays: 90, complaintDays: 90 },
  initial: () => ({
    answers: noAnswers(),
    surveys: noSurveys(),
    complaints: [] as Complaint[],
    tones: [] as ToneTally[],
    told: { complaints: 0, praise: 0, referrals: 0 },
    lastTold: { complaint: null as Instant | null, praise: null as Instant | null, referral: null as Instant | null },
  }),
  on: {
    ...ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
    SurveySent: (doc, event, ctx) => surveySent(doc.surveys, event, ctx.parameters.zone),
    ...handling(hearTone, ['MessageReceived', 'CaseOpened', 'TouchpointAnnotated'] as const),
    SurveyAnswered: (doc, event, ctx) => {
      hearTone(doc, event, ctx);
      surveyAnswered(doc.surveys, event.data.survey);
      addAnswer(doc.answers, event, ctx.parameters.zone);
    },
    SurveyIgnored: (doc, event) => surveyIgnored(doc.surveys, event.data.survey),
    ComplaintRaised: (doc, event, ctx) => {
      hearTone(doc, event, ctx);
      doc.told.complaints++;
      doc.lastTold.complaint = event.occurredAt;
      addComplaint(doc.complaints, event);
    },
    PraiseGiven: (doc, event, ctx) => {
      hearTone(doc, event, ctx);
      doc.told.praise++;
      doc.lastTold.praise = event.occurredAt;
    },
    ReferralMade: (doc, event, ctx) => {
      hearTone(doc, event, ctx);
      doc.told.referrals++;
      doc.lastTold.referral = event.occurredAt;
    },
    ...handling((doc: VoiceDocument, event) => followMatter(doc.complaints, event), [
      'CaseResolved',
      'CaseReopened',
      'StageLeft',
    ] as const),
  },
  deadline: nextLapse,
  onDeadline: (doc, at, { parameters }) => {
    lapseAnswers(doc.answers.voices, at - parameters.answerDays * dayMs);
    doc.complaints = lapseComplaints(doc.complaints, at - parameters.complaintDays * dayMs);
  },
  index: (doc) => ({
    ...latestOf(doc.answers, 'nps'),
    ...latestOf(doc.answers, 'csat'),
    ...latestOf(doc.answers, 'ces'),
    answers: doc.answers.counted,
    surveysSent: doc.surveys.sent,
    surveysAnswered: doc.surveys.answered,
    lowAnswers: doc.answers.voices.filter(({ low }) => low !== null).length,
    scoresFallen: doc.answers.voices.filter(({ fell }) => fell !== null).length,
    complaints: doc.told.complaints,
    openComplaints: doc.complaints.filter(({ resolvedAt }) => resolvedAt === null).length,
    praise: doc.told.praise,
    referrals: doc.told.referrals,
    texts: doc.tones.reduce(
      (sum, { positive, neutral, negative, missing }) => sum + positive + neutral + negative + missing,
      0,
    ),
  }),
  view: ({ answers, surveys, tones }): VoiceView => ({
    figures: figuresOf(answers),
    responseRate: wilsonInterval(surveys.answered, surveys.sent) ?? null,
    tones: tonesOf(tones),
  }),
  rollup: ({ answers, surveys, tones }) => [...answerTotals(answers), ...surveyTotals(surveys), ...toneTotals(tones)],
  count: {
    ...counting(countTold, ['ComplaintRaised', 'PraiseGiven', 'ReferralMade'] as const),
    SurveyAnswered: countApart,
  },
  signals: ({ answers, complaints }) => [...answerSignals(answers), ...complaintSignals(complaints)],
});

export interface VoiceDocument {
  answers: Answers;
  surveys: Surveys;
  complaints: Complaint[];
  tones: ToneTally[];
  told: { complaints: number; praise: number; referrals: number };
  lastTold: { complaint: Instant | null; praise: Instant | null; referral: Instant | null };
}

type VoiceContext = Context<{ zone: string; answerDays: number; complaintDays: number }>;

/** What is made of the counts as they are read. */
export interface VoiceView {
  readonly figures: readonly FigureOfQuestion[];
  /** Null when no survey was sent. */
  readonly responseRate: ShareInterval | null;
  readonly tones: readonly ToneOfTexts[];
}

/** Null while fewer than 20 answers count: then only the answers are shown. */
export interface FigureOfQuestion extends Question {
  readonly n: number;
  readonly counts: readonly ScoreCount[];
  readonly mean: number | null;
  readonly figure: NonNullable<CountedAnswers['figure']> | null;
}

function hearTone(doc: VoiceDocument, event: Fact, { parameters }: VoiceContext): void {
  addTone(doc.tones, event, parameters.zone);
}

function nextLapse({ answers, complaints }: VoiceDocument, { parameters }: VoiceContext): Instant | undefined {
  // The voices, and the complaints, stand in the order of their times.
  const answered = answers.voices.find(({ low, fell }) => low !== null || fell !== null)?.run.at(-1)!.at;
  const raised = complaints.find(({ about }) => about.length === 0)?.onset.since;
  const due = [
    ...(answered === undefined ? [] : [answered + parameters.answerDays * dayMs]),
    ...(raised === undefined ? [] : [raised + parameters.complaintDays * dayMs]),
  ];
  return due.length === 0 ? undefined : Math.min(...due);
}

function latestOf<Name extends Instrument>({ latest }: Answers, name: Name) {
  const found = latest.find(({ instrument }) => instrument === name);
  return { [name]: found?.score ?? null, [`${name}Change`]: found?.change ?? null } as Record<
    Name | `${Name}Change`,
    number | null
  >;
}

function figuresOf({ tallies }: Answers): FigureOfQuestion[] {
  const questions = Map.groupBy(tallies, (tally) => JSON.stringify(questionOfTally(tally)));
  return [...questions.values()].flatMap((cells) => {
    const all: Record<string, number> = {};
    for (const [name, sum] of cells.flatMap(({ sums }) => Object.entries(sums))) all[name] = (all[name] ?? 0) + sum;
    const [question, counts] = [questionOfTally(cells[0]!), countsOfSums(all)];
    const { n, mean = null, figure = null } = figureOfCounts(question, counts);
    return n === 0 ? [] : [{ ...question, n, counts, mean, figure }];
  });
}

function answerTotals({ tallies }: Answers): Contribution[] {
  return tallies.map(({ at, double, sums }) => ({ at, add: double ? { double: sums['answers'] ?? 0 } : sums }));
}

function surveyTotals({ tallies }: Surveys): Contribution[] {
  return tallies.map(({ at, double, sent, answered, ignored }) => ({
    at,
    add: double ? { double: sent } : { sent, answered, ignored },
  }));
}

function countTold(event: Fact, { parameters }: VoiceContext): readonly Contribution[] {
  const { type, data, occurredAt } = event;
  const { channel = 'unknown' } = data as { channel?: string };
  return [{ at: ['told', type, channel, monthOf(occurredAt, parameters.zone)], add: { events: 1 } }];
}

function countApart(event: Fact<'SurveyAnswered'>, { parameters }: VoiceContext): readonly Contribution[] {
  const { data, occurredAt: at } = event;
  const reason = questionOf({ ...data, at });
  if (typeof reason !== 'string') return [];
  const cell = ['apart', reason, data.instrument.toLowerCase(), monthOf(at, parameters.zone)];
  return [{ at: cell, add: { answers: 1 } }];
}

const lowKinds: Readonly<Record<Instrument, string>> = {
  nps: 'detractor',
  csat: 'dissatisfied',
  ces: 'hard-effort',
};

function answerSignals({ voices }: Answers): Signal[] {
  return voices.flatMap(({ instrument, run, low, fell }): Signal[] => {
    const { score, at: answeredAt } = run.at(-1)!;
    const evidence = { severity: 'warning', instrument, score, answeredAt } as const;
    return [
      ...(low === null ? [] : [{ kind: lowKinds[instrument], ...low, ...evidence }]),
      ...(fell === null ? [] : [{ kind: 'score-fell', ...fell.onset, ...evidence, fromOfTen: fell.from }]),
    ];
  });
}

function complaintSignals(complaints: readonly Complaint[]): Signal[] {
  return complaints.flatMap(({ onset, topic, severity, resolvedAt }): Signal[] =>
    resolvedAt === null
      ? [{ kind: 'complaint-open', severity: 'warning', ...onset, topic, complaintSeverity: severity }]
      : [],
  );
}
