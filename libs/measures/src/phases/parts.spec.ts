import { describe, expect, it } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { noGaps } from '#measures/rhythm/gap-change.js';
import { answerBreaches, breachesMax, closeBreachesIn, forgetBreaches, openBreach, type Breach } from './breaches.js';
import { noRhythm, silenceRhythmOf, sureDeclineLimit, type ContactRhythm } from './contact-rhythm.js';
import {
  businessResumed,
  cancelled,
  contractMade,
  contractRenewed,
  noContracts,
  noticeGiven,
  passContracts,
} from './contracts.js';
import { knownMax, meet } from './known-before.js';
import {
  cadenceDueAt,
  lookAtWaiting,
  messageAnswered,
  messageWaits,
  nobodyWaits,
  waitClosed,
  waitingMax,
} from './our-watch.js';
import { phaseRulesOf, phaseRulesV0 } from './phase-rules.js';
import { dueAt, lookAtSilence, reviewSilence, silenceBegins, type SilenceTerms } from './silence-watch.js';

const begun = (since: number, event = 'e') => ({ event, since });
const everyDay: RunningClock = {
  msBetween: (from, to) => Math.max(0, to - from),
  instantAfter: (from, ms) => from + ms,
  isRunning: () => true,
};

describe('published numbers of phases', () => {
  it('take the place of those of v0, those of a segment last', () => {
    const published = [
      { name: 'dwellDays/gold', value: 3 },
      { name: 'dwellDays', value: 7 },
      { name: 'scoreDrop', value: -1 },
      { name: 'breachDays', value: Number.NaN },
      { name: 'replyTargetDays', value: 1e300 },
      { name: '__proto__', value: 1 },
      { name: 'toString', value: 1 },
    ];
    expect(phaseRulesOf(published, 'all')).toEqual({ ...phaseRulesV0, dwellDays: 7 });
    expect(phaseRulesOf(published, 'gold')).toEqual({ ...phaseRulesV0, dwellDays: 3 });
  });
});

describe('breaches', () => {
  const breach = (id: string, at: number, conversations: string[] = []): Omit<Breach, 'open' | 'answer'> => ({
    kind: 'complaint',
    id,
    at,
    begun: begun(at),
    conversations,
  });

  it('of one matter are one, until it is closed', () => {
    const breaches: Breach[] = [];
    expect(openBreach(breaches, breach('a', 0, ['m']))).toBe(true);
    expect(openBreach(breaches, breach('b', 1, ['m', 'c']))).toBe(false);
    closeBreachesIn(breaches, ['m']);
    expect(openBreach(breaches, breach('c', 2, ['m']))).toBe(true);
    expect(openBreach(breaches, breach('a', 3, ['m']))).toBe(false);
    expect(breaches.map(({ id, open }) => [id, open])).toEqual([
      ['a', true],
      ['c', true],
    ]);
  });

  it('are answered by what comes after them and within the window, once', () => {
    const breaches: Breach[] = [];
    openBreach(breaches, breach('a', 10));
    const answer = (at: number) => ({ reason: 'breach-then-notice' as const, at, event: `n${at}` });
    for (const at of [10, 21, 20, 15]) answerBreaches(breaches, answer(at), 10);
    expect(breaches[0]!.answer?.at).toBe(20);
  });

  it('are bounded, and forgotten when closed and old', () => {
    const breaches: Breach[] = [];
    for (let i = 0; i < breachesMax + 5; i++) openBreach(breaches, breach(`b${i}`, i));
    expect(breaches).toHaveLength(breachesMax);
    breaches[0]!.open = false;
    expect(forgetBreaches(breaches, breaches[0]!.at + 10, 10)).toHaveLength(breachesMax);
    expect(forgetBreaches(breaches, breaches[0]!.at + 11, 10)).toHaveLength(breachesMax - 1);
  });
});

