import { describe, expect, jest, test } from '@jest/globals';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { edited, editedAgain, workspace } from '../oracle/builds-testing.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';
import { expected, open, shown } from '../oracle/runtime-testing.js';
import { journal as audited, trails } from '../oracle/sample-projections.js';

jest.setTimeout(30_000);

describe('a changed definition', () => {
  test('is built beside and takes over; what served is kept and goes on folding with its own code', async () => {
    const { start, states, store, recordMore, ledger, decisions } = await workspace();
    const projections = await start(edited);
    await projections.waitForBuild('trails');
    expect(states()).toEqual([
      [1, 'kept'],
      [2, 'serving'],
    ]);
    expect(decisions()).toEqual([['BuildActivated', 2]]);
    await recordMore(5);
    await projections.waitForAll();
    expect(shown(projections, 'trails')).toBe(expected(edited, ledger));
    await projections.rollBack('trails');
    expect(projections.list('trails').build).toBe('trails.1');
    expect(projections.position('trails').position.from).toBe(15);
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    expect(store.builds()).toHaveLength(2);
  });

  test('waits under review, follows the ledger, and is activated by hand', async () => {
    const { start, states, ledger, recordMore, decisions } = await workspace();
    const projections = await start(edited, { activation: 'review' });
    await projections.waitForBuild('trails');
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'ready'],
    ]);
    await recordMore(3);
    await projections.waitForAll();
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    await projections.stop();
    const again = await start(edited, { activation: 'review' });
    await again.waitForAll();
    expect(decisions()).toEqual([]);
    await again.activate('trails');
    expect(shown(again, 'trails')).toBe(expected(edited, ledger));
    await expect(again.activate('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await expect(again.activate('trails', '2')).rejects.toMatchObject({ code: 'build-conflict' });
  });

  test('that was gone back from is not activated again by itself, another one is', async () => {
    const { start, states } = await workspace();
    const projections = await start(edited);
    await projections.waitForBuild('trails');
    await projections.rollBack('trails');
    await expect(projections.rollBack('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await projections.stop();
    const again = await start(edited);
    await again.waitForAll();
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'kept'],
    ]);
    await again.drop('trails');
    await again.stop();
    const dropped = await start(edited);
    await dropped.waitForAll();
    expect(states()).toEqual([[1, 'serving']]);
    await dropped.rebuild('trails');
    expect(dropped.list('trails').build).toBe('trails.3');
    await dropped.rollBack('trails');
    await dropped.activate('trails');
    expect(dropped.list('trails').build).toBe('trails.3');
    await dropped.rollBack('trails');
    await dropped.stop();
    const other = await start(editedAgain);
    await other.waitForBuild('trails');
    expect(states()).toEqual([
      [1, 'kept'],
      [4, 'serving'],
    ]);
  });

  test('that is what it was before takes what was kept, and builds nothing', async () => {
    const { start, states } = await workspace();
    const projections = await start(edited);
    await projections.waitForBuild('trails');
    await projections.stop();
    const again = await start(trails);
    await new Promise<void>((resolve) => again.onCommit(() => resolve()));
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'kept'],
    ]);
  });

  test('that changes once more before it was activated leaves nothing behind', async () => {
    const { start, states } = await workspace();
    const projections = await start(edited, { activation: 'review' });
    await projections.waitForBuild('trails');
    await projections.stop();
    const again = await start(editedAgain, { activation: 'review' });
    await again.waitForBuild('trails');
    expect(states()).toEqual([
      [1, 'serving'],
      [3, 'ready'],
    ]);
  });
});

