import { describe, expect, it, jest } from '@jest/globals';
import { given, late, published, retraction } from '#projections/testing/testing.js';
import { openTargetsIn } from './process-targets-rows.js';
import { at, calendar, defined, firm, hour, key, reply, step, targetsAt } from './process-targets-testing.js';
import { processTargets } from './process-targets.projection.js';

jest.setTimeout(120_000);

const day = 24 * hour;
const begun = defined('2024-01-01');

describe('targets of processes', () => {
  it('run, are at risk before they are breached, and are breached by time alone', async () => {
    const opened = step('Open', '2024-03-04T08:00Z');
    const facts = [begun, opened];
    const [running] = await targetsAt(facts, '2024-03-04T12:00Z');
    expect(running).toMatchObject({
      target: 'reply',
      state: 'running',
      startedAt: at('2024-03-04T08:00Z'),
      dueAt: at('2024-03-04T18:00Z'),
      elapsedMs: 4 * hour,
      remainingMs: 6 * hour,
      atRiskSince: null,
      lateMs: null,
    });
    const question = given(facts).of(processTargets);
    const signal = {
      event: opened.id,
      party: firm,
      about: 'reply',
      process: 'support',
      paused: false,
      dueAt: at('2024-03-04T18:00Z'),
    };
    await question.asOf('2024-03-04T15:59:59.999Z').expectSignals([]);
    const risk = { kind: 'target-at-risk', severity: 'notice' as const, since: at('2024-03-04T16:00Z'), ...signal };
    for (const moment of ['2024-03-04T16:00Z', '2024-03-04T17:59:59.999Z'])
      await question.asOf(moment).expectSignals([risk]);
    const breach = { kind: 'target-breached', severity: 'warning' as const, since: at('2024-03-04T18:00Z'), ...signal };
    await question.asOf('2024-03-04T18:00Z').expectSignals([breach]);
    const cell = ['target', 'support', 'reply'];
    await question.asOf('2024-03-04T15:00Z').expectTotal(cell, { started: 1, running: 1 });
    await question.asOf('2024-03-04T17:00Z').expectTotal(cell, { started: 1, running: 1, atRisk: 1 });
    await question.asOf('2024-03-04T20:00Z').expectTotal(cell, { started: 1, breached: 1, overdue: 1 });
    // Nobody is told for ever.
    const past = Date.parse('2024-03-04T18:00Z') + 90 * day;
    await question.asOf(past).expectSignals([breach]);
    await question.asOf(past + 1).expectSignals([]);
    await question.asOf(past + 1).expectTotal(cell, { started: 1, breached: 1, overdue: 1 });
  });

  it('are met up to their last instant, and late behind it for good', async () => {
    const opened = step('Open', '2024-03-04T08:00Z');
    const inTime = [begun, opened, step('Reply', '2024-03-04T18:00Z')];
    expect((await targetsAt(inTime, '2024-03-09'))[0]).toMatchObject({
      state: 'met',
      elapsedMs: 10 * hour,
      lateMs: null,
    });
    await given(inTime).of(processTargets).asOf('2024-03-09').expectSignals([]);
    const behind = [begun, opened, step('Reply', '2024-03-04T21:00Z')];
    expect((await targetsAt(behind, '2024-03-09'))[0]).toMatchObject({
      state: 'breached',
      breachedAt: at('2024-03-04T18:00Z'),
      doneAt: at('2024-03-04T21:00Z'),
      lateMs: 3 * hour,
    });
    const { cells, signals } = await given(behind).of(processTargets).asOf('2024-03-09').folded();
    expect(signals).toEqual({});
    const { sums, columns } = cells.find(({ at: [kind] }) => kind === 'target')!;
    expect(sums).toEqual({ started: 1n, breached: 1n });
    expect([[...columns['elapsedMs']!], [...columns['lateMs']!]]).toEqual([[13 * hour], [3 * hour]]);
  });

  it('are judged anew when it becomes known late that they were met', async () => {
    const answer = late(step('Reply', '2024-03-04T12:00Z'), '2024-03-06');
    const facts = [begun, step('Open', '2024-03-04T08:00Z'), answer, retraction(answer, '2024-03-08')];
    const question = given(facts).of(processTargets);
    const cell = ['target', 'support', 'reply'];
    await question.knownBy('2024-03-05').expectTotal(cell, { started: 1, breached: 1, overdue: 1 });
    await question.knownBy('2024-03-07').expectTotal(cell, { started: 1, met: 1 });
    await question.knownBy('2024-03-09').expectTotal(cell, { started: 1, breached: 1, overdue: 1 });
  });

  it('stand still while the case waits for the customer, and only then', async () => {
    const targets = [
      { ...reply, pausedByCustomer: true },
      { ...reply, target: 'strict' },
    ];
    const waiting = [{ activity: 'Ask', whom: 'customer' }];
    const facts = [
      defined('2024-01-01', { targets, waiting }),
      step('Open', '2024-03-04T08:00Z'),
      step('Ask', '2024-03-04T10:00Z'),
      step('Answer', '2024-03-05T10:00Z', { lifecycle: 'start' }),
      step('Answer', '2024-03-05T11:00Z'),
    ];
    const [paused, strict] = await targetsAt(facts, '2024-03-05T09:00Z');
    expect(paused).toMatchObject({ state: 'paused', dueAt: null, elapsedMs: 2 * hour, remainingMs: 8 * hour });
    expect(strict).toMatchObject({ state: 'breached', breachedAt: at('2024-03-04T18:00Z') });
    // What the customer begins to answer does not wait for him any more.
    const [running] = await targetsAt(facts, '2024-03-05T12:00Z');
    expect(running).toMatchObject({
      state: 'running',
      dueAt: at('2024-03-05T18:00Z'),
      elapsedMs: 4 * hour,
      pauses: 1,
      pausedMs: 24 * hour,
      latestPauses: [at('2024-03-04T10:00Z'), at('2024-03-05T10:00Z')],
    });
    const question = given(facts).of(processTargets).asOf('2024-03-05T09:00Z');
    await question.expectTotal(['target', 'support', 'reply'], { started: 1, paused: 1 });
    const [open] = openTargetsIn((await question.folded()).rows[key] as never);
    expect(open).toMatchObject({ target: 'reply', state: 'paused', dueAt: null, leftMs: 8 * hour });
  });

  it('stay at risk while they are paused, and say so', async () => {
    const targets = [{ ...reply, pausedByCustomer: true }];
    const facts = [
      defined('2024-01-01', { targets, waiting: [{ activity: 'Ask', whom: 'customer' }] }),
      step('Open', '2024-03-04T08:00Z'),
      step('Ask', '2024-03-04T17:00Z'),
    ];
    const { signals } = await given(facts).of(processTargets).asOf('2024-03-09').folded();
    expect(signals[key]).toMatchObject([
      { kind: 'target-at-risk', since: at('2024-03-04T16:00Z'), paused: true, dueAt: null },
    ]);
  });

  it('count the hour that clocks skip never and the one that they repeat twice', async () => {
    const targets = [{ ...reply, calendar: 'night', limitHours: 3 }];
    const office = calendar('night', '2024-01-01', 'Europe/Berlin', '01:00', '05:00');
    const dueOf = async (opened: string) => {
      const facts = [office, defined('2024-01-01', { targets }), step('Open', opened)];
      const [only] = await targetsAt(facts, opened);
      return new Date(only!['dueAt'] as number).toISOString();
    };
    // 1 to 5 by the clock is four hours: of these 30 March has three hours by 4, 31 March by 5, 27 October by 3 for the second time.
    expect(await dueOf('2024-03-29T22:00Z')).toBe('2024-03-30T03:00:00.000Z');
    expect(await dueOf('2024-03-30T22:00Z')).toBe('2024-03-31T03:00:00.000Z');
    expect(await dueOf('2024-10-26T22:00Z')).toBe('2024-10-27T02:00:00.000Z');
  });

  it('count each part by the hours that were in force then, and none where there are none', async () => {
    const targets = [{ ...reply, calendar: 'shop' }];
    const facts = [
      calendar('shop', '2024-01-01', 'UTC', '08:00', '12:00', ['2024-03-05']),
      defined('2024-01-01', { targets }),
      step('Open', '2024-03-04T08:00Z'),
      calendar('shop', '2024-03-06T10:00Z', 'UTC', '09:00', '17:00'),
    ];
    // Four hours of Monday, none of the holiday, two of Wednesday by the earlier hours; then four by the later ones.
    expect((await targetsAt(facts, '2024-03-06T09:59Z'))[0]).toMatchObject({ dueAt: at('2024-03-07T10:00Z') });
    expect((await targetsAt(facts, '2024-03-06T10:00Z'))[0]).toMatchObject({
      elapsedMs: 6 * hour,
      dueAt: at('2024-03-06T14:00Z'),
    });
    const never = published('CalendarPublished', '2024-03-06T11:00Z', { calendar: 'shop', zone: 'UTC', hours: [] });
    expect((await targetsAt([...facts, never], '2026-03-06'))[0]).toMatchObject({
      state: 'running',
      elapsedMs: 7 * hour,
      dueAt: null,
    });
    // Before one is published: Monday to Friday, 9 to 17.
    expect((await targetsAt(facts.slice(1, 3), '2024-03-04T08:00Z'))[0]).toMatchObject({
      dueAt: at('2024-03-05T11:00Z'),
    });
  });
});
