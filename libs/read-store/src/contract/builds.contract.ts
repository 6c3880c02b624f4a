import { expect, test } from '@jest/globals';
import type { ReadStore } from '../port.js';

/**
 * What a store knows of builds beside their contents.
 * @param store the one under test, empty
 * @param reopen closes and opens it, where that can be done
 */
export function buildsContract(store: () => ReadStore, reopen: () => Promise<void>): void {
  test('keeps how far builds have come, their code, and what serves, in every order of steps', async () => {
    const code = { bundle: 'b', parameters: { zone: 'UTC' }, engine: 'e' };
    const states = () =>
      store()
        .builds()
        .map(({ number, state }) => [number, state]);
    await store().create('flow', 'one', { code, above: 4 });
    expect(store().builds()).toEqual([
      { id: 'flow.5', name: 'flow', number: 5, fingerprint: 'one', beganAt: 0, state: 'building', code },
    ]);
    await store().activate('flow.5');
    const second = await store().create('flow', 'two', { above: 3, activates: true });
    expect(second.info).toMatchObject({ number: 6, activates: true });
    await store().note('flow.6', 'paused');
    await reopen();
    expect(states()).toEqual([
      [5, 'serving'],
      [6, 'paused'],
    ]);
    await store().note('flow.6', 'building');
    await store().note('flow.6', 'ready');
    await store().activate('flow.6');
    expect(states()).toEqual([
      [5, 'kept'],
      [6, 'serving'],
    ]);
    await store().activate('flow.5');
    // What happens to another projection changes nothing here.
    await store().create('another', 'x');
    await store().note('another.1', 'paused');
    await store().activate('another.1');
    await store().create('another', 'y');
    await store().activate('another.2');
    await store().retire('another');
    await reopen();
    expect(states()).toEqual([
      [5, 'serving'],
      [6, 'kept'],
    ]);
    expect(store().serving('flow')!.info.code).toEqual(code);
    const stall = { kind: 'fold', key: 'a', event: 'x', sequence: 7, limitMs: 100 } as const;
    await store().noteStall('flow.6', stall);
    await store().activate('flow.6');
    await reopen();
    expect(
      store()
        .builds()
        .map((info) => info.stall),
    ).toEqual([undefined, stall]);
    await store().noteStall('flow.6');
    await reopen();
    expect(
      store()
        .builds()
        .map((info) => info.stall),
    ).toEqual([undefined, undefined]);
    await store().activate('flow.5');
    await expect(store().noteStall('flow.9', stall)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store().note('flow.9', 'ready')).rejects.toMatchObject({ code: 'not-found' });
    const scratch = await store().scratch();
    await scratch.create('flow', 'three');
    expect(scratch.builds()).toHaveLength(1);
    await scratch.close();
    await store().create('other', 'x');
    await store().retire('flow');
    expect(
      store()
        .builds()
        .map(({ id }) => id),
    ).toEqual(['other.1']);
    expect(store().serving('flow')).toBeUndefined();
  });
}