describe('a definition that does not load', () => {
  test('leaves the build in service folding from its kept code, and the status says why', async () => {
    const { start, recordMore, ledger } = await workspace();
    const problems = [{ file: 'trails.projection.ts', reason: 'Unexpected token' }];
    const projections = await start(audited, { problems });
    await recordMore(5);
    await projections.waitForAll();
    expect(shown(projections, 'trails')).toBe(expected(trails, ledger));
    expect(projections.status().find(({ name }) => name === 'trails')).toMatchObject({
      state: 'serving',
      purpose: 'service',
      position: 15,
      problem: 'trails.projection.ts: Unexpected token',
    });
    await expect(projections.rebuild('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await expect(projections.drop('trails')).rejects.toMatchObject({ code: 'build-conflict' });
  });

  test('whose file has gone can be dropped with all its builds', async () => {
    const { start, store, decisions } = await workspace();
    const projections = await start(audited);
    await projections.waitForAll();
    expect(projections.status()[1]!.problem).toContain('Its file has gone');
    await projections.drop('trails');
    expect(store.builds().map(({ name }) => name)).toEqual(['journal']);
    expect(decisions()).toEqual([['BuildDropped', 1]]);
    expect(() => projections.list('trails')).toThrow('There is no projection trails.');
    expect(projections.status().map(({ name }) => name)).toEqual(['journal']);
  });
});

describe('a build whose code cannot be had', () => {
  test('answers with what it has, and says so', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, messages(4));
    const first = await open({ ledger, store });
    await first.waitForAll();
    await first.stop();
    const build = store.builds()[0]!;
    const engine = 'another one';
    const old = new MemoryReadStore();
    await old.create('trails', build.fingerprint, { code: { ...build.code!, engine } });
    await old.activate('trails.1');
    const projections = await open({ ledger, store: old, definitions: [edited], activation: 'review' });
    await projections.waitForBuild('trails');
    expect(projections.status()[0]).toMatchObject({ state: 'serving', position: 0, lagEvents: 4 });
    expect(projections.status()[0]!.problem).toContain('another version of the engine');
    await projections.activate('trails');
    await expect(projections.rollBack('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    expect(shown(projections, 'trails')).toBe(expected(edited, ledger));
  });
});

describe('a list that was begun before a switch', () => {
  test('goes on in the build that it began in, as long as that is kept', async () => {
    const { start, recordMore } = await workspace();
    const projections = await start(trails);
    await projections.waitForAll();
    const { next: after = '', rows } = projections.list('trails', { limit: 1 });
    await projections.rebuild('trails');
    await recordMore(2);
    await projections.waitForAll();
    const page = projections.list('trails', { limit: 1, after });
    expect(page).toMatchObject({ build: 'trails.1', position: { from: 12, to: 12 } });
    expect(page.rows[0]!.key).not.toBe(rows[0]!.key);
    await projections.drop('trails');
    expect(() => projections.list('trails', { limit: 1, after })).toThrow(
      expect.objectContaining({ code: 'cursor-expired' }),
    );
  });

  test('is asked of nothing but the code that serves, then as now', async () => {
    const { start } = await workspace();
    const projections = await start(edited);
    await projections.waitForBuild('trails');
    expect(projections.definition('trails').index!({ ids: ['a'] }, {} as never)).toEqual({ last: 'a', n: 2 });
    await projections.rollBack('trails');
    expect(projections.definition('trails').index!({ ids: ['a'] }, {} as never)).toEqual({ last: 'a', n: 1 });
  });
});

describe('commands about builds', () => {
  test('hold over a restart: a rebuild that was gone back from does not come back by itself', async () => {
    const { start, states } = await workspace();
    const projections = await start(trails);
    await projections.rebuild('trails');
    await projections.rollBack('trails');
    await projections.stop();
    const again = await start(trails);
    await again.waitForAll();
    await expect(again.rollBack('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'kept'],
    ]);
  });

  test('leave what serves, and say what cannot be done', async () => {
    const { start, states } = await workspace();
    const projections = await start(trails);
    await projections.waitForAll();
    await expect(projections.rollBack('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await expect(projections.drop('trails')).rejects.toMatchObject({ code: 'build-conflict' });
    await expect(projections.drop('trails', 'trails.1')).rejects.toMatchObject({ code: 'build-conflict' });
    await expect(projections.drop('trails', '9')).rejects.toMatchObject({ code: 'not-found' });
    await expect(projections.activate('none')).rejects.toMatchObject({ code: 'not-found' });
    await projections.rebuild('trails', undefined, undefined, { activate: false });
    expect(states()).toEqual([
      [1, 'serving'],
      [2, 'ready'],
    ]);
    await projections.rebuild('trails', undefined, undefined, { activate: false });
    expect(states()).toEqual([
      [1, 'serving'],
      [3, 'ready'],
    ]);
    await projections.drop('trails');
    expect(states()).toEqual([[1, 'serving']]);
  });

  test('go on where the read store was deleted: the first build serves without a decision', async () => {
    const { start, ledger, journal } = await workspace();
    const projections = await start(edited);
    await projections.waitForBuild('trails');
    await projections.stop();
    const anew = await open({ ledger, journal, definitions: [edited], store: new MemoryReadStore() });
    await anew.waitForAll();
    expect(anew.list('trails').build).toBe('trails.3');
    expect(anew.status()[0]).not.toHaveProperty('problem');
  });
});
