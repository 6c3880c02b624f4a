import { expect } from '@jest/globals';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { pairsSha256, type PairCount } from './naive-process.js';
import type { WorkFigures } from './naive-work.js';
import type { DurationTruth, ProcessTruth } from './process-log.js';

/** What a program says of a process, in the shape of `tend process NAME --json` as far as the truth files reach. */
export interface ProcessFigures {
  readonly cases: number;
  readonly events: number;
  readonly activities: readonly { readonly activity: string; readonly count: number }[];
  readonly start: readonly { readonly activity: string; readonly count: number }[];
  readonly end: readonly { readonly activity: string; readonly count: number }[];
  readonly flows: readonly (PairCount & { readonly duration: DurationTruth })[];
  readonly variants: {
    readonly count: number;
    readonly top: readonly { readonly count: number; readonly activities: readonly string[] }[];
  };
  readonly caseDuration: DurationTruth;
  readonly rework: ProcessTruth['rework'];
  readonly handovers?: readonly PairCount[];
}

/** What of it is about those who did the work, and names nobody. */
export type TellsOfWork = Pick<ProcessAnswer, 'teamHandovers' | 'teams' | 'rework'>;

/** Every figure of the truth, to the last count and to the last digit that it has. At least ten variants must be given. */
export function expectProcess(figures: ProcessFigures, truth: ProcessTruth): void {
  expect(figures.cases).toBe(truth.cases);
  expect(figures.events).toBe(truth.events);
  expect(figures.activities).toHaveLength(truth.activities);
  if (truth.activityCounts !== undefined) expect(byActivity(figures.activities)).toEqual(truth.activityCounts);
  expect(byActivity(figures.start)).toEqual(truth.startActivities);
  expect(byActivity(figures.end)).toEqual(truth.endActivities);

  expect(figures.flows).toHaveLength(truth.dfgEdges);
  expect(figures.flows.reduce((sum, flow) => sum + flow.count, 0)).toBe(truth.dfgTotal);
  expect(pairsSha256(figures.flows)).toBe(truth.dfgSha256);
  expectFlows([...figures.flows].sort(byName), [...truth.edgeDurations].sort(byName));

  expect(figures.variants.count).toBe(truth.variants);
  expect(figures.variants.top.slice(0, 10)).toEqual(truth.top10Variants);
  expectDuration(figures.caseDuration, truth.caseDuration);
  const { casesWithRework, totalRework, casesPerActivity, selfLoops } = figures.rework;
  expect({ casesWithRework, totalRework, casesPerActivity, selfLoops }).toEqual(truth.rework);
  if (figures.handovers !== undefined && truth.handover !== undefined)
    expectHandovers(figures.handovers, truth.handover);
}

/** Who did the work, told without naming anybody. */
export function expectWork(
  { teamHandovers, teams, rework: { byPerformer, byPerformerTotal } }: TellsOfWork,
  naive: WorkFigures,
): void {
  expect({ teamHandovers, teams, rework: { byPerformer, byPerformerTotal } }).toEqual(naive);
}

/** What was so by an instant, as far as the truth files tell it. */
export function expectCut(figures: ProcessFigures, truth: NonNullable<ProcessTruth['cuts']>[number]['asOf']): void {
  const { cases, events, activities, flows, variants } = figures;
  expect({ cases, events }).toEqual({ cases: truth.cases, events: truth.events });
  expect(activities).toHaveLength(truth.activities);
  expect(variants.count).toBe(truth.variants);
  expect(flows).toHaveLength(truth.dfgEdges);
  expect(flows.reduce((sum, flow) => sum + flow.count, 0)).toBe(truth.dfgTotal);
  expect(pairsSha256(flows)).toBe(truth.dfgSha256);
  expect(byActivity(figures.start)).toEqual(truth.startActivities);
  expect(byActivity(figures.end)).toEqual(truth.endActivities);
  expectDuration(figures.caseDuration, truth.caseDuration);
}

function expectHandovers(handovers: readonly PairCount[], truth: NonNullable<ProcessTruth['handover']>): void {
  expect(handovers).toHaveLength(truth.distinctEdges);
  expect(handovers.reduce((sum, { count }) => sum + count, 0)).toBe(truth.pairs);
  expect(pairsSha256(handovers)).toBe(truth.sha256);
  expect(handovers.slice(0, 20).map(({ from, to, count }) => ({ from, to, count }))).toEqual(truth.top20);
}

function byActivity(counts: readonly { readonly activity: string; readonly count: number }[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ activity, count }) => [activity, count]));
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

function expectFlows(flows: ProcessFigures['flows'], truth: ProcessTruth['edgeDurations']): void {
  expect(flows.map(({ from, to }) => [from, to])).toEqual(truth.map(({ from, to }) => [from, to]));
  for (const [i, flow] of flows.entries()) {
    expect(flow.count).toBe(truth[i]!.n);
    expectDuration(flow.duration, truth[i]!);
  }
}

/** Exact, but for mean and p90, which the truth files round to 6 digits behind the point. */
export function expectDuration(duration: DurationTruth, truth: DurationTruth): void {
  const exact = ({ n, min, median, max, sum }: DurationTruth): object => ({ n, min, median, max, sum });
  expect(exact(duration)).toEqual(exact(truth));
  expect(Math.abs(duration.mean - truth.mean)).toBeLessThan(0.51e-6);
  expect(Math.abs(duration.p90 - truth.p90)).toBeLessThan(0.51e-6);
}

function byName(a: Edge, b: Edge): number {
  const [left, right] = [`${a.from}\t${a.to}`, `${b.from}\t${b.to}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
