import { isMeasured } from '#core/measured-data.js';
import { actSides } from '#domain/acts.js';
import type { Sentiment } from '#domain/events/touchpoint-data.js';
import type { Fact } from '#domain/fact.js';
import { toneOf, type Tone } from '#measures/sentiment/vader.js';
import type { Contribution } from '#projections/definition/definition.js';
import { placeOf, type Tally } from './tallies.js';
import { monthOf } from './voice-answers.js';

/** Types whose text can be of the customer's hand, and what people said of the tone of one. */
export const toneTypes = [
  'MessageReceived',
  'SurveyAnswered',
  'ComplaintRaised',
  'PraiseGiven',
  'ReferralMade',
  'CaseOpened',
  'TouchpointAnnotated',
] as const;

/** Who says the tone: capture, the source of the event, or somebody beside it afterwards. */
export type ToneSource = 'measured' | 'source' | 'person';

/** By class (±.05, definitions.md §1.7), and messages that they wrote of which no tone is known. */
export interface ToneCounts {
  positive: number;
  neutral: number;
  negative: number;
  missing: number;
}

/** By `tone, source, channel, month`: plain JSON of bounded size. */
export interface ToneTally extends Tally, ToneCounts {}

/** What is made of them as they are read; `n` are those of which the tone is known. */
export interface ToneOfTexts extends Readonly<ToneCounts> {
  readonly by: ToneSource;
  readonly channel: string;
  /** YYYY-MM; `any` where there are too many to tell apart. */
  readonly month: string;
  readonly n: number;
}

/** Counts the tone of an event for a relationship. @param zone of the months */
export function addTone(tallies: ToneTally[], event: Fact, zone: string): void {
  const found = toneIn(event);
  if (found === undefined) return;
  const { by, tone, channel } = found;
  const none = { double: false, positive: 0, neutral: 0, negative: 0, missing: 0 };
  const fine = { at: ['tone', by, channel, monthOf(event.occurredAt, zone)], ...none };
  const place = placeOf<ToneTally>(tallies, fine, { at: ['tone', by, 'any', 'any'], ...none });
  if (place >= 0) tallies[place]![tone]++;
}

/** The same for totals, where an event counts once however many relationships it is of. */
export function countTone(event: Fact, zone: string): readonly Contribution[] {
  const found = toneIn(event);
  if (found === undefined) return [];
  const { by, tone, channel } = found;
  return [{ at: ['tone', by, channel, monthOf(event.occurredAt, zone)], add: { [tone]: 1 } }];
}

export function tonesOf(tallies: readonly ToneTally[]): ToneOfTexts[] {
  return tallies.map(({ at, positive, neutral, negative, missing }) => {
    const [, by, channel, month] = at as [string, ToneSource, string, string];
    return { by, channel, month, n: positive + neutral + negative, positive, neutral, negative, missing };
  });
}

interface SaidOfEvent {
  readonly channel?: string;
  readonly sentiment?: Sentiment;
  readonly automated?: boolean;
  readonly bulk?: boolean;
  readonly visibility?: string;
}

/** What is spoken has no text. */
const spoken: ReadonlySet<string> = new Set(['phone', 'meeting', 'in-person']);

function toneIn(event: Fact): { by: ToneSource; tone: Tone | 'missing'; channel: string } | undefined {
  const { channel = 'unknown', sentiment, automated, bulk, visibility } = event.data as SaidOfEvent;
  if (event.type === 'TouchpointAnnotated')
    return sentiment === undefined ? undefined : { by: 'person', tone: toneOf(sentiment.value), channel };
  if (automated === true || bulk === true || visibility === 'internal' || !actSides(event).has('theirs'))
    return undefined;
  if (sentiment !== undefined)
    return { by: isMeasured(sentiment) ? 'measured' : 'source', tone: toneOf(sentiment.value), channel };
  // Of others nobody knows whether they wrote anything.
  const isText = event.type === 'MessageReceived' && !spoken.has(channel);
  return isText ? { by: 'measured', tone: 'missing', channel } : undefined;
}
