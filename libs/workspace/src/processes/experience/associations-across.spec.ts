import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../../local-tend.js';
import { now, testFolder } from '../../testing.js';
import type { ExperienceAcrossAnswer } from './across-answers.js';
import { answeredCases, dayMs, feltOf, importHappened } from './experience-testing.js';

jest.setTimeout(180_000);

const folder = testFolder();
afterAll(() => folder.dispose());

const acrossOf = async (tend: LocalTend, query: object = {}): Promise<ExperienceAcrossAnswer> =>
  (await tend.processes({ ...query, show: ['experience'] })).experience!;

const pairOf = ({ associations }: ExperienceAcrossAnswer, exposure: string, aftermath: string) =>
  associations.of.find((one) => one.exposure === exposure && one.aftermath === aftermath)!;

const near = (value: number | undefined) => (value === undefined ? undefined : expect.closeTo(value, 12));

describe('what goes with what over all processes', () => {
  it('is warned of where only the process makes the difference: each alone says the opposite', async () => {
    const tend = await folder.open({ name: 'simpson-across', clock: fixedClock(now) });
    const side = (handedOver: { low: number; n: number }, others: { low: number; n: number }) => [
      { severity: 'high', handedOver, others },
    ];
    await importHappened(tend, [
      ...answeredCases(side({ low: 8, n: 20 }, { low: 3, n: 6 }), now, 'repair'),
      ...answeredCases(side({ low: 1, n: 10 }, { low: 8, n: 40 }), now),
    ]);
    const across = await acrossOf(tend);
    const found = pairOf(across, 'handovers', 'low-answer');
    expect(found).toMatchObject({
      exposed: { n: 30, outcomes: 9 },
      others: { n: 46, outcomes: 11 },
      reverses: true,
      fewOutcomes: false,
      incomparable: 0,
      kinds: 2,
    });
    expect(found.crude!.difference).toBeCloseTo(9 / 30 - 11 / 46, 12);
    expect(found.crude!.difference).toBeGreaterThan(0);
    expect(found.stratified!.difference).toBeCloseTo(-0.1, 12);
    expect(Object.fromEntries(found.byProcess.map(({ process, crude }) => [process, crude!.difference]))).toEqual({
      repair: near(8 / 20 - 3 / 6),
      support: near(1 / 10 - 8 / 40),
    });
    for (const { reverses } of found.byProcess) expect(reverses).toBe(false);
    // Nothing of one process warns of it.
    const alone = (await feltOf(tend)).associations.of.find(
      ({ exposure, aftermath }) => exposure === 'handovers' && aftermath === 'low-answer',
    )!;
    expect([alone.reverses, alone.crude!.difference]).toEqual([false, near(-0.1)]);
  });

  it('is empty where there is no process, and says nothing of endings where none is declared', async () => {
    const tend = await folder.open({ name: 'no-endings', clock: fixedClock(now) });
    const nothing = await acrossOf(tend);
    expect(nothing).toMatchObject({ processes: [], associations: { cases: 0, endings: 0, judged: 0, processes: [] } });
    for (const one of nothing.associations.of)
      expect(one).toMatchObject({ tooFew: 'no-common-stratum', byProcess: [] });
    const steps = [1, 2, 3].map((n) => ({
      id: `E-${n}`,
      type: 'ActivityRecorded',
      at: now - n * dayMs,
      customer: 'Customer 1',
      case: 'C-1',
      activity: 'Work',
    }));
    await importHappened(tend, steps);
    const { processes, associations } = await acrossOf(tend);
    expect(processes).toMatchObject([
      {
        process: 'support',
        effort: { byState: { ended: { cases: 0 }, open: { cases: 0 }, undeclared: { cases: 1 } } },
      },
    ]);
    expect(associations).toMatchObject({ endings: 0, processes: [] });
  });

  it('is told of many processes, one after the other, and is given up when nobody waits for it', async () => {
    const tend = await folder.open({ name: 'fifty', clock: fixedClock(now) });
    const many = answeredCases([{ severity: 'high', handedOver: { low: 20, n: 50 }, others: { low: 5, n: 50 } }], now);
    const processOfCase = (number: string | undefined) => `process ${Number(number!.split(' ')[1]) % 50}`;
    await importHappened(
      tend,
      many.map((one) => (one.case === undefined ? one : { ...one, process: processOfCase(one.case) })),
    );
    const told: string[] = [];
    const query = { show: ['experience'] } as const;
    const { experience } = await tend.processes(query, {
      progress: ({ stage, done, total }) => told.push(`${stage} ${done}/${total}`),
    });
    expect(experience!.processes).toHaveLength(50);
    expect(experience!.associations).toMatchObject({ cases: 100, judged: 100 });
    const found = pairOf(experience!, 'handovers', 'low-answer');
    // In each of them one was handed over and one was not: of none alone anything can be said.
    expect(found).toMatchObject({ kinds: 50, exposed: { n: 50, outcomes: 20 }, others: { n: 50, outcomes: 5 } });
    expect(found.stratified!.difference).toBeCloseTo(15 / 50, 12);
    for (const one of found.byProcess) {
      expect(one).toMatchObject({ tooFew: 'small-arm', exposed: { n: 1 }, others: { n: 1 } });
      expect(one.exposed).not.toHaveProperty('outcomes');
    }
    expect(told.filter((line) => line.startsWith('processes'))).toEqual(
      Array.from({ length: 50 }, (_none, done) => `processes ${done}/50`),
    );
    const stop = new AbortController();
    const stopped = tend.processes(query, {
      signal: stop.signal,
      progress: ({ done }) => void (done === 10 && stop.abort()),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  });
});
