import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DurationSummarySeconds } from '#measures/process/duration-summary.js';
import { leastStays } from '#measures/process/stuck-stays.js';
import { openTend, type LocalTend } from '#workspace/local-tend.js';
import type { ProcessAnswer, ProcessQuery } from '#workspace/processes/process-answers.js';
import { expectDuration } from './expect-process.js';
import { logOnce, readLogTruth } from './log-truth.js';
import { durations } from './naive-process.js';
import { stateOf, statementsOf } from './naive-course.js';
import { naiveStays, naiveStuck } from './naive-stays.js';
import {
  naiveBusyByEnds,
  naiveCases,
  naiveDeviation,
  naiveJudgement,
  naiveMean,
  naivePassages,
  naiveProfile,
  naiveStepTimes,
  type NaiveStep,
} from './naive-times.js';
import { testData } from './test-data.js';

jest.setTimeout(300_000);

const none: DurationSummarySeconds = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
const summaryOf = (ms: readonly number[]): DurationSummarySeconds => (ms.length === 0 ? none : durations(ms));

const folder = mkdtempSync(path.join(tmpdir(), 'tend-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (name: string): Promise<LocalTend> =>
  openTend({ directory: path.join(folder, name), zone: 'UTC', clock: { now: () => Date.UTC(2026, 10, 24) } });

describe('the parts of a log that is imported', () => {
  let tend: LocalTend;
  const logs = ['running-example', 'receipt'] as const;
  const files = { 'running-example': 'running-example.xes', 'receipt': 'receipt.xes.gz' } as const;

  beforeAll(async () => {
    tend = await open('logs');
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '07:00', close: '17:00' }));
    const calendar = { version: '1', calendar: 'office', zone: 'UTC', hours, holidays: [] };
    const effectiveFrom = '2000-01-01';
    await tend.rules.publish([{ type: 'CalendarPublished', effectiveFrom, data: calendar }], {});
    for (const process of logs) {
      const data = { version: '1', process, terminal: [], calendar: 'office' };
      await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom, data }], {});
      const file = testData('process', files[process]);
      const bytes = createReadStream(file);
      await tend.import({ name: path.basename(file), bytes, sizeBytes: statSync(file).size }, { process }, {});
    }
  });
  afterAll(() => tend.close());

  it.each(logs)('are the truth of %s', async (name) => {
    const truth = readLogTruth(name);
    const { times, load, waits, milestones } = await tend.process(name, {
      show: ['times', 'load', 'waits'],
      milestones: ['start -> end'],
    });
    expectDuration(times!.cases.duration, truth.caseDuration);
    expectDuration(times!.businessHours!.duration, truth.caseDurationBusinessHoursUtcMonFri07to17);
    expect(times!.variants.count).toBe(truth.variants);
    expect(Object.fromEntries(times!.activities.map(({ activity, count }) => [activity, count]))).toEqual(
      truth.activityCounts,
    );
    expectDuration(milestones![0]!.duration, truth.caseDuration);
    expectDuration(milestones![0]!.businessHours!.duration, truth.caseDurationBusinessHoursUtcMonFri07to17);
    expect(load!.betweenFirstWork.mean).toBeCloseTo(truth.meanInterarrivalSeconds, 6);
    expect(load).not.toHaveProperty('now');
    if (load!.period === 'month') {
      const last = load!.periods.filter(({ lastSteps }) => lastSteps > 0);
      expect(Object.fromEntries(last.map(({ period, lastSteps }) => [period, lastSteps]))).toEqual(
        truth.casesEndedPerMonthUtc,
      );
    }
    const { pairs, pairsTotal, observations, overlapping } = waits!.profile!;
    expect([pairsTotal, observations, overlapping]).toEqual([
      truth.temporalProfile!.pairs,
      truth.temporalProfile!.observations,
      0,
    ]);
    for (const [i, { from, to, n, mean, stdev }] of truth.temporalProfile!.top25.entries()) {
      expect(pairs[i]).toMatchObject({ from, to, n });
      expect(Math.abs(pairs[i]!.mean - mean)).toBeLessThan(0.51e-6);
      expect(Math.abs(pairs[i]!.stdev! - stdev)).toBeLessThan(0.51e-6);
    }
  });

  it('tell of as many cases as had begun at each cut of receipt', async () => {
    for (const { at, casesStarted, asOf } of readLogTruth('receipt').cuts) {
      const { times, load } = await tend.process('receipt', { show: ['times', 'load'], asOf: at });
      expect(times!.cases.cases).toBe(casesStarted);
      expectDuration(times!.cases.duration, asOf.caseDuration);
      expect(load!.periods.reduce((sum, { firstWork }) => sum + firstWork, 0)).toBe(casesStarted);
    }
  });
});

/** One case in a hundred: with starts, and with activities that end cases. */
const events = logOnce('bpic2012').filter(({ case: key }) => key.endsWith('07'));
const truth = readLogTruth('bpic2012') as unknown as { readonly funnel: readonly { readonly stage: string }[] };
const declared = {
  stages: truth.funnel.map(({ stage }) => stage),
  terminal: ['A_DECLINED', 'A_CANCELLED', 'A_ACTIVATED'],
  outcomes: [
    { activity: 'A_APPROVED', outcome: 'won' as const },
    { activity: 'A_DECLINED', outcome: 'lost' as const },
    { activity: 'A_CANCELLED', outcome: 'abandoned' as const },
  ],
};
const end = Date.UTC(2026, 10, 24);

