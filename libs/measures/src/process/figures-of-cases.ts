import type { Instant } from '#core/time.js';
import {
  caseStates,
  columnsOf,
  firstOfActivity,
  firstOfFlow,
  firstRework,
  secondOfActivity,
  type CaseColumns,
} from './case-columns.js';
import type { DeclaredEnds } from './case-state.js';
import { DurationStretches } from './duration-stretches.js';
import type { ProcessCase } from './process-case.js';
import type { ActivityFigures, FiguresOfCases, FlowFigures, VariantFigures } from './process-figures.js';

/** The figures of some cases as they are. @param declared what the process declares of the end of its cases */
export function figuresOfCases(
  cases: Iterable<Pick<ProcessCase, 'trace' | 'said'>>,
  declared: DeclaredEnds | undefined,
): FiguresOfCases {
  return figuresBy(columnsOf(cases, declared), Number.POSITIVE_INFINITY);
}

/** The figures of cases as they were by an instant; what was completed at it counts. One pass over the columns. */
export function figuresBy(columns: CaseColumns, at: Instant): FiguresOfCases {
  const sums = new Sums(columns, at);
  for (let one = 0; one + 1 < columns.firsts.length; one++) sums.addCase(one);
  return sums.figures();
}

/** Sums over the steps that were completed by an instant. */
class Sums {
  private readonly totals = { cases: 0, steps: 0, rework: 0, reworked: 0, open: 0, ended: 0 };
  private readonly ofActivity: Readonly<Record<'cases' | 'repeated' | 'selfLoops' | 'starts' | 'ends', Int32Array>>;
  private readonly activitySteps: Int32Array;
  private readonly flowCases: Int32Array;
  private readonly clamped: Int32Array;
  private readonly services: DurationStretches;
  private readonly durations: DurationStretches;
  private readonly waits: DurationStretches;
  private readonly caseDurations: DurationStretches;
  private readonly variantCases: Int32Array;
  /** The last step of a case that went each way. */
  private readonly variantSteps: Int32Array;

  constructor(
    private readonly columns: CaseColumns,
    private readonly at: Instant,
  ) {
    const { activityCounts, flowCounts, firsts, variantCount } = columns;
    const places = (): Int32Array => new Int32Array(activityCounts.length);
    this.activitySteps = places();
    this.ofActivity = { cases: places(), repeated: places(), selfLoops: places(), starts: places(), ends: places() };
    this.flowCases = new Int32Array(flowCounts.length);
    this.clamped = new Int32Array(flowCounts.length);
    this.services = new DurationStretches(activityCounts);
    this.durations = new DurationStretches(flowCounts);
    this.waits = new DurationStretches(flowCounts);
    this.caseDurations = new DurationStretches(Int32Array.of(firsts.length - 1));
    this.variantCases = new Int32Array(variantCount);
    this.variantSteps = new Int32Array(variantCount);
  }

  addCase(one: number): void {
    const { at, totals, ofActivity } = this;
    const { firsts, places, completedAt, startedAt, variants } = this.columns;
    const [first, end] = [firsts[one]!, firsts[one + 1]!];
    let began = completedAt[first]!;
    if (began > at) return;
    let step = first;
    for (; step < end && completedAt[step]! <= at; step++) {
      this.addStep(step);
      if (startedAt[step]! < began) began = startedAt[step]!;
    }
    const last = step - 1;
    totals.cases++;
    totals.steps += step - first;
    this.addState(one);
    ofActivity.starts[places[first]!]!++;
    ofActivity.ends[places[last]!]!++;
    this.caseDurations.add(0, completedAt[last]! - began);
    this.variantCases[variants[last]!]!++;
    this.variantSteps[variants[last]!] = last;
  }

  private addStep(step: number): void {
    const { places, flows, marks, completedAt, startedAt } = this.columns;
    const [place, flow, mark, start] = [places[step]!, flows[step]!, marks[step]!, startedAt[step]!];
    const { ofActivity, totals } = this;
    this.activitySteps[place]!++;
    if ((mark & firstOfActivity) > 0) ofActivity.cases[place]!++;
    else totals.rework++;
    if ((mark & firstRework) > 0) totals.reworked++;
    if ((mark & secondOfActivity) > 0) ofActivity.repeated[place]!++;
    const isStarted = !Number.isNaN(start);
    if (isStarted) this.services.add(place, completedAt[step]! - start);
    if (flow < 0) return;
    if (places[step - 1] === place) ofActivity.selfLoops[place]!++;
    if ((mark & firstOfFlow) > 0) this.flowCases[flow]!++;
    this.durations.add(flow, completedAt[step]! - completedAt[step - 1]!);
    if (!isStarted) return;
    const waitMs = start - completedAt[step - 1]!;
    this.waits.add(flow, Math.max(0, waitMs));
    if (waitMs < 0) this.clamped[flow]!++;
  }

  private addState(one: number): void {
    const { stateFirsts, stateSince, states } = this.columns;
    let state = 0;
    for (let i = stateFirsts[one]!; i < stateFirsts[one + 1]! && stateSince[i]! <= this.at; i++) state = states[i]!;
    this.totals.open += Number(caseStates[state] === 'open');
    this.totals.ended += Number(caseStates[state] === 'ended');
  }

  figures(): FiguresOfCases {
    return {
      ...this.totals,
      caseDuration: this.caseDurations.ranked(0),
      activities: [...this.activities()],
      flows: [...this.flows()],
      variants: [...this.variants()],
    };
  }

  private *activities(): Generator<ActivityFigures> {
    const { cases, repeated, selfLoops, starts, ends } = this.ofActivity;
    for (const [place, activity] of this.columns.activities.entries()) {
      const steps = this.activitySteps[place]!;
      if (steps === 0) continue;
      yield {
        activity,
        steps,
        cases: cases[place]!,
        repeated: repeated[place]!,
        selfLoops: selfLoops[place]!,
        starts: starts[place]!,
        ends: ends[place]!,
        service: this.services.ranked(place),
      };
    }
  }

  private *flows(): Generator<FlowFigures> {
    const { activities, flowEnds, flowCounts } = this.columns;
    for (let flow = 0; flow < flowCounts.length; flow++) {
      const count = this.durations.count(flow);
      if (count === 0) continue;
      yield {
        from: activities[flowEnds[2 * flow]!]!,
        to: activities[flowEnds[2 * flow + 1]!]!,
        count,
        cases: this.flowCases[flow]!,
        duration: this.durations.ranked(flow),
        wait: this.waits.ranked(flow),
        clamped: this.clamped[flow]!,
      };
    }
  }

  private *variants(): Generator<VariantFigures> {
    for (const [variant, count] of this.variantCases.entries())
      if (count > 0) yield { count, activities: this.wayTo(this.variantSteps[variant]!) };
  }

  /** The activities of a case up to a step. */
  private wayTo(last: number): string[] {
    const { activities, flows, places } = this.columns;
    let first = last;
    while (flows[first]! >= 0) first--;
    return Array.from(places.subarray(first, last + 1), (place) => activities[place]!);
  }
}
