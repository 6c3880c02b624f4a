import type { RecordedEvent } from '#core/record.js';
import { activitiesOf } from '#measures/process/trace.js';
import { processFlow } from '#read-models/process-flow.projection.js';
import { processHandovers } from '#read-models/process-handovers.projection.js';
import { foldAll } from '#read-models/testing.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { processAnswer } from '#workspace/processes/process-answer.js';
import { figuresOfCells } from '#workspace/processes/total-figures.js';

export const answered = { build: 'process-flow.1', position: { from: 0, to: 0 }, horizon: '2026-01-01T00:00:00.000Z' };

/**
 * The answer about a process by the projections of the program, folded the plain way over all events.
 * @param smallestTeam of a policy that lets people be told of each
 */
export function foldedProcess(events: readonly RecordedEvent[], process: string, smallestTeam = 5): ProcessAnswer {
  const flow = foldAll(processFlow, events);
  const handovers = foldAll(processHandovers, events);
  const examples = new Map([...flow.rows].map(([key, row]) => [row.variant, key]));
  const withSteps = [...flow.rows.values()].filter((row) => row.process === process && row.steps > 0);
  const byVariant = Map.groupBy(withSteps, ({ variant }) => variant);
  return processAnswer(
    process,
    {
      figures: figuresOfCells({
        cases: flow.cells('case', process)[0],
        activities: flow.cells('activity', process),
        flows: flow.cells('flow', process),
      }),
      variants: Array.from(byVariant, ([variant, { length }]) => ({ variant, count: length })),
      work: {
        cells: {
          handovers: handovers.cells('handover', process),
          teamHandovers: handovers.cells('team-handover', process),
          members: handovers.cells('member', process),
          noTeam: handovers.cells('no-team', process)[0],
          rework: handovers.cells('rework', process),
        },
        lookup: { nameOf: (id) => ({ id, name: id }), canonical: (id) => id, smallestTeam },
      },
    },
    answered,
    {
      variants: 10,
      activitiesOf: (variants) =>
        new Map(variants.map((variant) => [variant, activitiesOf(flow.documents.get(examples.get(variant)!)!.trace)])),
    },
  );
}
