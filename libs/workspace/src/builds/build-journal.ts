import type { Clock, Random } from '#core/ports.js';
import { streamOf } from '#domain/streams.js';
import type { EventStore } from '#event-store/port.js';
import type { BuildDecision, DecisionJournal } from '#projections/builds/build-decisions.js';
import { actorOf } from '../ledger/acting-user.js';
import { ownEvent } from '../ledger/own-event.js';
import type { WritableWorkspace } from '../workspace.js';

interface JournalPorts extends Pick<WritableWorkspace, 'names' | 'keys' | 'user'> {
  readonly ledger: EventStore;
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
export function buildJournal({ ledger, ...ports }: JournalPorts): DecisionJournal {
  const stream = streamOf('BuildActivated', {});
  return {
    *read() {
      for (const { type, data } of ledger.readStream(stream)) {
        if (types.has(type)) yield { type, data } as unknown as BuildDecision;
      }
    },
    async append({ type, data }, by) {
      const actor = by === 'person' ? await actorOf(ports) : 'system:tend';
      const revision = ledger.revisionOf(stream);
      const event = ownEvent(ports, { type, stream, data, actor, place: revision + 1 });
      await ledger.append({ stream, expected: revision < 0 ? 'no_stream' : revision, events: [event] });
    },
  };
}
