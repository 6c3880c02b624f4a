import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { addPerformer, handoversOf, noHandovers, type Handovers } from '#measures/process/handovers.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import { handling } from './handling.js';

/**
 * Who hands work to whom in the cases of each process. Apart from `process-flow`, because it is about the people who do
 * the work: another purpose, which can be withheld by itself.
 *
 * Steps are those of `process-flow`. Who performed one is its actor, when that is a party: a connector, a key or the
 * system has performed nothing. Cell `handover, process, from, to`: count; from = to where somebody went on alone.
 */
export const processHandovers = defineProjection({
  name: 'process-handovers',
  purpose: 'workforce',
  key: { by: 'case', within: (event) => (event.process === undefined ? [] : [event.process.definition]) },
  initial: () => ({ process: '', handovers: noHandovers() }),
  on: {
    ...handling((doc: HandoverDocument, event) => addFact(doc, event), TouchpointEvents, RelationshipEvents),
    ...ignoring(AdministrativeEvents),
  },
  rollup: ({ process, handovers }) =>
    handoversOf(handovers).map(({ from, to, count }) => ({ at: ['handover', process, from, to], add: { count } })),
});

interface HandoverDocument {
  process: string;
  handovers: Handovers;
}

function addFact(doc: HandoverDocument, event: Fact): void {
  const { process, actor } = event;
  if (process?.lifecycle !== 'complete') return;
  doc.process = process.definition;
  // The named forms of an actor have a colon (`connector:csv`); ids of parties have none.
  addPerformer(doc.handovers, actor.includes(':') ? undefined : actor);
}
