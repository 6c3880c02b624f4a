import { describe, expect, jest, test } from '@jest/globals';
import { openReadStore } from '#read-store/embedded/embedded-read-store.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { ReadStore } from '#read-store/port.js';
import { memoryJournal, pointerOf } from './build-decisions.js';
import type { BuildDecision, DecisionJournal } from './build-decisions.js';
import { edited } from '../oracle/builds-testing.js';
import type { Projections } from '../engine/projection-runtime.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, freshDirectory, open, shown } from '../oracle/runtime-testing.js';
import { journal as audited, trails } from '../oracle/sample-projections.js';

jest.setTimeout(240_000);

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

/** Lets a store write only as long as its process lives. */
function mortal(store: ReadStore, now: () => Life): ReadStore {
  const { create, note, activate, drop } = bound(store);
  return Object.assign(store, {
    create: (...given: Parameters<ReadStore['create']>) =>
      now().write(async () => {
        const build = await create(...given);
        const commit = build.commit.bind(build);
        build.commit = (batch) => now().write(() => commit(batch));
        return build;
      }),
    note: (...given: Parameters<ReadStore['note']>) => now().write(() => note(...given)),
    activate: (id: string) => now().write(() => activate(id)),
    drop: (id: string) => now().write(() => drop(id)),
  });
}

function bound(store: ReadStore): Pick<ReadStore, 'create' | 'note' | 'activate' | 'drop'> {
  return {
    create: store.create.bind(store),
    note: store.note.bind(store),
    activate: store.activate.bind(store),
    drop: store.drop.bind(store),
  };
}

function mortalJournal(life: Life, decisions: BuildDecision[]): DecisionJournal {
  const journal = memoryJournal(decisions);
  return { read: () => journal.read(), append: (decision, by) => life.write(() => journal.append(decision, by)) };
}

/** How each process comes to the store of the one before. */
const stores = {
  'in memory': () => {
    let now = new Life();
    const store = mortal(new MemoryReadStore(), () => now);
    return async (life: Life) => {
      now = life;
      return store;
    };
  },
  'on disk': () => {
    const directory = freshDirectory();
    return async (life: Life) => mortal(await openReadStore(directory), () => life);
  },
} as const;

/** Everything that can be done with builds, one after the other, while a reader looks in between. */
async function live(projections: Projections, look: () => void): Promise<void> {
  const steps = [
    () => projections.waitForBuild('trails'),
    () => projections.rollBack('trails'),
    () => projections.activate('trails'),
    () => projections.rebuild('journal', look),
    () => projections.rebuild('trails', look),
    () => projections.rollBack('trails'),
    () => projections.activate('trails'),
    () => projections.rollBack('journal'),
    () => projections.drop('trails'),
    () => projections.rebuild('trails', look, undefined, { activate: false }),
    () => projections.drop('trails'),
  ];
  for (const step of steps) {
    await step();
    look();
  }
}

describe('a kill at any write of building, activating, going back and dropping', () => {
  test.each([
    ['in memory', false],
    ['in memory', true],
    ['on disk', false],
    ['on disk', true],
  ] as const)('%s leaves what answers, and the next start brings all in line (written: %s)', async (place, isLate) => {
    let step = 1;
    while (await killedAt(step, isLate, stores[place]())) step++;
    expect(step).toBeGreaterThan(25);
  });
});

/** @returns whether the process was killed before it had done everything */
async function killedAt(step: number, isLate: boolean, storeOf: (life: Life) => Promise<ReadStore>): Promise<boolean> {
  const decisions: BuildDecision[] = [];
  const ledger = ledgerAt(endOfHistory);
  await record(ledger, messages(6));
  const begin = async (life: Life, definition: unknown) => {
    const store = await storeOf(life);
    const journal = mortalJournal(life, decisions);
    const projections = await open({ ledger, store, journal, definitions: [definition, audited], retryMs: 5 });
    const look = (): void => {
      expect(projections.list('trails').total).toBe(2);
      expect(projections.list('journal').total).toBe(1);
    };
    return { store, projections, look };
  };

  const first = await begin(new Life(), trails);
  await first.projections.waitForAll();
  await first.projections.stop();
  await first.store.close();

  const life = Object.assign(new Life(), { left: step, isLate });
  const killed = await begin(life, edited);
  let isKilled = false;
  try {
    killed.look();
    await live(killed.projections, killed.look);
  } catch (error) {
    isKilled = true;
    if (life.left > 0) throw error;
  }
  killed.look();
  await killed.projections.stop().catch(() => undefined);
  const ofTrails = () => decisions.filter(({ data }) => data.projection === 'trails').length;
  const decided = ofTrails();
  const left = killed.store.builds().filter(({ name }) => name === 'trails');
  await killed.store.close();

  const next = await begin(new Life(), edited);
  next.look();
  await record(ledger, messages(8).slice(6));
  for (const name of ['trails', 'journal']) await next.projections.waitForBuild(name);
  await next.projections.waitForAll();
  // What was decided holds: a start decides something only about a build that was on its way to serve.
  const leftStates = left.map(({ state }) => state);
  const isSettled = leftStates.includes('kept') && !leftStates.includes('building') && !leftStates.includes('ready');
  if (isSettled) expect(ofTrails()).toBe(decided);
  for (const name of ['trails', 'journal']) {
    const { serving: pointer } = pointerOf(name, decisions);
    const serving = next.store.serving(name)!.info;
    expect([name, serving.number]).toEqual([name, pointer?.number ?? 1]);
    const states = next.store.builds().flatMap((build) => (build.name === name ? [build.state] : []));
    expect(states.filter((state) => state === 'kept').length).toBeLessThanOrEqual(1);
    expect(states.filter((state) => state === 'ready').length).toBeLessThanOrEqual(1);
    expect(states).not.toContain('building');
  }
  const isOld = next.store.serving('trails')!.info.number === 1;
  expect(shown(next.projections, 'trails')).toBe(expected(isOld ? trails : edited, ledger));
  expect(shown(next.projections, 'journal')).toBe(expected(audited, ledger));
  await next.projections.stop();
  await next.store.close();
  return isKilled;
}
