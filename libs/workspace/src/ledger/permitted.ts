import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { Position } from '#read-store/port.js';
import { amendmentsOf } from './amendments.js';
import type { Workspace } from '../workspace.js';

/** What stands in timelines and exports is the history of service: who objects to being analysed keeps it. */
const service = 'service';

/**
 * What may be told of the record now (engine.md §2, “Permissions”, §10). Projections ask by themselves; whoever answers
 * from events or from the directory of names asks here. Good for one answer: now passes.
 */
export interface Permitted {
  /** The event as it may be told of; undefined when it is withheld. */
  given(this: void, event: RecordedEvent): RecordedEvent | undefined;
  /** Whether what is personal of somebody reads as erased. */
  isErased(this: void, id: Id): boolean;
  /** Whether somebody may be told of. */
  allows(this: void, party: Id): boolean;
  /** All who may not be; undefined where that is everybody who has not consented. */
  withheld(this: void): readonly Id[] | undefined;
}

/** @param purpose for which it is told */
export function permittedNow({ ledger, clock }: Pick<Workspace, 'ledger' | 'clock'>, purpose = service): Permitted {
  const { permissions } = amendmentsOf(ledger).visibility;
  // Not the head: a ledger of the past ends where it was asked, and what was said since is said all the same.
  const now: Position = { sequence: Number.MAX_SAFE_INTEGER, horizon: clock.now() };
  return {
    given: (event) => permissions.permitted(event, purpose, now),
    isErased: (id) => permissions.isErased(id, now.sequence),
    allows: (party) => permissions.permits(party, purpose, now),
    withheld: () => permissions.withheldFrom(purpose, now),
  };
}

/** Sentiment is analysis: it is not measured of who objects to that, is restricted, or is to be erased. */
export function measuringIn(workspace: Pick<Workspace, 'ledger' | 'clock'>): {
  readonly mayMeasure: (parties: readonly Id[]) => boolean;
} {
  return { mayMeasure: (parties) => parties.every(permittedNow(workspace, 'relationship-analysis').allows) };
}

/** Parties by an id, an identifier or a name; whose data are to be erased only by the id. */
export function partiesKnownBy(workspace: Workspace, text: string): readonly Id[] {
  const { isErased } = permittedNow(workspace);
  return workspace.names.find(text).filter((id) => id === text.trim() || !isErased(id));
}
