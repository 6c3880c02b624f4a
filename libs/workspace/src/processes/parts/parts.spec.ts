import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../../local-tend.js';
import { fileOf, refusalOf, testFolder } from '../../testing.js';
import type { ProcessAnswer, ProcessQuery } from '../process-answers.js';
import { caseOf, hour, none, only, start, textOf, type Line } from './parts-testing.js';

jest.setTimeout(120_000);

const now = '2026-01-08T10:00:00Z';

const desk = [
  // Four hours, of them three with work, that of two steps side by side.
  ...caseOf('desk', 'D-1', [
    ['Open', '05T08:00'],
    ['Work', '05T09:00', start],
    ['Close', '05T10:00', start],
    ['Work', '05T11:00'],
    ['Close', '05T12:00'],
  ]),
  // Ended, and open again: for 50 hours without any work that is known.
  ...caseOf('desk', 'D-2', [
    ['Open', '06T08:00'],
    ['Work', '06T09:00'],
    ['Close', '06T10:00'],
    ['Reopen', '07T10:00'],
  ]),
  // Begun on the 8th in Berlin, and worked on since 9.
  ...caseOf('desk', 'D-3', [
    ['Open', '07T23:30'],
    ['Work', '08T09:00', start],
  ]),
  // Over a weekend: the same way as the first, but for what was repeated at once.
  ...caseOf('desk', 'D-4', [
    ['Open', '02T08:00'],
    ['Work', '02T08:30'],
    ['Work', '02T09:00'],
    ['Close', '05T09:00'],
  ]),
];
const loose = [
  ...caseOf('loose', 'L-1', [
    ['A', '01T00:00'],
    ['B', '03T00:00'],
  ]),
  ...caseOf('loose', 'L-2', [
    ['B', '01T06:00'],
    ['A', '01T18:00'],
  ]),
];

/** The first one on the last day of October in Berlin, the second on the first of November. */
const long = ['2025-10-31T22:59:00Z', '2025-10-31T23:00:00Z'].map((at, i): Line => ({
  id: `long/${i}`,
  at,
  customer: 'Customer',
  step: ['long', `${i}`, 'Open'],
  type: 'CaseOpened',
}));

/** Two hours from now: clocks that are fast say such. */
const ahead = caseOf('ahead', 'A-1', [
  ['Open', '08T09:00'],
  ['Close', '08T12:00'],
]);

const rules = [
  {
    type: 'CalendarPublished',
    effectiveFrom: '2026-01-01',
    data: {
      version: '1',
      calendar: 'office',
      zone: 'UTC',
      hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '08:00', close: '18:00' })),
      holidays: [],
    },
  },
  {
    type: 'ProcessDefined',
    effectiveFrom: '2026-01-01',
    data: { version: 'desk 1', process: 'desk', terminal: ['Close'], reopening: ['Reopen'], calendar: 'office' },
  },
];

