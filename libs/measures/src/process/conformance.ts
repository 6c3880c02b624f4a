import { limits } from '#core/limits.js';
import { align, fitnessOf, isTooLong } from './alignment.js';
import type { Alignment } from './alignment.js';
import type { ModelGraph } from './model-graph.js';
import type { VariantFigures } from './process-figures.js';

/** How a process keeps to its expected path. Cases that are too long to be aligned are in none of the figures but `tooLong`. */
export interface Conformance {
  /** Cases that were aligned. */
  readonly cases: number;
  /** Of these, the cases without any deviation. */
  readonly fitting: number;
  /** Mean of the fitness of the cases; undefined without cases. */
  readonly averageFitness: number | undefined;
  /** 1 − all costs / all worst costs: long cases weigh more; undefined without cases. */
  readonly logFitness: number | undefined;
  readonly totalCost: number;
  /** Those of the model in its order, then others, those of most cases first. */
  readonly activities: readonly ActivityConformance[];
  readonly tooLong: { readonly variants: number; readonly cases: number };
}

/**
 * What cases do with one activity, each figure a number of cases. A case may be in several of them, as an activity may
 * come several times.
 */
export interface ActivityConformance {
  readonly activity: string;
  readonly inModel: boolean;
  /** Has no event of it at all, though the model has it. On a branch of the model this is no deviation by itself. */
  readonly absent: number;
  /** Has a model move of it: at a place where the path asks for it, the case lacks it, whether or not it has it elsewhere. */
  readonly notInPlace: number;
  /** Has a model move of it that no log move makes up for. In a sequence without repetition: the same as `absent`. */
  readonly skipped: number;
  /** Has it more often than the path asks for. */
  readonly extra: number;
  /** Has it at another place than the path. */
  readonly reordered: number;
  /** Has it, and the model does not. */
  readonly unknown: number;
}

type CaseDeviation = Omit<Alignment, 'tooLong' | 'fitness' | 'moves'>;

/**
 * Aligns variants with one model, each once: a caller who keeps it pays for new variants only. It remembers what they
 * deviate by, not their moves, of up to `limits.alignedActivities` activities.
 */
export class VariantAligner {
  private readonly known = new Map<string, CaseDeviation>();
  private activities = 0;

  constructor(readonly graph: ModelGraph) {}

  /** @returns undefined when the variant is too long to be aligned */
  deviationOf(activities: readonly string[]): CaseDeviation | undefined {
    // Asked before the key is made: that of a case without end would be as long.
    if (isTooLong(this.graph, activities)) return undefined;
    // Of JSON, because no separator is safe: an activity may be called anything.
    const key = JSON.stringify(activities);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const alignment = align(this.graph, activities);
    if (alignment.tooLong) return undefined;
    const { cost, worst, skipped, extra, reordered, unknown } = alignment;
    const deviation = { cost, worst, skipped, extra, reordered, unknown };
    this.remember(key, activities.length, deviation);
    return deviation;
  }

  private remember(key: string, length: number, deviation: CaseDeviation): void {
    // An empty variant takes room too.
    this.activities += length + 1;
    this.known.set(key, deviation);
    for (const [oldest] of this.known) {
      if (this.activities <= limits.alignedActivities) return;
      this.activities -= (JSON.parse(oldest) as string[]).length + 1;
      this.known.delete(oldest);
    }
  }
}

/** The figures of these cases. They depend neither on the order of the variants nor on how cases are put together. */
export function conformanceOf(aligner: VariantAligner, variants: Iterable<VariantFigures>): Conformance {
  const activities = new Map<string, Counts>();
  for (const activity of aligner.graph.nodesOf.keys()) activities.set(activity, noCounts(true));
  const outcomes = new Outcomes();
  const tooLong = { variants: 0, cases: 0 };
  for (const { activities: trace, count } of variants) {
    const deviation = aligner.deviationOf(trace);
    if (deviation === undefined) {
      tooLong.variants++;
      tooLong.cases += count;
      continue;
    }
    outcomes.add(deviation, count);
    addCounts(activities, new Set(trace), deviation, count);
  }
  return { ...outcomes.figures(), activities: ranked(activities), tooLong };
}

type Counts = Omit<{ -readonly [Key in keyof ActivityConformance]: ActivityConformance[Key] }, 'activity'>;

const noCounts = (inModel: boolean): Counts => ({
  inModel,
  absent: 0,
  notInPlace: 0,
  skipped: 0,
  extra: 0,
  reordered: 0,
  unknown: 0,
});

function addCounts(
  activities: Map<string, Counts>,
  happened: ReadonlySet<string>,
  deviation: CaseDeviation,
  count: number,
): void {
  for (const [activity, counts] of activities) {
    if (counts.inModel && !happened.has(activity)) counts.absent += count;
  }
  const add = (figure: Exclude<keyof Counts, 'inModel'>, those: readonly string[]): void => {
    for (const activity of new Set(those)) {
      const counts = activities.get(activity) ?? noCounts(false);
      counts[figure] += count;
      activities.set(activity, counts);
    }
  };
  add('notInPlace', [...deviation.skipped, ...deviation.reordered]);
  add('skipped', deviation.skipped);
  add('extra', deviation.extra);
  add('reordered', deviation.reordered);
  add('unknown', deviation.unknown);
}

function ranked(activities: ReadonlyMap<string, Counts>): ActivityConformance[] {
  const all = [...activities].map(([activity, counts]) => ({ activity, ...counts }));
  const others = all.filter(({ inModel }) => !inModel);
  return [
    ...all.filter(({ inModel }) => inModel),
    ...others.sort((a, b) => b.unknown - a.unknown || (a.activity < b.activity ? -1 : 1)),
  ];
}

/** Cases by what they cost: fractions are added in an order of their own, so that the mean is the same to its last bit. */
class Outcomes {
  private readonly casesByWorst = new Map<number, Map<number, number>>();

  add({ cost, worst }: CaseDeviation, count: number): void {
    const casesByCost = this.casesByWorst.get(worst) ?? new Map<number, number>();
    casesByCost.set(cost, (casesByCost.get(cost) ?? 0) + count);
    this.casesByWorst.set(worst, casesByCost);
  }

  figures(): Pick<Conformance, 'cases' | 'fitting' | 'averageFitness' | 'logFitness' | 'totalCost'> {
    let [cases, fitting, totalCost, totalWorst, totalFitness] = [0, 0, 0, 0, 0];
    for (const [worst, casesByCost] of [...this.casesByWorst].sort(([a], [b]) => a - b)) {
      for (const [cost, count] of [...casesByCost].sort(([a], [b]) => a - b)) {
        cases += count;
        if (cost === 0) fitting += count;
        totalCost += cost * count;
        totalWorst += worst * count;
        totalFitness += fitnessOf(cost, worst) * count;
      }
    }
    const averageFitness = cases === 0 ? undefined : totalFitness / cases;
    const logFitness = cases === 0 ? undefined : fitnessOf(totalCost, totalWorst);
    return { cases, fitting, averageFitness, logFitness, totalCost };
  }
}
