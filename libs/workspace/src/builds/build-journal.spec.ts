import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { streamOf } from '#domain/streams.js';
import { importLines, testFolder } from '../testing.js';

jest.setTimeout(60_000);

describe('decisions about builds', () => {
  const folder = testFolder();
  afterEach(() => folder.dispose());

  it('tell who asked for them', async () => {
    const tend = await folder.open({ user: 'ann' });
    await importLines(tend, [{ id: '1', at: '2026-03-01T10:00:00Z', customer: 'Amber Mills' }]);
    await tend.builds.rebuild('imports', { activate: false }, {});
    for (const change of ['activate', 'rollback', 'drop'] as const) await tend.builds.change('imports', change, {}, {});
    await tend.builds.rebuild('imports', { activate: true }, {});
    const { ledger, names } = tend.workspace;
    const decisions = [...ledger.readStream(streamOf('BuildActivated', {}))].map(({ type, actor }) => [
      type,
      names.names([actor]).get(actor)?.name ?? actor,
    ]);
    expect(decisions).toEqual([
      ['BuildActivated', 'ann'],
      ['BuildRolledBack', 'ann'],
      ['BuildDropped', 'ann'],
      ['BuildActivated', 'ann'],
    ]);
  });

  it('about several projections may come at once', async () => {
    const tend = await folder.open({ name: 'other' });
    await importLines(tend, [{ id: '1', at: '2026-03-01T10:00:00Z', customer: 'Amber Mills' }]);
    const names = ['imports', 'relationships', 'touchpoint-days', 'process-flow'];
    await Promise.all(names.map((name) => tend.builds.rebuild(name, { activate: true }, {})));
    for (const name of names) {
      const { builds } = await tend.builds.list(name);
      expect(builds.map(({ number, state }) => [number, state])).toEqual([
        [1, 'kept'],
        [2, 'serving'],
      ]);
    }
  });
});
