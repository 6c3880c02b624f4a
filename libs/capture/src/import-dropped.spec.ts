import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { deskMapping, importText, memoryPorts, touchpointsOf } from './testing-ports.js';

const groups = 5;
const agents = 3;

/** A help desk's file of some groups; few agents, whom the reader gives out as the same drafts again and again. */
function deskFile(): string {
  const rows = Array.from({ length: groups * limits.importBatchRows }, (_, n) => [
    `C-${n % 40}`,
    'Take ticket',
    `2024-03-01 08:${String(n % 60).padStart(2, '0')}`,
    `Value ${n % 7}`,
    `A-${n % agents}`,
    n,
  ]);
  return [['Case', 'Step', 'When', 'Customer', 'Agent', 'Note'], ...rows].map((row) => `${row.join(',')}\n`).join('');
}

describe('an import beside which somebody is erased elsewhere', () => {
  it.each([1, 2, 3, 4])('names nobody any more whom it claimed before, from group %d on', async (at) => {
    const ports = memoryPorts();
    const { keys, ledger, parties, labels } = ports;
    let dropped = 0;
    const shared = {
      ...keys,
      get dropped() {
        return dropped;
      },
      flush: async (since = dropped) => {
        if (since !== dropped) throw new LedgerError('revision-conflict');
      },
    };
    let appended = 0;
    let last = 0;
    const appendMany = ledger.appendMany.bind(ledger);
    ledger.appendMany = (requests) => {
      appended += requests.reduce((sum, { events }) => sum + events.length, 0);
      // What was flushed before is gone here, as when another node has erased all of them.
      if (appended >= at * limits.importBatchRows && dropped === 0) {
        dropped++;
        parties.clear();
        labels.clear();
        last = ledger.head().sequence + requests.reduce((sum, { events }) => sum + events.length, 0);
      }
      return appendMany(requests);
    };
    await importText({ ...ports, keys: shared }, deskFile(), { mapping: { ...deskMapping, identity: ['Note'] } });
    const known = new Set(parties.values());
    const later = touchpointsOf(ports).filter(({ sequence }) => sequence > last);
    expect(later.length).toBeGreaterThanOrEqual((groups - at - 1) * limits.importBatchRows);
    for (const { actor, parties: named, process } of later) {
      expect(known).toContain(actor);
      for (const { id } of named) expect(known).toContain(id);
      expect([...labels.keys()]).toContain(process!.case);
    }
    expect(touchpointsOf(ports)).toHaveLength(groups * limits.importBatchRows);
  });
});
