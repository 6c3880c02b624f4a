import type { Signal } from '#projections/definition/definition.js';
import { dayOf, formatInstant, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';

/** What a signal says in a sentence, and what there is to do. */
export interface SignalSentences {
  readonly why: string;
  readonly todo: string;
}

type Details = Readonly<Record<string, unknown>>;
/** @param days completed days since its beginning */
type Sentence = (details: Details, zone: string, days: number) => SignalSentences;

/**
 * Why a signal is raised, and what there is to do about it: of each kind that comes with Tend. Numbers first, and nothing
 * that the signal itself does not say.
 * @param zone in which days are told
 * @param at the moment of the question, or when it ended
 * @returns undefined for what somebody else's projection raises
 */
export function sentencesOf(
  projection: string,
  { kind, ...details }: Signal,
  zone: string,
  at: Instant,
): SignalSentences | undefined {
  const ofProjection = Object.hasOwn(sentences, projection) ? sentences[projection]! : {};
  const sentence = Object.hasOwn(ofProjection, kind) ? ofProjection[kind] : undefined;
  return sentence?.(details, zone, Math.max(0, Math.floor((at - details.since) / dayMs)));
}

/** By projection and kind: what others call by the same name may mean something else. */
export const sentences: Readonly<Record<string, Readonly<Record<string, Sentence>>>> = {
  'trajectory': {
    'silence': ({ usualDays, gaps }, _zone, days) => ({
      why: `${usually(usualDays)} (${number(gaps)} gaps); silent for ${days}.`,
      todo: 'Get in touch.',
    }),
    'our-silence': (_details, _zone, days) => ({
      why: `Our last human contact is ${daysAgo(days)}: older than the cadence.`,
      todo: 'Get in touch, or agree on another cadence.',
    }),
    'unanswered': (_details, _zone, days) => ({
      why: `A message of theirs has waited for an answer for ${counted(days)}, past its target.`,
      todo: 'Answer it.',
    }),
    'outreach-unanswered': (_details, _zone, days) => ({
      why: `They have answered none of our attempts, of which the first was ${daysAgo(days)}.`,
      todo: 'Try another person or another way, or let it rest.',
    }),
    'decline': (_details, _zone, days) => ({
      why: `Their gaps have become longer than they were, for about ${counted(days)}.`,
      todo: 'Ask what has changed.',
    }),
    'growth': ({ reason }) => ({ why: `They do more than before${because(reason)}.`, todo: 'Offer what fits.' }),
    'betrayal': ({ reason }) => ({
      why: `We broke something, and they turned away after it${because(reason)}.`,
      todo: 'Make it good, then talk to them.',
    }),
    'dissolved': ({ reason }) => ({ why: `It has ended${because(reason)}.`, todo: 'Say goodbye well; ask why.' }),
  },
  'health': {
    'health-drop': ({ from: before, to }) => ({
      why: `Their health fell from ${number(before)} to ${number(to)} within 30 days, and no single signal made most of it.`,
      todo: 'See what changed it, and ask them.',
    }),
  },
  'replies': {
    'customer-unanswered': ({ which, channel, dueAt }, zone, days) => ({
      why: `Their ${which === 'next' ? 'next' : 'first'} message${by(channel)} has had no human reply for ${counted(days)}; one was due${on(dueAt, zone)}.`,
      todo: 'Answer it.',
    }),
  },
  'promises': {
    'promise-due-soon': (details, zone) => ({
      why: `A promise of ${whose(details)} is due${on(details['dueAt'], zone)}.`,
      todo: details['by'] === 'customer' ? 'Remind them.' : 'Keep it, or renegotiate it before it is due.',
    }),
    'promise-broken': (details, zone) => ({
      why: `A promise of ${whose(details)} was due${on(details['dueAt'], zone)} and was not kept.`,
      todo: details['by'] === 'customer' ? 'Ask for it.' : 'Keep it now, and say so.',
    }),
    'promise-unconfirmed': (details, zone) => ({
      why: `A promise of ${whose(details)} was due${on(details['dueAt'], zone)}; nobody said whether it was kept.`,
      todo: 'Say whether it was kept.',
    }),
  },
  'process-targets': {
    'target-at-risk': ({ paused, ...details }, zone) => ({
      why:
        paused === true
          ? `${targetOf(details)} is at risk; its time stands still, because the case waits for the customer.`
          : `${targetOf(details)} is at risk: it is due${atMinute(details['dueAt'], zone)}.`,
      todo: paused === true ? 'Ask them for what is missing.' : 'Do what is left before it is due.',
    }),
    'target-breached': (details, zone) => ({
      why: `${targetOf(details)} was due${atMinute(details['dueAt'], zone)} and is not done.`,
      todo: 'Do it now, and tell them.',
    }),
  },
  'process-deviations': {
    'process-deviation': ({ process, deviations, deviation, activity, expected, mayEnd, skipped }) => ({
      why: `A case${of(process)} has left its path${times(deviations)}: ${text(activity)} ${deviation === 'unknown' ? 'is not on it' : 'came out of order'}${instead(expected, mayEnd)}.${typeof skipped === 'string' ? ` Skipped: ${skipped}.` : ''}`,
      todo: 'See whether the case is right, or its path.',
    }),
  },
  'contracts': {
    'renewal-due': ({ renewBy, endAt, autoRenew }, zone) => ({
      why: `The contract ends${on(endAt, zone)}${autoRenew === true ? ' unless it renews by itself' : ''}; to be settled${until(renewBy, zone)}.`,
      todo: 'Talk about the renewal.',
    }),
  },
  'needs': {
    'need-untouched': ({ topic }) => ({
      why: `Nobody acts on a need of theirs${named(topic)}.`,
      todo: 'Meet it, or decline it.',
    }),
    'goal-overdue': ({ measure, dueAt }, zone) => ({
      why: `A goal agreed with them${named(measure)} was due${on(dueAt, zone)} and is not reached.`,
      todo: 'Reach it, or agree on another.',
    }),
  },
  'stakeholders': {
    'single-threaded': () => ({
      why: 'All two-way contact runs through one person of theirs.',
      todo: 'Meet a second person.',
    }),
    'knowledge-risk': ({ percent }) => ({
      why: `One of us has ${number(percent)} % of the contact.`,
      todo: 'Bring in a second person of ours.',
    }),
    'champion-lost': () => ({ why: 'The person who spoke for us is gone.', todo: 'Find out who decides now.' }),
  },
  'voice': {
    'detractor': (details) => ({ why: `They would not recommend us${scored(details)}.`, todo: 'Ask why, and answer.' }),
    'dissatisfied': (details) => ({ why: `They are dissatisfied${scored(details)}.`, todo: 'Ask why, and answer.' }),
    'hard-effort': (details) => ({
      why: `It was hard for them${scored(details)}.`,
      todo: 'Ask what was in their way.',
    }),
    'score-fell': (details) => ({
      why: `Their answer fell${from(details['fromOfTen'])}${scored(details)}.`,
      todo: 'Ask what happened.',
    }),
    'complaint-open': ({ topic }) => ({ why: `A complaint of theirs${named(topic)} is open.`, todo: 'Resolve it.' }),
  },
};

function usually(days: unknown): string {
  return typeof days === 'number'
    ? `Usually every ${days >= 10 ? Math.round(days) : Math.round(days * 10) / 10} days`
    : 'They were in contact regularly';
}

function counted(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

function daysAgo(days: number): string {
  return `${counted(days)} ago`;
}

function number(value: unknown): string {
  return typeof value === 'number' ? String(Math.round(value)) : 'some';
}

function by(channel: unknown): string {
  return typeof channel === 'string' ? ` by ${channel}` : '';
}

function on(instant: unknown, zone: string): string {
  return typeof instant === 'number' ? ` on ${dayOf(instant, zone)}` : '';
}

/** Targets are of hours: the day alone would not do. */
function atMinute(instant: unknown, zone: string): string {
  return typeof instant === 'number' ? ` on ${formatInstant(instant, zone).slice(0, 16).replace('T', ' at ')}` : '';
}

function targetOf({ about, process }: Details): string {
  return `A target of a case${of(process)}${named(about)}`;
}

function of(process: unknown): string {
  return typeof process === 'string' ? ` of ${process}` : '';
}

function text(name: unknown): string {
  return typeof name === 'string' ? name : 'a step';
}

function times(deviations: unknown): string {
  return typeof deviations === 'number' && deviations > 1 ? ` ${deviations} times; the last time` : '';
}

function instead(expected: unknown, mayEnd: unknown): string {
  const next = [...(typeof expected === 'string' ? [expected] : []), ...(mayEnd === true ? ['the end'] : [])];
  return next.length === 0 ? '' : `; next was ${next.join(', or ')}`;
}

function until(instant: unknown, zone: string): string {
  return typeof instant === 'number' ? ` by ${dayOf(instant, zone)}` : '';
}

/** `breach-then-notice` as words. */
function because(reason: unknown): string {
  return typeof reason === 'string' ? ` (${reason.replaceAll('-', ' ')})` : '';
}

function whose({ by }: Details): string {
  return by === 'customer' ? 'theirs' : 'ours';
}

function named(what: unknown): string {
  return typeof what === 'string' ? ` (${what})` : '';
}

function scored({ instrument, score }: Details): string {
  return typeof score === 'number'
    ? `: ${score}${typeof instrument === 'string' ? ` (${instrument.toUpperCase()})` : ''}`
    : '';
}

function from(before: unknown): string {
  return typeof before === 'number' ? ` from ${Math.round(before * 10) / 10} of 10` : '';
}
