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
 * Decisions about builds as events of the ledger, one after the other: those about several projections may come at once,
 * and are in one stream. Another process that decides meanwhile makes one be refused (`revision-conflict`).
 */
export function buildJournal({ ledger, ...ports }: JournalPorts): DecisionJournal {
  const stream = streamOf('BuildActivated', {});
  let appending: Promise<unknown> = Promise.resolve();
  return {
    *read() {
      for (const { type, data } of ledger.readStream(stream)) {
        if (types.has(type)) yield { type, data } as unknown as BuildDecision;
      }
    },
    async append({ type, data }, by) {
      const actor = by === 'person' ? await actorOf(ports) : 'system:tend';
      const appended = appending.then(async () => {
        const revision = ledger.revisionOf(stream);
        const event = ownEvent(ports, { type, stream, data, actor, place: revision + 1 });
        await ledger.append({ stream, expected: revision < 0 ? 'no_stream' : revision, events: [event] });
      });
      appending = appended.catch(() => undefined);
      await appended;
    },
  };
}
