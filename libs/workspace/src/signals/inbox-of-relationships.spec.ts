import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, importLines, linesOf, testFolder } from '../testing.js';
import type { SignalsQuery } from '../tend.js';

const hourMs = 3_600_000;
jest.setTimeout(120_000);

/** What Tend itself raises, and what the inbox makes of it. */
describe('the inbox of relationships', () => {
  const folder = testFolder();
  // A Tuesday.
  const clock = fixedClock(Date.parse('2026-01-20T12:00:00Z'));
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock, user: 'ann' });
    const messages = linesOf([
      { id: '1', at: '2026-01-05T10:00:00Z', customer: 'Amber Mills' },
      { id: '2', at: '2025-11-03T10:00:00Z', customer: 'Birch & Co' },
    ]).trimEnd();
    const [asked, before] = messages.split('\n').map((line) => JSON.parse(line) as object);
    // In touch every fourth day from July on, and not since the twenty-fourth of December.
    const regular = Array.from({ length: 44 }, (_, n) => ({
      id: `r${n}`,
      at: new Date(Date.parse('2025-12-24T06:00:00Z') - (43 - n) * 4 * 24 * hourMs).toISOString(),
      customer: 'Cedar Works',
    }));
    const lines = [
      { ...asked, thread: 'asked' },
      { ...before, thread: 'asked before' },
    ].map((line) => `${JSON.stringify(line)}\n`);
    const text = `${lines.join('')}${linesOf(regular)}`;
    await tend.import(fileOf('mail.ndjson', text), { dataset: 'mail', format: 'ndjson' }, {});
  });
  afterAll(() => folder.dispose());

  const ofAmber = async (query: SignalsQuery = {}) =>
    (await tend.signals({ relationship: 'Amber Mills', ...query })).rows;

  it('tells a message that waits once, as the one says it that said it first, with whoever says the same', async () => {
    const [row, ...others] = await ofAmber();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      kind: 'customer-unanswered',
      severity: 'warning',
      projection: 'replies',
      also: [{ projection: 'trajectory', kind: 'unanswered' }],
      work: { state: 'new' },
      todo: 'Answer it.',
    });
    expect(row!.why).toBe(
      'Their first message by email has had no human reply for 15 days; one was due on 2026-01-06.',
    );
    // Whoever asks for one by its name has that one.
    for (const query of [{ kind: 'unanswered' }, { projection: 'trajectory', kind: 'unanswered' }]) {
      const [own] = await ofAmber(query);
      expect(own).toMatchObject({ kind: 'unanswered', projection: 'trajectory', id: row!.also![0]!.id });
    }
    const { kinds, total } = await tend.signals({ relationship: 'Amber Mills' });
    expect([total, kinds]).toEqual([1, [{ kind: 'customer-unanswered', count: 1 }]]);
  });

  it('says from when on, and up to when it stands, and by which events', async () => {
    const [row] = await ofAmber();
    expect(row).toMatchObject({
      since: '2026-01-05T10:00:00.000Z',
      // Eight hours of business time later.
      firstSeen: '2026-01-06T10:00:00.000Z',
      lastSeen: '2026-01-20T12:00:00.000Z',
      evidence: [row!.event],
    });
    // Before the second projection says so too, and before the first does.
    const [before] = await ofAmber({ asOf: '2026-01-06T11:00:00Z' });
    expect(before).toMatchObject({ id: row!.id, firstSeen: row!.firstSeen, lastSeen: '2026-01-06T11:00:00.000Z' });
    expect(before!.also).toBeUndefined();
    expect(await ofAmber({ asOf: '2026-01-06T09:00:00Z' })).toEqual([]);
  });

  it('holds what is done about one for done about all that say the same', async () => {
    const [row] = await ofAmber();
    await tend.signalCommands.act('acknowledge', { signals: [row!.id] }, {});
    expect((await ofAmber({ kind: 'unanswered' }))[0]!.work.state).toBe('acknowledged');
    await tend.signalCommands.act('resolve', { signals: [row!.also![0]!.id] }, {});
    expect(await ofAmber()).toEqual([]);
    expect((await ofAmber({ work: 'resolved' })).map(({ id }) => id)).toEqual([row!.id]);
    const again = await tend.signalCommands.act('resolve', { signals: [row!.id] }, {});
    expect(again.unchanged).toBe(1);
    await tend.signalCommands.act('reopen', { signals: [row!.id] }, {});
  });

  it('leaves out what was history when it was recorded, and counts it', async () => {
    const { rows, notShown } = await tend.signals({ relationship: 'Birch & Co' });
    expect([rows, notShown.historic]).toEqual([[], 1]);
    const historic = await tend.signals({ relationship: 'Birch & Co', historic: true });
    expect(historic.rows).toMatchObject([
      { kind: 'customer-unanswered', historic: true, since: '2025-11-03T10:00:00.000Z' },
    ]);
    expect(historic.notShown.historic).toBe(0);
  });

  it('says how many alarms of the week to come would be false', async () => {
    const { expectedFalseAlarms } = await tend.signals({});
    expect(expectedFalseAlarms).toMatchObject({
      from: '2026-01-20T12:00:00.000Z',
      to: '2026-01-27T12:00:00.000Z',
      relationships: 1,
      contactsPerFalseDecline: 1000,
    });
    const { total, silence, decline, contacts } = expectedFalseAlarms!;
    expect(total).toBe(silence + decline);
    expect(decline).toBe(contacts / 1000);
    // 43 gaps of 4 days (t = 172) by the rhythm that ships: k = 1 less what a grid of days makes of it, silent for 27.25.
    const [k, r, alpha] = [1 - 1 / 4, 1, 14 / (1 - 1 / 4)];
    expect(contacts).toBeCloseTo((7 * (1 + 43)) / (14 + 172 + 27.25), 10);
    const document = (await tend.made.documents('trajectory', { sort: 'gaps', direction: 'descending' })).rows[0]!.row!;
    expect(document).toMatchObject({ gaps: 43, operationalDays: 172, silenceAlarmAt: null });
    // The alarm comes due within the week: p* = 0.2 · 4 / 365, found by halving on numbers of another making.
    const p = (s: number): number => upperTail(s, k, r + k * 43, alpha + 172);
    let [least, most] = [0, 400];
    for (let i = 0; i < 60; i++) {
      const middle = (least + most) / 2;
      if (p(middle) > 0.8 / 365) least = middle;
      else most = middle;
    }
    const due = Math.max(14, most);
    expect(due).toBeGreaterThan(27.25);
    expect(due).toBeLessThan(34.25);
    expect(silence).toBeCloseTo(p(due) / p(27.25), 6);
    // It is of all of them, and says nothing of some.
    for (const query of [
      { state: 'ended' },
      { kind: 'none' },
      { severity: 'critical' },
      { projection: 'voice' },
      { relationship: 'Amber Mills' },
      { work: 'new' },
      { historic: true },
    ] as const)
      expect((await tend.signals(query)).expectedFalseAlarms).toBeUndefined();
    const past = (await tend.signals({ asOf: '2025-12-01' })).expectedFalseAlarms!;
    expect(past.to).toBe('2025-12-08T23:59:59.999Z');
  });

  it('tells of what was known then as it was told then', async () => {
    const query = { relationship: 'Amber Mills', work: 'all' } as const;
    const [told] = (await tend.signals(query)).rows;
    const before = new Date(clock.now()).toISOString();
    clock.advance(hourMs);
    // An earlier message of the same thread becomes known: the wait is longer, and begins with another event.
    const [line] = linesOf([{ id: '0', at: '2026-01-03T10:00:00Z', customer: 'Amber Mills' }]).split('\n');
    const earlier = `${JSON.stringify({ ...(JSON.parse(line!) as object), thread: 'asked' })}\n`;
    await tend.import(fileOf('late.ndjson', earlier), { dataset: 'mail', format: 'ndjson' }, {});
    const [now] = (await tend.signals(query)).rows;
    expect(now).toMatchObject({ since: '2026-01-03T10:00:00.000Z', work: { state: 'new' } });
    expect(now!.id).not.toBe(told!.id);
    expect((await tend.signals({ ...query, knownBy: before })).rows).toEqual([told]);
  });

  it('remembers for an hour how many alarms would be false, as long as nothing is recorded', async () => {
    clock.set(Date.parse('2026-01-20T14:00:00Z'));
    const { expectedFalseAlarms } = await tend.signals({});
    expect(expectedFalseAlarms!.from).toBe('2026-01-20T14:00:00.000Z');
    clock.advance(hourMs - 1);
    expect((await tend.signals({})).expectedFalseAlarms).toEqual(expectedFalseAlarms);
    await importLines(tend, [{ id: 'more', at: '2026-01-20T10:00:00Z', customer: 'Cedar Works' }]);
    expect((await tend.signals({})).expectedFalseAlarms!.contacts).not.toBe(expectedFalseAlarms!.contacts);
    clock.advance(hourMs);
    expect((await tend.signals({})).expectedFalseAlarms!.from).toBe('2026-01-20T15:59:59.999Z');
  });
});

/** P(gap ≥ s) of gaps of shape k with a rate ~ Gamma(a, b): by the trapezium rule over the rate, whose logarithm is even. */
function upperTail(s: number, k: number, a: number, b: number): number {
  const lnGamma = (x: number): number => {
    let [shift, y] = [0, x];
    for (; y < 20; y++) shift -= Math.log(y);
    return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * y) - 1 / (360 * y ** 3);
  };
  // I = ∫ u^(k−1) (1−u)^(a−1) du / B(k, a) from s/(b+s) to 1, with u = w^(1/k) to be smooth at 0.
  const lnBeta = lnGamma(k) + lnGamma(a) - lnGamma(k + a);
  const from = (s / (b + s)) ** k;
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const w = from + ((1 - from) * i) / steps;
    const value = Math.exp((a - 1) * Math.log(Math.max(1e-300, 1 - w ** (1 / k))) - lnBeta) / k;
    sum += i === 0 || i === steps ? value / 2 : value;
  }
  return (sum * (1 - from)) / steps;
}
