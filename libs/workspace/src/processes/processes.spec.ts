import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { importLines, publishPerPerson, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';

jest.setTimeout(60_000);

/** The steps of a case, an hour apart. */
const caseOf = (process: string, number: string, day: number, activities: string): TestTouchpoint[] =>
  [...activities].map((activity, hour) => ({
    id: `${process}/${number}/${hour}`,
    at: new Date(Date.UTC(2026, 0, day, hour)).toISOString(),
    customer: `Customer ${number}`,
    step: [process, number, activity],
  }));

describe('the processes', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open();
    await importLines(tend, [
      ...caseOf('support', '1', 1, 'ABC'),
      ...caseOf('support', '2', 2, 'ABBC'),
      ...caseOf('support', '3', 3, 'ABC'),
      ...caseOf('support', '4', 4, 'A'),
      ...caseOf('sales', '5', 5, 'XY'),
      { id: 'm', at: '2026-01-09T00:00:00Z', customer: 'Customer 1' },
    ]);
    await publishPerPerson(tend);
  });

  afterAll(() => folder.dispose());

  it('are listed with what they are made of', async () => {
    expect((await tend.processes()).processes).toEqual([
      {
        process: 'support',
        cases: 4,
        events: 11,
        activities: 3,
        firstEvent: '2026-01-01T00:00:00.000Z',
        lastEvent: '2026-01-04T00:00:00.000Z',
      },
      {
        process: 'sales',
        cases: 1,
        events: 2,
        activities: 2,
        firstEvent: '2026-01-05T00:00:00.000Z',
        lastEvent: '2026-01-05T01:00:00.000Z',
      },
    ]);
  });

  it('tell their most frequent variants with their activities', async () => {
    const { variants } = await tend.process('support', { variants: 1 });
    expect(variants).toEqual({ count: 3, top: [{ count: 2, activities: ['A', 'B', 'C'] }] });
    const all = (await tend.process('support', {})).variants.top;
    expect(all.map(({ count, activities }) => [count, activities.join('')])).toEqual(
      expect.arrayContaining([
        [2, 'ABC'],
        [1, 'ABBC'],
        [1, 'A'],
      ]),
    );
    expect(all).toHaveLength(3);
    expect((await tend.process('support', { variants: 0 })).variants).toEqual({ count: 3, top: [] });
  });

  it('are at any past moment what they were then, also the unfinished cases', async () => {
    const then = { asOf: '2026-01-02T01:00:00Z' };
    const { cases, events, start, end, flows, variants, handovers } = await tend.process('support', then);
    expect({ cases, events, variants }).toEqual({
      cases: 2,
      events: 5,
      variants: {
        count: 2,
        top: expect.arrayContaining([
          { count: 1, activities: ['A', 'B', 'C'] },
          { count: 1, activities: ['A', 'B'] },
        ]),
      },
    });
    expect([start, end]).toEqual([
      [{ activity: 'A', count: 2 }],
      expect.arrayContaining([{ activity: 'B', count: 1 }]),
    ]);
    expect(flows.map(({ from, to, count }) => [from + to, count])).toEqual([
      ['AB', 2],
      ['BC', 1],
    ]);
    expect(handovers!.map(({ count }) => count)).toEqual([3]);
    expect((await tend.processes(then)).processes).toMatchObject([{ process: 'support', cases: 2, events: 5 }]);
    expect((await tend.processes({ knownBy: '2020-01-01' })).processes).toEqual([]);
    for (const early of [{ asOf: '2020-01-01' }, { knownBy: '2020-01-01' }])
      expect((await refusalOf(() => tend.process('support', early))).message).toContain('at that moment');
    expect((await refusalOf(() => tend.process('nothing', then))).message).toContain('is known');
    expect(await tend.processMap('support', then)).not.toBe(await tend.processMap('support', {}));
  });

  it('count as open what the relationships count as open', async () => {
    const cases = (number: string, ...types: string[]): TestTouchpoint[] =>
      types.map((type, hour) => ({
        id: `open/${number}/${hour}`,
        at: new Date(Date.UTC(2026, 1, 1, hour)).toISOString(),
        customer: `Asker ${number}`,
        step: ['asking', number, type],
        type,
      }));
    await importLines(tend, [
      ...cases('1', 'CaseOpened'),
      ...cases('2', 'CaseOpened', 'CaseResolved'),
      ...cases('3', 'CaseOpened', 'CaseResolved', 'CaseReopened'),
      ...cases('4', 'ActivityRecorded'),
    ]);
    expect((await tend.process('asking', {})).open).toBe(2);
    const { rows } = await tend.relationships({ q: 'Asker' });
    expect(rows.map(({ openCases }) => openCases).sort((a, b) => a - b)).toEqual([0, 0, 1, 1]);
  });

  it('tell who handed over to whom by name', async () => {
    const { handovers, flows, cases } = await tend.process('support', {});
    expect(cases).toBe(4);
    expect(handovers!.map(({ from, to, count }) => [from.name, to.name, count])).toEqual([['Agent 1', 'Agent 1', 7]]);
    expect(flows.map(({ from, to, count, duration }) => [from + to, count, duration.median])).toEqual([
      ['AB', 3, 3600],
      ['BC', 3, 3600],
      ['BB', 1, 3600],
    ]);
  });

  it('of another name are not known', async () => {
    expect(await refusalOf(() => tend.process('nothing', {}))).toMatchObject({
      code: 'not-found',
      message: 'No step of a process “nothing” is known.',
    });
  });
});
