import { newSalt, randomId } from '#core/ids.js';
import type { Clock, KeyStore, Random } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { UnplacedEvent } from '#core/record.js';
import { formatInstant, ordinalOf } from '#core/time.js';
import { streamOf } from '#domain/streams.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventStore } from '#event-store/port.js';
import type { BuildDecision, DecisionJournal } from '#projections/build-decisions.js';

interface JournalPorts {
  readonly ledger: EventStore;
  readonly keys: Pick<KeyStore, 'idKey'>;
  readonly clock: Clock;
  readonly random: Random;
}

const types: ReadonlySet<string> = new Set<BuildDecision['type']>([
  'BuildActivated',
  'BuildRolledBack',
  'BuildDropped',
]);

/**
 * Decisions about builds as events of the ledger. Each is appended behind what was read when it was made: when another
 * process has decided meanwhile, it is refused (`revision-conflict`), and decided anew.
 */
export function buildJournal({ ledger, keys, clock, random }: JournalPorts): DecisionJournal {
  const stream = streamOf('BuildActivated', {});
  return {
    *read() {
      for (const { type, data } of ledger.readStream(stream)) {
        if (types.has(type)) yield { type, data } as unknown as BuildDecision;
      }
    },
    async append({ type, data }) {
      const revision = ledger.revisionOf(stream);
      const [id, now] = [randomId(random), clock.now()];
      const event: Omit<UnplacedEvent, 'digest'> = {
        id,
        type,
        schemaVersion: definitionOf(type)!.schemaVersion,
        stream,
        occurredAt: now,
        occurredText: formatInstant(now),
        // Decisions of one millisecond stay in order.
        ordinal: ordinalOf(0, revision + 1),
        actor: 'system:tend',
        recorder: 'system:tend',
        source: { connector: 'tend', dataset: 'tend' },
        correlationId: id,
        causationId: id,
        parties: [],
        relationships: [],
        data: { ...data },
        salt: newSalt(random),
      };
      const events = [{ ...event, digest: digestOf(keys.idKey, event) }];
      await ledger.append({ stream, expected: revision < 0 ? 'no_stream' : revision, events });
    },
  };
}
