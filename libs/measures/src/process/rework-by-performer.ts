/**
 * Steps of an activity beyond its first in a case, by whether they follow a step of the same activity directly (a
 * self-loop) or with others in between (a repetition), and by whether the same performer (repeat) or another one (redo)
 * did it the time before: the four of edeaR (Swennen, Using Event Log Knowledge to Support Operational Excellence
 * Techniques, 2018). They are counted as steps: three steps in a row are two self-loops, where edeaR counts one of size 2.
 */
export interface ReworkCounts {
  readonly selfLoopRepeat: number;
  readonly selfLoopRedo: number;
  readonly repetitionRepeat: number;
  readonly repetitionRedo: number;
  /** Of either kind, where it is not known who performed one of both. */
  readonly unknown: number;
}

export const reworkKinds = [
  'selfLoopRepeat',
  'selfLoopRedo',
  'repetitionRepeat',
  'repetitionRedo',
  'unknown',
] as const satisfies readonly (keyof ReworkCounts)[];

/** The rework of a case so far. Grows with the case: a step at a time, and says nothing of who performed what. */
export interface Rework {
  /** The different activities, in the order in which they first came. */
  readonly activities: string[];
  /** Who performed the last step of each: a number of the caller's, or −1 when it is not known. */
  readonly performers: number[];
  /** As many numbers an activity as there are `reworkKinds`, in their order. */
  readonly counts: number[];
  /** The activity of the last step: an index of `activities`, or −1 when there is none. */
  last: number;
}

export function noRework(): Rework {
  return { activities: [], performers: [], counts: [], last: -1 };
}

/**
 * Adds a step behind the others. The caller keeps fold order.
 * @param performer a number that stands for who performed it, or −1 when that is not known
 */
export function addReworkStep(rework: Rework, activity: string, performer: number): void {
  const { activities, performers, counts, last } = rework;
  const known = activities.indexOf(activity);
  if (known < 0) {
    rework.last = activities.push(activity) - 1;
    performers.push(performer);
    for (const _kind of reworkKinds) counts.push(0);
    return;
  }
  const kind = kindOf(known === last, performers[known]!, performer);
  counts[known * reworkKinds.length + reworkKinds.indexOf(kind)]!++;
  performers[known] = performer;
  rework.last = known;
}

function kindOf(isSelfLoop: boolean, before: number, now: number): (typeof reworkKinds)[number] {
  if (before < 0 || now < 0) return 'unknown';
  if (before === now) return isSelfLoop ? 'selfLoopRepeat' : 'repetitionRepeat';
  return isSelfLoop ? 'selfLoopRedo' : 'repetitionRedo';
}

/** The activities of a case that it did more than once, in the order in which they first came. */
export function reworkCountsOf({ activities, counts }: Rework): ({ readonly activity: string } & ReworkCounts)[] {
  // Asked at every step of a case, most activities of which were never repeated: those cost nothing.
  const found: ({ readonly activity: string } & ReworkCounts)[] = [];
  for (const [i, activity] of activities.entries()) {
    const first = i * reworkKinds.length;
    if (!isRepeated(counts, first)) continue;
    const [selfLoopRepeat, selfLoopRedo, repetitionRepeat, repetitionRedo, unknown] = counts.slice(
      first,
      first + reworkKinds.length,
    ) as [number, number, number, number, number];
    found.push({ activity, selfLoopRepeat, selfLoopRedo, repetitionRepeat, repetitionRedo, unknown });
  }
  return found;
}

function isRepeated(counts: readonly number[], first: number): boolean {
  for (let kind = 0; kind < reworkKinds.length; kind++) if (counts[first + kind]! > 0) return true;
  return false;
}
