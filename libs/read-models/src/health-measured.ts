import { lastInstant, type Id, type Instant } from '#core/time.js';
import { dayMs, offsetMsAt } from '#core/zones.js';
import { leastForSignal, signalDays, trendMost, type HealthSignal } from '#measures/health/health-signals.js';
import { silenceRhythmOf } from '#measures/phases/contact-rhythm.js';
import { outcomeOf } from '#measures/promises/promise-outcome.js';
import { silenceProbability } from '#measures/rhythm/silence.js';
import { trendWindows } from '#measures/trend/contact-trend.js';
import type { HealthContext } from './health-contact.js';
import type { HealthDocument, KeptPerson, KeptPromise, Measured } from './health-document.js';
import { clockOf, rhythmOf } from './trajectory-terms.js';

/** What was measured at an instant, and until when it stays so if nothing happens. */
export interface Measurement {
  readonly measured: Measured;
  /** The first of what counts does so no more; Infinity: nothing lapses. */
  readonly lapseAt: number;
  /** Silence or trend are others later, because days pass; null: they are not. */
  readonly drift: { readonly silence: boolean; readonly trend: boolean };
}

/** Measures all signals of a relationship, as `signalWords` defines them. */
export function measure(doc: HealthDocument, at: Instant, ctx: HealthContext): Measurement {
  const contact = measureContact(doc, at, ctx);
  const lapse = new Lapses();
  const measured: Measured = {
    silence: contact.silence,
    trend: contact.trend,
    promises: keptShare(doc, at, lapse),
    answers: meanAnswer(doc, at, lapse),
    complaints: doc.rhythm.latest === null ? null : openBreaches(doc, at, lapse),
    reply: medianReply(doc, at, lapse),
    breadth: doc.kind === 'b2b' ? peopleMet(doc, at, lapse) : null,
  };
  return { measured, lapseAt: lapse.next, drift: contact.drift };
}

/** The latest events that a signal rests on, at most three, the latest first; also of one that has just lapsed. */
export function evidenceOf(doc: HealthDocument, signal: string): readonly Id[] {
  switch (signal as HealthSignal) {
    case 'silence':
    case 'trend':
      return doc.rhythm.latest === null ? [] : [doc.rhythm.latest.event];
    case 'promises':
      return doc.promises
        .filter(({ decidedAt }) => decidedAt !== null)
        .sort((a, b) => b.decidedAt! - a.decidedAt!)
        .flatMap(({ id, by }) => (by === null ? [id] : [by, id]))
        .slice(0, evidenceMost);
    case 'answers':
      return latest(doc.answers);
    case 'complaints': {
      const open = doc.breaches.filter((breach) => breach.open).map(({ id }) => ({ event: id }));
      const found = [...(doc.mended === null ? [] : [doc.mended]), ...latest(open)].slice(0, evidenceMost);
      // That there is none, their contact says.
      return found.length > 0 ? found : evidenceOf(doc, 'silence');
    }
    case 'reply':
      return latest(doc.waits);
    case 'breadth':
      return latest(peopleOf(doc));
    default:
      return [];
  }
}

const evidenceMost = 3;

function latest(kept: readonly { readonly event: Id }[]): Id[] {
  // Two people may have been met in one event.
  return [...new Set(kept.slice(-evidenceMost).map(({ event }) => event))].reverse();
}

/** Whether what their last contacts came by comes in. */
export function feedsUp({ rhythm: { feeds } }: HealthDocument, at: Instant, ctx: HealthContext): boolean {
  return feeds.every(({ connector }) => ctx.feeds.up(connector, at));
}

/** Remembers when the first of what counts lapses. */
class Lapses {
  next = Infinity;

  /** Whether what happened then still counts, in a window of so many days up to now. */
  counts(happened: Instant, days: number, now: Instant): boolean {
    const lapsesAt = happened + days * dayMs;
    if (lapsesAt <= now) return false;
    if (lapsesAt < this.next) this.next = lapsesAt;
    return true;
  }
}

interface MeasuredContact extends Pick<Measurement, 'drift'> {
  readonly silence: number | null;
  readonly trend: number | null;
}

const still: MeasuredContact = Object.freeze({
  silence: null,
  trend: null,
  drift: Object.freeze({ silence: false, trend: false }),
});

/** Without further contact-days there is none later either: the windows only lose days. */
const noTrend = Object.freeze({ ratio: null, drifts: false });

function measureContact(doc: HealthDocument, at: Instant, ctx: HealthContext): MeasuredContact {
  const { gaps, days, latest: last } = doc.rhythm;
  const hasSilence = gaps >= leastForSignal.gaps;
  const hasTrend = days.length >= leastForSignal.contactDays;
  if (last === null || (!hasSilence && !hasTrend)) return still;
  // While a feed is down it is asked again, as long as there is anything to know.
  if (!feedsUp(doc, at, ctx)) return { silence: null, trend: null, drift: { silence: hasSilence, trend: hasTrend } };
  const trend = hasTrend ? trendAt(doc, at, ctx) : noTrend;
  return {
    silence: hasSilence ? silenceOf(doc, last.since, at, ctx) : null,
    trend: trend.ratio,
    drift: { silence: hasSilence, trend: trend.drifts },
  };
}

