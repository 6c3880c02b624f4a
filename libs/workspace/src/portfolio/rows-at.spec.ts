import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { testFolder, importLines, now } from '../testing.js';
import { documentsAt, rowsAt, seenRowsAt } from './rows-at.js';

jest.setTimeout(60_000);

const folder = testFolder();
afterAll(() => folder.dispose());

describe('rows that are read at once', () => {
  it('are remembered only as long as nothing is recorded, and of no other time', async () => {
    let at = now;
    const tend = await folder.open({ clock: { now: () => at } });
    const { workspace } = tend;
    await importLines(tend, [{ id: '1', at: '2026-01-01T09:00:00Z', customer: 'Amber Mills' }]);
    await tend.relationships({});
    const first = await rowsAt<{ theirs: number }>(workspace, 'contact-days', undefined);
    expect([...first!.rows.values()].map(({ theirs }) => theirs)).toEqual([1]);
    // Nothing has happened: the same rows, and not the same again.
    expect((await rowsAt(workspace, 'contact-days', undefined))!.rows).toBe(first!.rows);
    at += 5_001;
    const later = await rowsAt(workspace, 'contact-days', undefined);
    expect(later!.rows).not.toBe(first!.rows);
    expect(later!.rows).toEqual(first!.rows);
    await importLines(tend, [{ id: '2', at: '2026-01-02T09:00:00Z', customer: 'Amber Mills' }]);
    await tend.relationships({});
    const then = await rowsAt<{ theirs: number }>(workspace, 'contact-days', undefined);
    expect([...then!.rows.values()].map(({ theirs }) => theirs)).toEqual([2]);
  });

  it('of a moment are those of then, one by one or all', async () => {
    const tend = await folder.open({ name: 'moment' });
    const { workspace } = tend;
    const days = ['2026-01-01', '2026-01-02'].map((day, i) => ({
      id: String(i),
      at: `${day}T09:00:00Z`,
      customer: 'Amber Mills',
    }));
    await importLines(tend, days);
    const [row] = (await tend.relationships({})).rows;
    const moment = { asOf: Date.parse('2026-01-01T12:00:00Z'), known: workspace.ledger.head().sequence };
    const all = await rowsAt<{ theirs: number }>(workspace, 'contact-days', moment);
    expect(all!.rows.get(row!.id)).toMatchObject({ theirs: 1, second: null });
    const seen = await seenRowsAt(workspace, 'contact-days', [row!.id, 'nobody'], moment);
    expect([...seen!.rows]).toEqual([...all!.rows]);
    const documents = await documentsAt<{ first: number }>(workspace, 'contact-days', [row!.id, 'nobody'], moment);
    expect([...documents!.values()].map(({ first }) => first)).toEqual([Date.parse('2026-01-01T09:00:00Z')]);
  });

  it('lets others have their turn before each', async () => {
    const tend = await folder.open({ name: 'turns' });
    const turns: string[] = [];
    setImmediate(() => void turns.push('somebody else'));
    await rowsAt(tend.workspace, 'relationships', undefined);
    turns.push('rows');
    expect(turns).toEqual(['somebody else', 'rows']);
  });
});