describe('contracts', () => {
  const contract = (id: string, endAt: number | null, autoRenew = false) => ({
    id,
    begun: begun(0, id),
    endAt,
    autoRenew,
  });

  it('end a relationship when the last was not renewed in time', () => {
    const state = noContracts();
    contractMade(state, contract('a', 10 * dayMs));
    contractMade(state, contract('b', 20 * dayMs));
    passContracts(state, 40 * dayMs, 30);
    expect([state.running.length, state.over]).toEqual([1, null]);
    passContracts(state, 50 * dayMs - 1, 30);
    expect(state.over).toBeNull();
    passContracts(state, 50 * dayMs, 30);
    expect(state.over).toEqual({ reason: 'contract-ended', at: 20 * dayMs, begun: begun(0, 'b') });
    businessResumed(state);
    expect(state.over).toBeNull();
  });

  it('go on by themselves until notice is given, or until they are renewed for longer', () => {
    const state = noContracts();
    contractMade(state, contract('a', 10 * dayMs, true));
    passContracts(state, 1_000 * dayMs, 30);
    expect(state.over).toBeNull();
    contractRenewed(state, 'a', 1_100 * dayMs);
    noticeGiven(state, undefined, null);
    passContracts(state, 1_130 * dayMs, 30);
    expect(state.over?.at).toBe(1_100 * dayMs);
  });

  it('that are cancelled end the relationship only with the last', () => {
    const state = noContracts();
    contractMade(state, contract('a', null));
    contractMade(state, contract('b', null));
    cancelled(state, 'a', begun(5, 'c'));
    expect(state.over).toBeNull();
    cancelled(state, undefined, begun(6, 'd'));
    expect(state.over).toEqual({ reason: 'cancelled', at: 6, begun: begun(6, 'd') });
  });
});

describe('who was there before', () => {
  it('is new again after a year, and the list is bounded', () => {
    const known: { id: string; last: number }[] = [];
    expect(meet(known, ['a'], 0, 365)).toBe(true);
    expect(meet(known, ['a'], 365, 365)).toBe(false);
    expect(meet(known, ['a'], 731, 365)).toBe(true);
    meet(
      known,
      Array.from({ length: knownMax + 9 }, (_, i) => `p${i}`),
      800,
      365,
    );
    expect(known).toHaveLength(knownMax);
    expect(known.some(({ id }) => id === 'a')).toBe(false);
  });
});

describe('our clock', () => {
  it('runs for the first message of a conversation until it is answered or closed', () => {
    const watch = nobodyWaits();
    messageWaits(watch, begun(0, 'a'), ['t'], 2);
    messageWaits(watch, begun(dayMs, 'b'), ['t'], 2);
    messageWaits(watch, begun(dayMs, 'c'), ['u'], 2);
    messageWaits(watch, begun(dayMs, 'd'), [], 2);
    lookAtWaiting(watch, 2 * dayMs - 1, 2, everyDay);
    expect(watch.waiting.map(({ overdueAt }) => overdueAt)).toEqual([null, null, null]);
    lookAtWaiting(watch, 2 * dayMs, 2, everyDay);
    expect(watch.waiting.map(({ overdueAt }) => overdueAt)).toEqual([2 * dayMs, null, null]);
    messageAnswered(watch, ['t']);
    expect(watch.waiting.map(({ begun: { event } }) => event)).toEqual(['c']);
    waitClosed(watch, ['u']);
    expect(watch.waiting).toEqual([]);
    for (let i = 0; i < waitingMax + 5; i++) messageWaits(watch, begun(i), [`t${i}`], 2);
    expect(watch.waiting).toHaveLength(waitingMax);
    messageAnswered(watch, []);
    expect(watch.waiting).toEqual([]);
  });

  it('has no cadence where none is set', () => {
    const watch = nobodyWaits();
    expect(cadenceDueAt(watch, begun(0), null)).toBeUndefined();
    expect(cadenceDueAt(watch, null, 30)).toBeUndefined();
    expect(cadenceDueAt(watch, begun(0), 30)).toBe(30 * dayMs + 1);
    watch.latest = begun(dayMs);
    expect(cadenceDueAt(watch, begun(0), 30)).toBe(31 * dayMs + 1);
  });
});

