import { linesOf, type TestTouchpoint } from '../../testing.js';

export const hour = 3_600;

/** What a line says beyond a touchpoint. */
export interface More {
  readonly lifecycle?: string;
  readonly data?: object;
  readonly reasonCode?: string;
}

export type Line = TestTouchpoint & More;

/** Steps of a case, each `[activity, day and hour of January 2026 in UTC, what else it says]`. */
export const caseOf = (
  process: string,
  number: string,
  steps: readonly (readonly [activity: string, at: string, more?: More & Pick<TestTouchpoint, 'type'>])[],
): Line[] =>
  steps.map(([activity, at, more], i) => ({
    id: `${process}/${number}/${i}`,
    at: `2026-01-${at}:00Z`,
    customer: `Customer ${number}`,
    step: [process, number, activity],
    ...more,
  }));

export const start = { lifecycle: 'start' };

export function textOf(lines: readonly Line[]): string {
  const made = linesOf(lines).trimEnd().split('\n');
  return made
    .map((line, i) => {
      const { lifecycle, data, reasonCode } = lines[i]!;
      const touchpoint = JSON.parse(line) as { readonly process: object };
      const process = { ...touchpoint.process, ...(lifecycle === undefined ? {} : { lifecycle }) };
      return `${JSON.stringify({ ...touchpoint, process, ...(data && { data }), ...(reasonCode && { reasonCode }) })}\n`;
    })
    .join('');
}

export const only = (n: number, seconds: number) => ({
  n,
  min: seconds,
  median: seconds,
  mean: seconds,
  p90: seconds,
  max: seconds,
  sum: n * seconds,
});
export const none = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
