import { isMeasured } from '#core/measured-data.js';
import { actSides } from '#domain/acts.js';
import type { Sentiment } from '#domain/events/touchpoint-data.js';
import type { Fact } from '#domain/fact.js';
import { toneOf, type Tone } from '#measures/sentiment/vader.js';
import type { Contribution } from '#projections/definition/definition.js';
import { placeOf, type Tally } from './tallies.js';
import { monthOf } from './voice-answers.js';

/** Who says the tone: capture, the source of the event, or somebody beside it afterwards. */
export type ToneSource = 'measured' | 'source' | 'person';

/** By class (±.05, definitions.md §1.7), and messages that they wrote of which no tone is known. */
export interface ToneCounts {
  positive: number;
  neutral: number;
  negative: number;
  missing: number;
}

/** By `tone, source, channel, month`: plain JSON of bounded size. Months beyond that are counted together. */
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
  const none = { double: event.share === 0, positive: 0, neutral: 0, negative: 0, missing: 0 };
  const fine = { at: ['tone', by, channel, monthOf(event.occurredAt, zone)], ...none };
  const place = placeOf<ToneTally>(tallies, fine, { at: ['tone', by, 'any', 'any'], ...none });
  if (place >= 0) tallies[place]![tone]++;
}

/** What they contribute to totals: a text once, however many relationships it is of. */
export function toneTotals(tallies: readonly ToneTally[]): Contribution[] {
  return tallies.map(({ at, double, positive, neutral, negative, missing }) =>
    double
      ? { at, add: { double: positive + neutral + negative + missing } }
      : { at, add: { positive, neutral, negative, missing } },
  );
}

/** All of a relationship, those too that are counted in another one. */
export function tonesOf(tallies: readonly ToneTally[]): ToneOfTexts[] {
  const found = new Map<string, ToneOfTexts>();
  for (const { at, positive, neutral, negative, missing } of tallies) {
    const [, by, channel, month] = at as [string, ToneSource, string, string];
    const same = found.get(at.join(' '));
    found.set(at.join(' '), {
      by,
      channel,
      month,
      n: (same?.n ?? 0) + positive + neutral + negative,
      positive: (same?.positive ?? 0) + positive,
      neutral: (same?.neutral ?? 0) + neutral,
      negative: (same?.negative ?? 0) + negative,
      missing: (same?.missing ?? 0) + missing,
    });
  }
  return [...found.values()];
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
