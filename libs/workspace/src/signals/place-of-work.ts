import { LedgerError } from '#core/errors.js';
import type { PartyRef } from '#core/record.js';
import type { Id } from '#core/time.js';
import { streamOf } from '#domain/streams.js';
import { linkedWith } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Workspace } from '../workspace.js';
import { relationshipsOf, type Raised } from './raised-signals.js';
import type { FoundSignal } from './signal-search.js';

/** Into whose history goes what is said of a signal, and by whose key a person's words in it are sealed. */
export interface PlaceOfWork {
  readonly parties: readonly PartyRef[];
  readonly subject: Id;
  readonly stream: string;
}

/**
 * The history of the relationship that a signal is about, as it is known now, under the id of one of its parties whose
 * data are not to be erased: it would make them a new key. What is about nobody (an import, a process of our own) goes
 * into the history of the organisation whose ledger it is, and is sealed by its key.
 * @throws LedgerError `invalid` where all whom it is about are to be erased
 */
export function placeOfWork(workspace: Workspace, { raised, parties: before }: FoundSignal): PlaceOfWork {
  const all = raised === undefined ? before : partiesOf(workspace, raised);
  const { isErased } = permittedNow(workspace);
  const party = all.find(({ id }) => !isErased(id));
  if (party !== undefined)
    return { parties: [party], subject: party.id, stream: streamOf('SignalAcknowledged', { parties: [party] }) };
  if (all.length > 0) throw toBeErased();
  const { organisation } = workspace.keys;
  return { parties: [], subject: organisation, stream: `party-${organisation}` };
}

/** The refusal to record something of those whose data are to be erased. */
export function toBeErased(): LedgerError {
  return new LedgerError('invalid', 'Whoever it is about is to be erased: nothing is recorded of them any more.');
}

/** A relationship, or one of those that it is one with, as a party of what is said of it. */
export function asCustomer(id: Id): PartyRef {
  return { id, role: 'customer', side: 'customer' };
}

/** Those first that it goes to rather; then who it is about as well, though nobody may be told of them. */
function partiesOf(workspace: Workspace, raised: Raised): readonly PartyRef[] {
  const { ledger } = workspace;
  const known = ledger.head().sequence;
  const { party, event } = raised.signal;
  const recorded = ledger.get(event);
  const own = recorded?.parties.find(({ id }) => id === party);
  return [
    ...relationshipsOf(workspace, raised, known).flatMap((owner) => linkedWith(ledger, owner, known).map(asCustomer)),
    ...(party === undefined ? [] : [own === undefined ? asCustomer(party) : own]),
    ...(recorded?.relationships ?? []).map(asCustomer),
    ...(recorded?.parties ?? []).filter(({ side }) => side === 'customer'),
  ];
}
