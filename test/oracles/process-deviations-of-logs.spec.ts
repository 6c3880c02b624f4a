import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { fact, published, type GivenFact } from '#projections/testing/testing.js';
import { FoldOne } from '#read-models/fold-one.js';
import { processDeviations } from '#read-models/process-deviations.projection.js';
import { readXesLog, type LogEvent } from './process-log.js';
import { testData } from './test-data.js';

jest.setTimeout(300_000);

interface Truth {
  readonly model: readonly string[];
  readonly alignment: { readonly fittingTraces: number; readonly totalCost: number };
  readonly casesSkippingModelActivity: Readonly<Record<string, number>>;
  readonly casesWithActivityOutsideModel: Readonly<Record<string, number>>;
}

/** A case as it is recorded, under the path of the truth, and behind its last event the word that it has ended. */
function endedCase(events: readonly LogEvent[], sequence: readonly string[]): GivenFact[] {
  const steps = events
    .filter(({ lifecycle }) => lifecycle === undefined || lifecycle.toLowerCase() === 'complete')
    .toSorted((a, b) => a.at - b.at);
  const process = (activity: string, lifecycle: string) => ({
    process: { definition: 'support', dataset: 'd', case: idOf(7), activity, lifecycle },
  });
  const data = { version: '1', process: 'support', terminal: [], sequence: [...sequence] };
  return [
    { ...published('ProcessDefined', steps[0]!.at), data },
    ...steps.map(({ at, activity }) => fact('ActivityRecorded', at, process(activity, 'complete'))),
    fact('CaseResolved', steps.at(-1)!.at, process('End', 'abort')),
  ];
}

describe.each([
  { log: 'receipt' as const, isNamed: true },
  { log: 'helpdesk' as const, isNamed: true },
  // Some of its cases are too long for what is skipped to be looked for after each step.
  { log: 'bpic2012' as const, isNamed: false },
])('the cases of $log, followed step by step', ({ log, isNamed }) => {
  it('deviate by what the alignments of the ended cases with the same path cost', () => {
    const { sequenceConformance: truth } = JSON.parse(
      readFileSync(testData('process', `${log}.truth.json`), 'utf8'),
    ) as { sequenceConformance: Truth };
    const sums = { cases: 0, deviating: 0, cost: 0 };
    const skipped: Record<string, number> = {};
    const unknown: Record<string, number> = {};
    for (const events of Map.groupBy(readXesLog(log), (event) => event.case).values()) {
      const facts = endedCase(events, truth.model);
      const { totals } = new FoldOne(processDeviations).fold(facts, facts.at(-1)!.occurredAt);
      for (const { at, add } of totals) {
        const counts = { ...add } as Readonly<Record<string, number>>;
        if (at[0] === 'case') {
          sums.cases++;
          sums.deviating += counts['deviating']!;
          sums.cost += counts['unknown']! + counts['outOfOrder']! + counts['missing']!;
        } else {
          const name = String(at[2]);
          if (counts['skipped'] === 1) skipped[name] = (skipped[name] ?? 0) + 1;
          if ((counts['unknown'] ?? 0) > 0) unknown[name] = (unknown[name] ?? 0) + 1;
        }
      }
    }
    expect(sums.deviating).toBe(sums.cases - truth.alignment.fittingTraces);
    expect(sums.cost).toBe(truth.alignment.totalCost);
    expect(unknown).toEqual(truth.casesWithActivityOutsideModel);
    if (isNamed) expect(skipped).toEqual(truth.casesSkippingModelActivity);
  });
});
