import { formatInstant, type Id } from '#core/time.js';
import type { EvidenceEvent } from '../documents/made-answers.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Workspace } from '../workspace.js';

/** Members that name events, or hold rows whose own id is that of an event. */
const evidence = 'evidence';
const rowsOfEvents: ReadonlySet<string> = new Set(['promises', 'needs', 'goals', 'contracts']);

/** The events that an answer names, in the order of time; those that may not be told of are left out. */
export function eventsNamedIn(workspace: Workspace, parts: object): EvidenceEvent[] {
  const { ledger, directory } = workspace;
  const { given } = permittedNow(workspace);
  const found = [...new Set(namedIn(parts))].flatMap((id) => {
    const event = ledger.get(id);
    return event === undefined || given(event) === undefined ? [] : [event];
  });
  return found
    .sort((a, b) => a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence)
    .map(({ id, sequence, type, occurredAt }) => ({
      id,
      sequence,
      type,
      occurredAt: formatInstant(occurredAt, directory.zone),
    }));
}

function* namedIn(value: unknown, of?: string): Generator<Id> {
  if (Array.isArray(value)) {
    for (const one of value) {
      if (of === evidence) yield one as Id;
      else yield* namedIn(one, of);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if ((name === 'id' && rowsOfEvents.has(of ?? '')) || name === 'event') yield member as Id;
      else yield* namedIn(member, name === 'rows' ? of : name);
    }
  }
}
