import { LedgerError } from '#core/errors.js';
import type { RecordedEvent } from '#core/record.js';
import type { KeyStore } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { Identifier } from '#domain/touchpoint.js';
import type { Directory } from '#privacy/directory.js';
import { unseal } from '#privacy/sealing.js';

export interface ExportedParty {
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly identifiers: readonly Identifier[];
}

/** What an export reads of names and sealed parts, as far as their keys are there. */
export interface ExportNames {
  readonly organisation: Id;
  party(id: Id): ExportedParty | undefined;
  /** The number of a case as its source wrote it. */
  caseNumber(id: Id): string | undefined;
  /** The sealed part; `erased` when its key is gone; undefined when there is none. */
  personal(event: RecordedEvent): Readonly<Record<string, unknown>> | 'erased' | undefined;
}

/** How many parties are remembered. */
const remembered = 20_000;

/** Names from the directory and the key store. */
export function exportNames(directory: Directory, keys: KeyStore): ExportNames {
  const parties = new Map<Id, ExportedParty | undefined>();
  return {
    organisation: keys.organisation,
    party(id) {
      if (parties.has(id)) return parties.get(id);
      const found = directory.names([id]).get(id);
      const party = found && {
        ...found,
        identifiers: directory.identifiersOf(id).map(({ scheme, value }) => ({ scheme, value })),
      };
      if (parties.size >= remembered) parties.clear();
      parties.set(id, party);
      return party;
    },
    caseNumber: (id) => directory.labels([id]).get(id),
    personal(event) {
      if (event.sealed === undefined) return undefined;
      const subjectKey = keys.find(event.sealed.subject);
      if (subjectKey === undefined) return 'erased';
      try {
        return unseal(event.sealed, {
          subjectKey,
          organisation: keys.organisation,
          eventId: event.id,
          type: event.type,
        });
      } catch (error) {
        // A key that was made anew after the old one was destroyed opens nothing of before.
        if (error instanceof LedgerError && error.code === 'key-missing') return 'erased';
        throw error;
      }
    },
  };
}
