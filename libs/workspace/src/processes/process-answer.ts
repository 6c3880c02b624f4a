import { LedgerError } from '#core/errors.js';
import { formatInstant, type Instant } from '#core/time.js';
import { summarizeDurations } from '#measures/process/duration-summary.js';
import type { ActivityFigures, FlowFigures, ProcessFigures } from '#measures/process/process-figures.js';
import type { Cell } from '#read-store/port.js';
import type { Answered } from '../answers.js';
import { compare, sumOf, textAt } from './cell-reading.js';
import type { ProcessAnswer, ProcessesAnswer, ProcessRow } from './process-answers.js';
import { handoversIn, reworkIn, type WorkCells, type WorkLookup } from './work-answer.js';

/** What a process is asked for beside its figures. */
export interface ProcessParts {
  readonly figures: ProcessFigures;
  /** Of its cases with steps. */
  readonly variants: readonly VariantCount[];
  /** Who did the work; undefined where nothing is told of it. */
  readonly work: { readonly cells: WorkCells; readonly lookup: WorkLookup } | undefined;
}

/** How many cases have gone one way. */
export interface VariantCount {
  /** Equal for cases that went the same way. */
  readonly variant: string;
  readonly count: number;
}

export interface ProcessLookup {
  /** How many variants are wanted in full. */
  readonly variants: number;
  /** The activities of each of some variants, taken from any case of it; a variant without a case is missing. */
  readonly activitiesOf: (variants: readonly string[]) => ReadonlyMap<string, readonly string[]>;
}

/**
 * One process out of its figures. Everything is in a fixed order: the most frequent first, equals by name.
 * @throws LedgerError `not-found` when no step of such a process is known
 */
export function processAnswer(
  process: string,
  { figures, variants, work }: ProcessParts,
  answered: Answered,
  lookup: ProcessLookup,
): ProcessAnswer {
  const { cases, open, ended, activities } = figures;
  if (cases === 0) throw new LedgerError('not-found', `No step of a process “${process}” is known.`);
  return {
    ...answered,
    process,
    cases,
    ...(open + ended > 0 ? { open } : {}),
    events: figures.steps,
    activities: activities
      .map(({ activity, steps, cases: taken, service }) => ({
        activity,
        count: steps,
        cases: taken,
        ...(service.count === 0 ? {} : { service: summarizeDurations(service) }),
      }))
      .sort(byCountThenActivity),
    start: countsOf(activities, 'starts'),
    end: countsOf(activities, 'ends'),
    flows: figures.flows.map(flowAnswer).sort(byCountThenFlow),
    variants: variantsOf(variants, lookup),
    caseDuration: summarizeDurations(figures.caseDuration),
    rework: {
      casesWithRework: figures.reworked,
      totalRework: figures.rework,
      casesPerActivity: recordOf(countsOf(activities, 'repeated')),
      selfLoops: recordOf(countsOf(activities, 'selfLoops')),
      ...(work && reworkIn(work.cells.rework)),
    },
    ...(work && handoversIn(work.cells, work.lookup)),
  };
}

function flowAnswer({ from, to, count, cases, duration, wait, clamped }: FlowFigures): ProcessAnswer['flows'][number] {
  return {
    from,
    to,
    count,
    cases,
    duration: summarizeDurations(duration),
    ...(wait.count === 0 ? {} : { wait: { ...summarizeDurations(wait), clamped } }),
  };
}

export interface ProcessSpan {
  readonly first: Instant;
  readonly last: Instant;
}

/**
 * All processes, the one with the most cases first.
 * @param cases the cells below `case`
 * @param activities the cells below `activity`
 * @param spans when the first and the last step of each was completed
 */
export function processesAnswer(
  cases: Iterable<Cell>,
  activities: Iterable<Cell>,
  spans: ReadonlyMap<string, ProcessSpan>,
  { answered, zone }: { readonly answered: Answered; readonly zone: string },
): ProcessesAnswer {
  const activitiesByProcess = new Map<string, number>();
  for (const cell of activities) {
    const process = textAt(cell, 1);
    activitiesByProcess.set(process, (activitiesByProcess.get(process) ?? 0) + 1);
  }
  const processes = [...cases]
    // A process of which only starts are known, and no completed step, has none to show.
    .filter((cell) => sumOf(cell, 'cases') > 0)
    .map((cell): ProcessRow => {
      const process = textAt(cell, 1);
      const { first, last } = spans.get(process)!;
      return {
        process,
        cases: sumOf(cell, 'cases'),
        events: sumOf(cell, 'steps'),
        activities: activitiesByProcess.get(process) ?? 0,
        firstEvent: formatInstant(first, zone),
        lastEvent: formatInstant(last, zone),
      };
    });
  return { ...answered, processes: processes.sort((a, b) => b.cases - a.cases || compare(a.process, b.process)) };
}

/** From the first step of any case of a process to the last. */
export function spansOf(
  rows: Iterable<{ readonly process: string; readonly startedAt: Instant | null; readonly endedAt: Instant | null }>,
): ReadonlyMap<string, ProcessSpan> {
  const spans = new Map<string, ProcessSpan>();
  for (const { process, startedAt, endedAt } of rows) {
    if (startedAt === null || endedAt === null) continue;
    const known = spans.get(process);
    const first = Math.min(startedAt, known?.first ?? Infinity);
    spans.set(process, { first, last: Math.max(endedAt, known?.last ?? -Infinity) });
  }
  return spans;
}

function variantsOf(counts: readonly VariantCount[], lookup: ProcessLookup): ProcessAnswer['variants'] {
  const wanted = counts
    .toSorted((a, b) => b.count - a.count || compare(a.variant, b.variant))
    .slice(0, lookup.variants);
  const activitiesByVariant = lookup.activitiesOf(wanted.map(({ variant }) => variant));
  const top = wanted
    .flatMap(({ variant, count }) => {
      const activities = activitiesByVariant.get(variant);
      return activities === undefined ? [] : [{ count, activities }];
    })
    .sort((a, b) => b.count - a.count || compareLists(a.activities, b.activities));
  return { count: counts.length, top };
}

function countsOf(
  activities: readonly ActivityFigures[],
  figure: 'starts' | 'ends' | 'repeated' | 'selfLoops',
): { activity: string; count: number }[] {
  return activities
    .map(({ activity, [figure]: count }) => ({ activity, count }))
    .filter(({ count }) => count > 0)
    .sort(byCountThenActivity);
}

/** `fromEntries` makes an own member of any name, `__proto__` included. */
function recordOf(counts: readonly { readonly activity: string; readonly count: number }[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ activity, count }) => [activity, count]));
}

function byCountThenActivity(
  a: { readonly activity: string; readonly count: number },
  b: { readonly activity: string; readonly count: number },
): number {
  return b.count - a.count || compare(a.activity, b.activity);
}

function byCountThenFlow(
  a: { readonly count: number; readonly from: string; readonly to: string },
  b: { readonly count: number; readonly from: string; readonly to: string },
): number {
  return b.count - a.count || compare(a.from, b.from) || compare(a.to, b.to);
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((activity, i) => activity !== b[i]);
  if (differing < 0) return a.length - b.length;
  return differing < b.length ? compare(a[differing]!, b[differing]!) : 1;
}
