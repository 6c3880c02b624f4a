import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { valuesOf } from '#event-store/dimension-values.js';
import type { Pieces } from '#projections/calls/pieces.js';
import { voice } from '#read-models/voice.projection.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Workspace } from '../workspace.js';

/** By when something was said, and how far the ledger was known. */
export interface SaidUntil {
  readonly asOf: Instant;
  readonly known: number;
}

/**
 * Goes through those of some events of a type that hold, had occurred and were known by then, and may be used for the voice of
 * customers.
 * @param take each as it may be used, with the relationships that it belongs to; not one that belongs to none
 */
export function* takeHeldEvents(
  workspace: Workspace,
  type: string,
  events: Iterable<RecordedEvent>,
  { asOf, known }: SaidUntil,
  take: (event: RecordedEvent, relationships: readonly Id[]) => void,
): Pieces<void> {
  const { visibility } = amendmentsOf(workspace.ledger);
  const belonging = visibility.belonging.at(known);
  const permitted = permittedNow(workspace, voice.purpose);
  for (const event of events) {
    yield;
    if (event.type !== type || event.occurredAt > asOf || event.sequence > known) continue;
    if (visibility.isHidden(event, known)) continue;
    const allowed = permitted.given(event);
    if (allowed === undefined) continue;
    const own = valuesOf(allowed, 'relationship');
    const relationships = belonging?.valuesOf(allowed, 'relationship', own) ?? own;
    if (relationships.length > 0) take(allowed, relationships);
  }
}
