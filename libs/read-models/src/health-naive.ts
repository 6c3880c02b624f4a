import { dayMs } from '#core/zones.js';
import type { Id, Instant } from '#core/time.js';
import { healthModelV0 } from '#measures/health/health-model-v0.js';
import { incompleteBeta } from '#measures/statistics/incomplete-beta.js';
import type { GivenFact } from '#projections/testing/testing.js';
import type { Measured } from './health-document.js';

/**
 * For specs: the signals of health from the list of all that happened by an instant, by their definitions alone, sharing
 * no code with what folds them. It knows what the random histories tell: messages in threads, complaints about matters,
 * promises, answers; each message of one of our own, of one person of theirs or of the firm itself; in UTC, open every day.
 */
export function naiveMeasured(all: readonly GivenFact[], at: Instant, isB2b: boolean, feedUp: boolean): Measured {
  const facts = all
    .filter((one) => one.occurredAt <= at)
    .toSorted((a, b) => a.occurredAt - b.occurredAt || a.ordinal - b.ordinal);
  const days = contactDays(facts);
  return {
    silence: silence(days, at),
    trend: trend(days, at),
    promises: promises(facts, at, feedUp),
    answers: answers(facts, at),
    complaints: days.length === 0 ? null : complaints(facts, at),
    reply: reply(facts, at),
    breadth: isB2b ? breadth(facts, at) : null,
  };
}

/** H by its formula and the map of v0, whole; null below half of the weight. */
export function naiveHealth(measured: Measured, isB2b: boolean): number | null {
  const model = healthModelV0.filter(({ signal }) => isB2b || signal !== 'breadth');
  const present = model.filter(({ signal }) => measured[signal] !== null);
  const weightOf = (list: typeof model): number => list.reduce((sum, { weight }) => sum + weight, 0);
  if (2 * weightOf(present) < weightOf(model)) return null;
  const points = present.reduce(
    (sum, { signal, weight, map }) => sum + weight * (interpolate(map, measured[signal]!) - 50),
    0,
  );
  return Math.floor(50 + points / weightOf(present) + 0.5 + 1e-9);
}

/** The score that a map makes of a value: linear between its points, flat beyond. */
export function interpolate(map: readonly { readonly raw: number; readonly score: number }[], raw: number): number {
  if (raw <= map[0]!.raw) return map[0]!.score;
  const next = map.findIndex((point) => point.raw >= raw);
  if (next < 0) return map.at(-1)!.score;
  const [a, b] = [map[next - 1]!, map[next]!];
  return a.score + ((raw - a.raw) / (b.raw - a.raw)) * (b.score - a.score);
}

const isTheirs = ({ type }: GivenFact): boolean =>
  type === 'MessageReceived' || type === 'SurveyAnswered' || type === 'ComplaintRaised';
const dayOf = (at: Instant): number => Math.floor(at / dayMs);

/** The first act of each day. */
function contactDays(facts: readonly GivenFact[]): Instant[] {
  const byDay = Map.groupBy(facts.filter(isTheirs), ({ occurredAt }) => dayOf(occurredAt));
  return [...byDay.values()].map((acts) => acts[0]!.occurredAt);
}

function silence(days: readonly Instant[], at: Instant): number | null {
  const x = days.length - 1;
  if (x < 4) return null;
  const t = (days.at(-1)! - days[0]!) / dayMs;
  const s = (at - days.at(-1)!) / dayMs;
  // v0: k = 1, r = 1, α = 14; days are a grid, which is taken back (silenceRhythmOf).
  const k = Math.max(0.5, 1 - x / t);
  const alpha = 14 / k;
  return 1 - incompleteBeta(s / (alpha + t + s), k, 1 + k * x);
}

function trend(acts: readonly Instant[], at: Instant): number | null {
  const days = acts.map(dayOf);
  if (days.length < 8) return null;
  const today = dayOf(at);
  const usual = (days.at(-1)! - days[0]!) / (days.length - 1);
  const w = Math.max(28, 4 * usual);
  const start = Math.max(today - 4 * w, days[0]!);
  const recent = days.filter((day) => day > today - w).length;
  const before = days.filter((day) => day > start && day <= today - w).length;
  if (recent + before < 8 || !(start < today - w)) return null;
  if (before === 0) return 10;
  return Math.min(10, recent / w / (before / (today - w - start)));
}