describe('the parts of a process', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock: fixedClock(Date.parse(now)), zone: 'Europe/Berlin' });
    await tend.rules.publish(rules, {});
    const file = fileOf('cases.ndjson', textOf([...desk, ...loose, ...long, ...ahead]));
    const { refusals } = await tend.import(file, { dataset: 'cases', format: 'ndjson' }, {});
    expect(refusals).toEqual([]);
  });
  afterAll(() => folder.dispose());

  const ask = (name: string, query: ProcessQuery): Promise<ProcessAnswer> => tend.process(name, query);

  it('tell busy and idle time, of open cases up to the moment', async () => {
    const { times } = await ask('desk', { show: ['times'] });
    expect(times!.cases).toMatchObject({
      cases: 2,
      duration: { n: 2, min: 4 * hour, median: 38.5 * hour, max: 73 * hour, sum: 77 * hour },
      busy: { n: 2, min: 0, max: 3 * hour, sum: 3 * hour },
      idle: { n: 2, min: hour, max: 73 * hour, sum: 74 * hour },
    });
    expect(times!.open).toMatchObject({
      cases: 2,
      duration: { n: 2, min: 10.5 * hour, max: 50 * hour, sum: 60.5 * hour },
      busy: { n: 2, sum: hour },
      idle: { n: 2, sum: 59.5 * hour },
    });
    expect([times!.undeclared, times!.steps, times!.variants]).toEqual([
      0,
      { count: 12, withStart: 2 },
      { count: 4, collapsed: 3 },
    ]);
  });

  it('tell service, waiting and sojourn of each activity, and what was clamped', async () => {
    const { activities } = (await ask('desk', { show: ['times'] })).times!;
    expect(activities.map(({ activity, count }) => [activity, count])).toEqual([
      ['Open', 4],
      ['Work', 4],
      ['Close', 3],
      ['Reopen', 1],
    ]);
    expect(activities[1]).toMatchObject({
      service: only(1, 2 * hour),
      waiting: { ...only(1, hour), clamped: 0 },
      sojourn: { n: 4, min: hour / 2, median: 0.75 * hour, max: 3 * hour, sum: 5 * hour },
    });
    // It was begun before the work before it was done.
    expect(activities[2]).toMatchObject({
      service: only(1, 2 * hour),
      waiting: { ...only(1, 0), clamped: 1 },
      sojourn: { n: 3, sum: 74 * hour },
    });
    expect([activities[0]!.sojourn, activities[3]!.sojourn]).toEqual([none, only(1, 24 * hour)]);
  });

  it('tell the durations of cases in the hours of the declared calendar', async () => {
    const { times } = await ask('desk', { show: ['times'] });
    expect(times!.businessHours).toMatchObject({
      calendar: 'office',
      duration: { n: 4, min: 0, median: 7.5 * hour, max: 12 * hour, sum: 27 * hour },
    });
    expect(times!.businessHours).not.toHaveProperty('assumedHours');
    const { times: before } = await ask('loose', { show: ['times'] });
    expect(before).not.toHaveProperty('businessHours');
  });

  it('tell what is open, and how it came about, by the days of the workspace', async () => {
    const { load } = await ask('desk', { show: ['load'] });
    expect(load).toEqual({
      at: '2026-01-08T11:00:00.000+01:00',
      now: { open: 2, ended: 2, begun: 5, over: 3, reopened: 1 },
      undeclared: 0,
      period: 'day',
      periods: [
        { period: '2026-01-02', firstWork: 1, lastSteps: 0, begun: 1, ended: 0, open: 1 },
        { period: '2026-01-05', firstWork: 1, lastSteps: 2, begun: 1, ended: 2, open: 0 },
        { period: '2026-01-06', firstWork: 1, lastSteps: 0, begun: 1, ended: 1, open: 0 },
        { period: '2026-01-07', firstWork: 0, lastSteps: 1, begun: 1, ended: 0, open: 1 },
        { period: '2026-01-08', firstWork: 1, lastSteps: 1, begun: 1, ended: 0, open: 2 },
      ],
      periodsTotal: 5,
      betweenFirstWork: expect.objectContaining({ n: 3, min: 24 * hour, median: 39.5 * hour, sum: 135.5 * hour }),
      betweenLastSteps: expect.objectContaining({ n: 3, min: 3 * hour, median: 13.5 * hour, sum: 62.5 * hour }),
    });
  });

  it('tell by the months of the workspace what is longer than two months', async () => {
    const { load } = await ask('long', { show: ['load'] });
    expect(load).toMatchObject({
      now: { open: 2 },
      period: 'month',
      periods: [
        { period: '2025-10', begun: 1, open: 1 },
        { period: '2025-11', begun: 1, open: 2 },
      ],
    });
  });

  it('say so where nothing says whether cases are open, and guess nothing', async () => {
    const { load, times } = await ask('loose', { show: ['load', 'times'] });
    expect(load).not.toHaveProperty('now');
    expect(load).toMatchObject({ undeclared: 2, period: 'day' });
    expect(load!.periods).toEqual([
      { period: '2026-01-01', firstWork: 2, lastSteps: 1 },
      { period: '2026-01-03', firstWork: 0, lastSteps: 1 },
    ]);
    expect(times).toMatchObject({ cases: { cases: 2 }, undeclared: 2 });
    expect(times).not.toHaveProperty('open');
  });

  it('are those of a past moment, and of the cases that are chosen', async () => {
    const then = await ask('desk', { show: ['load', 'times'], asOf: '2026-01-05T10:30:00Z' });
    expect(then.load!.now).toEqual({ open: 1, ended: 1, begun: 2, over: 1, reopened: 0 });
    // Work has run since 9, beside other work since 10.
    expect(then.times!.open).toMatchObject({ cases: 1, duration: only(1, 2.5 * hour), busy: only(1, 1.5 * hour) });
    const chosen = await ask('desk', { show: ['load', 'times'], filter: ['with=Reopen'] });
    expect(chosen.load!.now).toEqual({ open: 1, ended: 0, begun: 2, over: 1, reopened: 1 });
    expect(chosen.times!.cases).toEqual({ cases: 0, duration: none, busy: none, idle: none });
  });

  it('tell the times from one activity to another later in the case', async () => {
    const { profile, unusual } = (await ask('loose', { show: ['waits'] })).waits!;
    expect(profile).toEqual({
      pairs: [
        { from: 'A', to: 'B', n: 1, mean: 48 * hour },
        { from: 'B', to: 'A', n: 1, mean: 12 * hour },
      ],
      pairsTotal: 2,
      observations: 2,
      overlapping: 0,
    });
    expect(unusual).toEqual({ of: 'durations', total: 0, inOpenCases: 0, rows: [] });
    const { waits } = await ask('desk', { show: ['waits'] });
    // The close of D-1 began before its work was done.
    expect([waits!.unusual.of, waits!.profile!.overlapping]).toEqual(['durations', 1]);
  });

  it('leave out what is dated later than now', async () => {
    const { times, load } = await ask('ahead', { show: ['times', 'load'] });
    expect([times!.steps.count, times!.activities.map(({ activity }) => activity)]).toEqual([1, ['Open']]);
    expect(load!.betweenLastSteps.n).toBe(0);
  });

  it('tell how long it took from one milestone to another', async () => {
    const { milestones } = await ask('desk', {
      milestones: ['Open -> last Work', 'first Close -> Open', 'start -> end', 'Work, Reopen → Close'],
    });
    expect(milestones).toMatchObject([
      {
        from: { activities: ['Open'], occurrence: 'first' },
        to: { activities: ['Work'], occurrence: 'last' },
        cases: 4,
        absent: 1,
        negative: 0,
        duration: { n: 3, min: hour, median: hour, max: 3 * hour, sum: 5 * hour },
        businessHours: { calendar: 'office', duration: { n: 3, sum: 5 * hour } },
      },
      { absent: 1, negative: 3, duration: none, businessHours: { duration: none } },
      {
        cases: 4,
        absent: 0,
        negative: 0,
        duration: { n: 4, sum: 103 * hour },
        businessHours: { duration: { sum: 27 * hour } },
      },
      { absent: 1, negative: 0, duration: { n: 3, sum: (1 + 1 + 72.5) * hour } },
    ]);
    expect(milestones![2]).not.toHaveProperty('from');
    const then = await ask('desk', {
      milestones: ['start -> end'],
      filter: ['starts=Open'],
      asOf: '2026-01-02T09:00:00Z',
    });
    expect(then.milestones).toMatchObject([{ cases: 1, duration: only(1, hour) }]);
    expect(then).not.toHaveProperty('times');
    // Others of the process have it.
    const without = await ask('desk', { milestones: ['Reopen -> end'], filter: ['without=Reopen'] });
    expect(without.milestones).toMatchObject([{ cases: 3, absent: 3, negative: 0 }]);
  });

  it.each<readonly [query: ProcessQuery, field: string, says: string]>([
    [{ milestones: Array.from({ length: 21 }, () => 'start -> end') }, 'milestones', 'are at most 20, and not 21'],
    [{ milestones: ['Open'] }, 'milestones', 'is not from one milestone to another'],
    [{ milestones: ['Open -> start'] }, 'milestones', 'cannot be told to its start'],
    [{ milestones: ['{"from": 1}'] }, 'milestones', 'As JSON it must be such as'],
    [
      { milestones: ['start -> Opne'] },
      'milestones',
      'names “Opne”, which no case of “desk” has. Did you mean “Open”?',
    ],
    [{ show: ['stages'] }, 'show', 'stages needs the stages that cases go through'],
    [{ show: ['pipeline'] }, 'show', 'pipeline needs the stages that cases go through'],
    [{ show: ['funnel'] }, 'show', 'funnel needs the stages that cases go through'],
  ])('are refused with a reason: %j', async (query, field, says) => {
    const { code, message, violations, hint } = await refusalOf(() => ask('desk', query));
    expect([code, violations?.[0]?.field]).toEqual(['invalid', field]);
    expect(message).toContain(says);
    expect(hint).toBeDefined();
  });
});
