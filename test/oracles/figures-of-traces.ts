import { activityCountsOf, reworkOf } from '#measures/process/activity-counts.js';
import { rankedOf, summarizeDurations } from '#measures/process/duration-summary.js';
import { flowsOf } from '#measures/process/flows.js';
import { addPerformer, handoversOf, noHandovers, type Handovers } from '#measures/process/handovers.js';
import { activitiesOf, addStep, caseDurationMs, emptyTrace, type Trace } from '#measures/process/trace.js';
import { emptyVariant, variantAfter } from '#measures/process/variants.js';
import type { ProcessFigures } from './expect-process.js';
import type { LogEvent } from './process-log.js';

interface Measured {
  readonly trace: Trace;
  readonly handovers: Handovers;
  variant: string;
}

/** The figures of a log by the measures of the program, added up over the cases here and nowhere else. */
export function figuresOfTraces(events: readonly LogEvent[]): ProcessFigures {
  const cases = measuredCases(events);
  const activities = new Map<string, { count: number; start: number; end: number; repeated: number; loops: number }>();
  const waitsMs = new Map<string, number[]>();
  const variants = new Map<string, { count: number; activities: string[] }>();
  const handovers = new Map<string, number>();
  for (const { trace, handovers: ofCase, variant } of cases) {
    for (const { activity, count, selfLoops, starts, ends } of activityCountsOf(trace)) {
      const sums = activities.get(activity) ?? { count: 0, start: 0, end: 0, repeated: 0, loops: 0 };
      activities.set(activity, {
        count: sums.count + count,
        start: sums.start + Number(starts),
        end: sums.end + Number(ends),
        repeated: sums.repeated + Number(count > 1),
        loops: sums.loops + selfLoops,
      });
    }
    for (const flow of flowsOf(trace)) {
      const edge = `${flow.from}\t${flow.to}`;
      if (!waitsMs.has(edge)) waitsMs.set(edge, []);
      waitsMs.get(edge)!.push(...flow.durationsMs);
    }
    const known = variants.get(variant);
    variants.set(variant, { count: (known?.count ?? 0) + 1, activities: known?.activities ?? activitiesOf(trace) });
    for (const { from, to, count } of handoversOf(ofCase)) {
      handovers.set(`${from}\t${to}`, (handovers.get(`${from}\t${to}`) ?? 0) + count);
    }
  }
  const positive = (pick: 'start' | 'end' | 'repeated' | 'loops'): { activity: string; count: number }[] =>
    [...activities].flatMap(([activity, sums]) => (sums[pick] > 0 ? [{ activity, count: sums[pick] }] : []));
  const record = (counts: { activity: string; count: number }[]): Record<string, number> =>
    Object.fromEntries(counts.map(({ activity, count }) => [activity, count]));
  return {
    cases: cases.length,
    events: cases.reduce((sum, { trace }) => sum + trace.steps.length, 0),
    activities: [...activities].map(([activity, { count }]) => ({ activity, count })),
    start: positive('start'),
    end: positive('end'),
    flows: [...waitsMs].map(([edge, list]) => ({
      ...pairOf(edge, list.length),
      duration: summarizeDurations(rankedOf(list)),
    })),
    variants: { count: variants.size, top: [...variants.values()].sort(moreFrequentFirst).slice(0, 10) },
    caseDuration: summarizeDurations(rankedOf(cases.map(({ trace }) => caseDurationMs(trace)!))),
    rework: {
      casesWithRework: cases.filter(({ trace }) => reworkOf(trace) > 0).length,
      totalRework: cases.reduce((sum, { trace }) => sum + reworkOf(trace), 0),
      casesPerActivity: record(positive('repeated')),
      selfLoops: record(positive('loops')),
    },
    handovers: [...handovers]
      .map(([pair, count]) => pairOf(pair, count))
      .sort((a, b) => b.count - a.count || compare(a.from, b.from) || compare(a.to, b.to)),
  };
}

function measuredCases(events: readonly LogEvent[]): Measured[] {
  const cases = new Map<string, Measured>();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const measured = cases.get(event.case) ?? { trace: emptyTrace(), handovers: noHandovers(), variant: emptyVariant };
    cases.set(event.case, measured);
    addStep(measured.trace, event.activity, event.at);
    addPerformer(measured.handovers, event.resource);
    measured.variant = variantAfter(measured.variant, event.activity);
  }
  return [...cases.values()];
}

function pairOf(pair: string, count: number): { from: string; to: string; count: number } {
  const [from, to] = pair.split('\t') as [string, string];
  return { from, to, count };
}

function moreFrequentFirst(
  a: { count: number; activities: string[] },
  b: { count: number; activities: string[] },
): number {
  return b.count - a.count || compare(a.activities.join('\n'), b.activities.join('\n'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
