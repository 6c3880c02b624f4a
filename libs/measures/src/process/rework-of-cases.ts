import { addReworkStep, noRework, reworkCountsOf, reworkKinds, type ReworkCounts } from './rework-by-performer.js';

/** The steps of a case by what was done and who did it, in fold order. */
export interface PerformedSteps {
  readonly activities: readonly string[];
  /** One a step, opaque; undefined where nobody is known to have performed it. */
  readonly performers: readonly (string | undefined)[];
}

/** How often an activity was done again, over many cases. */
export interface ActivityRework {
  readonly activity: string;
  /** Cases in which it was done at least twice. */
  readonly cases: number;
  /** Steps beyond the first in each case, by kind. */
  readonly steps: ReworkCounts;
  /** Cases with at least one step of a kind; one case may be in several. */
  readonly casesWith: ReworkCounts;
}

/**
 * Rework by performer (`rework-by-performer.ts`) of many cases, counted in steps and in cases: a thousand repetitions in
 * one case are another finding than one in a thousand.
 *
 * @returns one entry an activity that was ever done again, in the order in which that first happened
 */
export function reworkOfCases(cases: Iterable<PerformedSteps>): ActivityRework[] {
  const sums = new Map<string, { cases: number; readonly steps: Counts; readonly casesWith: Counts }>();
  for (const steps of cases) {
    for (const { activity, ...counts } of reworkOfCase(steps)) {
      const sum = sums.get(activity) ?? { cases: 0, steps: noCounts(), casesWith: noCounts() };
      sums.set(activity, sum);
      sum.cases++;
      for (const kind of reworkKinds) {
        sum.steps[kind] += counts[kind];
        sum.casesWith[kind] += Number(counts[kind] > 0);
      }
    }
  }
  return Array.from(sums, ([activity, sum]) => ({ activity, ...sum }));
}

function reworkOfCase({ activities, performers }: PerformedSteps): ReturnType<typeof reworkCountsOf> {
  const rework = noRework();
  const numbers = new Map<string, number>();
  for (const [i, activity] of activities.entries()) {
    const performer = performers[i];
    if (performer !== undefined && !numbers.has(performer)) numbers.set(performer, numbers.size);
    addReworkStep(rework, activity, performer === undefined ? -1 : numbers.get(performer)!);
  }
  return reworkCountsOf(rework);
}

type Counts = Record<keyof ReworkCounts, number>;

const noCounts = (): Counts => ({
  selfLoopRepeat: 0,
  selfLoopRedo: 0,
  repetitionRepeat: 0,
  repetitionRedo: 0,
  unknown: 0,
});
