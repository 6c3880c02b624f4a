import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, linesOf, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';
import { momentOf } from '../moments/moment.js';
import type { TargetsAnswer, TargetsQuery } from './target-answers.js';
import { targetsOf } from './targets.js';

jest.setTimeout(120_000);

const hour = 3_600;
/** A Tuesday. */
const today = '2026-01-20T12:00:00Z';

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
    data: {
      version: '1',
      process: 'support',
      terminal: ['Resolve'],
      calendar: 'office',
      waiting: [{ activity: 'Ask', whom: 'customer' }],
      targets: [
        { target: 'reply', limitHours: 5, to: { activities: ['Reply'] }, calendar: 'office' },
        {
          target: 'solve',
          from: { activities: ['Reply'] },
          limitHours: 20,
          calendar: 'office',
          pausedByCustomer: true,
        },
      ],
    },
  },
];

const steps = (number: string, customer: string, given: Readonly<Record<string, string>>): TestTouchpoint[] =>
  Object.entries(given).map(([activity, at]) => ({
    id: `${number}/${activity}`,
    at: `2026-01-${at}:00Z`,
    customer,
    step: ['support', number, activity],
  }));

const touchpoints = [
  // Replied to within an hour, and solved on the next day.
  ...steps('S-1', 'Amber Mills', { Open: '05T09:00', Reply: '05T10:00', Resolve: '06T10:00' }),
  // Replied to an hour too late; it has waited for the customer since.
  ...steps('S-2', 'Birch & Co', { Open: '19T09:00', Reply: '19T15:00', Ask: '19T16:00' }),
  // Four of five hours have run by noon.
  ...steps('S-3', 'Amber Mills', { Open: '20T08:00' }),
  // Breached yesterday.
  ...steps('S-4', 'Cedar Works', { Open: '19T08:00' }),
  // Replied to at once by a step of our own that names nobody of theirs, and not solved since.
  ...steps('S-5', 'Dorn & Sons', { Open: '12T08:00', Reply: '12T09:00' }),
];

function withoutCustomer(line: string): string {
  const { parties, ...step } = JSON.parse(line) as { readonly parties: readonly { readonly side: string }[] };
  return JSON.stringify({ ...step, parties: parties.filter(({ side }) => side === 'ours') });
}

