import { describe, expect, it } from '@jest/globals';
import { importRows, newestImport, type ImportIndexRow } from './import-answers.js';

const started: ImportIndexRow = {
  dataset: 'helpdesk',
  format: 'csv',
  startedAt: 0,
  completedAt: null,
  revertedAt: null,
  read: 5,
  appended: 2,
  known: 3,
  refused: 0,
  differing: 0,
};

describe('the imports', () => {
  it('come newest first, and say of those without an end whether they go on', () => {
    const rows = [
      { key: 'a', row: { ...started, completedAt: 1_000 } },
      { key: 'b', row: { ...started, startedAt: 2_000 } },
      { key: 'c', row: { ...started, startedAt: 3_000 } },
      { key: 'unknown', row: { ...started, startedAt: null } },
    ];
    const shown = importRows(rows, new Set(['c']), 'UTC');
    expect(shown.map(({ importId, state }) => [importId, state])).toEqual([
      ['c', 'running'],
      ['b', 'interrupted'],
      ['a', 'completed'],
    ]);
    expect(shown[2]).toEqual({
      importId: 'a',
      dataset: 'helpdesk',
      format: 'csv',
      startedAt: '1970-01-01T00:00:00.000Z',
      completedAt: '1970-01-01T00:00:01.000Z',
      state: 'completed',
      read: 5,
      appended: 2,
      known: 3,
      refused: 0,
      differing: 0,
    });
  });

  it('are told apart by when they started: the newest is the one that may go on elsewhere', () => {
    const rows = [
      { key: 'a', row: { ...started, startedAt: 5_000 } },
      { key: 'b', row: { ...started, startedAt: 9_000 } },
      { key: 'c', row: { ...started, startedAt: null } },
    ];
    expect([...newestImport(rows)]).toEqual(['b']);
    expect([...newestImport([])]).toEqual([]);
  });
});
