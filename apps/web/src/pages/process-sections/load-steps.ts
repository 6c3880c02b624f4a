import type { LoadAnswer } from '#workspace/processes/parts/time-answers.js';

/** How many cases were open at the end of a period, and from when to when on the way of the chart (0–1) that lasted. */
export interface LoadStep {
  readonly period: string;
  readonly open: number;
  readonly from: number;
  readonly to: number;
}

/** The open cases as steps in time: where nothing happened in a period, as many are open as before. */
export function loadSteps({ period, periods }: Pick<LoadAnswer, 'period' | 'periods'>): readonly LoadStep[] {
  const at = period === 'day' ? dayNumber : monthNumber;
  const known = periods.filter(({ open }) => open !== undefined);
  if (known.length === 0) return [];
  const first = at(known[0]!.period);
  const all = at(known.at(-1)!.period) - first + 1;
  return known.map((one, i) => ({
    period: one.period,
    open: one.open!,
    from: (at(one.period) - first) / all,
    to: i + 1 < known.length ? (at(known[i + 1]!.period) - first) / all : 1,
  }));
}

const dayMs = 86_400_000;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;

function monthNumber(month: string): number {
  const [year, of] = month.split('-').map(Number);
  return year! * 12 + of!;
}
