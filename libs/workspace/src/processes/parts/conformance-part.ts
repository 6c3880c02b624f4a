import { LedgerError } from '#core/errors.js';
import type { Pieces } from '#core/pieces.js';
import { caseStateOf } from '#measures/process/case-state.js';
import { conformanceOf, VariantAligner, type Conformance } from '#measures/process/conformance.js';
import { declaredGraph } from '#measures/process/declared-model.js';
import type { ModelGraph } from '#measures/process/model-graph.js';
import type { VariantFigures } from '#measures/process/process-figures.js';
import { activitiesOf } from '#measures/process/trace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { ConformanceAnswer, DeviatingVariant } from './part-answers.js';

/** Variants that are listed with what they deviate by. */
const listed = 20;

/**
 * How cases keep to the path that is declared. An open case has not reached its end yet, and what is missing behind it
 * counts as skipped: so those that have ended are told by themselves, where the process declares what ends one.
 * @throws LedgerError `invalid` where no path is declared
 */
export function* conformancePart(
  { process, definition }: SeenProcess,
  cases: readonly ReadCase[],
): Pieces<ConformanceAnswer> {
  const graph = definition === undefined ? undefined : declaredGraph(definition);
  if (definition === undefined || graph === undefined) throw noPath(process);
  const aligner = alignerOf(graph);
  const variants = variantsOf(cases);
  yield;
  // What takes long is the alignment of each way, and that is remembered.
  for (const { activities } of variants) {
    aligner.deviationOf(activities);
    yield;
  }
  const ended = cases.filter(({ one }) => caseStateOf(one.trace, one.said, definition).state === 'ended');
  return {
    version: definition.version,
    path: graph.sequence === undefined ? 'graph' : 'sequence',
    ...figuresOf(conformanceOf(aligner, variants)),
    ...(definition.terminal.length === 0
      ? {}
      : { ended: endedOf(figuresOf(conformanceOf(aligner, variantsOf(ended)))) }),
    deviating: deviatingOf(aligner, variants),
  };
}

function noPath(process: string): LedgerError {
  const message = 'needs a path that cases are expected to take';
  return new LedgerError('invalid', `conformance ${message}: none is declared for “${process}”.`, {
    violations: [{ field: 'show', message }],
    hint: `Declare it: tend processes define "${process}" --sequence "A,B,C", or --bpmn FILE.`,
  });
}

/** Of each definition what was aligned before is remembered. */
const aligners = new WeakMap<ModelGraph, VariantAligner>();

function alignerOf(graph: ModelGraph): VariantAligner {
  const known = aligners.get(graph) ?? new VariantAligner(graph);
  aligners.set(graph, known);
  return known;
}

function variantsOf(cases: readonly ReadCase[]): readonly VariantFigures[] {
  const found = new Map<string, { readonly activities: readonly string[]; count: number }>();
  for (const { one } of cases) {
    const activities = activitiesOf(one.trace);
    const key = JSON.stringify(activities);
    const known = found.get(key);
    if (known === undefined) found.set(key, { activities, count: 1 });
    else known.count++;
  }
  return [...found.values()];
}

type Figures = Omit<ConformanceAnswer, 'version' | 'path' | 'ended' | 'deviating'>;

function figuresOf({ averageFitness, logFitness, ...others }: Conformance): Figures {
  return {
    ...others,
    ...(averageFitness === undefined ? {} : { averageFitness }),
    ...(logFitness === undefined ? {} : { logFitness }),
  };
}

function endedOf({ cases, fitting, averageFitness, logFitness }: Figures): NonNullable<ConformanceAnswer['ended']> {
  return {
    cases,
    fitting,
    ...(averageFitness === undefined ? {} : { averageFitness }),
    ...(logFitness === undefined ? {} : { logFitness }),
  };
}

/** Those that most cases took first. */
function deviatingOf(aligner: VariantAligner, variants: readonly VariantFigures[]): readonly DeviatingVariant[] {
  const found: DeviatingVariant[] = [];
  const byCount = variants.toSorted(
    (a, b) => b.count - a.count || (a.activities.join() < b.activities.join() ? -1 : 1),
  );
  for (const { activities, count } of byCount) {
    const deviation = aligner.deviationOf(activities);
    if (deviation === undefined || deviation.cost === 0) continue;
    const { cost, skipped, extra, reordered, unknown } = deviation;
    found.push({ count, activities, cost, skipped, extra, reordered, unknown });
    if (found.length === listed) break;
  }
  return found;
}
