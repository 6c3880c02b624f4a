import type { Pieces } from '#core/pieces.js';
import { answerClass, figureOfCounts, type AnswerClass, type Question, type ScoreCount } from './answer-counts.js';
import { defaultReplicates, drawnInterval, type Uniform } from './organisation-bootstrap.js';
import { leastOrganisations, type Figure } from './survey-summary.js';

/** What the answers to one question come to, over a portfolio. */
export interface PortfolioFigure {
  readonly n: number;
  /** How often each score was given, the least first. */
  readonly counts: readonly ScoreCount[];
  /** Mean of the scores; undefined while fewer than 20 count. */
  readonly mean: number | undefined;
  /** Undefined while fewer than 20 count. */
  readonly figure: Figure | undefined;
}

/** Customers whose answers are alike, so that the interval is drawn over them. */
export interface Organisations {
  /** The scores of each of them. */
  readonly counts: readonly (readonly ScoreCount[])[];
  readonly uniform: Uniform;
  /** How many times they are drawn; as `replicatesFor` has it for them alone, unless told. */
  readonly replicates?: number;
}

/** Organisations drawn for all the intervals of one answer: it has to come while somebody waits. */
const drawsMax = 4_000_000;
/** Percentile limits need about so many (Davison & Hinkley 1997, §5.2.3). */
const leastReplicates = 500;

/**
 * How many times organisations are drawn for each interval of an answer: 2,000 times, fewer where there are more than 2,000
 * of them in all its intervals, and 500 times at least.
 */
export function replicatesFor(organisations: number): number {
  return Math.max(leastReplicates, Math.min(defaultReplicates, Math.floor(drawsMax / Math.max(1, organisations))));
}

/**
 * The figure of one question from counts of scores, with pauses, as `figureOfCounts` gives it; with organisations the interval is over
 * them (`organisationInterval`), and there is none over fewer than 20.
 *
 * @param counts of all answers; the same score may stand in it more than once
 * @param organisations given for b2b; those without answers are not among them
 */
export function* portfolioFigure(
  question: Question,
  counts: readonly ScoreCount[],
  organisations?: Organisations,
): Pieces<PortfolioFigure> {
  const merged = mergedCounts(counts);
  const { n, mean, figure } = figureOfCounts(question, merged);
  if (figure === undefined) return { n, counts: merged, mean, figure: undefined };
  const { value, low, high } = figure;
  if (organisations === undefined)
    return { n, counts: merged, mean, figure: { value, interval: { low, high }, over: { kind: 'answers' } } };
  const sums = sumsOf(question, organisations.counts);
  const interval =
    sums.length < leastOrganisations
      ? undefined
      : yield* drawnInterval(
          sums,
          valueOf(question),
          organisations.uniform,
          organisations.replicates ?? replicatesFor(sums.length),
        );
  return {
    n,
    counts: merged,
    mean,
    figure: { value, interval, over: { kind: 'organisations', count: sums.length } },
  };
}

/** Each score once, the least first. */
export function mergedCounts(counts: readonly ScoreCount[]): ScoreCount[] {
  const found = new Map<number, number>();
  for (const { score, count } of counts) found.set(score, (found.get(score) ?? 0) + count);
  return [...found]
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => a - b)
    .map(([score, count]) => ({ score, count }));
}

/** What an organisation adds: how many answers of the best class, of the worst one, and in all. */
type Sums = [best: number, worst: number, all: number];

const classes: Readonly<Record<Question['instrument'], readonly [best: AnswerClass, worst: AnswerClass]>> = {
  nps: ['promoters', 'detractors'],
  csat: ['satisfied', 'dissatisfied'],
  ces: ['easy', 'hard'],
};

/** In an order that does not depend on that of the organisations, so that a seed always gives the same draws. */
function sumsOf(question: Question, organisations: Organisations['counts']): Sums[] {
  const [best, worst] = classes[question.instrument];
  const sums = organisations.map((counts): Sums => {
    const of = (wanted: AnswerClass): number =>
      counts.reduce((sum, { score, count }) => (answerClass(question, score) === wanted ? sum + count : sum), 0);
    return [of(best), of(worst), counts.reduce((sum, { count }) => sum + count, 0)];
  });
  return sums.filter(([, , all]) => all > 0).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

function valueOf({ instrument }: Question): (sums: readonly number[]) => number {
  if (instrument === 'nps') return ([best, worst, all]) => (100 * (best! - worst!)) / all!;
  return ([best, , all]) => best! / all!;
}
