/** The steps of a case by what was done and who did it, in fold order. */
export interface PerformedSteps {
  readonly activities: readonly string[];
  /** One a step, opaque; undefined where nobody is known to have performed it. */
  readonly performers: readonly (string | undefined)[];
}

/**
 * Who did an activity again: who did it the last time (`repeat`), somebody else (`redo`), or it cannot be told, because
 * one of both is not known.
 */
export interface ByPerformer {
  readonly repeat: number;
  readonly redo: number;
  readonly unknown: number;
}

/** Steps that did an activity again, and the cases in which there is at least one of them. */
export interface Recurrences {
  readonly steps: ByPerformer;
  readonly cases: ByPerformer;
}

/** How often an activity was done again ("rework" of edeaR). */
export interface ActivityRework {
  readonly activity: string;
  /** Cases in which it was done at least twice. */
  readonly cases: number;
  /** Done again at once: the step before was of the same activity. */
  readonly selfLoops: Recurrences;
  /** Done again after something else. */
  readonly repetitions: Recurrences;
}

/**
 * Rework by the two distinctions of edeaR: self-loop or repetition, repeat or redo. Each step beyond the first of its
 * activity in a case is one recurrence, told from the time before; so all cells of a case together are its `reworkOf`, and
 * self-loops are those of `activityCountsOf`.
 *
 * @returns one entry an activity that was ever done again, in the order in which that first happened
 */
export function reworkByPerformer(cases: Iterable<PerformedSteps>): ActivityRework[] {
  const sums = new Map<string, Sums>();
  for (const steps of cases) {
    for (const [activity, { selfLoops, repetitions }] of recurrencesOf(steps)) {
      const sum = sums.get(activity) ?? noSums();
      sums.set(activity, sum);
      sum.cases++;
      for (const [all, ofCase] of [
        [sum.selfLoops, selfLoops],
        [sum.repetitions, repetitions],
      ] as const) {
        for (const performer of ['repeat', 'redo', 'unknown'] as const) {
          all.steps[performer] += ofCase[performer];
          all.cases[performer] += Number(ofCase[performer] > 0);
        }
      }
    }
  }
  return Array.from(sums, ([activity, sum]) => ({ activity, ...sum }));
}

/** The recurrences of one case, by activity. */
function recurrencesOf({
  activities,
  performers,
}: PerformedSteps): Map<string, Record<'selfLoops' | 'repetitions', Counts>> {
  const found = new Map<string, Record<'selfLoops' | 'repetitions', Counts>>();
  const latest = new Map<string, number>();
  for (const [i, activity] of activities.entries()) {
    const before = latest.get(activity);
    latest.set(activity, i);
    if (before === undefined) continue;
    const ofActivity = found.get(activity) ?? { selfLoops: noCounts(), repetitions: noCounts() };
    found.set(activity, ofActivity);
    ofActivity[before === i - 1 ? 'selfLoops' : 'repetitions'][comparedWith(performers[before], performers[i])]++;
  }
  return found;
}

function comparedWith(before: string | undefined, now: string | undefined): keyof ByPerformer {
  if (before === undefined || now === undefined) return 'unknown';
  return before === now ? 'repeat' : 'redo';
}

type Counts = Record<keyof ByPerformer, number>;

interface Sums {
  cases: number;
  readonly selfLoops: Readonly<Record<keyof Recurrences, Counts>>;
  readonly repetitions: Readonly<Record<keyof Recurrences, Counts>>;
}

const noCounts = (): Counts => ({ repeat: 0, redo: 0, unknown: 0 });

const noSums = (): Sums => ({
  cases: 0,
  selfLoops: { steps: noCounts(), cases: noCounts() },
  repetitions: { steps: noCounts(), cases: noCounts() },
});