function promises(facts: readonly GivenFact[], at: Instant, feedUp: boolean): number | null {
  const decided = facts.flatMap((made) => {
    if (made.type !== 'PromiseMade') return [];
    const { dueAt, confirmBy } = made.data as { dueAt: Instant; confirmBy: string };
    const kept = facts.find((one) => one.type === 'PromiseKept' && (one.data as { promise: Id }).promise === made.id);
    const keptAt = kept?.occurredAt ?? Infinity;
    // Before the due time that it was not kept says nothing.
    const notKept = facts.find(
      (one) =>
        one.type === 'PromiseNotKept' && (one.data as { promise: Id }).promise === made.id && one.occurredAt > dueAt,
    );
    const isSeen = confirmBy === 'connector' && feedUp;
    const decidedAt = Math.min(keptAt, notKept?.occurredAt ?? Infinity, isSeen ? dueAt + 1 : Infinity);
    return decidedAt <= at && decidedAt > at - 365 * dayMs ? [keptAt <= dueAt] : [];
  });
  return decided.length < 3 ? null : decided.filter((kept) => kept).length / decided.length;
}

function answers(facts: readonly GivenFact[], at: Instant): number | null {
  const given = facts.filter(({ type }) => type === 'SurveyAnswered');
  const byPerson = Map.groupBy(given, ({ actor }) => actor);
  const scores = [...byPerson.values()].flatMap((all) => {
    const last = all.at(-1)!;
    return last.occurredAt > at - 90 * dayMs ? [(last.data as { score: number }).score] : [];
  });
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function complaints(facts: readonly GivenFact[], at: Instant): number {
  let raised: { readonly at: Instant; readonly matter: Id; open: boolean }[] = [];
  for (const { type, matter, occurredAt } of facts) {
    const same = raised.filter((one) => one.matter === matter);
    if (type === 'CaseResolved') for (const one of same) one.open = false;
    if (type === 'CaseReopened') for (const one of same) one.open = true;
    if (type !== 'ComplaintRaised') continue;
    raised = raised.filter((one) => one.at > occurredAt - 90 * dayMs);
    if (!raised.some((one) => one.matter === matter && one.open))
      raised.push({ at: occurredAt, matter: matter!, open: true });
  }
  return raised.filter((one) => one.open && one.at > at - 90 * dayMs).length;
}

function reply(facts: readonly GivenFact[], at: Instant): number | null {
  const conversations = Map.groupBy(facts, ({ thread, matter }) => thread ?? matter);
  conversations.delete(undefined);
  const hours = [...conversations.values()].flatMap((said) => firstWaits(said, at));
  if (hours.length < 2) return null;
  const sorted = hours.toSorted((a, b) => (a < b ? -1 : 1));
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1]!, sorted[Math.floor(sorted.length / 2)]!];
  return (low + high) / 2;
}

/** What waited for the first reply since the conversation began, or began again after it was closed. */
function firstWaits(said: readonly GivenFact[], at: Instant): number[] {
  const found: number[] = [];
  let [asked, wasReplied, isClosed] = [null as Instant | null, false, false];
  for (const one of said) {
    const isAsked = one.type === 'MessageReceived' || one.type === 'ComplaintRaised';
    if (isClosed && (isAsked || one.type === 'CaseReopened')) [wasReplied, isClosed] = [false, false];
    if (isAsked) asked ??= one.occurredAt;
    if (one.type === 'MessageSent' && asked !== null) {
      if (!wasReplied && one.occurredAt > at - 90 * dayMs) found.push(officeHours(asked, one.occurredAt));
      [asked, wasReplied] = [null, true];
    }
    if (one.type === 'CaseResolved') [asked, isClosed] = [null, true];
  }
  return found;
}

/** Monday to Friday, 9 to 17. */
function officeHours(from: Instant, to: Instant): number {
  let ms = 0;
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    const weekday = new Date(day * dayMs).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const [open, close] = [day * dayMs + 9 * 3_600_000, day * dayMs + 17 * 3_600_000];
    ms += Math.max(0, Math.min(to, close) - Math.max(from, open));
  }
  return ms / 3_600_000;
}

function breadth(facts: readonly GivenFact[], at: Instant): number | null {
  const last = new Map<string, Instant>();
  // The firm itself is no person: whom all is about, or who was classified as one.
  const firms = new Set(
    facts.flatMap(({ type, parties, relationships }) => [
      ...relationships,
      ...(type === 'RelationshipClassified' ? parties.map(({ id }) => id) : []),
    ]),
  );
  for (const [i, one] of facts.entries()) {
    if (one.thread === undefined) continue;
    const before = facts
      .slice(0, i)
      .filter((other) => other.thread === one.thread && one.occurredAt - other.occurredAt <= 14 * dayMs);
    const others = before.filter(({ type }) => type !== one.type);
    if (others.length === 0) continue;
    const people = one.type === 'MessageReceived' ? [one] : others;
    for (const { actor } of people) if (!firms.has(actor)) last.set(actor, one.occurredAt);
  }
  if (last.size === 0) return null;
  return [...last.values()].filter((met) => met > at - 180 * dayMs).length;
}
