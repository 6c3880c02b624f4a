/** The signals of health that Tend measures itself, in the order in which they are shown. */
export const healthSignals = ['silence', 'trend', 'promises', 'answers', 'complaints', 'reply', 'breadth'] as const;
export type HealthSignal = (typeof healthSignals)[number];

/** Fewer gaps, contact-days, decided promises, first replies than this say nothing: the signal is absent, not middling. */
export const leastForSignal = Object.freeze({ gaps: 4, contactDays: 8, promises: 3, replies: 2 });

/** How long what happened counts towards a signal, in days; from then on it does so no more. */
export const signalDays = Object.freeze({ promises: 365, answers: 90, complaints: 90, reply: 90, breadth: 180 });

/** Where nothing came before there is no ratio: this stands for more than any map tells apart. */
export const trendMost = 10;

/** What one signal is, in words, as pages, answers and documentation show it. */
export interface SignalWords {
  readonly label: string;
  readonly unit: string;
  /** How it is measured, from what, and when it is absent. */
  readonly definition: string;
}

/** Definitions.md §1.5: each number is explained where it is read. Which signals there are is a proposal of ours. */
export const signalWords: Readonly<Record<HealthSignal, SignalWords>> = Object.freeze({
  silence: {
    label: 'Their silence',
    unit: 'probability',
    definition:
      'How likely a relationship of this rhythm is silent for at least as long as this one has been since the first act of ' +
      'their latest contact-day, in operational time: 1 on a contact-day, near 0 when it should have come long ago. Absent ' +
      'below 4 gaps between contact-days, and while a feed is down that their last contacts came by.',
  },
  trend: {
    label: 'Trend of their contact',
    unit: 'ratio',
    definition:
      'Rate of their contact-days in the last max(28 days, 4 usual gaps) ÷ the rate in the three times as long before it: 1 ' +
      'is unchanged, 0 none lately, at most 10. Absent below 8 contact-days in both together, before there is anything to ' +
      'compare with, and while a feed is down that their last contacts came by.',
  },
  promises: {
    label: 'Promises kept',
    unit: 'share',
    definition:
      'Promises of ours kept in time ÷ those decided (kept, kept late or broken) in the last 365 days. Orders with a required ' +
      'date are promises. Unconfirmed ones are in neither. Absent below 3 decided; of more than 100 the latest count.',
  },
  answers: {
    label: 'Their answers',
    unit: 'of 10',
    definition:
      'Mean of their latest answers to NPS, CSAT and CES in the last 90 days, each brought to 0 (bad) to 10 (good), one ' +
      'answer a person: the latest. Absent without one.',
  },
  complaints: {
    label: 'Open complaints',
    unit: 'open',
    definition:
      'Complaints and escalations of the last 90 days that are not resolved; one about a matter that has such a one is the ' +
      'same. Broken promises are counted in promises kept. Absent before their first contact-day.',
  },
  reply: {
    label: 'First reply',
    unit: 'business hours',
    definition:
      'Median business hours from their first unanswered message to our first human reply, of the first replies of the last ' +
      '90 days, by the calendar that was in force at the reply. What was closed without one is not in it: where replies are ' +
      'not captured, that would say so of everything. Absent below 2 replies; of more than 50 the latest count.',
  },
  breadth: {
    label: 'People in contact',
    unit: 'people',
    definition:
      'Different people of theirs in two-way exchanges in the last 180 days. Only between firms: elsewhere it has no weight. ' +
      'Absent before the first exchange.',
  },
});
