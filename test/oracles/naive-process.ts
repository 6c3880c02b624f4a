import { createHash } from 'node:crypto';
import type { DurationTruth, LogEvent, ProcessTruth } from './process-log.js';

/**
 * The measures of a process by the plainest loops that give them, sharing no code with the program. Events count in
 * the order of time, ties in the order given. The shape is that of the truth files.
 */
export function naiveProcess(events: readonly LogEvent[]): ProcessTruth {
  const cases = casesOf(events);
  const start = noCounts();
  const end = noCounts();
  const waits = new Map<string, number[]>();
  const variants = new Map<string, number>();
  const casesPerActivity = noCounts();
  const selfLoops = noCounts();
  const activityCounts = noCounts();
  const handovers = new Map<string, number>();
  let casesWithRework = 0;
  let totalRework = 0;
  let pairs = 0;
  let dropped = 0;
  for (const steps of cases) {
    add(start, steps[0]!.activity);
    add(end, steps[steps.length - 1]!.activity);
    const tuple = JSON.stringify(steps.map((step) => step.activity));
    variants.set(tuple, (variants.get(tuple) ?? 0) + 1);
    const own = new Map<string, number>();
    for (const step of steps) {
      own.set(step.activity, (own.get(step.activity) ?? 0) + 1);
      add(activityCounts, step.activity);
    }
    for (const [activity, count] of own) if (count > 1) add(casesPerActivity, activity);
    totalRework += steps.length - own.size;
    if (steps.length > own.size) casesWithRework += 1;
    for (let i = 0; i + 1 < steps.length; i++) {
      const [a, b] = [steps[i]!, steps[i + 1]!];
      const edge = JSON.stringify([a.activity, b.activity]);
      if (!waits.has(edge)) waits.set(edge, []);
      waits.get(edge)!.push(b.at - a.at);
      if (a.activity === b.activity) add(selfLoops, a.activity);
      if (a.resource === undefined || b.resource === undefined) dropped += 1;
      else {
        pairs += 1;
        const key = JSON.stringify([a.resource, b.resource]);
        handovers.set(key, (handovers.get(key) ?? 0) + 1);
      }
    }
  }
  const flows = pairCounts([...waits].map(([edge, list]) => [edge, list.length]));
  const handoverList = pairCounts([...handovers]);
  return {
    cases: cases.length,
    events: events.length,
    activities: Object.keys(activityCounts).length,
    activityCounts,
    startActivities: start,
    endActivities: end,
    dfgEdges: waits.size,
    dfgTotal: [...waits.values()].reduce((sum, list) => sum + list.length, 0),
    dfgSha256: pairsSha256(flows),
    edgeDurations: flows.map(({ from, to }) => ({ from, to, ...durations(waits.get(JSON.stringify([from, to]))!) })),
    variants: variants.size,
    top10Variants: [...variants]
      .map(([tuple, count]) => ({ count, activities: JSON.parse(tuple) as string[] }))
      .sort((a, b) => b.count - a.count || compareLists(a.activities, b.activities))
      .slice(0, 10),
    caseDuration: durations(cases.map((steps) => steps[steps.length - 1]!.at - steps[0]!.at)),
    rework: { casesWithRework, totalRework, casesPerActivity, selfLoops },
    handover: {
      pairs,
      pairsDroppedMissingResource: dropped,
      distinctEdges: handovers.size,
      sha256: pairsSha256(handoverList),
      top20: handoverList.slice(0, 20),
    },
  };
}

export interface PairCount {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** As the truth files hash a graph: a line an edge, `from TAB to TAB count`, sorted by code points, no line end at the end. */
export function pairsSha256(pairs: readonly PairCount[]): string {
  const sorted = [...pairs].sort((a, b) => compareTexts(a.from, b.from) || compareTexts(a.to, b.to));
  const text = sorted.map(({ from, to, count }) => `${from}\t${to}\t${count}`).join('\n');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** In the order of the truth files: the most frequent first, then by name. */
function pairCounts(counts: readonly (readonly [string, number])[]): PairCount[] {
  return counts
    .map(([pair, count]) => {
      const [from, to] = JSON.parse(pair) as [string, string];
      return { from, to, count };
    })
    .sort((a, b) => b.count - a.count || compareTexts(a.from, b.from) || compareTexts(a.to, b.to));
}

function casesOf(events: readonly LogEvent[]): LogEvent[][] {
  const cases = new Map<string, LogEvent[]>();
  for (const event of events) {
    if (!cases.has(event.case)) cases.set(event.case, []);
    cases.get(event.case)!.push(event);
  }
  return [...cases.values()].map((steps) => steps.sort((a, b) => a.at - b.at));
}

/** Seconds, from ms. */
export function durations(ms: readonly number[]): DurationTruth {
  const sorted = [...ms].sort((a, b) => a - b);
  const n = sorted.length;
  const sum = sorted.reduce((total, value) => total + value, 0);
  const place = 0.9 * (n - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  const middle = n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  return {
    n,
    min: sorted[0]! / 1000,
    median: middle / 1000,
    mean: sum / n / 1000,
    p90: (low + (high - low) * (place - Math.floor(place))) / 1000,
    max: sorted[n - 1]! / 1000,
    sum: sum / 1000,
  };
}

/** Without a prototype, since activities may be called `__proto__`. */
function noCounts(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareTexts(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
