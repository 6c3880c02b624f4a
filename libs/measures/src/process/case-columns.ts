import type { Instant } from '#core/time.js';
import { statesOf, type CaseState, type DeclaredEnds } from './case-state.js';
import type { ProcessCase } from './process-case.js';

/** What a step is in its case; bits of `marks`. */
export const firstOfActivity = 1;
export const secondOfActivity = 2;
export const firstOfFlow = 4;
export const firstRework = 8;

/** The states by their numbers. */
export const caseStates: readonly CaseState[] = ['undeclared', 'open', 'ended'];

/**
 * The cases of a process as columns of numbers, one entry a step and case after case: a question about any moment is one
 * pass over them, without a look at an object. Cases without a completed step are left out.
 *
 * Whatever a step adds to a figure hangs on the steps before it in its case alone, never on later ones, so that the figures
 * of a moment are sums over the steps that were completed by then.
 */
export interface CaseColumns {
  /** Activities by their places. */
  readonly activities: readonly string[];
  /** From which place to which each flow leads: two numbers a flow. */
  readonly flowEnds: Int32Array;
  /** How many passages each flow has, and how many steps each activity. */
  readonly flowCounts: Int32Array;
  readonly activityCounts: Int32Array;
  /** How many different beginnings of cases there are. */
  readonly variantCount: number;
  /** The first step of each case, and at last how many steps there are. */
  readonly firsts: Int32Array;
  /** Place of the activity of each step. */
  readonly places: Int32Array;
  readonly completedAt: Float64Array;
  /** NaN where no start is known. */
  readonly startedAt: Float64Array;
  /** Which flow leads to each step; −1 to the first of a case. */
  readonly flows: Int32Array;
  /** Equal for steps exactly when their cases went the same way up to them. */
  readonly variants: Int32Array;
  readonly marks: Uint8Array;
  /** The first change of state of each case, and at last how many there are. */
  readonly stateFirsts: Int32Array;
  readonly stateSince: Float64Array;
  /** Numbers of `caseStates`. */
  readonly states: Uint8Array;
}

/**
 * @param cases may be read again and again
 * @param declared what the process declares of the end of its cases
 */
export function columnsOf(
  cases: Iterable<Pick<ProcessCase, 'trace' | 'said'>>,
  declared: DeclaredEnds | undefined,
): CaseColumns {
  const packed = new PackedCases(declared);
  for (const one of cases) packed.add(one);
  return packed.columns();
}

/** No place is greater. */
const placesMax = 2 ** 24;

class PackedCases {
  private readonly places = new Map<string, number>();
  private readonly flowByPair = new Map<number, number>();
  private readonly flowEnds: number[] = [];
  private readonly flowCounts: number[] = [];
  private readonly activityCounts: number[] = [];
  /** The way that goes on from another one with an activity. */
  private readonly variantAfter = new Map<number, number>();
  /** The last case in which each flow came. */
  private readonly lastCaseOfFlow: number[] = [];
  private readonly firsts: number[] = [];
  private readonly stepPlaces: number[] = [];
  private readonly completedAt: Instant[] = [];
  private readonly startedAt: number[] = [];
  private readonly flows: number[] = [];
  private readonly variants: number[] = [];
  private readonly marks: number[] = [];
  private readonly stateFirsts: number[] = [];
  private readonly stateSince: Instant[] = [];
  private readonly states: number[] = [];

  constructor(private readonly declared: DeclaredEnds | undefined) {}

  add({ trace, said }: Pick<ProcessCase, 'trace' | 'said'>): void {
    const { activities, steps, completedAt, startedAt } = trace;
    if (steps.length === 0) return;
    this.firsts.push(this.stepPlaces.length);
    this.addStates(statesOf(trace, said, this.declared));
    const places = activities.map((activity) => this.placeOf(activity));
    const counts = activities.map(() => 0);
    let [variant, isReworked] = [-1, false];
    for (let i = 0; i < steps.length; i++) {
      const place = places[steps[i]!]!;
      const nth = ++counts[steps[i]!]!;
      let mark = nth === 1 ? firstOfActivity : nth === 2 ? secondOfActivity : 0;
      if (nth > 1 && !isReworked) mark |= firstRework;
      isReworked ||= nth > 1;
      const flow = i === 0 ? -1 : this.flowOf(places[steps[i - 1]!]!, place);
      if (flow >= 0 && this.isFirstOfFlow(flow)) mark |= firstOfFlow;
      this.activityCounts[place]!++;
      variant = this.variantBehind(variant, place);
      this.stepPlaces.push(place);
      this.completedAt.push(completedAt[i]!);
      this.startedAt.push(startedAt[i] ?? NaN);
      this.flows.push(flow);
      this.variants.push(variant);
      this.marks.push(mark);
    }
  }

  private addStates(states: ReturnType<typeof statesOf>): void {
    this.stateFirsts.push(this.states.length);
    for (const { state, since } of states) {
      this.states.push(caseStates.indexOf(state));
      this.stateSince.push(since!);
    }
  }

  private placeOf(activity: string): number {
    let place = this.places.get(activity);
    if (place === undefined) {
      place = this.activityCounts.push(0) - 1;
      this.places.set(activity, place);
    }
    return place;
  }

  private flowOf(from: number, to: number): number {
    const pair = from * placesMax + to;
    let flow = this.flowByPair.get(pair);
    if (flow === undefined) {
      flow = this.flowCounts.push(0) - 1;
      this.flowByPair.set(pair, flow);
      this.flowEnds.push(from, to);
      this.lastCaseOfFlow.push(0);
    }
    this.flowCounts[flow]!++;
    return flow;
  }

  private isFirstOfFlow(flow: number): boolean {
    const known = this.lastCaseOfFlow[flow] === this.firsts.length;
    this.lastCaseOfFlow[flow] = this.firsts.length;
    return !known;
  }

  private variantBehind(variant: number, place: number): number {
    const way = (variant + 1) * placesMax + place;
    let after = this.variantAfter.get(way);
    if (after === undefined) this.variantAfter.set(way, (after = this.variantAfter.size));
    return after;
  }

  columns(): CaseColumns {
    return {
      activities: [...this.places.keys()],
      flowEnds: Int32Array.from(this.flowEnds),
      flowCounts: Int32Array.from(this.flowCounts),
      activityCounts: Int32Array.from(this.activityCounts),
      variantCount: this.variantAfter.size,
      firsts: new Int32Array([...this.firsts, this.stepPlaces.length]),
      places: new Int32Array(this.stepPlaces),
      completedAt: new Float64Array(this.completedAt),
      startedAt: new Float64Array(this.startedAt),
      flows: new Int32Array(this.flows),
      variants: new Int32Array(this.variants),
      marks: new Uint8Array(this.marks),
      stateFirsts: new Int32Array([...this.stateFirsts, this.states.length]),
      stateSince: new Float64Array(this.stateSince),
      states: new Uint8Array(this.states),
    };
  }
}
