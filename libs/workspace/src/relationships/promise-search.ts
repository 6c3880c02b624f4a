import { LedgerError } from '#core/errors.js';
import type { PartyRef, RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { streamOf } from '#domain/streams.js';
import type { Pieces } from '#projections/calls/pieces.js';
import { partOfKey } from '#projections/definition/projection-key.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { promises } from '#read-models/promises.projection.js';
import { linkedWith, relationshipsIn } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import { lookAt } from '../moments/look-at.js';
import { asCustomer, toBeErased } from '../signals/place-of-work.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** A promise that somebody names. */
export interface FoundPromise {
  /** Id of the event that made it. */
  readonly id: Id;
  /** The first of its relationships of whom may be told. */
  readonly relationship: Id;
  /** Whose history what is said of it goes into: one party of each of its relationships. */
  readonly parties: readonly PartyRef[];
  readonly stream: string;
}

const shortestPrefix = 4;
const idChars = 36;
const namedInRefusal = 5;

/**
 * The promises that are meant, each once, in the order in which they are given.
 * @param given ids, or what they begin with
 * @throws LedgerError `not-found`, `invalid` where several begin so, or where whoever it is about is to be erased
 */
export async function findPromises(
  workspace: Workspace,
  given: readonly string[],
  work: Work,
): Promise<readonly FoundPromise[]> {
  const bad = given.find((text) => text.length < shortestPrefix || !/^[0-9a-f-]{1,36}$/.test(text));
  if (bad !== undefined)
    throw new LedgerError('invalid', `“${bad}” is no id of a promise.`, {
      violations: [
        { field: 'promises', message: `must be ids, or at least ${shortestPrefix} digits that they begin with` },
      ],
      hint: 'Take it from `tend promises`.',
    });
  const cut = [...new Set(given.filter(({ length }) => length < idChars))];
  const begun = cut.length === 0 ? new Map<string, Set<Id>>() : await idsThatBegin(workspace, cut, work);
  const ids = given.map((text) => (text.length === idChars ? text : requireOne(text, begun.get(text)!)));
  return [...new Set(ids)].map((id) => foundOf(workspace, id));
}

/** What a whole id means is in the ledger; what is cut is sought among the promises that are told of. */
async function idsThatBegin(
  workspace: Workspace,
  texts: readonly string[],
  work: Work,
): Promise<ReadonlyMap<string, Set<Id>>> {
  return lookAt(
    workspace,
    promises.name,
    undefined,
    function* (view: ProjectionView): Pieces<ReadonlyMap<string, Set<Id>>> {
      const found = new Map(texts.map((text) => [text, new Set<Id>()]));
      for (const { key } of view.rows({ asKept: true })) {
        yield;
        const id = partOfKey(key);
        // What is said of something that is no promise here has a row as well.
        for (const text of texts)
          if (id.startsWith(text) && isPromise(workspace.ledger.get(id))) found.get(text)!.add(id);
      }
      return found;
    },
    work,
  );
}

function requireOne(text: string, ids: ReadonlySet<Id>): Id {
  const [id, ...others] = ids;
  if (id === undefined) throw promiseNotFound(text);
  if (others.length === 0) return id;
  throw new LedgerError('invalid', `${ids.size} promises begin with ${text}.`, {
    violations: [...ids].slice(0, namedInRefusal).map((one) => ({ field: 'promises', message: one })),
    hint: 'Give more digits of the one that is meant.',
  });
}

/** The refusal of what is no promise, or of which may not be told. */
export function promiseNotFound(text: string): LedgerError {
  return new LedgerError('not-found', `There is no promise ${text}.`, { hint: 'Take its id from `tend promises`.' });
}

/** @throws LedgerError `not-found` for what is no promise or may not be told of, `invalid` for who is to be erased */
function foundOf(workspace: Workspace, id: Id): FoundPromise {
  const { ledger } = workspace;
  const event = ledger.get(id);
  if (event === undefined || !isPromise(event)) throw promiseNotFound(id);
  const known = ledger.head().sequence;
  const { given, allows, isErased } = permittedNow(workspace, promises.purpose);
  const owners = relationshipsIn(ledger, given(event) ?? event, known);
  const linked = owners.map((owner) => linkedWith(ledger, owner, known));
  if (linked.flat().every(isErased)) throw toBeErased();
  // Under the id of one who may be told of: what is recorded of who is to be erased would make them a new key.
  const told = linked.flatMap((all, at) => {
    const party = all.find(allows);
    return party === undefined ? [] : [{ owner: owners[at]!, party: asCustomer(party) }];
  });
  const [first] = told;
  if (first === undefined) throw promiseNotFound(id);
  const parties = told.map(({ party }) => party);
  return { id, relationship: first.owner, parties, stream: streamOf('PromiseKept', { parties }) };
}

/** Made in words, or by an order that says by when it is required. */
function isPromise(event: RecordedEvent | undefined): event is RecordedEvent {
  if (event?.type === 'PromiseMade') return true;
  return event?.type === 'OrderPlaced' && (event.data as { requiredBy?: number }).requiredBy !== undefined;
}
