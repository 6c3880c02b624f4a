import { expect } from '@jest/globals';
import type { DurationSummarySeconds } from '#measures/process/duration-summary.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { expectDuration } from './expect-process.js';
import { readLogTruth } from './log-truth.js';
import { durations } from './naive-process.js';
import {
  naiveBusyByEnds,
  naiveDeviation,
  naiveJudgement,
  naiveMean,
  naivePassages,
  naiveProfile,
  naiveStepTimes,
  type NaiveStep,
} from './naive-times.js';
import type { LogEvent } from './process-log.js';

const truth = readLogTruth('bpic2012') as unknown as { readonly funnel: readonly { readonly stage: string }[] };
/** What is declared of bpic2012: it ends with what its truth calls an outcome. */
export const declared = {
  stages: truth.funnel.map(({ stage }) => stage),
  terminal: ['A_DECLINED', 'A_CANCELLED', 'A_ACTIVATED'],
  outcomes: [
    { activity: 'A_APPROVED', outcome: 'won' as const },
    { activity: 'A_DECLINED', outcome: 'lost' as const },
    { activity: 'A_CANCELLED', outcome: 'abandoned' as const },
  ],
};

const none: DurationSummarySeconds = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
const summaryOf = (ms: readonly number[]): DurationSummarySeconds => (ms.length === 0 ? none : durations(ms));

/** As statements are read off: an event a step. */
export function startsOf(steps: readonly NaiveStep[]) {
  return steps.map(({ activity, start, end: at }) => ({ activity, at, ...(start === null ? {} : { start }) }));
}

export function expectTimes(
  times: NonNullable<ProcessAnswer['times']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  by: readonly LogEvent[],
  isOpen: (key: string) => boolean,
  at: number,
): void {
  const spent = { open: [] as number[][], ended: [] as number[][] };
  for (const [key, steps] of cases) {
    const spans = steps.map(({ start, end: to }): [number, number] => [start ?? to, to]);
    const running = isOpen(key) ? runningStarts(by.filter((event) => event.case === key)) : [];
    for (const start of running) spans.push([start, at]);
    const to = isOpen(key) ? at : Math.max(...spans.flat());
    const duration = to - Math.min(...spans.flat());
    const busy = naiveBusyByEnds(spans);
    spent[isOpen(key) ? 'open' : 'ended'].push([duration, busy, duration - busy]);
  }
  for (const [told, all] of [
    [times.cases, spent.ended],
    [times.open!, spent.open],
  ] as const) {
    expect(told.cases).toBe(all.length);
    for (const [i, name] of (['duration', 'busy', 'idle'] as const).entries())
      expectDuration(told[name], summaryOf(all.map((one) => one[i]!)));
  }
  expect(times.undeclared).toBe(0);
  const naive = naiveStepTimes(cases.values());
  expect(times.activities.length).toBeGreaterThan(10);
  for (const { activity, service, waiting, sojourn } of times.activities) {
    expectDuration(service, summaryOf(naive.service.get(activity) ?? []));
    expectDuration(waiting, summaryOf(naive.waiting.get(activity) ?? []));
    expectDuration(sojourn, summaryOf(naive.sojourn.get(activity) ?? []));
  }
  const ways = [...cases.values()].map((steps) => steps.map(({ activity }) => activity));
  const collapsed = ways.map((way) => way.filter((activity, i) => activity !== way[i - 1]));
  const distinct = (all: readonly (readonly string[])[]): number => new Set(all.map((way) => way.join('\n'))).size;
  expect(times.variants).toEqual({ count: distinct(ways), collapsed: distinct(collapsed) });
}

/** Of each activity the starts that no completion has used: the earliest are used first. */
function runningStarts(list: readonly LogEvent[]): number[] {
  const names = new Set(list.map(({ activity }) => activity));
  return [...names].flatMap((name) => {
    const left: number[] = [];
    for (const { lifecycle, at } of list.filter(({ activity }) => activity === name).sort((a, b) => a.at - b.at)) {
      if (lifecycle === 'START') left.push(at);
      else if (lifecycle === 'COMPLETE') left.shift();
    }
    return left;
  });
}

export function expectLoad(
  load: NonNullable<ProcessAnswer['load']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  isOpen: (key: string) => boolean,
): void {
  const open = [...cases.keys()].filter(isOpen).length;
  // Nothing is declared to open a case again.
  const ended = cases.size - open;
  expect(load.now).toEqual({ open, ended, begun: cases.size, over: ended, reopened: 0 });
  const first = new Map(
    [...cases].map(([key, steps]) => [key, Math.min(...steps.map((step) => step.start ?? step.end))]),
  );
  const endOf = (steps: readonly NaiveStep[]): number =>
    steps.find(({ activity }) => declared.terminal.includes(activity))?.end ?? Infinity;
  for (const { period, ...row } of load.periods) {
    const isIn = (at: number): boolean => Number.isFinite(at) && new Date(at).toISOString().startsWith(period);
    const isBy = (at: number): boolean =>
      at !== Infinity && new Date(at).toISOString().slice(0, period.length) <= period;
    const counted = (is: (key: string, steps: readonly NaiveStep[]) => boolean): number =>
      [...cases].filter(([key, steps]) => is(key, steps)).length;
    expect(row).toEqual({
      firstWork: counted((key) => isIn(first.get(key)!)),
      lastSteps: counted((_, steps) => isIn(steps.at(-1)!.end)),
      begun: counted((key) => isIn(first.get(key)!)),
      ended: counted((_, steps) => isIn(endOf(steps))),
      open: counted((key, steps) => isBy(first.get(key)!) && !isBy(endOf(steps))),
    });
  }
  expect(load.periods.reduce((sum, { firstWork }) => sum + firstWork, 0)).toBe(cases.size);
  const gaps = (instants: readonly number[]): DurationSummarySeconds => {
    const sorted = [...instants].sort((a, b) => a - b);
    return durations(sorted.slice(1).map((instant, i) => instant - sorted[i]!));
  };
  expectDuration(load.betweenFirstWork, gaps([...first.values()]));
  expectDuration(load.betweenLastSteps, gaps([...cases.values()].map((steps) => steps.at(-1)!.end)));
}

