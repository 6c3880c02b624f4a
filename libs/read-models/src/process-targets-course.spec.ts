import { describe, expect, it, jest } from '@jest/globals';
import { factOf } from '#domain/fact.js';
import { eventOf, idOf } from '#domain/testing.js';
import { colleague, given } from '#projections/testing/testing.js';
import { pack } from '#read-store/packing.js';
import {
  at,
  calendar,
  defined,
  firm,
  hour,
  key,
  reply,
  step,
  targetsAt,
  type Definition,
} from './process-targets-testing.js';
import { processTargets } from './process-targets.projection.js';

jest.setTimeout(120_000);

const begun = defined('2024-01-01');

describe('targets of cases that end, begin again or are defined anew', () => {
  it('are dropped when the case ends before, run on when it is opened again, and begin anew where they say so', async () => {
    const closed = [begun, step('Open', '2024-03-04T08:00Z'), step('Close', '2024-03-04T10:00Z')];
    expect((await targetsAt(closed, '2024-03-09'))[0]).toMatchObject({ state: 'dropped', dueAt: null });
    await given(closed).of(processTargets).asOf('2024-03-09').expectTotal(['target', 'support', 'reply'], {
      started: 1,
      dropped: 1,
    });
    const resolved = {
      terminal: ['Resolve'],
      reopening: ['Reopen'],
      targets: [
        { target: 'last', limitHours: 10, to: { occurrence: 'last' as const } },
        { target: 'first', limitHours: 10 },
        { target: 'each', limitHours: 10, from: { occurrence: 'last' as const } },
      ],
    };
    const again = [
      defined('2024-01-01', resolved),
      step('Open', '2024-03-04T08:00Z'),
      step('Resolve', '2024-03-04T14:00Z'),
      step('Reopen', '2024-03-11T08:00Z'),
    ];
    expect((await targetsAt(again, '2024-03-10')).map(({ state }) => state)).toEqual(['met', 'met', 'met']);
    const [last, first, each] = await targetsAt(again, '2024-03-11T10:00Z');
    // A week in which nothing was owed counts for nothing.
    expect(last).toMatchObject({ state: 'running', elapsedMs: 8 * hour, dueAt: at('2024-03-11T12:00Z') });
    expect(first).toMatchObject({ state: 'met', elapsedMs: 6 * hour });
    expect(each).toMatchObject({ state: 'running', elapsedMs: 2 * hour, startedAt: at('2024-03-11T08:00Z') });
    const question = given(again).of(processTargets).asOf('2024-03-11T17:00Z');
    await question.expectTotal(['target', 'support', 'each'], { started: 2, met: 1, running: 1, atRisk: 1 });
    await question.expectTotal(['target', 'support', 'last'], { started: 1, breached: 1, overdue: 1 });
    const { signals } = await question.folded();
    // Of another event, and so another signal than one of before the first resolution.
    expect(signals[key]!.map(({ about, event }) => [about, event])).toEqual([
      ['each', again[3]!.id],
      ['last', again[3]!.id],
    ]);
  });

  it('count from the first message that nobody answered', async () => {
    const targets = [
      {
        target: 'next-reply',
        limitHours: 10,
        from: { activities: ['Message'], occurrence: 'last' as const },
        to: { activities: ['Reply'] },
      },
    ];
    const facts = [
      defined('2024-01-01', { targets }),
      step('Message', '2024-03-04T08:00Z'),
      step('Message', '2024-03-04T16:00Z'),
      step('Reply', '2024-03-04T17:00Z'),
      step('Message', '2024-03-06T08:00Z'),
      step('Reply', '2024-03-06T20:00Z'),
    ];
    expect((await targetsAt(facts, '2024-03-04T16:30Z'))[0]).toMatchObject({ startedAt: at('2024-03-04T08:00Z') });
    const { cells } = await given(facts).of(processTargets).asOf('2024-03-07').folded();
    const { sums, columns } = cells.find(({ at: [kind] }) => kind === 'target')!;
    expect(sums).toEqual({ started: 2n, met: 1n, breached: 1n });
    expect([...columns['elapsedMs']!]).toEqual([9 * hour, 12 * hour]);
  });

  it('go on by the definition that is valid, and stay as they were judged', async () => {
    const two = { targets: [reply, { ...reply, target: 'check', to: { activities: ['Check'] } }] };
    const facts = [
      defined('2024-01-01', two),
      step('Open', '2024-03-04T08:00Z'),
      step('Check', '2024-03-04T09:00Z'),
      // Shorter: what has run counts, and it is breached now and not before.
      defined('2024-03-04T14:00Z', {
        targets: [
          { ...reply, limitHours: 5 },
          { ...reply, target: 'late' },
        ],
      }),
    ];
    expect(await targetsAt(facts, '2024-03-04T13:59Z')).toMatchObject([{ state: 'running' }, { state: 'met' }]);
    expect(await targetsAt(facts, '2024-03-04T14:00Z')).toMatchObject([
      { target: 'reply', state: 'breached', breachedAt: at('2024-03-04T14:00Z'), lateMs: hour },
      { target: 'check', state: 'met' },
      // Set for the first time: with its whole time from now on.
      { target: 'late', state: 'running', startedAt: at('2024-03-04T14:00Z'), dueAt: at('2024-03-05T00:00Z') },
    ]);
    const done = [...facts, step('Reply', '2024-03-04T16:00Z')];
    const { cells } = await given(done).of(processTargets).asOf('2024-03-05').folded();
    // Its clock has run for a part of the time alone: no length is told.
    expect(
      cells
        .filter(({ at: [kind] }) => kind === 'target')
        .map(({ at: path, sums, columns }) => [path[2], sums, Object.keys(columns)]),
    ).toEqual([
      ['check', { started: 1n, met: 1n }, ['elapsedMs']],
      ['late', { started: 1n, met: 1n }, []],
      ['reply', { started: 1n, breached: 1n }, ['elapsedMs', 'lateMs']],
    ]);
    const removed = [...facts.slice(0, 3), defined('2024-03-04T14:00Z', { targets: [] })];
    expect(await targetsAt(removed, '2024-03-09')).toMatchObject([{ state: 'dropped' }, { state: 'met' }]);
  });

  it('take what is published for an instant twice by the last', async () => {
    const facts = [
      begun,
      step('Open', '2024-03-04T08:00Z'),
      defined('2024-03-04T10:00Z', { version: '2', targets: [] }),
      defined('2024-03-04T10:00Z', { version: '3', targets: [{ ...reply, limitHours: 12 }] }),
    ];
    expect((await targetsAt(facts, '2024-03-04T11:00Z'))[0]).toMatchObject({
      state: 'running',
      dueAt: at('2024-03-04T20:00Z'),
    });
  });

  it('end a case by what its definition says from now on', async () => {
    const facts = [
      defined('2024-01-01', { terminal: [] }),
      step('Open', '2024-03-04T08:00Z'),
      step('Cancel', '2024-03-04T09:00Z'),
      defined('2024-03-04T12:00Z', { terminal: ['Cancel'] }),
      defined('2024-03-04T14:00Z', { terminal: ['Close'] }),
    ];
    const states = async (when: string) =>
      (await targetsAt(facts, when)).map(({ state, elapsedMs }) => [state, elapsedMs]);
    expect(await states('2024-03-04T13:00Z')).toEqual([['dropped', 4 * hour]]);
    expect(await states('2024-03-04T15:00Z')).toEqual([['running', 5 * hour]]);
  });
});

