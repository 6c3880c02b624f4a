/** What the measures of the voice of customers are called here. */
export type VoiceMeasureName =
  | 'nps'
  | 'csat'
  | 'ces'
  | 'own'
  | 'responseRate'
  | 'firstReply'
  | 'nextReply'
  | 'told'
  | 'tone'
  | 'effort'
  | 'escalations';

export interface VoiceDefinition {
  readonly name: string;
  /** What it counts, in sentences. */
  readonly says: string;
  readonly source: string;
  /** The projection, and the beginning of the path of its totals, that it is made of (`tend evidence`). */
  readonly madeOf: string;
}

export type VoiceDefinitions = Readonly<Record<VoiceMeasureName, VoiceDefinition>>;

const counted =
  'One answer of a person counts in 90 days, the last. Fewer than 20 answers are shown as they are. Limits are 95 %, ' +
  'cut to the scale; of b2b relationships they are drawn over organisations (bootstrap), and there are none below 20 ' +
  'organisations. Of a group, or where it is narrowed by segment, channel or month, fewer than five answers are only counted; ' +
  'single answers are listed for whoever may read the timeline.';

/** The one place that says what each number is: the CLI, the API, the page and the documents print it from here. */
export const voiceDefinitions: VoiceDefinitions = {
  nps: {
    name: 'NPS',
    says: `Promoters (9–10) less detractors (0–6), in points of all answers, −100 to 100; adjusted Wald limits. ${counted}`,
    source: 'Reichheld 2003; limits: Rocks 2016',
    madeOf: 'voice answers nps',
  },
  csat: {
    name: 'CSAT',
    says: `Share of the best two of five among all answers; Wilson limits. ${counted}`,
    source: 'limits: Wilson 1927',
    madeOf: 'voice answers csat',
  },
  ces: {
    name: 'CES',
    says:
      'Share of answers on the easy side of the middle of their scale (5–7 of 1–7), and the mean; Wilson limits. Answers ' +
      `on other scales, or where the low end is the good one, are another question. ${counted}`,
    source: 'CEB 2013; Dixon, Freeman & Toman 2010; limits: Wilson 1927',
    madeOf: 'voice answers ces',
  },
  own: {
    name: 'Own question',
    says:
      'An instrument, or a scale of one, that no measure is defined on: the answers and, from 20 on, their mean, on the ' +
      'scale that they were given on. One answer of a person counts in 90 days, the last. Of a group, or where it is narrowed, ' +
      'fewer than five answers are only counted.',
    source: 'the answers themselves',
    madeOf: 'voice apart',
  },
  responseRate: {
    name: 'Response rate',
    says:
      'Surveys answered among the surveys sent, each once, by the month of sending; those that may still be answered ' +
      'count as asked; Wilson limits. Answers that name no survey say nothing of it.',
    source: 'AAPOR 2023, response rate 1',
    madeOf: 'voice surveys',
  },
  firstReply: {
    name: 'First reply',
    says:
      'Business time from the first customer message that nobody answered to the first human reply; again after a ' +
      'conversation was closed and began anew. Median and never answered are of the cumulative incidence; open waits ' +
      'are censored, closed without a human reply competes. By the month of the message.',
    source: 'Aalen & Johansen 1978',
    madeOf: 'replies waits first',
  },
  nextReply: {
    name: 'Next reply',
    says: 'The same of every further customer message in a conversation that had a reply.',
    source: 'Aalen & Johansen 1978',
    madeOf: 'replies waits next',
  },
  told: {
    name: 'Told unasked',
    says: 'Complaints, praise and referrals: events, each counted once.',
    source: 'counts',
    madeOf: 'voice told',
  },
  tone: {
    name: 'Tone',
    says:
      'Texts of customers by their sentiment: positive from .05 on, negative to −.05, neutral between; measured as they came, ' +
      'given by their source, or by a person beside them. n are those with a tone; missing are messages without one. Fewer ' +
      'than five are only counted. Where it is narrowed to a channel or to months, it is said how many are left out because ' +
      'their relationship has too many of both to tell apart.',
    source: 'Hutto & Gilbert 2014 (VADER)',
    madeOf: 'voice tone',
  },
  effort: {
    name: 'Effort per resolved matter',
    says:
      'Of each matter that was opened and resolved, with a contact of theirs: contact-days of theirs in it beyond the first ' +
      '(repeat contacts), switches between the channels of one contact and the next, transfers to another person or team, and ' +
      'reopenings, until its resolution; mean, median and 90th percentile. At first contact: the share without a repeat ' +
      'contact; Wilson limits, as if each matter were alone. By the month of the resolution and the channel of the first ' +
      'contact. A matter that is opened again counts once it is resolved again. Of a relationship 500 matters are followed: resolved ones ' +
      'beyond that stay counted as they were, and one of them that is opened again counts once more, with no known opening; others ' +
      'are lost and in no figure. Fewer than 20 matters are shown as they are; of ' +
      'a group, or where it is narrowed, fewer than five are only counted.',
    source: 'Dixon, Freeman & Toman 2010; limits: Wilson 1927',
    madeOf: 'effort matters',
  },
  escalations: {
    name: 'Escalations',
    says:
      'Escalations of matters per 100 contact-days of theirs, with exact Poisson limits, as if each were alone; by tier where ' +
      'they name one. There is no rate without contact-days, or over fewer than 20. Time to owner: elapsed time until the ' +
      'matter is assigned, or handed to somebody who is named, or somebody of ours contacts the customer about it; none where it ' +
      'is escalated to somebody who is named. The median is of the cumulative incidence: open waits are censored, ' +
      'resolved without an owner competes; there is none of fewer than 20. Of a group, or where it is narrowed, one to four ' +
      'escalations, and any over fewer than five contact-days, are only counted.',
    source: 'limits: Garwood 1936; median: Aalen & Johansen 1978',
    madeOf: 'effort escalations',
  },
};

/** The segment of relationships that nobody put into one, as `trajectory` has it. */
export const noSegment = 'all';

/** A line of a file of survey answers, for those who have none yet. */
export const answerExample = {
  type: 'SurveyAnswered',
  id: 'answer-1',
  occurredAt: '2026-03-01T10:00:00Z',
  parties: [
    {
      kind: 'person',
      identifiers: [{ scheme: 'email', value: 'ana@example.org' }],
      name: 'Ana',
      role: 'contact',
      side: 'customer',
    },
  ],
  data: { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better', score: 9 },
  personal: { verbatim: 'Quick and friendly.' },
} as const;
