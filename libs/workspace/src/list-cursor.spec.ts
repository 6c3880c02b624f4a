import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalTend } from './local-tend.js';
import type { RelationshipsQuery } from './tend.js';
import { importLines, refusalOf, testFolder } from './testing.js';

const customers = ['Amber Mills', 'Amber Works', 'Birch Tools', 'Birch Mills'];
const touchpoints = customers.flatMap((customer, index) =>
  [1, 2].map((day) => ({ id: `${index}/${day}`, at: `2026-01-0${day}T0${index}:00:00Z`, customer })),
);

describe('a cursor', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open();
    expect(await importLines(tend, touchpoints)).toMatchObject({ appended: 8, refused: 0 });
  });

  afterAll(() => folder.dispose());

  const refused = {
    code: 'invalid',
    violations: [{ field: 'after', message: 'must be the `next` of the page before, asked the same way' }],
  };

  it('of the portfolio belongs to its order, direction and filter', async () => {
    const asked: RelationshipsQuery = { sort: 'lastTouchpoint', direction: 'descending', q: 'mills' };
    const { next } = await tend.relationships({ ...asked, limit: 1 });
    const others: RelationshipsQuery[] = [
      { ...asked, sort: 'name' },
      { ...asked, sort: 'cases' },
      { ...asked, direction: 'ascending' },
      { ...asked, q: 'birch' },
      { ...asked, q: '' },
      { sort: 'lastTouchpoint', direction: 'descending' },
    ];
    for (const other of others)
      expect(await refusalOf(() => tend.relationships({ ...other, after: next! }))).toMatchObject(refused);
    expect((await tend.relationships({ ...asked, after: next! })).rows.map(({ name }) => name)).toEqual([
      'Amber Mills',
    ]);
  });

  it('is of one question, whether what it says by default is said or not', async () => {
    const { next } = await tend.relationships({ limit: 3 });
    const same: RelationshipsQuery = { sort: 'lastTouchpoint', direction: 'descending', limit: 1_000, after: next! };
    expect((await tend.relationships(same)).rows.map(({ name }) => name)).toEqual(['Amber Mills']);
    const byName = await tend.relationships({ sort: 'name', limit: 3 });
    const rest = await tend.relationships({ sort: 'name', direction: 'ascending', after: byName.next! });
    expect(rest.rows.map(({ name }) => name)).toEqual(['Birch Tools']);
  });

  it('of a timeline belongs to its relationship, and cannot be made up', async () => {
    const { next } = await tend.timeline('amber mills', { limit: 1 });
    expect((await tend.timeline('amber mills', { after: next! })).rows).toHaveLength(1);
    expect(await refusalOf(() => tend.timeline('birch tools', { after: next! }))).toMatchObject(refused);
    for (const after of ['1.2.3', '', '.', `${next!}0`.slice(1), next!.slice(0, 11)])
      expect((await refusalOf(() => tend.timeline('amber mills', { after }))).code).toBe('invalid');
  });

  it('does not hold what is sought', async () => {
    const { next } = await tend.relationships({ q: 'mills', limit: 1 });
    expect(`${next!} ${Buffer.from(next!, 'base64url').toString()}`.toLowerCase()).not.toContain('mills');
  });
});
