import { beforeAll, describe, expect, it } from '@jest/globals';
import { toldCase } from '#measures/process/case-testing.js';
import { funnelOf, type Funnel } from '#measures/process/funnel.js';
import { outcomesOf } from '#measures/process/outcomes.js';
import type { ProcessCase } from '#measures/process/process-case.js';
import { stageTimesOf, type StageTimesOfProcess } from '#measures/process/stage-times.js';
import { naiveFunnel } from './naive-funnel.js';
import { expectFunnel, expectStageTimes } from './expect-funnel.js';
import { readTruth, readXesLog, type LogEvent, type ProcessTruth } from './process-log.js';

interface FunnelTruth extends ProcessTruth {
  readonly funnel: readonly {
    readonly stage: string;
    readonly cases: number;
    readonly fromPrevious: number | null;
    readonly conversionFromPrevious: number | null;
  }[];
  readonly outcomes: Readonly<Record<string, number>>;
}

const end = Date.UTC(2100, 0);

describe('the funnel of bpic2012', () => {
  let log: ReadonlyMap<string, readonly LogEvent[]>;
  let cases: ReadonlyMap<string, ProcessCase>;
  const truth = readTruth('bpic2012') as FunnelTruth;
  const declared = {
    stages: truth.funnel.map(({ stage }) => stage),
    terminal: ['A_DECLINED', 'A_CANCELLED', 'A_ACTIVATED'],
    outcomes: [
      { activity: 'A_APPROVED', outcome: 'won' as const },
      { activity: 'A_DECLINED', outcome: 'lost' as const },
      { activity: 'A_CANCELLED', outcome: 'abandoned' as const },
    ],
  };

  beforeAll(() => {
    const completed = readXesLog('bpic2012').filter(({ lifecycle }) => lifecycle?.toLowerCase() === 'complete');
    log = Map.groupBy(completed, (event) => event.case);
    cases = new Map(Array.from(log, ([key, events]) => [key, toldCase(events)]));
  }, 60_000);

  it('is that of the truth', () => {
    const { stages, withoutStage } = funnelOf(cases.values(), declared, end);
    expect(withoutStage).toBe(0);
    expect(
      stages.map(({ stage, reached, fromPrevious }) => ({
        stage,
        cases: reached,
        fromPrevious: fromPrevious?.count ?? null,
        conversionFromPrevious: fromPrevious?.share === undefined ? null : Math.round(fromPrevious.share * 1e6) / 1e6,
      })),
    ).toEqual(truth.funnel);
    // Nobody was in a stage without the one before, so each is the whole of the next.
    for (const [i, { fromPrevious, skippedPrevious }] of stages.entries()) {
      expect(skippedPrevious).toBe(0);
      if (i > 0) expect(fromPrevious!.of).toBe(stages[i - 1]!.reached);
    }
  });

  it('is printed as the definitions have it', () => {
    const printed = (stages: readonly string[]): string[] =>
      funnelOf(cases.values(), { ...declared, stages }, end).stages.map(({ reached, fromPrevious }) =>
        fromPrevious === undefined ? `${reached}` : `${reached} of ${fromPrevious.of}: ${percent(fromPrevious.share!)}`,
      );
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    expect(printed(['A_SUBMITTED', 'A_PREACCEPTED', 'A_ACCEPTED', 'O_SENT', 'O_SENT_BACK', 'A_APPROVED'])).toEqual([
      '13087',
      '7367 of 13087: 56.3 %',
      '5113 of 7367: 69.4 %',
      '5015 of 5113: 98.1 %',
      '3254 of 5015: 64.9 %',
      '2246 of 3254: 69.0 %',
    ]);
  });

  it('counts outcomes as the truth does', () => {
    const { counts, winRate, wonOfEnded, wonOfAll } = outcomesOf(cases.values(), declared, end);
    expect(counts).toEqual({
      won: truth.outcomes['A_APPROVED'],
      lost: truth.outcomes['A_DECLINED'],
      abandoned: truth.outcomes['A_CANCELLED'],
      endedWithout: 0,
      open: truth.outcomes['none (still open at the end of the log)'],
      undeclared: 0,
    });
    expect([winRate, wonOfEnded, wonOfAll].map(({ count, of }) => [count, of])).toEqual([
      [2246, 2246 + 7635],
      [2246, 13_087 - 399],
      [2246, 13_087],
    ]);
    const activities = Object.keys(truth.outcomes).filter((name) => !name.startsWith('none'));
    const { stages } = funnelOf(cases.values(), { stages: activities, terminal: [] }, end);
    for (const { stage, reached } of stages) expect(reached).toBe(truth.outcomes[stage]);
  });

  it('takes approval and activation of one instant in their declared order', () => {
    const { stages, tied } = funnelOf(cases.values(), declared, end);
    const [approved, activated] = stages.slice(-2);
    expect(activated!.afterPrevious).toMatchObject({ count: 2246, of: 2246, pending: 0 });
    expect(activated!.timeFromPrevious.median).toBe(0);
    expect([approved!.last, activated!.last].map(({ completed, dropped }) => completed + dropped)).toEqual([0, 2246]);
    expect(tied).toBe(1466);
    // What the documentation of the measure says of the order of the file.
    const afterwards = [...log.values()].filter((events) => {
      const steps = events.toSorted((a, b) => a.at - b.at).map(({ activity }) => activity);
      return steps.lastIndexOf('A_ACTIVATED') > steps.indexOf('A_APPROVED') && steps.includes('A_APPROVED');
    });
    expect(2246 - afterwards.length).toBe(659);
  });

  it.each([0, 1, 2, 3])(
    'equals a naive recomputation out of the events up to a date: %i',
    (cut) => {
      const at = cut < 3 ? Date.parse(truth.cuts![cut]!.at) : end;
      const funnel: Funnel = funnelOf(cases.values(), declared, at);
      expectFunnel(funnel, naiveFunnel(log, declared, at));
      const times: StageTimesOfProcess = stageTimesOf(cases, declared, at);
      expectStageTimes(times, log, declared, at);
      if (cut < 3) expect(times.stuck.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
