import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { colleague, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { pack } from '#read-store/packing.js';
import { FoldOne } from './fold-one.js';
import { at, defined, firm, hour, key, step, type Definition } from './process-targets-testing.js';
import { stepsKept } from './process-deviations-document.js';
import { processDeviations } from './process-deviations.projection.js';

jest.setTimeout(120_000);

const path = (from: string, data: Partial<Definition> = {}): GivenFact =>
  defined(from, { targets: [], sequence: ['Open', 'Check', 'Answer', 'Close'], ...data });
const begun = path('2024-01-01');
const opened = step('Open', '2024-03-04T08:00Z');

describe('deviations of cases from their path', () => {
  it('are told with what was expected, once a case, with the latest, until it ends', async () => {
    const answered = step('Answer', '2024-03-04T10:00Z');
    const called = step('Call', '2024-03-04T12:00Z');
    const facts = [begun, opened, answered, called, step('Close', '2024-03-04T14:00Z')];
    const question = given(facts).of(processDeviations);
    await question.asOf('2024-03-04T09:59Z').expectSignals([]);
    const signal = {
      kind: 'process-deviation',
      severity: 'notice' as const,
      event: answered.id,
      since: at('2024-03-04T10:00Z'),
      party: firm,
      process: 'support',
      deviations: 1,
      deviation: 'out-of-order',
      activity: 'Answer',
      latestAt: at('2024-03-04T10:00Z'),
      expected: 'Check',
      mayEnd: false,
      // Check may come yet: Answer may have come too early.
      skipped: null,
      evidence: opened.id,
    };
    await question.asOf('2024-03-04T11:00Z').expectSignals([signal]);
    const later = {
      ...signal,
      deviations: 2,
      deviation: 'unknown',
      activity: 'Call',
      latestAt: at('2024-03-04T12:00Z'),
      expected: 'Check, Close',
      evidence: `${called.id} ${opened.id}`,
    };
    await question.asOf('2024-03-04T13:00Z').expectSignals([later]);
    await question.asOf('2024-03-04T14:00Z').expectSignals([]);
    // Close came in order behind it: so Check was skipped.
    const sums = { cases: 1, deviating: 1, unknown: 1, outOfOrder: 1 };
    await question.asOf('2024-03-04T14:00Z').expectTotal(['case', 'support'], sums);
    await question.asOf('2024-03-04T14:00Z').expectTotal(['activity', 'support', 'Check'], { skipped: 1 });
    await question.asOf('2024-03-04T14:00Z').expectTotal(['activity', 'support', 'Call'], { unknown: 1 });
    const { rows } = await question.asOf('2024-03-04T14:00Z').folded();
    expect(rows[key]).toMatchObject({
      state: 'ended',
      deviations: 2,
      missing: 0,
      lastKind: 'unknown',
      skipped: 'Check',
    });
  });

  it('are counted, and told of nobody, as long as no customer of the case is known', async () => {
    const ours = step('Answer', '2024-03-04T10:00Z', { parties: [colleague(1)] });
    const question = given([begun, ours, step('Check', '2024-03-04T11:00Z')]).of(processDeviations);
    await question.asOf('2024-03-04T10:30Z').expectSignals([]);
    await question
      .asOf('2024-03-04T10:30Z')
      .expectTotal(['case', 'support'], { cases: 1, deviating: 1, outOfOrder: 1 });
    const { signals } = await question.asOf('2024-03-04T11:00Z').folded();
    expect(signals[key]).toMatchObject([{ kind: 'process-deviation', party: firm }]);
  });

  it('name what a case has skipped as soon as a step behind it has come in order', async () => {
    const longer = path('2024-01-01', { sequence: ['Open', 'Check', 'Offer', 'Answer', 'Close'] });
    const facts = [longer, opened, step('Offer', '2024-03-04T10:00Z'), step('Answer', '2024-03-04T11:00Z')];
    const skipped = async (when: string): Promise<unknown> =>
      (await given(facts).of(processDeviations).asOf(when).folded()).signals[key]?.[0]?.['skipped'];
    expect(await skipped('2024-03-04T10:00Z')).toBeNull();
    expect(await skipped('2024-03-04T11:00Z')).toBe('Check');
  });

  it('count what is missing when a case ends, and tell what fits next before', async () => {
    const facts = [
      begun,
      opened,
      step('Check', '2024-03-04T09:00Z'),
      step('Cancel', '2024-03-04T10:00Z', { type: 'CaseResolved', lifecycle: 'abort' }),
    ];
    const question = given(facts).of(processDeviations);
    const { views } = await question.asOf('2024-03-04T09:00Z').folded();
    expect(views[key]).toEqual({ next: { activities: ['Answer'], end: false } });
    const { rows, signals } = await question.asOf('2024-03-04T10:00Z').folded();
    expect(rows[key]).toMatchObject({ deviations: 0, missing: 2, lastKind: 'skipped', skipped: 'Answer, Close' });
    expect(signals).toEqual({});
    await question.asOf('2024-03-04T10:00Z').expectTotal(['case', 'support'], { cases: 1, deviating: 1, missing: 2 });
  });

  it('are in lists by the latest step that deviated, whatever is missing at the end', async () => {
    const called = step('Call', '2024-03-04T09:00Z');
    const facts = [
      begun,
      opened,
      called,
      step('Cancel', '2024-03-04T10:00Z', { type: 'CaseResolved', lifecycle: 'abort' }),
    ];
    const { rows } = await given(facts).of(processDeviations).asOf('2024-03-04T10:00Z').folded();
    const last = { lastKind: 'unknown', lastActivity: 'Call', lastAt: at('2024-03-04T09:00Z') };
    expect(rows[key]).toMatchObject({ deviations: 1, missing: 3, skipped: 'Check, Answer, Close', ...last });
  });

  it('are of the customer whose case it is, where a step of our own names none', async () => {
    const own = step('Answer', '2024-03-04T10:00Z', { parties: [colleague(1)] });
    const { signals } = await given([begun, opened, own]).of(processDeviations).asOf('2024-03-05').folded();
    expect(signals[key]).toMatchObject([{ event: own.id, party: firm, evidence: opened.id }]);
  });

  it('are judged anew when it becomes known late that a step came before, and when it is taken back', async () => {
    const answered = step('Answer', '2024-03-04T10:00Z');
    const checked = late(step('Check', '2024-03-04T09:00Z'), '2024-03-06');
    const facts = [begun, opened, answered, checked, retraction(checked, '2024-03-08')];
    const question = given(facts).of(processDeviations);
    for (const [when, outOfOrder] of [
      ['2024-03-05', 1],
      ['2024-03-07', 0],
      ['2024-03-09', 1],
    ] as const) {
      const sums = outOfOrder === 0 ? { cases: 1 } : { cases: 1, deviating: 1, outOfOrder };
      await question.knownBy(when).expectTotal(['case', 'support'], sums);
    }
  });

  it('are told for no longer than they are news, and anew when the case goes on', async () => {
    const again = step('Call', '2024-08-01T08:00Z');
    const facts = [begun, opened, step('Call', '2024-03-04T10:00Z'), again];
    const question = given(facts).of(processDeviations);
    const past = at('2024-03-04T10:00Z') + 90 * 24 * hour;
    const events = async (when: number | string): Promise<unknown> =>
      (await question.asOf(when).folded()).signals[key]?.map(({ event }) => event);
    expect(await events(past)).toEqual([facts[2]!.id]);
    expect(await events(past + 1)).toBeUndefined();
    expect(await events('2024-08-01T08:00Z')).toEqual([again.id]);
  });
});

describe('paths that are declared anew', () => {
  const called = step('Call', '2024-03-04T10:00Z');

  it('take deviations back where the case fits, and leave them where it does not', async () => {
    const facts = [begun, opened, called];
    const withCall = { sequence: ['Open', 'Call', 'Answer', 'Close'] };
    const other = { sequence: ['Open', 'Offer', 'Call', 'Close'] };
    for (const [data, deviating] of [
      [withCall, 0],
      [other, 1],
      [null, undefined],
    ] as const) {
      const anew = data === null ? defined('2024-03-05', { targets: [] }) : path('2024-03-05', data);
      const question = given([...facts, anew])
        .of(processDeviations)
        .asOf('2024-03-06');
      const sums = deviating === 1 ? { cases: 1, deviating, unknown: 1 } : { cases: 1 };
      if (deviating === undefined) expect((await question.folded()).cells).toEqual([]);
      else await question.expectTotal(['case', 'support'], sums);
      expect(Object.keys((await question.folded()).signals)).toHaveLength(deviating ?? 0);
    }
  });

  it('are held against nothing that happened before, and against no case that has ended', async () => {
    const closed = (number: number): GivenFact => {
      const process = {
        definition: 'support',
        dataset: 'd',
        case: idOf(number),
        activity: 'Close',
        lifecycle: 'complete',
      };
      return { ...step('Close', '2024-03-04T12:00Z'), process };
    };
    const facts = [
      defined('2024-01-01', { targets: [] }),
      opened,
      called,
      closed(8),
      path('2024-03-05'),
      step('Check', '2024-03-06'),
      step('Close', '2024-03-07'),
    ];
    const question = given(facts).of(processDeviations);
    await question.asOf('2024-03-06T10:00Z').expectTotal(['case', 'support'], { cases: 1 });
    const sums = { cases: 1, deviating: 1, outOfOrder: 1 };
    await question.asOf('2024-03-08').expectTotal(['case', 'support'], sums);
  });
});

describe('cases without end', () => {
  const steps = (count: number, name: (i: number) => string): GivenFact[] =>
    Array.from({ length: count }, (_, i) => step(name(i), new Date(at('2024-03-04T08:00Z') + i * 1_000).toISOString()));

  it('of 10,000 steps have one signal, a small document and all that is counted', () => {
    const facts = steps(10_000, (i) => `Step ${i}`);
    const { document, signals, totals } = new FoldOne(processDeviations).fold([begun, ...facts], at('2024-03-05'));
    expect(pack(document).length).toBeLessThan(64 * 1024);
    expect(signals).toMatchObject([{ event: facts[0]!.id, deviations: 10_000, activity: 'Step 9999' }]);
    const unknown = (kind: string): number =>
      totals.filter(({ at: [of] }) => of === kind).reduce((sum, { add }) => sum + (add!['unknown'] ?? 0), 0);
    expect([unknown('case'), unknown('activity')]).toEqual([10_000, 10_000]);
    expect(totals.length).toBeLessThan(300);
  });

  it('are not judged by a path that is declared when not all of their steps are remembered', () => {
    for (const [count, unjudged] of [
      [stepsKept, 0],
      [stepsKept + 1, 1],
    ] as const) {
      const facts = steps(count, () => 'Open');
      const anew = path('2024-03-05', { sequence: ['Open', 'Close'] });
      const { row } = new FoldOne(processDeviations).fold([begun, ...facts, anew], at('2024-03-06'));
      expect(row).toMatchObject({ deviations: count - 1, unjudged: unjudged === 1 });
    }
  });
});
