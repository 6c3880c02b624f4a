import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { fixedClock } from '#core/testing.js';
import { OutboxStore } from '../outbox/outbox-store.js';
import type { TodayAnswer } from '../today/today-answers.js';
import { DigestClock } from './digest-clock.js';

const seven = Date.parse('2026-01-20T07:00:00Z');
const dayMs = 86_400_000;
const answer = (total: number, more: Partial<TodayAnswer> = {}): TodayAnswer => ({
  asOf: '2026-01-20T07:00:00Z',
  things: [],
  total,
  rest: { count: 0, kinds: [] },
  settled: 0,
  owners: [],
  ranking: [],
  ...more,
});

describe('the clock of digests', () => {
  let folder: string;
  let store: OutboxStore;
  let today: (owner: string | undefined) => Promise<TodayAnswer>;
  let gathered: number;
  let asked: (string | undefined)[];
  let looked: string[];
  const clock = fixedClock(seven);

  const add = (id: string, owner?: string) =>
    store.transaction(() => {
      store.add({ id, url: 'mailto:a%40b.c', tells: 'digest', createdAt: 0 }, 'whsec_a');
      store.digests.add({ id, ...(owner === undefined ? {} : { owner }), minute: 420, days: [2, 3], linkKey: 'k' });
    });
  /** What one process does until it has nothing to do. */
  const live = async () => {
    const digests = new DigestClock({
      store,
      clock,
      zone: 'UTC',
      lists: async () => {
        gathered++;
        return (owner) => (asked.push(owner), today(owner));
      },
      look: (id) => void looked.push(id),
    });
    digests.start();
    await digests.settled();
    await digests.stop();
  };
  const dayOf = (id: string) => {
    const { toldDay, outcome } = store.digests.get(id)!;
    return [toldDay, outcome];
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-digests-'));
    store = new OutboxStore(join(folder, 'outbox.db'));
    clock.set(seven);
    today = async () => answer(1);
    asked = [];
    looked = [];
    gathered = 0;
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells each once a day, whichever process it is', async () => {
    add('a');
    add('b', 'owner-1');
    clock.set(seven - 1);
    await live();
    expect(asked).toEqual([]);
    clock.set(seven);
    await live();
    await live();
    expect([new Set(asked), asked.length, looked, gathered]).toEqual([
      new Set(['owner-1', undefined]),
      2,
      ['a', 'b'],
      1,
    ]);
    expect(dayOf('a')).toEqual(['2026-01-20', 'told']);
    // Wednesday is a day of theirs, Thursday is none.
    clock.set(seven + dayMs);
    await live();
    clock.set(seven + 2 * dayMs);
    await live();
    expect(asked.length).toBe(4);
  });

  it('lets a digest that waits give way to the next', async () => {
    add('a');
    await live();
    expect(store.messages.pending('a')).toBe(1);
    clock.set(seven + dayMs);
    today = async () => answer(7);
    await live();
    expect(store.messages.pending('a')).toBe(1);
    expect(JSON.parse(store.messages.nextDue('a', clock.now())!.body)).toMatchObject({
      data: { day: '2026-01-21', total: 7 },
    });
  });

  it('waits for projections that are not ready, but not for ever', async () => {
    add('a');
    today = async () => answer(1, { missing: ['replies'] });
    await live();
    expect([dayOf('a'), looked]).toEqual([[undefined, undefined], []]);
    clock.set(seven + 3_600_000);
    await live();
    expect([dayOf('a'), looked]).toEqual([['2026-01-20', 'told'], ['a']]);
  });

  it('tries again what failed, and tells the others meanwhile', async () => {
    add('a');
    add('b', 'owner-1');
    today = async (owner) => {
      if (owner === undefined) throw new LedgerError('unavailable');
      return answer(1);
    };
    await live();
    expect([dayOf('a'), dayOf('b')]).toEqual([
      [undefined, undefined],
      ['2026-01-20', 'told'],
    ]);
    today = async () => answer(0);
    await live();
    expect(dayOf('a')).toEqual(['2026-01-20', 'nothing']);
  });

  it('says why of an owner who owns nothing any more, and asks again the next day', async () => {
    add('b', 'owner-1');
    today = async () => Promise.reject(new LedgerError('not-found', 'No relationship has an owner.'));
    await live();
    await live();
    expect([dayOf('b'), asked.length]).toEqual([['2026-01-20', 'No relationship has an owner.'], 1]);
    clock.set(seven + dayMs);
    await live();
    expect(asked.length).toBe(2);
  });

  it('says what is missing where nothing else is to be said, and is not silent', async () => {
    add('a');
    today = async () => answer(0, { missing: ['replies'] });
    clock.set(seven + 3_600_000);
    await live();
    expect([dayOf('a'), looked]).toEqual([['2026-01-20', 'told'], ['a']]);
  });

  it('keeps what failed where people look for it', async () => {
    add('a');
    today = async () => Promise.reject(new LedgerError('unavailable', 'It is being built.'));
    await live();
    expect([store.receiver('a')!.failure, dayOf('a')]).toEqual(['It is being built.', [undefined, undefined]]);
  });

  it('goes on after a disk was full', async () => {
    add('a');
    let isFull = true;
    const noteDay = store.digests.noteDay.bind(store.digests);
    store.digests.noteDay = (...given) => {
      if (isFull) throw new LedgerError('disk-full');
      noteDay(...given);
    };
    today = async () => Promise.reject(new LedgerError('not-found'));
    await live();
    isFull = false;
    today = async () => answer(1);
    await live();
    expect(looked).toEqual(['a']);
  });

  it('looks again where something came while it was at work', async () => {
    add('a');
    const digests = new DigestClock({
      store,
      clock,
      zone: 'UTC',
      look: (id) => void looked.push(id),
      lists: async () => {
        if (gathered++ === 0) {
          add('b', 'owner-1');
          digests.look();
        }
        return today;
      },
    });
    digests.start();
    await digests.settled();
    await digests.stop();
    expect(looked).toEqual(['a', 'b']);
  });

  it('tells nothing of one that is disabled', async () => {
    add('a');
    store.transaction(() => store.disable('a', 'by hand'));
    await live();
    expect(asked).toEqual([]);
  });
});
