import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { align, type Alignment } from '#measures/process/alignment.js';
import { conformanceOf, VariantAligner, type Conformance } from '#measures/process/conformance.js';
import type { VariantFigures } from '#measures/process/process-figures.js';
import { graphOf } from '#measures/process/model-graph.js';
import type { ProcessModel } from '#measures/process/process-model.js';
import { anyGraph, anyTrace, asGraph, costsByRounds } from './naive-alignment.js';
import { readXesLog } from './process-log.js';
import { testData } from './test-data.js';

interface SequenceTruth {
  readonly model: readonly string[];
  readonly alignment: {
    readonly fittingTraces: number;
    readonly averageTraceFitness: number;
    readonly logFitness: number;
    readonly totalCost: number;
  };
  readonly casesSkippingModelActivity: Readonly<Record<string, number>>;
  readonly casesWithActivityOutsideModel: Readonly<Record<string, number>>;
}

type Log = 'receipt' | 'helpdesk' | 'bpic2012';

function truthOf(log: Log): SequenceTruth {
  const truth = JSON.parse(readFileSync(testData('process', `${log}.truth.json`), 'utf8')) as {
    sequenceConformance: SequenceTruth;
  };
  return truth.sequenceConformance;
}

/** The variants of the completed steps of a log: what the truth of bpic2012 counts, and all that the others have. */
function variantsOf(log: Log): VariantFigures[] {
  const cases = Map.groupBy(readXesLog(log), (event) => event.case);
  const counts = new Map<string, number>();
  for (const events of cases.values()) {
    const steps = events.filter(({ lifecycle }) => lifecycle === undefined || lifecycle.toLowerCase() === 'complete');
    const key = JSON.stringify(steps.toSorted((a, b) => a.at - b.at).map(({ activity }) => activity));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => ({ activities: JSON.parse(key) as string[], count }));
}

const measured = (model: ProcessModel, variants: readonly VariantFigures[]): Conformance =>
  conformanceOf(new VariantAligner(graphOf(model)), variants);

/** One figure of all activities that have any, as the truth files write it. */
function figure(
  conformance: Conformance,
  name: 'absent' | 'skipped' | 'notInPlace' | 'unknown',
): Record<string, number> {
  return Object.fromEntries(
    conformance.activities.filter((row) => row[name] > 0).map((row) => [row.activity, row[name]]),
  );
}

describe.each([
  { log: 'receipt' as const, cases: 1_434 },
  { log: 'helpdesk' as const, cases: 4_580 },
  { log: 'bpic2012' as const, cases: 13_087 },
])('the conformance of $log with its sequence', ({ log, cases }) => {
  let truth: SequenceTruth;
  let variants: VariantFigures[];
  let conformance: Conformance;

  beforeAll(() => {
    truth = truthOf(log);
    variants = variantsOf(log);
    conformance = measured({ kind: 'sequence', activities: truth.model }, variants);
  }, 60_000);

  it('is that of the alignments of PM4Py', () => {
    const { averageFitness, logFitness, fitting, totalCost } = conformance;
    expect({
      fittingTraces: fitting,
      averageTraceFitness: Number(averageFitness!.toFixed(9)),
      logFitness: Number(logFitness!.toFixed(9)),
      totalCost,
    }).toEqual(truth.alignment);
    expect(conformance.cases).toBe(cases);
    expect(conformance.tooLong).toEqual({ variants: 0, cases: 0 });
  });

  it('counts per activity the cases that lack it, and those that have what the model does not', () => {
    expect(figure(conformance, 'absent')).toEqual(truth.casesSkippingModelActivity);
    expect(figure(conformance, 'unknown')).toEqual(truth.casesWithActivityOutsideModel);
    // In a sequence without repetition an activity that is there at all is at most at the wrong place.
    expect(figure(conformance, 'skipped')).toEqual(truth.casesSkippingModelActivity);
  });

  it('tells apart what is missing at its place and what is missing altogether', () => {
    for (const row of conformance.activities.filter(({ inModel }) => inModel)) {
      expect(row.notInPlace).toBe(row.skipped + row.reordered);
    }
    expect(figure(conformance, 'notInPlace')).not.toEqual(truth.casesSkippingModelActivity);
  });

  it('is the same with the sequence drawn as a graph, and in any order of the cases', () => {
    expect(measured(asGraph(truth.model), variants)).toEqual(conformance);
    const single = variants.toReversed().flatMap(({ activities, count }) => [
      { activities, count: count - 1 },
      { activities: [...activities], count: 1 },
    ]);
    expect(measured({ kind: 'sequence', activities: truth.model }, single)).toEqual(conformance);
  });
});

describe('the conformance of any cases', () => {
  it('is what counting them one by one gives', () => {
    const log = fc.array(anyTrace(5), { maxLength: 8 });
    fc.assert(
      fc.property(anyGraph(5), log, (model, traces) => {
        const graph = graphOf(model);
        const alignments = traces.map((trace) => align(graph, trace)).filter((alignment) => !alignment.tooLong);
        const conformance = measured(
          model,
          traces.map((activities) => ({ activities, count: 1 })),
        );
        const inModel = new Set(model.nodes.map(({ activity }) => activity));
        for (const row of conformance.activities) {
          const { activity } = row;
          const moved =
            (wanted: string) =>
            ({ moves }: Alignment) =>
              moves.filter((move) => move.kind === wanted && move.activity === activity).length;
          const [model, log] = [moved('model'), moved('log')];
          const cases = (is: (alignment: Alignment) => boolean) => alignments.filter(is).length;
          expect(row).toEqual({
            activity,
            inModel: inModel.has(activity),
            absent: inModel.has(activity) ? traces.filter((trace) => !trace.includes(activity)).length : 0,
            notInPlace: cases((one) => model(one) > 0),
            skipped: cases((one) => model(one) > log(one)),
            extra: inModel.has(activity) ? cases((one) => log(one) > model(one)) : 0,
            reordered: cases((one) => model(one) > 0 && log(one) > 0),
            unknown: inModel.has(activity) ? 0 : traces.filter((trace) => trace.includes(activity)).length,
          });
        }
        const named = new Set([...inModel, ...traces.flat()]);
        named.delete(undefined);
        expect(new Set(conformance.activities.map(({ activity }) => activity))).toEqual(named);
        expect(conformance.totalCost).toBe(
          traces.reduce((sum, trace) => sum + costsByRounds(model, trace).at(model.end), 0),
        );
      }),
      { numRuns: 300 },
    );
  });
});
