import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { memoryKeyStore } from '#core/testing.js';
import type { AppendRequest } from '#event-store/port.js';
import { eventOf } from '#domain/testing.js';
import { appendDecided } from './own-event.js';
import { refusalOf } from '../testing.js';

/** A stream to which something comes between the first so many decisions and their events. */
function busy(conflicts: number, revision = 3) {
  const asked: AppendRequest[] = [];
  return {
    asked,
    head: () => ({ sequence: 7, recordedAt: 0 }),
    revisionOf: () => revision,
    async *subscribe() {
      yield { kind: 'caught-up' as const, sequence: 7 };
      // What came between is read only now.
      revision++;
      yield { kind: 'events' as const, events: [] };
    },
    append: (request: AppendRequest) => {
      asked.push(request);
      if (asked.length > conflicts)
        return Promise.resolve({ stream: request.stream, revision: ++revision, events: [] });
      return Promise.reject(new LedgerError('revision-conflict'));
    },
  };
}

const keys = memoryKeyStore();

describe('what is decided', () => {
  it('is appended exactly behind what it was decided by, and decided anew when that has changed', async () => {
    const ledger = busy(2);
    let decided = 0;
    const event = await appendDecided({ ledger, keys }, () => eventOf('PartiesLinked', { id: `${++decided}` }));
    expect([event.id, decided]).toEqual(['3', 3]);
    expect(ledger.asked.map(({ expected }) => expected)).toEqual([3, 4, 5]);
  });

  it('begins a stream that is not there', async () => {
    const ledger = busy(0, -1);
    await appendDecided({ ledger, keys }, () => eventOf('PartiesLinked'));
    expect(ledger.asked.map(({ expected }) => expected)).toEqual(['no_stream']);
  });

  it('is given up when something comes between each time, and refused as soon as it is refused', async () => {
    const ledger = busy(Infinity);
    const { code } = await refusalOf(() => appendDecided({ ledger, keys }, () => eventOf('PartiesLinked')));
    expect([code, ledger.asked.length]).toEqual(['revision-conflict', limits.decisionAttempts]);
    const once = busy(1);
    const refuse = () => {
      if (once.asked.length > 0) throw new LedgerError('invalid', 'These two are linked already.');
      return eventOf('PartiesLinked');
    };
    expect(await refusalOf(() => appendDecided({ ledger: once, keys }, refuse))).toMatchObject({ code: 'invalid' });
    expect(once.asked).toHaveLength(1);
  });

  it('is recorded as it was decided when its keys were durable, and not before', async () => {
    const ledger = busy(0);
    const flushed: (number | undefined)[] = [];
    // Another node is first, twice: what was drawn is dropped.
    const shared = {
      dropped: 0,
      async flush(since?: number) {
        flushed.push(since);
        expect(ledger.asked).toEqual([]);
        if (shared.dropped >= 2) return;
        shared.dropped++;
        throw new LedgerError('revision-conflict');
      },
    };
    let decided = 0;
    const event = await appendDecided({ ledger, keys: shared }, () => eventOf('PartiesLinked', { id: `${++decided}` }));
    expect([event.id, flushed]).toEqual(['3', [0, 1, 2]]);
    expect(ledger.asked.map(({ events }) => events[0]!.id)).toEqual(['3']);
  });
});
