import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { idOf } from '#domain/testing.js';
import { NaiveBelonging } from '#projections/oracle/naive-belonging.js';
import { naivePermitted } from '#projections/oracle/naive-permissions.js';
import { isVisible } from '#projections/oracle/naive-projection.js';
import { endOfHistory, history, ledgerAt, record } from '#projections/oracle/random-history.js';
import { countEventsOf, eventsOfRelationship } from './belonging.js';
import type { Workspace } from '../workspace.js';

jest.setTimeout(60_000);

/** The events of a relationship by all that is known, in the plainest way. */
function naiveEventsOf(relationship: string, events: readonly RecordedEvent[], known: number): readonly number[] {
  const then = events.filter(({ sequence }) => sequence <= known);
  const belonging = new NaiveBelonging(then, (event) => isVisible(event, then));
  return then
    .filter((event) => {
      const given = naivePermitted(event, events, 'service', endOfHistory);
      return given !== undefined && belonging.relationshipsOf(given).includes(relationship);
    })
    .toSorted((a, b) => a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence)
    .map(({ sequence }) => sequence);
}

test('the events of a relationship, and how many, are those of a naive recomputation, also in the past', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat({ max: 40 }), async (drafts, k) => {
      const ledger = ledgerAt(endOfHistory);
      await record(ledger, drafts);
      const workspace = { ledger, clock: { now: () => endOfHistory } } as unknown as Pick<
        Workspace,
        'ledger' | 'clock'
      >;
      const events = [...ledger.readAll()];
      for (const known of [events.length, Math.min(k, events.length)])
        for (const relationship of [0, 1, 2, 3, 4, 5, 90].map(idOf)) {
          const expected = naiveEventsOf(relationship, events, known);
          const found = [...eventsOfRelationship(workspace, relationship, { known })].map(({ sequence }) => sequence);
          expect(found).toEqual(expected);
          expect(countEventsOf(workspace, relationship, { known })).toBe(expected.length);
        }
    }),
    { numRuns: 300 },
  );
});