export function expectWaits(
  { profile, unusual }: NonNullable<ProcessAnswer['waits']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  isOpen: (key: string) => boolean,
): void {
  const naive = naiveProfile(cases.values());
  expect([profile!.pairsTotal, profile!.observations]).toEqual([
    naive.size,
    [...naive.values()].reduce((sum, { length }) => sum + length, 0),
  ]);
  const inOrder = [...naive.values()].map(({ length }) => length).sort((a, b) => b - a);
  expect(profile!.pairs.map(({ n }) => n)).toEqual(inOrder.slice(0, 50));
  for (const { from, to, mean, stdev } of profile!.pairs) {
    const values = naive.get(JSON.stringify([from, to]))!;
    expect(mean / naiveMean(values)).toBeCloseTo(1, 9);
    if (values.length > 1) expect(stdev! / naiveDeviation(values)).toBeCloseTo(1, 9);
  }
  const flows = [...naivePassages(cases, 'durations').values()];
  const found = flows.flatMap((flow) =>
    flow.flatMap((passage) => {
      const judged = naiveJudgement(passage, flow);
      return judged === undefined ? [] : [{ ...passage, ...judged }];
    }),
  );
  expect([unusual.of, unusual.total, unusual.inOpenCases]).toEqual([
    'durations',
    found.length,
    found.filter((each) => isOpen(each.case)).length,
  ]);
  const byPlace = found.toSorted(
    (a, b) =>
      Number(isOpen(b.case)) - Number(isOpen(a.case)) || b.until - b.since - b.p99Ms - (a.until - a.since - a.p99Ms),
  );
  expect(
    unusual.rows.map(({ case: one, since, seconds, p99, sample }) => [one.name, since, seconds, p99, sample]),
  ).toEqual(
    byPlace
      .slice(0, 50)
      .map((each) => [
        each.case,
        new Date(each.since).toISOString(),
        (each.until - each.since) / 1000,
        each.p99Ms / 1000,
        { passages: each.passages, cases: each.cases },
      ]),
  );
}

/** Open cases without running work, against all waits behind the same activity. */
export function expectLasting(
  { rows, total }: NonNullable<NonNullable<ProcessAnswer['waits']>['lasting']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  by: readonly LogEvent[],
  isOpen: (key: string) => boolean,
  at: number,
): void {
  const flows = [...naivePassages(cases, 'durations')];
  const waiting = [...cases].filter(
    ([key]) => isOpen(key) && runningStarts(by.filter((event) => event.case === key)).length === 0,
  );
  const found = waiting.flatMap(([key, steps]) => {
    const { activity, end: since } = steps.at(-1)!;
    const behind = flows.flatMap(([flow, passages]) =>
      (JSON.parse(flow) as string[])[0] === activity ? passages : [],
    );
    const judged = naiveJudgement({ case: key, step: steps.length, since, until: at }, behind);
    return judged === undefined ? [] : [[key, activity, since, (at - since) / 1000, judged.p99Ms / 1000] as const];
  });
  expect(
    rows.map(({ case: one, behind, since, seconds, p99 }) => [one.name, behind, Date.parse(since), seconds, p99]),
  ).toEqual(found.toSorted((a, b) => a[2] - b[2]));
  expect(total).toBe(found.length);
}

export function expectSpan(
  span: NonNullable<ProcessAnswer['milestones']>[number],
  courses: ReadonlyMap<string, readonly LogEvent[]>,
): void {
  const [both, ms] = [[] as string[], [] as number[]];
  for (const [key, list] of courses) {
    const steps = list.toSorted((a, b) => a.at - b.at);
    const from = steps.findIndex(({ activity }) => activity === 'A_ACCEPTED');
    const to = steps.findLastIndex(({ activity }) => activity === 'O_SENT' || activity === 'O_CREATED');
    if (from < 0 || to < 0) continue;
    both.push(key);
    if (to > from) ms.push(steps[to]!.at - steps[from]!.at);
  }
  expect([span.cases, span.absent, span.negative]).toEqual([
    courses.size,
    courses.size - both.length,
    both.length - ms.length,
  ]);
  expectDuration(span.duration, summaryOf(ms));
}
