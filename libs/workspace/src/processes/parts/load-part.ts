import type { Pieces } from '#core/pieces.js';
import { endOfDay, formatInstant, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { loadAt, type OpenSpan } from '#measures/process/case-load.js';
import { reopeningsOf, statesOf } from '#measures/process/case-state.js';
import { openSpansOf } from '#measures/process/open-spans.js';
import { interArrivalOf, throughputOf } from '#measures/process/throughput.js';
import { beganAt } from '#measures/process/trace.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { LoadAnswer } from './time-answers.js';

/** Up to so many days are told one by one, what is longer by months. */
const daysMost = 62;
/** Periods that are told, the latest ones. */
const periodsMost = 120;

/**
 * How many cases came in, ended and are open, now and over time. What is open is read off what events and the process say;
 * when cases had their first and their last step is known of all of them.
 * @param cases as they were by the moment
 */
export function* loadPart(
  { directory: { zone } }: Pick<Workspace, 'directory'>,
  { log: { at }, definition }: SeenProcess,
  cases: readonly ReadCase[],
): Pieces<LoadAnswer> {
  const open: OpenSpan[] = [];
  const whole: { readonly began: Instant; readonly ended: Instant }[] = [];
  const states = { open: 0, ended: 0, undeclared: 0 };
  let reopened = 0;
  for (const { one } of cases) {
    const course = statesOf(one.trace, one.said, definition);
    states[course.at(-1)?.state ?? 'undeclared']++;
    reopened += reopeningsOf(course);
    open.push(...openSpansOf(one, definition));
    whole.push({ began: beganAt(one.trace)!, ended: one.trace.completedAt.at(-1)! });
    yield;
  }
  const period = periodOf(whole, at);
  const periods = yield* periodsOf(open, whole, period, zone, at);
  const [now] = loadAt(open, [at]);
  return {
    at: formatInstant(at, zone),
    ...(states.open + states.ended === 0
      ? {}
      : { now: { open: states.open, ended: states.ended, begun: now!.begun, over: now!.ended, reopened } }),
    undeclared: states.undeclared,
    period,
    periods: periods.slice(-periodsMost),
    periodsTotal: periods.length,
    betweenFirstWork: interArrivalOf(whole.map(({ began }) => began)),
    betweenLastSteps: interArrivalOf(whole.map(({ ended }) => ended)),
  };
}

function periodOf(whole: readonly OpenSpan[], at: Instant): Period {
  const first = whole.reduce((least, { began }) => Math.min(least, began), at);
  return at - first > daysMost * dayMs ? 'month' : 'day';
}

type Period = LoadAnswer['period'];
type PeriodRow = LoadAnswer['periods'][number];

/** Periods in which nothing happened are left out: as many are open at their end as at that of the one before. */
function* periodsOf(
  open: readonly OpenSpan[],
  whole: readonly OpenSpan[],
  period: Period,
  zone: string,
  at: Instant,
): Pieces<readonly PeriodRow[]> {
  const stated = new Map(throughputOf(open, period, zone).map((one) => [one.period, one]));
  yield;
  const worked = new Map(throughputOf(whole, period, zone).map((one) => [one.period, one]));
  yield;
  const names = [...new Set([...stated.keys(), ...worked.keys()])].sort();
  const loads = loadAt(
    open,
    names.map((name) => Math.min(at, endOfDay(lastDayOf(name), zone))),
  );
  return names.map((name, i) => ({
    period: name,
    firstWork: worked.get(name)?.begun ?? 0,
    lastSteps: worked.get(name)?.ended ?? 0,
    ...(open.length === 0
      ? {}
      : { begun: stated.get(name)?.begun ?? 0, ended: stated.get(name)?.ended ?? 0, open: loads[i]!.open }),
  }));
}

/** Of a month `YYYY-MM` its last day; a day is its own. */
function lastDayOf(period: string): string {
  if (period.length > 7) return period;
  const [year, month] = period.split('-').map(Number) as [number, number];
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return last.toISOString().slice(0, 10);
}