describe('a silence that is watched', () => {
  const rhythm: ContactRhythm = {
    ...noRhythm(),
    change: { ...noGaps(), gaps: 11, operationalDays: 110 },
    calendarDays: 110,
    latest: begun(0),
  };
  const terms: SilenceTerms = {
    rules: phaseRulesV0,
    rhythm: { k: 1, r: 1, alpha: 14 },
    clock: everyDay,
    feedsUp: () => true,
  };
  const days = (at: number | undefined): number => at! / dayMs;

  it('comes to its stages one after the other, and is worked out only after the floor', () => {
    const watch = silenceBegins(rhythm);
    expect(watch.lookAt).toBe(14 * dayMs);
    const found: [string, number][] = [];
    while (watch.lookAt !== null) {
      const at = watch.lookAt;
      const stage = lookAtSilence(watch, rhythm, at, terms);
      if (stage !== undefined) found.push([stage, Math.round(days(at))]);
    }
    // p = (124/(124 + s))^12 by the Lomax tail, of the shape 0.9 of a grid of days with a mean of 10: a little later.
    expect(found).toEqual([
      ['alarm', Math.round(days(dueAt('alarm', rhythm, terms)))],
      ['sure', Math.round(days(dueAt('sure', rhythm, terms)))],
      ['long', 365],
    ]);
    const lomax = 124 * ((0.2 * 10) / 365) ** (-1 / 12) - 124;
    expect(found[0]![1]).toBeGreaterThan(lomax);
    expect(found[0]![1]).toBeLessThan(1.15 * lomax);
  });

  it('is nothing with few gaps, without a budget, or where no day is open', () => {
    const few = { ...rhythm, change: { ...noGaps(), gaps: 3, operationalDays: 30 } };
    expect(silenceBegins(few).lookAt).toBeNull();
    expect(dueAt('alarm', rhythm, { ...terms, rules: { ...phaseRulesV0, falseAlarmsPerYear: 0 } })).toBeUndefined();
    const closed = { ...terms, clock: { msBetween: () => 0, instantAfter: () => undefined, isRunning: () => false } };
    const watch = silenceBegins(rhythm);
    expect(lookAtSilence(watch, rhythm, 20 * dayMs, closed)).toBeUndefined();
    expect(watch.lookAt).toBeNull();
  });

  it('is unknown while a feed is down, and asked again less and less often', () => {
    const watch = silenceBegins(rhythm);
    const down = { ...terms, feedsUp: () => false };
    const asked: number[] = [];
    for (let i = 0; i < 6; i++) {
      const at = watch.lookAt!;
      lookAtSilence(watch, rhythm, at, down);
      asked.push(days(at));
    }
    const [, due, ...rest] = asked;
    expect(rest.map((at) => Math.round(at - due!))).toEqual([1, 3, 7, 15]);
    expect(watch).toMatchObject({ alarmAt: null, unknownSince: due! * dayMs });
    // By now it is sure enough for a phase too.
    expect(lookAtSilence(watch, rhythm, watch.lookAt!, terms)).toBe('sure');
    expect(watch.unknownSince).toBeNull();
  });

  it('is taken back by a rhythm to which it is usual', () => {
    const watch = { ...silenceBegins(rhythm), alarmAt: 80 * dayMs };
    reviewSilence(watch, rhythm, 90 * dayMs, { ...terms, rhythm: { k: 0.5, r: 0.5, alpha: 1e5 } });
    expect(watch).toMatchObject({ alarmAt: null, lookAt: 14 * dayMs });
    const kept = { ...silenceBegins(rhythm), alarmAt: 80 * dayMs };
    reviewSilence(kept, rhythm, 90 * dayMs, terms);
    expect(kept.alarmAt).toBe(80 * dayMs);
  });
});

describe('the rhythm of contact-days', () => {
  it('loses the regularity that only the grid of days gave it', () => {
    const segment = { k: 2, r: 3, alpha: 10 };
    const of = (gaps: number, operationalDays: number) => silenceRhythmOf(segment, { gaps, operationalDays });
    expect(of(10, 20)).toEqual({ k: 1, r: 3, alpha: 20 });
    expect(of(10, 1_000).k).toBeCloseTo(1.98, 12);
    expect(of(10, 10)).toEqual({ k: 0.5, r: 3, alpha: 40 });
    expect(of(0, 0)).toBe(segment);
    expect(of(4, 0)).toBe(segment);
    expect(silenceRhythmOf({ k: 0.2, r: 1, alpha: 1 }, { gaps: 10, operationalDays: 20 }).k).toBe(0.2);
  });

  it('asks more of a decline for who is in contact daily', () => {
    const every = (calendarDays: number): ContactRhythm => ({
      ...noRhythm(),
      change: { ...noGaps(), gaps: 1 },
      calendarDays,
    });
    expect(sureDeclineLimit(every(7.3), 0.05)).toBe(5);
    expect(sureDeclineLimit(every(30), 0.05)).toBe(5);
    expect(sureDeclineLimit(every(1), 0.05)).toBeCloseTo(5 + Math.log(7.3), 12);
    expect(sureDeclineLimit(every(0), 0.05)).toBe(Infinity);
    expect(sureDeclineLimit(every(7), 0)).toBe(Infinity);
  });
});
