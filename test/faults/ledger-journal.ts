import { randomUUID } from 'node:crypto';
import { eventOf } from '#domain/testing.js';
import type { EventStore } from '#event-store/port.js';
import type { BuildDecision, DecisionJournal } from '#projections/builds/build-decisions.js';

const stream = 'policy-projections';

/** Decisions about builds in a ledger of tests, whose events have no digests. */
export function ledgerJournal(ledger: EventStore): DecisionJournal {
  return {
    *read() {
      for (const { type, data } of ledger.readStream(stream)) yield { type, data } as unknown as BuildDecision;
    },
    async append({ type, data }) {
      const id = randomUUID().replace(/-4/, '-8');
      const given = { id, stream, data: { ...data }, parties: [], occurredAt: Date.now() };
      const { sequence: _s, revision: _r, recordedAt: _a, leaf: _l, ...event } = eventOf(type, given);
      const revision = ledger.revisionOf(stream);
      await ledger.append({ stream, expected: revision < 0 ? 'no_stream' : revision, events: [event] });
    },
  };
}