describe('the targets of a process', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock: fixedClock(Date.parse(today)), user: 'ann' });
    await tend.rules.publish(rules, {});
    const lines = linesOf(touchpoints).trimEnd().split('\n');
    const text = lines.map((line) => (line.includes('"S-5/Reply"') ? withoutCustomer(line) : line)).join('\n');
    await tend.import(fileOf('cases.ndjson', `${text}\n`), { dataset: 'cases', format: 'ndjson' }, {});
    await tend.signals({});
  });
  afterAll(() => folder.dispose());

  const ask = async (query: TargetsQuery = {}): Promise<TargetsAnswer> =>
    targetsOf(tend.workspace, 'support', query, momentOf(tend.workspace, query));

  it('are told with what they mean, how many kept to them, and how long it took', async () => {
    const { targets, at, process } = await ask();
    expect([process, at]).toEqual(['support', '2026-01-20T12:00:00.000Z']);
    const [reply, solve] = targets;
    expect(reply).toMatchObject({
      target: 'reply',
      definition: {
        to: { activities: ['Reply'], occurrence: 'first' },
        limitHours: 5,
        calendar: 'office',
        pausedByCustomer: false,
        atRiskFrom: 0.8,
      },
      started: 5,
      running: 1,
      paused: 0,
      atRisk: 1,
      met: 2,
      breached: 2,
      overdue: 1,
      dropped: 0,
      elapsed: { n: 3, min: hour, median: hour, max: 6 * hour },
      late: { n: 1, median: hour },
    });
    expect(reply!.definition).not.toHaveProperty('assumedHours');
    // Wilson 1927: two of four.
    expect(reply!.inTime).toMatchObject({ n: 4, share: 1 / 2 });
    expect(reply!.inTime!.low).toBeCloseTo(0.150039, 6);
    expect(reply!.inTime!.high).toBeCloseTo(0.849961, 6);
    expect(solve).toMatchObject({ started: 3, running: 0, paused: 1, met: 1, breached: 1, overdue: 1 });
    expect([solve!.elapsed, solve!.late]).toMatchObject([{ n: 1, median: 10 * hour }, { n: 0 }]);
  });

  it('list what is due first, with the case and whose it is', async () => {
    const { open, openTotal } = await ask();
    expect(openTotal).toBe(4);
    expect(
      open.map(({ case: { name }, relationship, target, state, dueAt }) => [
        name,
        relationship?.name,
        target,
        state,
        dueAt,
      ]),
    ).toEqual([
      ['S-5', 'Dorn & Sons', 'solve', 'breached', '2026-01-14T09:00:00.000Z'],
      ['S-4', 'Cedar Works', 'reply', 'breached', '2026-01-19T13:00:00.000Z'],
      ['S-3', 'Amber Mills', 'reply', 'running', '2026-01-20T13:00:00.000Z'],
      ['S-2', 'Birch & Co', 'solve', 'paused', undefined],
    ]);
    expect(open[2]).toMatchObject({ atRiskSince: '2026-01-20T12:00:00.000Z' });
    // One hour of Monday has run before the question.
    expect(open[3]).toMatchObject({
      leftSeconds: 19 * hour,
      waitsFor: { whom: 'customer', behind: 'Ask', since: '2026-01-19T16:00:00.000Z' },
    });
    const two = await ask({ limit: 1, target: 'reply' });
    expect([two.open.map(({ case: { name } }) => name), two.openTotal]).toEqual([['S-4'], 2]);
  });

  it('tell who waits for whom, what lasts with it', async () => {
    const { waits } = await ask();
    expect(waits.calendar).toBe('office');
    const [first, second] = waits.whom;
    expect([first!.whom, second!.whom]).toEqual(['us', 'customer']);
    // Behind Open 1 + 6 + 1 hours that are over and 4 + 28 that last, behind Reply 24 + 1 and 195; of the office 26 and 74.
    expect(first).toMatchObject({ waits: 5, lasting: 3, seconds: 260 * hour, openSeconds: 100 * hour });
    expect(first!.behind).toEqual([
      { activity: 'Reply', waits: 2, lasting: 1, seconds: 220 * hour, openSeconds: 74 * hour },
      { activity: 'Open', waits: 3, lasting: 2, seconds: 40 * hour, openSeconds: 26 * hour },
    ]);
    expect(second).toMatchObject({ waits: 0, lasting: 1, seconds: 20 * hour, openSeconds: 6 * hour });
    expect(first!.share + second!.share).toBeCloseTo(1, 12);
  });

  it('are those of any moment', async () => {
    const then = await ask({ asOf: '2026-01-19T12:30:00Z' });
    expect(then.targets[0]).toMatchObject({ started: 4, running: 2, atRisk: 1, met: 2, breached: 0 });
    expect(then.open.map(({ case: { name }, state }) => [name, state])).toEqual([
      ['S-5', 'breached'],
      ['S-4', 'running'],
      ['S-2', 'running'],
    ]);
    const before = await ask({ asOf: '2026-01-02' });
    expect([before.targets.map(({ started }) => started), before.open, before.waits.whom]).toEqual([[0, 0], [], []]);
    expect(before.targets[0]).not.toHaveProperty('inTime');
  });

  it('stand in the inbox, each by itself and under its relationship', async () => {
    const { rows } = await tend.signals({ projection: 'process-targets' });
    expect(
      rows.map(({ kind, severity, relationship, more }) => [kind, severity, relationship?.name, more!['about']]),
    ).toEqual([
      ['target-at-risk', 'notice', 'Amber Mills', 'reply'],
      ['target-breached', 'warning', 'Cedar Works', 'reply'],
      // Begun by a step of our own: it is of the relationship whose case it is.
      ['target-breached', 'warning', 'Dorn & Sons', 'solve'],
    ]);
    expect(rows[1]).toMatchObject({
      since: '2026-01-19T13:00:00.000Z',
      why: 'A target of a case of support (reply) was due on 2026-01-19 at 13:00 and is not done.',
      todo: 'Do it now, and tell them.',
    });
    const ofAmber = await tend.signals({ projection: 'process-targets', relationship: 'Amber Mills' });
    expect(ofAmber.rows).toHaveLength(1);
    const ofDorn = await tend.signals({ projection: 'process-targets', relationship: 'Dorn & Sons' });
    expect(ofDorn.rows[0]!.evidence).toHaveLength(2);
  });

  it('are refused for what is no process, and for a limit that is none', async () => {
    const unknown = await refusalOf(() => targetsOf(tend.workspace, 'nothing', {}));
    expect([unknown.code, unknown.message]).toEqual(['not-found', 'Nothing is known of a process “nothing”.']);
    expect((await refusalOf(() => targetsOf(tend.workspace, 'support', { limit: 0 }))).code).toBe('invalid');
  });
});
