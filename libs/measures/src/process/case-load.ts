import type { Instant } from '#core/time.js';
import { firstWhere } from '../statistics/first-where.js';

/**
 * A time in which a case was open: from `began` on, and no longer at `ended`. Without an end it is open still. A case that
 * was opened again has several. One that is said to have ended before it began was never open.
 */
export interface OpenSpan {
  readonly began: Instant;
  readonly ended: Instant | null;
}

/** How many of the spans had begun, had ended and were open at an instant: open = begun − ended. */
export interface CaseLoad {
  readonly at: Instant;
  readonly begun: number;
  readonly ended: number;
  readonly open: number;
}

/** The load at given instants, in the order given. What begins or ends at one of them has begun or ended. */
export function loadAt(spans: Iterable<OpenSpan>, instants: readonly Instant[]): CaseLoad[] {
  const { begins, ends } = changesOf(spans);
  return instants.map((at) => {
    const [begun, ended] = [begins, ends].map((all) => firstWhere(all.length, (i) => all[i]! > at)) as [number, number];
    return { at, begun, ended, open: begun - ended };
  });
}

/**
 * Open cases over time as a step function (definitions.md §3, "WIP"): from each entry's instant on so many are open, until
 * the next; before the first none is. Only instants at which the number changes: where as many begin as end there is none.
 */
export function openCasesOverTime(
  spans: Iterable<OpenSpan>,
): readonly { readonly at: Instant; readonly open: number }[] {
  const { begins, ends } = changesOf(spans);
  const steps: { at: Instant; open: number }[] = [];
  let open = 0;
  for (let begun = 0, ended = 0; begun < begins.length || ended < ends.length;) {
    const at = Math.min(begins[begun] ?? Infinity, ends[ended] ?? Infinity);
    while (begins[begun] === at) begun++;
    while (ends[ended] === at) ended++;
    if (begun - ended !== open) steps.push({ at, open: begun - ended });
    open = begun - ended;
  }
  return steps;
}

interface Changes {
  readonly begins: Float64Array;
  readonly ends: Float64Array;
}

function changesOf(spans: Iterable<OpenSpan>): Changes {
  const begins: Instant[] = [];
  const ends: Instant[] = [];
  for (const { began, ended } of spans) {
    begins.push(began);
    if (ended !== null) ends.push(Math.max(began, ended));
  }
  return { begins: Float64Array.from(begins).sort(), ends: Float64Array.from(ends).sort() };
}
