import { fixedClock, memoryKeyStore, seededRandom } from '#core/testing.js';
import { randomId } from '#core/ids.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { DraftParty } from '#domain/touchpoint.js';
import { definitionOf } from '#domain/vocabulary.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { unseal } from '#privacy/sealing.js';
import type { ExportNames } from './export/export-names.js';
import { importFile } from './import.js';
import type { ImportedFile, ImportFileOptions, ImportOutcome, ImportWork } from './import.js';
import type { Mapping } from './mapping.js';
import { inPieces } from './testing.js';

/** For specs: how a help desk's file of six columns is read. */
export const deskMapping = {
  version: 1,
  format: 'csv',
  process: 'desk',
  zone: 'UTC',
  time: { column: 'When' },
  identity: ['Case', 'Step', 'When'],
  case: 'Case',
  activity: 'Step',
  type: 'ActivityRecorded',
  parties: [{ column: 'Customer', kind: 'person', role: 'customer', side: 'customer' }],
  actor: { column: 'Agent', kind: 'person', role: 'agent', side: 'ours' },
  unmapped: 'seal',
} as const satisfies Mapping;

/** For specs: a data directory in memory. */
export function memoryPorts(seed = 'capture') {
  const random = seededRandom(seed);
  const clock = fixedClock(Date.parse('2026-11-24T12:00:00Z'));
  const keys = memoryKeyStore(random);
  const parties = new Map<string, Id>();
  const entries = new Map<Id, DraftParty>();
  const labels = new Map<Id, string>();
  const directory = {
    claim(party: DraftParty, dataset: string): Id {
      const names = party.identifiers.map(({ scheme, value }) => `${dataset}/${scheme}/${value}`);
      const id = names.map((name) => parties.get(name)).find((known) => known !== undefined) ?? randomId(random);
      for (const name of names) if (!parties.has(name)) parties.set(name, id);
      if (!entries.has(id)) entries.set(id, party);
      return id;
    },
    label: (id: Id, text: string) => void (labels.has(id) || labels.set(id, text)),
  };
  const names: ExportNames = {
    organisation: keys.organisation,
    party(id) {
      const party = entries.get(id);
      return (
        party && { kind: party.kind, name: party.name ?? party.identifiers[0]!.value, identifiers: party.identifiers }
      );
    },
    caseNumber: (id) => labels.get(id),
    personal: (event) => personalOf(event, keys),
  };
  const mayMeasure = (_parties: readonly Id[]): boolean => true;
  const ledger = new MemoryEventStore(clock);
  return { ledger, keys, directory, random, clock, mayMeasure, zone: 'UTC', parties, labels, names };
}

export type MemoryPorts = ReturnType<typeof memoryPorts>;

export function personalOf(event: RecordedEvent, keys: MemoryPorts['keys']) {
  if (event.sealed === undefined) return undefined;
  const subjectKey = keys.find(event.sealed.subject);
  if (subjectKey === undefined) return 'erased';
  return unseal(event.sealed, { subjectKey, organisation: keys.organisation, eventId: event.id, type: event.type });
}

/** For specs: the touchpoints of a ledger, without what imports say about themselves. */
export function touchpointsOf({ ledger }: Pick<MemoryPorts, 'ledger'>): RecordedEvent[] {
  return [...ledger.readAll()].filter((event) => definitionOf(event.type)!.captured);
}

/** For specs: imports text or bytes, and gathers the rejects file. */
export async function importText(
  ports: MemoryPorts,
  content: string | Uint8Array,
  options: ImportFileOptions & { name?: string; pieceBytes?: number } = {},
  work: ImportWork = {},
): Promise<ImportOutcome & { rejects: string }> {
  const { name = 'file.csv', pieceBytes = 65_536, ...rest } = options;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file: ImportedFile = { name, bytes: inPieces(bytes, pieceBytes), sizeBytes: bytes.length };
  let rejects = '';
  const outcome = await importFile(file, rest, ports, { reject: (line) => void (rejects += `${line}\n`), ...work });
  return { ...outcome, rejects };
}
