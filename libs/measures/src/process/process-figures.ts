import type { CaseState } from './case-state.js';
import { rankedOf, type RankedDurations } from './duration-summary.js';
import type { Trace } from './trace.js';

/** What an activity is in all cases together. */
export interface ActivityFigures {
  readonly activity: string;
  /** Completed steps of it. */
  readonly steps: number;
  readonly cases: number;
  /** Cases in which it was completed more than once. */
  readonly repeated: number;
  /** Steps of it directly behind a step of it. */
  readonly selfLoops: number;
  /** Cases that begin, and that end, with it. */
  readonly starts: number;
  readonly ends: number;
  /** Of the steps whose start is known. */
  readonly service: RankedDurations;
}

/** What a flow is in all cases together. */
export interface FlowFigures {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly cases: number;
  /** From completion to completion, one a passage. */
  readonly duration: RankedDurations;
  /** From completion to start, of the passages whose start is known; those that would be negative are 0 and clamped. */
  readonly wait: RankedDurations;
  readonly clamped: number;
}

/** Cases that went the same way. */
export interface VariantFigures {
  readonly activities: readonly string[];
  /** How many cases. */
  readonly count: number;
}

/** A process as the sum of its cases: the figures of definitions.md §3 of which each case has a part. */
export interface ProcessFigures {
  readonly cases: number;
  readonly steps: number;
  /** Steps beyond the first of each activity, and the cases that have any. */
  readonly rework: number;
  readonly reworked: number;
  readonly open: number;
  readonly ended: number;
  readonly caseDuration: RankedDurations;
  /** In no order. */
  readonly activities: readonly ActivityFigures[];
  readonly flows: readonly FlowFigures[];
}

/** The beginning of a case. */
export interface CaseSlice {
  readonly trace: Trace;
  /** How many of its steps count, at least one. */
  readonly length: number;
  readonly state: CaseState;
}

/**
 * The figures of some cases, each counted up to some step. One pass, without a copy of any case: a question about the past
 * of a hundred thousand steps takes some tens of milliseconds.
 */
export function figuresOfCases(slices: Iterable<CaseSlice>): ProcessFigures & {
  readonly variants: readonly VariantFigures[];
} {
  const sums = new Sums();
  for (const slice of slices) sums.add(slice);
  return sums.figures();
}

interface ActivitySums {
  steps: number;
  cases: number;
  repeated: number;
  selfLoops: number;
  starts: number;
  ends: number;
  readonly serviceMs: number[];
}

interface FlowSums {
  readonly from: number;
  readonly to: number;
  cases: number;
  clamped: number;
  /** The last case that was counted. */
  lastCase: number;
  readonly durationsMs: number[];
  readonly waitsMs: number[];
}

class Sums {
  private cases = 0;
  private steps = 0;
  private rework = 0;
  private reworked = 0;
  private open = 0;
  private ended = 0;
  private readonly durationsMs: number[] = [];
  private readonly names: string[] = [];
  private readonly indexByName = new Map<string, number>();
  private readonly activities: ActivitySums[] = [];
  /** By the indexes of both activities: `from * 2²⁴ + to`. */
  private readonly flows = new Map<number, FlowSums>();
  private readonly variants = new Map<string, { count: number; readonly slice: CaseSlice }>();

  add(slice: CaseSlice): void {
    const { trace, length, state } = slice;
    this.cases++;
    this.steps += length;
    this.open += Number(state === 'open');
    this.ended += Number(state === 'ended');
    const places = this.addActivities(slice);
    this.addSteps(slice, places);
    const rework = length - places.length;
    this.rework += rework;
    this.reworked += Number(rework > 0);
    let began = trace.completedAt[0]!;
    for (let i = 0; i < length; i++) {
      const start = trace.startedAt[i]!;
      if (start !== null && start < began) began = start;
    }
    this.durationsMs.push(trace.completedAt[length - 1]! - began);
    this.addVariant(slice, places);
  }

  /** @returns which place each activity of the case has here */
  private addActivities({ trace: { activities, steps }, length }: CaseSlice): readonly number[] {
    const counts: number[] = [];
    for (let i = 0; i < length; i++) counts[steps[i]!] = (counts[steps[i]!] ?? 0) + 1;
    return counts.map((count, index) => {
      const place = this.placeOf(activities[index]!);
      const sums = this.activities[place]!;
      sums.steps += count;
      sums.cases++;
      sums.repeated += Number(count > 1);
      return place;
    });
  }

  private addSteps({ trace, length }: CaseSlice, places: readonly number[]): void {
    const { steps, completedAt, startedAt } = trace;
    this.activities[places[steps[0]!]!]!.starts++;
    this.activities[places[steps[length - 1]!]!]!.ends++;
    for (let i = 0; i < length; i++) {
      const to = places[steps[i]!]!;
      const start = startedAt[i]!;
      if (start !== null) this.activities[to]!.serviceMs.push(completedAt[i]! - start);
      if (i === 0) continue;
      const from = places[steps[i - 1]!]!;
      if (from === to) this.activities[to]!.selfLoops++;
      const flow = this.flowOf(from, to);
      if (flow.lastCase !== this.cases) {
        flow.lastCase = this.cases;
        flow.cases++;
      }
      flow.durationsMs.push(completedAt[i]! - completedAt[i - 1]!);
      if (start === null) continue;
      const waitMs = start - completedAt[i - 1]!;
      flow.waitsMs.push(Math.max(0, waitMs));
      if (waitMs < 0) flow.clamped++;
    }
  }

  private placeOf(activity: string): number {
    let place = this.indexByName.get(activity);
    if (place === undefined) {
      place = this.names.push(activity) - 1;
      this.indexByName.set(activity, place);
      this.activities.push({ steps: 0, cases: 0, repeated: 0, selfLoops: 0, starts: 0, ends: 0, serviceMs: [] });
    }
    return place;
  }

  private flowOf(from: number, to: number): FlowSums {
    const pair = from * 0x1000000 + to;
    let flow = this.flows.get(pair);
    if (flow === undefined) {
      flow = { from, to, cases: 0, clamped: 0, lastCase: 0, durationsMs: [], waitsMs: [] };
      this.flows.set(pair, flow);
    }
    return flow;
  }

  private addVariant(slice: CaseSlice, places: readonly number[]): void {
    let variant = '';
    for (let i = 0; i < slice.length; i++) {
      const place = places[slice.trace.steps[i]!]!;
      variant += String.fromCharCode(place & 0xffff, place >>> 16);
    }
    const known = this.variants.get(variant);
    if (known === undefined) this.variants.set(variant, { count: 1, slice });
    else known.count++;
  }

  figures(): ReturnType<typeof figuresOfCases> {
    const { cases, steps, rework, reworked, open, ended, names } = this;
    return {
      cases,
      steps,
      rework,
      reworked,
      open,
      ended,
      caseDuration: rankedOf(this.durationsMs),
      activities: this.activities.map(({ serviceMs, ...sums }, place) => ({
        activity: names[place]!,
        ...sums,
        service: rankedOf(serviceMs),
      })),
      flows: Array.from(this.flows.values(), ({ from, to, cases: taken, clamped, durationsMs, waitsMs }) => ({
        from: names[from]!,
        to: names[to]!,
        count: durationsMs.length,
        cases: taken,
        duration: rankedOf(durationsMs),
        wait: rankedOf(waitsMs),
        clamped,
      })),
      variants: Array.from(this.variants.values(), ({ count, slice: { trace, length } }) => ({
        count,
        activities: trace.steps.slice(0, length).map((step) => trace.activities[step]!),
      })),
    };
  }
}
