import type { Id } from '#core/time.js';
import type { ScoreCount } from '#measures/voice/answer-counts.js';
import type { ApartReason, Polarity, Scale } from '#measures/voice/survey-answer.js';
import type { Answered, Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';
import type { EffortOfMatters, EscalationsOfMatters, Limits } from './effort-answers.js';
import type { VoiceDefinitions, VoiceMeasureName } from './voice-definitions.js';

/** What customers tell us, as people read it: the measures of definitions.md §1.7, and the answers behind them. */
export interface VoiceReads {
  /** @throws LedgerError `invalid`, `unavailable`, `busy`, `cancelled`; so does the other */
  measures(query: VoiceQuery, work?: Work): Promise<VoiceAnswer>;
  /** A page of the answers that count, relationship by relationship. */
  answers(query: CountedAnswersQuery, work?: Work): Promise<CountedAnswersAnswer>;
}

export const voiceGroupings = ['segment', 'channel', 'month', 'organisation'] as const;
export type VoiceGrouping = (typeof voiceGroupings)[number];

/** Which answers, surveys, waits … are wanted; months are those of the workspace's zone. */
export interface VoiceFilter extends MomentQuery {
  /** `nps`, `csat`, `ces`, or the name of one's own; in any case. */
  readonly instrument?: string;
  readonly segment?: string;
  readonly channel?: string;
  /** First and last month, YYYY-MM. */
  readonly from?: string;
  readonly to?: string;
}

export interface VoiceQuery extends VoiceFilter {
  readonly by?: VoiceGrouping;
  /** How many groups are shown at most: months the latest, others those with most answers. */
  readonly limit?: number;
}

export interface CountedAnswersQuery extends VoiceFilter {
  readonly relationship?: Id;
  readonly limit?: number;
  readonly after?: string;
}

/** What the answers to one question come to. */
export interface VoiceMeasure {
  /** By which the definition is found. */
  readonly measure: VoiceMeasureName;
  readonly instrument: string;
  readonly scale: Scale;
  /** Scores of `nps` and `csat` are turned so that the high end is the good one; those of others stay. */
  readonly polarity: Polarity;
  readonly n: number;
  /** How often each score was given, the least first; none where they are suppressed. */
  readonly counts: readonly ScoreCount[];
  /** Of a group, or where the portfolio is narrowed: fewer than five answers, of which nothing else is told. */
  readonly suppressed?: true;
  /** Absent while fewer than 20 answers count; then only the answers are shown. */
  readonly mean?: number;
  /** NPS: points, −100 to 100. CSAT: share of the best two of five. CES: share on the easy side. Absent as the mean is. */
  readonly figure?: {
    readonly value: number;
    /** Absent over fewer than 20 organisations. */
    readonly interval?: Limits;
    /** What the interval is over: answers as if each were alone, or so many organisations. */
    readonly over: { readonly kind: 'answers' } | { readonly kind: 'organisations'; readonly count: number };
  };
}

export interface ResponseOfInstrument {
  readonly instrument: string;
  readonly sent: number;
  readonly answered: number;
  readonly ignored: number;
  /** answered ÷ sent, with its limits; absent when none was sent, and where answers came and none names its survey. */
  readonly rate?: Limits & { readonly share: number };
}

/** Waits of customers for a human reply; times are seconds of business time. */
export interface ReplyTimes {
  readonly n: number;
  readonly replied: number;
  readonly neverAnswered: number;
  readonly waiting: number;
  /** How many of them took longer than the target. */
  readonly late: number;
  /** By which half of all had a reply; absent where that is not reached. */
  readonly medianSeconds?: number;
  /** Share closed without a reply, at the last time that was seen; absent while no wait has ended. */
  readonly neverAnsweredShare?: number;
}

/** What was told without being asked. */
export interface Told {
  readonly complaints: number;
  readonly praise: number;
  readonly referrals: number;
}

/** Texts of customers by tone. */
export interface ToneOfTexts {
  /** Who says the tone: capture, the source of the text, or somebody beside it afterwards. */
  readonly by: 'measured' | 'source' | 'person';
  /** Those of which the tone is known. */
  readonly n: number;
  /** Messages without one. */
  readonly missing: number;
  /** Absent, as the next two, where fewer than five are known. */
  readonly positive?: number;
  readonly neutral?: number;
  readonly negative?: number;
  readonly suppressed?: true;
}

/** The measures of one portfolio, or of a part of it. */
export interface VoiceMeasures {
  readonly surveys: readonly VoiceMeasure[];
  readonly responses: readonly ResponseOfInstrument[];
  readonly replies: { readonly first: ReplyTimes; readonly next: ReplyTimes };
  /** Absent where it is not held as finely as was asked. */
  readonly told?: Told;
  /** One for each that says the tone. */
  readonly tone: readonly ToneOfTexts[];
  readonly effort: EffortOfMatters;
  /** Absent by channel, and where it is narrowed to one: an escalation comes on none. */
  readonly escalations?: EscalationsOfMatters;
}

export interface VoiceGroup extends VoiceMeasures {
  /** Name of the segment or channel, the month, or the id of the organisation. */
  readonly group: string;
  readonly of?: Named;
}

export interface VoiceAnswer extends Answered, VoiceMeasures {
  readonly asked: {
    readonly by?: VoiceGrouping;
    readonly instrument?: string;
    readonly segment?: string;
    readonly channel?: string;
    readonly from?: string;
    readonly to?: string;
  };
  readonly groups?: readonly VoiceGroup[];
  /** How many groups there are, shown or not. */
  readonly groupsTotal?: number;
  /** What can be chosen. */
  readonly choices: {
    readonly instruments: readonly string[];
    readonly segments: readonly string[];
    readonly channels: readonly string[];
  };
  /** Answers in no measure, in the whole portfolio. */
  readonly apart: readonly { readonly reason: ApartReason; readonly instrument: string; readonly answers: number }[];
  /** Answers that are counted in another relationship, and left out here. */
  readonly double: number;
  /** What is left out where it is narrowed to a channel or to months; absent where nothing is. */
  readonly unplaced?: Unplaced;
  /** Relationships with answers that nobody classified as b2b or b2c: their answers count as if each were alone. */
  readonly unclassified: number;
  readonly definitions: VoiceDefinitions;
  /** A line of a file of survey answers, for those who have none yet; else absent. */
  readonly example?: object;
}

/** Counted without channel and month: of each kind a relationship has 800 of them told apart, and the rest together. */
export interface Unplaced {
  readonly answers: number;
  readonly waits: number;
  readonly texts: number;
  readonly matters: number;
  readonly escalations: number;
}

/** One answer that counts. */
export interface CountedAnswer {
  readonly event: Id;
  readonly sequence: number;
  readonly relationship: Named;
  /** Who answered, where that is known. */
  readonly person?: Named;
  readonly answeredAt: string;
  readonly instrument: string;
  readonly scale: Scale;
  readonly polarity: Polarity;
  /** As it is counted: of `nps` and `csat` the high end is the good one. */
  readonly score: number;
  readonly channel?: string;
  /** What they said, where it may be read; `erased` where it is gone for good. */
  readonly verbatim?: string;
  readonly erased?: true;
}

export interface CountedAnswersAnswer extends Answered {
  readonly rows: readonly CountedAnswer[];
  readonly next?: string;
}
