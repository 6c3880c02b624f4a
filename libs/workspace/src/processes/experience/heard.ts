import type { Id, Instant } from '#core/time.js';
import { inPieces } from '#projections/calls/pieces.js';
import { usableAnswersOf, type GivenAnswer } from '../../voice/counted-answers.js';
import { takeHeldEvents, type SaidUntil } from '../../voice/held-events.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';

/** What relationships have told us outright, each in the order of time. */
export interface Heard {
  readonly answersOf: (relationship: Id) => readonly GivenAnswer[];
  readonly complaintsOf: (relationship: Id) => readonly Instant[];
}

/** Reads all answers and complaints by a moment, in pieces. @throws LedgerError `cancelled` */
export async function heardBy(workspace: Workspace, until: SaidUntil, { signal }: Work): Promise<Heard> {
  const answers = Map.groupBy(
    await inPieces(usableAnswersOf(workspace, until), { signal }),
    ({ relationship }) => relationship,
  );
  for (const given of answers.values()) given.sort((a, b) => a.at - b.at);
  const complaints = new Map<Id, Instant[]>();
  const events = workspace.ledger.readDimension('type', 'ComplaintRaised');
  const reading = takeHeldEvents(workspace, 'ComplaintRaised', events, until, ({ occurredAt }, relationships) => {
    for (const id of relationships) {
      const known = complaints.get(id);
      if (known === undefined) complaints.set(id, [occurredAt]);
      else known.push(occurredAt);
    }
  });
  await inPieces(reading, { signal });
  return {
    answersOf: (relationship) => answers.get(relationship) ?? [],
    complaintsOf: (relationship) => complaints.get(relationship) ?? [],
  };
}