function silenceOf({ rhythm, segment, absences }: HealthDocument, since: Instant, at: Instant, ctx: HealthContext) {
  if (at <= since) return 1;
  const silentDays = clockOf(segment, absences, ctx).msBetween(since, at) / dayMs;
  return silenceProbability(silenceRhythmOf(rhythmOf(segment, ctx).rhythm, rhythm), rhythm, silentDays);
}

function trendAt({ rhythm, segment, absences }: HealthDocument, at: Instant, ctx: HealthContext) {
  const offsetMs = offsetMsAt(ctx.parameters.zone, at);
  const today = Math.floor((at + offsetMs) / dayMs);
  const endOf = (day: number): Instant => (day + 1) * dayMs - offsetMs;
  const clock = clockOf(segment, absences, ctx);
  const exposure = (after: number, until: number): number => clock.msBetween(endOf(after), endOf(until)) / dayMs;
  const { recent, before, exposures } = trendWindows(rhythm.days, today, exposure);
  if (recent + before < leastForSignal.contactDays) return noTrend;
  if (!(exposures.recent > 0 && exposures.before > 0)) return { ratio: null, drifts: true };
  const ratio = before === 0 ? trendMost : recent / exposures.recent / (before / exposures.before);
  return { ratio: Math.min(trendMost, ratio), drifts: true };
}

function keptShare({ promises }: HealthDocument, at: Instant, lapse: Lapses): number | null {
  let [kept, decided] = [0, 0];
  for (const promise of promises) {
    if (!isDecided(promise) || !lapse.counts(promise.decidedAt, signalDays.promises, at)) continue;
    decided++;
    if (outcomeOf(promise.state).outcome === 'kept') kept++;
  }
  return decided < leastForSignal.promises ? null : kept / decided;
}

function isDecided(promise: KeptPromise): promise is KeptPromise & { readonly decidedAt: Instant } {
  return promise.decidedAt !== null;
}

function meanAnswer({ answers }: HealthDocument, at: Instant, lapse: Lapses): number | null {
  let [sum, n] = [0, 0];
  for (const answer of answers) {
    if (!lapse.counts(answer.at, signalDays.answers, at)) continue;
    sum += answer.score;
    n++;
  }
  return n === 0 ? null : sum / n;
}

function openBreaches({ breaches }: HealthDocument, at: Instant, lapse: Lapses): number {
  let open = 0;
  for (const breach of breaches) if (breach.open && lapse.counts(breach.at, signalDays.complaints, at)) open++;
  return open;
}

function medianReply({ waits }: HealthDocument, at: Instant, lapse: Lapses): number | null {
  // They stand in the order in which they ended: the first that counts is the first that lapses.
  const first = waits.findIndex((wait) => lapse.counts(wait.at, signalDays.reply, at));
  if (first < 0 || waits.length - first < leastForSignal.replies) return null;
  const hours = waits.slice(first).map((wait) => wait.hours);
  hours.sort((a, b) => a - b);
  const middle = hours.length >> 1;
  return hours.length % 2 === 1 ? hours[middle]! : (hours[middle - 1]! + hours[middle]!) / 2;
}

/** Whoever of them is the firm itself is no person (`learnItself`). */
function peopleOf({ people, itself }: HealthDocument): readonly KeptPerson[] {
  return people.some(({ id }) => itself.includes(id)) ? people.filter(({ id }) => !itself.includes(id)) : people;
}

function peopleMet(doc: HealthDocument, at: Instant, lapse: Lapses): number | null {
  const people = peopleOf(doc);
  if (people.length === 0) return null;
  // Who was met last stands last.
  const first = people.findIndex((person) => lapse.counts(person.at, signalDays.breadth, at));
  return first < 0 ? 0 : people.length - first;
}

/** When what drifts is measured again: after a quarter of the shortest window of a trend, or of the silence so far. */
export function nextLook(
  { rhythm }: HealthDocument,
  { measured, drift }: Measurement,
  at: Instant,
  leastSilence: number,
): Instant | null {
  const hasNews = drift.trend || (drift.silence && (measured.silence === null || measured.silence > leastSilence));
  if (!hasNews || rhythm.latest === null) return null;
  const { days, latest: last } = rhythm;
  const usualDays = days.length < 2 ? 0 : (days.at(-1)! - days[0]!) / (days.length - 1);
  const next = Math.ceil(at + Math.max(lookDays * dayMs, usualDays * dayMs, (at - last.since) / 4));
  return next <= lastInstant ? next : null;
}

const lookDays = 7;
