import { describe, expect, jest, test } from '@jest/globals';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { Build, NewBuild } from '#read-store/port.js';
import { memoryJournal, pointerOf } from './build-decisions.js';
import type { BuildDecision, DecisionJournal } from './build-decisions.js';
import { edited } from './builds-testing.js';
import { endOfHistory, ledgerAt, messages, record } from './random-history.js';
import { expected, open, shown } from './runtime-testing.js';
import { trails } from './sample-projections.js';
import type { Projections } from './projection-runtime.js';

jest.setTimeout(120_000);

/** How many more writes there are until the process is dead: the next one is done, or not, and nobody hears of it. */
class Life {
  left = Infinity;
  /** The last write is done before the end. */
  isLate = false;

  async write<T>(step: () => Promise<T>): Promise<T> {
    if (this.left <= 0) throw new Error('killed');
    this.left--;
    if (this.left > 0) return step();
    if (this.isLate) await step();
    throw new Error('killed');
  }
}

class MortalStore extends MemoryReadStore {
  constructor(private readonly life: Life) {
    super();
  }

  override create(name: string, fingerprint: string, options?: NewBuild): Promise<Build> {
    return this.life.write(async () => {
      const build = await super.create(name, fingerprint, options);
      const commit = build.commit.bind(build);
      build.commit = (batch) => this.life.write(() => commit(batch));
      return build;
    });
  }

  override note(...given: Parameters<MemoryReadStore['note']>): Promise<void> {
    return this.life.write(() => super.note(...given));
  }

  override activate(id: string): Promise<void> {
    return this.life.write(() => super.activate(id));
  }

  override drop(id: string): Promise<void> {
    return this.life.write(() => super.drop(id));
  }
}

function mortalJournal(life: Life, decisions: BuildDecision[]): DecisionJournal {
  const journal = memoryJournal(decisions);
  return { read: () => journal.read(), append: (decision) => life.write(() => journal.append(decision)) };
}

/** Everything that can be done with builds, one after the other, while a reader looks in between. */
async function live(projections: Projections, look: () => void): Promise<void> {
  await projections.waitForBuild('trails');
  look();
  await projections.rollBack('trails');
  look();
  await projections.activate('trails');
  look();
  await projections.rebuild('trails', look);
  look();
  await projections.rollBack('trails');
  look();
  await projections.activate('trails');
  look();
  await projections.drop('trails');
  look();
  await projections.rebuild('trails', look, undefined, { activate: false });
  look();
  await projections.drop('trails');
}

describe('a kill at any write of building, activating, going back and dropping', () => {
  test.each([false, true])(
    'leaves what answers, and the next start brings all in line (written: %s)',
    async (isLate) => {
      let step = 1;
      for (; ; step++) {
        const life = new Life();
        const store = new MortalStore(life);
        const decisions: BuildDecision[] = [];
        const journal = mortalJournal(life, decisions);
        const ledger = ledgerAt(endOfHistory);
        await record(ledger, messages(6));
        const first = await open({ ledger, store, journal });
        await first.waitForAll();
        await first.stop();

        life.left = step;
        life.isLate = isLate;
        const look = (projections: Projections) => () => expect(projections.list('trails').total).toBe(2);
        let isKilled = false;
        const mortal = await open({ ledger, store, journal, definitions: [edited], retryMs: 5 });
        try {
          look(mortal)();
          await live(mortal, look(mortal));
        } catch (error) {
          isKilled = true;
          if (life.left > 0) throw error;
        }
        look(mortal)();
        await mortal.stop().catch(() => undefined);

        life.left = Infinity;
        const decided = decisions.length;
        const left = store.builds().map(({ state }) => state);
        const next = await open({ ledger, store, journal, definitions: [edited] });
        look(next)();
        await record(ledger, messages(8).slice(6));
        await next.waitForBuild('trails');
        await next.waitForAll();
        const pointer = pointerOf('trails', decisions);
        const serving = store.serving('trails')!.info;
        expect([serving.number, serving.fingerprint]).toEqual(
          pointer.serving === undefined
            ? [1, serving.fingerprint]
            : [pointer.serving.number, pointer.serving.fingerprint],
        );
        // What was decided holds: a start decides something only about a build that was on its way to serve.
        const isSettled = left.includes('kept') && !left.includes('building') && !left.includes('ready');
        if (isSettled) expect(decisions).toHaveLength(decided);
        const isOld = serving.number === 1;
        expect(shown(next, 'trails')).toBe(expected(isOld ? trails : edited, ledger));
        const states = store.builds().map(({ state }) => state);
        expect(states.filter((state) => state === 'kept').length).toBeLessThanOrEqual(1);
        expect(states.filter((state) => state === 'ready').length).toBeLessThanOrEqual(1);
        expect(states).not.toContain('building');
        await next.stop();
        if (!isKilled) break;
      }
      expect(step).toBeGreaterThan(15);
    },
  );
});