describe('targets and waits of cases', () => {
  it('tell of two that one event began apart, and of a case whose steps name no customer by the one that does', async () => {
    const both = {
      targets: [
        { ...reply, from: { activities: ['Take'] } },
        { ...reply, target: 'solve', from: { activities: ['Take'] } },
      ],
    };
    const opened = step('Open', '2024-03-04T08:00Z');
    const taken = step('Take', '2024-03-04T09:00Z', { parties: [colleague(1)] });
    const { signals } = await given([defined('2024-01-01', both), opened, taken])
      .of(processTargets)
      .asOf('2024-03-09')
      .folded();
    expect(signals[key]).toMatchObject(
      ['reply', 'solve'].map((about) => ({
        kind: 'target-breached',
        about,
        event: taken.id,
        party: firm,
        evidence: opened.id,
      })),
    );
  });

  it('know activities, targets and names of any kind', async () => {
    const odd = { terminal: ['constructor'], waiting: [{ activity: '__proto__', whom: 'hasOwnProperty' }] };
    const facts = [
      defined('2024-01-01', {
        ...odd,
        targets: [{ target: 'constructor', limitHours: 1, to: { activities: ['toString'] } }],
      }),
      step('__proto__', '2024-03-04T08:00Z'),
      step('toString', '2024-03-04T08:30Z'),
      step('constructor', '2024-03-04T09:00Z'),
    ];
    const { cells } = await given(facts).of(processTargets).asOf('2024-03-05').folded();
    expect(cells.map(({ at: path, sums }) => [path.slice(2).join(' '), sums['met'] ?? sums['wallMs']])).toEqual([
      ['constructor', 1n],
      ['hasOwnProperty __proto__', BigInt(hour / 2)],
      ['us toString', BigInt(hour / 2)],
    ]);
  });

  it('tell who waits for whom, also of what lasts', async () => {
    const waiting = [
      { activity: 'Ask', whom: 'customer' },
      { activity: 'Order', whom: 'a supplier' },
    ];
    const facts = [
      calendar('office', '2024-01-01', 'UTC', '09:00', '17:00'),
      defined('2024-01-01', { waiting, calendar: 'office', targets: [] }),
      step('Open', '2024-03-04T08:00Z'),
      step('Ask', '2024-03-04T12:00Z'),
      step('Order', '2024-03-05T12:00Z', { lifecycle: 'start' }),
      step('Order', '2024-03-05T13:00Z'),
    ];
    const question = given(facts).of(processTargets).asOf('2024-03-06T10:00Z');
    await question.expectTotal(['wait', 'support', 'us', 'Open'], { waits: 1, wallMs: 4 * hour, clockMs: 3 * hour });
    // The hour of work on it waits for nobody.
    await question.expectTotal(['wait', 'support', 'customer', 'Ask'], {
      waits: 1,
      wallMs: 24 * hour,
      clockMs: 8 * hour,
    });
    await question.expectTotal(['wait', 'support', 'a supplier', 'Order'], { lasting: 1 });
    expect((await question.folded()).rows[key]).toMatchObject({
      waitsFor: 'a supplier',
      waitsBehind: 'Order',
      waitsSince: at('2024-03-05T13:00Z'),
      waitsMs: 21 * hour,
      waitsClockMs: 5 * hour,
    });
    const ended = [...facts, step('Close', '2024-03-06T11:00Z')];
    const { rows, cells } = await given(ended).of(processTargets).asOf('2024-03-09').folded();
    expect(rows[key]).toMatchObject({ waitsFor: null, waitsMs: null });
    expect(cells.map(({ sums }) => sums['waits'])).toEqual([1n, 1n, 1n]);
  });

  it('take as much room for ten thousand steps as for a thousand', () => {
    const definition = defined('2024-01-01', {
      waiting: [{ activity: 'Message', whom: 'us' }],
      targets: [{ ...reply, from: { activities: ['Message'], occurrence: 'last' } }],
    }).data as Definition;
    const ctx = {
      parameters: processTargets.parameters!,
      valid: (type: string) => (type === 'ProcessDefined' ? definition : undefined) as never,
      feeds: { up: () => true },
    };
    const doc = processTargets.initial(ctx);
    const sizes: number[] = [];
    for (let number = 0; number < 10_000; number++) {
      const activity = number % 2 === 0 ? 'Message' : 'Reply';
      const event = eventOf('ActivityRecorded', {
        id: idOf(number),
        occurredAt: 1_700_000_000_000 + number * 60_000,
        process: { definition: 'support', dataset: 'd', case: idOf(7), activity, lifecycle: 'complete' },
        data: {},
      });
      (processTargets.on.ActivityRecorded as (doc: object, event: object, ctx: object) => void)(
        doc,
        factOf(event, 1),
        ctx,
      );
      if (number % 1_000 === 999) sizes.push(pack(doc).length);
    }
    expect(doc.targets[0]!.of.before.met).toBe(4_999);
    expect(Math.max(...sizes) - sizes[0]!).toBeLessThan(100);
    expect(sizes[0]).toBeLessThan(3_000);
  });
});
