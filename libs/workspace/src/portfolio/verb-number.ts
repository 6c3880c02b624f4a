import type { Figure, FigureEvidence, VerbNumber } from './overview-answers.js';
import type { Snapshot } from './snapshot.js';

/** A quarter as far as it has gone: its beginning, its end, and the months between. */
export interface Span {
  readonly begin: Snapshot;
  readonly end: Snapshot;
  /** `YYYY-MM` in the workspace's zone, ascending. */
  readonly months: readonly string[];
}

/** The quarter that is asked about, and the same of the year before. */
export interface Compared {
  readonly now: Span;
  readonly before: Span;
}

/** What a number is called and means. */
export type Words = Pick<VerbNumber, 'id' | 'label' | 'definition' | 'unit'>;

/** A number of now and of the year before. */
export function numberOf(
  verb: VerbNumber['verb'],
  { now, before }: Compared,
  words: Words & Partial<Pick<VerbNumber, 'currency'>>,
  figure: (span: Span) => Figure,
  evidence?: FigureEvidence,
): VerbNumber {
  const figures = { now: figure(now), yearBefore: figure(before) };
  return { verb, ...words, ...figures, ...(evidence === undefined ? {} : { evidence }) };
}

/** Totals as `tend evidence` opens them. */
export function monthTotals(
  projection: string,
  cells: readonly { readonly at: readonly (string | number)[] }[],
): FigureEvidence {
  return { totals: cells.map(({ at }) => ({ projection, cell: at })) };
}

/** Of totals that are kept by month those of a span. @param place where in the path the month is */
export function ofMonths<C extends { readonly at: readonly (string | number)[] }>(
  { months }: Pick<Span, 'months'>,
  cells: readonly C[],
  place: number,
): readonly C[] {
  return cells.filter(({ at }) => months.includes(String(at[place])));
}