describe('the parts of one case in a hundred of bpic2012', () => {
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await open('slice');
    const data = { version: '1', process: 'loans', ...declared };
    await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom: '2000-01-01', data }], {});
    const actor = { kind: 'person', identifiers: [{ scheme: 'agent', value: 'A-1' }], role: 'agent', side: 'ours' };
    const lines = events.map(({ case: number, activity, at, lifecycle }, i) => ({
      id: `${i}`,
      type: 'ActivityRecorded',
      occurredAt: new Date(at).toISOString(),
      actor,
      parties: [actor],
      process: { definition: 'loans', case: number, activity, lifecycle: lifecycle!.toLowerCase() },
      data: {},
    }));
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const file = { name: 'slice.ndjson', bytes: Readable.from([Buffer.from(text)]), sizeBytes: text.length };
    const { appended, refusals } = await tend.import(file, { dataset: 'slice', format: 'ndjson' }, {});
    expect([appended, refusals.slice(0, 2)]).toEqual([events.length, []]);
  });
  afterAll(() => tend.close());

  const ask = (query: ProcessQuery): Promise<ProcessAnswer> => tend.process('loans', query);
  const instants = [Date.parse('2011-11-20T12:00:00Z'), Date.parse('2012-01-15T00:00:00Z'), end];

  it.each(instants)('are those of the events up to %d by plain loops', async (at) => {
    const by = events.filter((event) => event.at <= at);
    // Cases are those with a completed step.
    const cases = new Map([...naiveCases(by)].filter(([, steps]) => steps.length > 0));
    const completed = by.filter(({ lifecycle }) => lifecycle === 'COMPLETE');
    const courses = Map.groupBy(completed, (event) => event.case);
    const isOpen = (key: string): boolean => stateOf(statementsOf(startsOf(cases.get(key)!), declared)) === 'open';
    const answer = await ask({
      asOf: new Date(at).toISOString(),
      show: ['times', 'load', 'waits', 'stages', 'pipeline'],
      milestones: ['A_ACCEPTED -> last O_SENT, O_CREATED'],
    });
    expectTimes(answer.times!, cases, by, isOpen, at);
    expectLoad(answer.load!, cases, isOpen);
    expectWaits(answer.waits!, cases, isOpen);
    expectLasting(answer.waits!.lasting!, cases, by, isOpen, at);
    const { stages, stuck, stuckTotal } = answer.stages!;
    const stays = naiveStays(courses, declared, at);
    for (const [place, stage] of stages.entries()) {
      const here = stays.filter((stay) => stay.stage === place);
      expect([stage.stage, stage.moved, stage.ended, stage.current.n]).toEqual([
        declared.stages[place],
        ...['moved', 'ended', 'open'].map((how) => here.filter((stay) => stay.how === how).length),
      ]);
    }
    // Keys tell equals apart that cases have by their numbers.
    expect(stuck.map(({ case: one, stage }) => `${one.name} ${declared.stages.indexOf(stage)}`).sort()).toEqual(
      naiveStuck(stays, leastStays).sort(),
    );
    expect(stuckTotal).toBe(stuck.length);
    if (at === end) for (const some of [stuckTotal, answer.waits!.unusual.total]) expect(some).toBeGreaterThan(0);
    expectSpan(answer.milestones![0]!, courses);
    expect(answer.pipeline).toMatchObject({ currencies: [], open: [...cases.keys()].filter(isOpen).length });
    expect(answer.pipeline!.outcomes.counts.lost).toBe(
      [...courses.values()].filter((each) => each.some(({ activity }) => activity === 'A_DECLINED')).length,
    );
  });
});

/** As statements are read off: an event a step. */
function startsOf(steps: readonly NaiveStep[]) {
  return steps.map(({ activity, start, end: at }) => ({ activity, at, ...(start === null ? {} : { start }) }));
}

function expectTimes(
  times: NonNullable<ProcessAnswer['times']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  by: readonly (typeof events)[number][],
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
function runningStarts(list: readonly (typeof events)[number][]): number[] {
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

function expectLoad(
  load: NonNullable<ProcessAnswer['load']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  isOpen: (key: string) => boolean,
): void {
  const open = [...cases.keys()].filter(isOpen).length;
  expect(load.now).toEqual({ open, ended: cases.size - open, begun: cases.size, over: cases.size - open });
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

function expectWaits(
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
function expectLasting(
  { rows, total }: NonNullable<NonNullable<ProcessAnswer['waits']>['lasting']>,
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  by: readonly (typeof events)[number][],
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
  if (at === end) expect(total).toBeGreaterThan(0);
}

function expectSpan(
  span: NonNullable<ProcessAnswer['milestones']>[number],
  courses: ReadonlyMap<string, readonly (typeof events)[number][]>,
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
