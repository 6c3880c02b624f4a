import { describe, expect, jest, test } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { edited, editedAgain, workspace } from '../oracle/builds-testing.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, open, shown } from '../oracle/runtime-testing.js';
import { trails } from '../oracle/sample-projections.js';

jest.setTimeout(30_000);

describe('a build on its way', () => {
  /** A store whose commits of the second build wait until they are let. */
  async function held() {
    const given = await workspace(40);
    let letGo = (): void => undefined;
    const wait = new Promise<void>((resolve) => (letGo = resolve));
    let reached = (): void => undefined;
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    const create = given.store.create.bind(given.store);
    given.store.create = async (...args) => {
      const build = await create(...args);
      const commit = build.commit.bind(build);
      build.commit = async (batch) => {
        reached();
        await wait;
        return commit(batch);
      };
      return build;
    };
    return { ...given, letGo, isReached };
  }

  test('is paused, goes on after a restart when it is resumed, and serves then', async () => {
    const { start, states, letGo, isReached, ledger, store } = await held();
    const projections = await start(edited);
    await isReached;
    const pausing = projections.pause('trails');
    letGo();
    await pausing;
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'paused'],
    ]);
    await expect(projections.pause('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await expect(projections.rebuild('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await projections.stop();
    const again = await start(edited);
    await again.waitForAll();
    expect(again.builds('trails')[1]).toMatchObject({ state: 'paused', isCurrent: true });
    await again.resume('trails');
    expect(shown(again, 'trails')).toBe(expected(edited, ledger));
    expect(store.builds()).toHaveLength(2);
    await expect(again.resume('trails')).rejects.toMatchObject({ code: 'build-conflict' });
  });

  test('is cancelled, paused or not, and leaves nothing', async () => {
    const { start, states, letGo, isReached } = await held();
    const projections = await start(edited);
    await isReached;
    const cancelling = projections.cancel('trails');
    letGo();
    await cancelling;
    expect(states()).toEqual([[1, 'serving']]);
    await expect(projections.cancel('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    expect(projections.building()).toEqual([]);
  });

  test('says to whoever waits for it that somebody paused it', async () => {
    const { start, letGo, isReached, states } = await held();
    const projections = await start(trails);
    const rebuilding = projections.rebuild('trails');
    await isReached;
    expect(projections.building()).toMatchObject([{ name: 'trails', build: 'trails.2', done: 0, total: 40 }]);
    await expect(projections.rebuild('trails')).rejects.toMatchObject({ code: 'unavailable' });
    const pausing = projections.pause('trails');
    letGo();
    await pausing;
    await expect(rebuilding).rejects.toMatchObject({ code: 'cancelled', message: 'The build trails.2 is paused.' });
    await projections.resume('trails');
    expect(states()).toEqual([
      [1, 'kept'],
      [2, 'serving'],
    ]);
  });

  test('goes on at the next start when the program ended', async () => {
    const { start, letGo, isReached, states, ledger } = await held();
    const projections = await start(trails);
    const rebuilding = projections.rebuild('trails');
    await isReached;
    const stopping = projections.stop();
    letGo();
    await expect(rebuilding).rejects.toMatchObject({ code: 'cancelled' });
    await stopping;
    expect(states()[1]).toEqual([2, 'building']);
    const again = await start(trails);
    await again.waitForBuild('trails');
    expect(states()).toEqual([
      [1, 'kept'],
      [2, 'serving'],
    ]);
    expect(shown(again, 'trails')).toBe(expected(trails, ledger));
  });

  test('that was resumed is paused again when nobody waits for it any more', async () => {
    const { start, letGo, isReached, states } = await held();
    const projections = await start(edited);
    await isReached;
    const pausing = projections.pause('trails');
    letGo();
    await pausing;
    const abort = new AbortController();
    const resuming = projections.resume('trails', () => abort.abort(), abort.signal);
    await expect(resuming).rejects.toMatchObject({ code: 'cancelled' });
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'paused'],
    ]);
  });

  test('goes on when it is the first, because nothing else answers', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(5));
    const projections = await open({ ledger });
    for (const stop of [projections.pause('trails'), projections.cancel('trails')])
      await expect(stop).rejects.toMatchObject({ code: 'build-conflict', message: expect.stringContaining('first') });
    await projections.waitForAll();
  });

  test('is begun, switched and cleared away when the disk lets it, and the build in service answers meanwhile', async () => {
    const { start, store, states, ledger } = await workspace();
    const first = await start(edited);
    await first.waitForBuild('trails');
    await first.stop();
    // A decision that was not followed, and a build of code that is no more.
    await store.create('trails', 'of another code');
    const fail = () => Promise.reject(new LedgerError('disk-full'));
    Object.assign(store, { create: fail, activate: fail, drop: fail });
    const projections = await start(editedAgain, { retryMs: 20 });
    expect(shown(projections, 'trails')).toBe(expected(edited, ledger));
    expect(projections.status()[0]).toMatchObject({
      state: 'serving',
      problem: expect.stringContaining('no space left on the disk'),
    });
    for (const step of ['create', 'activate', 'drop']) Reflect.deleteProperty(store, step);
    while (projections.list('trails').build !== 'trails.4') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(shown(projections, 'trails')).toBe(expected(editedAgain, ledger));
    await projections.stop();
    const again = await start(editedAgain);
    await again.waitForAll();
    expect(states()).toEqual([
      [2, 'kept'],
      [4, 'serving'],
    ]);
  });
});
