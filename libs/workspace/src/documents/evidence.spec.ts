import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { EvidenceRow } from './evidence-answers.js';
import type { LocalTend } from '../local-tend.js';
import type { EvidenceQuery } from '../tend.js';
import { importLines, now, publishPerPerson, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const steps = ['Open', 'Work', 'Close'] as const;

describe('every total opens to its events', () => {
  const folder = testFolder();
  const clock = fixedClock(now - 20 * day);
  let tend: LocalTend;

  const at = (days: number, hours = 0) => new Date(now - days * day + hours * 3_600_000).toISOString();
  /** Ten cases of three steps, a day apart; of the last three the end is recorded late. */
  const touchpoints: readonly (TestTouchpoint & { readonly isLate: boolean })[] = Array.from(
    { length: 30 },
    (_none, i) => {
      const number = Math.floor(i / 3);
      const step = i % 3;
      return {
        id: `${i}`,
        at: at(40 - number, step),
        customer: `Customer ${number % 4}`,
        step: ['support', `T-${number}`, steps[step]!] as const,
        isLate: number > 6 && step === 2,
      };
    },
  );

  beforeAll(async () => {
    tend = await folder.open({ clock });
    const lines = (isLate: boolean) => touchpoints.filter((one) => one.isLate === isLate);
    await importLines(tend, lines(false));
    clock.set(now);
    await importLines(tend, lines(true));
    await publishPerPerson(tend);
  });

  afterAll(() => folder.dispose());

  async function allOf(projection: string, cell: readonly string[], query: EvidenceQuery = {}) {
    const rows: EvidenceRow[] = [];
    let after: string | undefined;
    let sums = {};
    do {
      const page = await tend.evidence(projection, cell, {
        ...query,
        limit: 4,
        ...(after === undefined ? {} : { after }),
      });
      rows.push(...page.rows);
      ({ sums } = page);
      after = page.next;
    } while (after !== undefined);
    return { rows, sums };
  }

  const added = (rows: readonly EvidenceRow[], name: string) =>
    rows.reduce((sum, row) => sum + (row.sums[name] ?? 0), 0);

  it.each([
    ['now', {}, 10],
    ['as of a moment', { asOf: at(35, 12) }, 6],
    ['as it was known', { asOf: at(1), knownBy: at(10) }, 10],
  ])('of a process, %s, with the numbers that the process shows', async (_when, query, cases) => {
    const process = await tend.process('support', query);
    const ofCases = await allOf('process-flow', ['case', 'support'], query);
    expect([ofCases.rows.length, added(ofCases.rows, 'steps')]).toEqual([cases, process.events]);
    expect(new Set(ofCases.rows.map((row) => row.of!.name))).toEqual(
      new Set(Array.from({ length: cases }, (_none, number) => `T-${number}`)),
    );
    for (const { activity, count } of process.activities) {
      const { rows, sums } = await allOf('process-flow', ['activity', 'support', activity], query);
      expect([added(rows, 'steps'), (sums as { steps: number }).steps]).toEqual([count, count]);
      for (const row of rows) expect(row.events.length).toBeGreaterThan(0);
    }
    for (const { activity, count } of process.end) {
      const { rows } = await allOf('process-flow', ['activity', 'support', activity], { ...query, part: 'ends' });
      expect([added(rows, 'ends'), rows.map((row) => Object.keys(row.sums))]).toEqual([
        count,
        rows.map(() => ['ends']),
      ]);
    }
    for (const { from, to, count } of process.flows) {
      const { rows } = await allOf('process-flow', ['flow', 'support', from, to], query);
      expect(rows).toHaveLength(count);
      // The step at which the flow came about.
      expect(rows.map((row) => row.events.map((event) => event.process!.activity))).toEqual(rows.map(() => [to]));
      expect(rows.map((row) => row.eventCount)).toEqual(rows.map(() => 1));
    }
    for (const { from, to, count } of process.handovers!) {
      const { rows } = await allOf('process-handovers', ['handover', 'support', from.id, to.id], query);
      expect(added(rows, 'count')).toBe(count);
    }
    const { rows: ofNoTeam } = await allOf('process-handovers', ['no-team', 'support'], query);
    expect([added(ofNoTeam, 'steps'), process.teams!.noTeam]).toEqual([process.events, process.events]);
  });

  it('of the days, which count events themselves', async () => {
    const date = at(38).slice(0, 10);
    const { rows, sums } = await allOf('touchpoint-days', ['day', date]);
    const expected = touchpoints.filter((one) => one.at.startsWith(date));
    expect(sums).toEqual({ touchpoints: expected.length });
    expect(rows.map((row) => row.events.map(({ occurredAt }) => occurredAt))).toEqual(expected.map((one) => [one.at]));
  });

  it('is of one moment on all its pages, whatever is recorded meanwhile', async () => {
    const first = await tend.evidence('process-flow', ['case', 'support'], { limit: 9 });
    await importLines(tend, [{ id: 'new', at: at(2), customer: 'Customer 9', step: ['support', 'T-new', 'Open'] }]);
    const second = await tend.evidence('process-flow', ['case', 'support'], { limit: 9, after: first.next! });
    expect([second.rows.length, second.sums, second.next]).toEqual([1, first.sums, undefined]);
  });

  it('says what is wrong', async () => {
    expect((await refusalOf(() => tend.evidence('none', ['a'], {}))).code).toBe('not-found');
    expect((await refusalOf(() => tend.evidence('process-flow', [], {}))).code).toBe('invalid');
    expect((await refusalOf(() => tend.evidence('process-flow', ['a'], { limit: 0 }))).code).toBe('invalid');
    const { next } = await tend.evidence('process-flow', ['case', 'support'], { limit: 1 });
    expect((await refusalOf(() => tend.evidence('process-flow', ['case', 'other'], { after: next! }))).code).toBe(
      'invalid',
    );
    expect(await tend.evidence('process-flow', ['nowhere'], {})).toMatchObject({ sums: {}, rows: [] });
  });
});
