import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import type { RelationshipsQuery } from '../tend.js';
import { fixedClock } from '#core/testing.js';
import { importLines, now, refusalOf, testFolder } from '../testing.js';

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
    const asked: RelationshipsQuery = { sort: 'valueAtRisk', direction: 'descending', q: 'mills' };
    const { next } = await tend.relationships({ ...asked, limit: 1 });
    const others: RelationshipsQuery[] = [
      { ...asked, sort: 'name' },
      { ...asked, sort: 'cases' },
      { ...asked, direction: 'ascending' },
      { ...asked, q: 'birch' },
      { ...asked, q: '' },
      { sort: 'valueAtRisk', direction: 'descending' },
    ];
    for (const other of others)
      expect(await refusalOf(() => tend.relationships({ ...other, after: next! }))).toMatchObject(refused);
    expect((await tend.relationships({ ...asked, after: next! })).rows.map(({ name }) => name)).toEqual([
      'Amber Mills',
    ]);
  });

  it('is of one question, whether what it says by default is said or not', async () => {
    const { next } = await tend.relationships({ limit: 3 });
    const same: RelationshipsQuery = { sort: 'valueAtRisk', direction: 'descending', limit: 1_000, after: next! };
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

describe('the pages of a moment that is so long ago', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  const day = 86_400_000;
  const names = ['Amber Mills', 'Birch Tools', 'Cedar Works', 'Dogwood Farm', 'Elm Yard'];
  let tend: LocalTend;

  const touch = (customer: string, id: string, at: number) => ({ id, at: new Date(at).toISOString(), customer });

  beforeAll(async () => {
    clock.set(now - 30 * day);
    tend = await folder.open({ clock });
    await importLines(
      tend,
      names.flatMap((name, i) => [0, 1, 2].map((n) => touch(name, `${i}/${n}`, now - (40 + n) * day - i * 1000))),
    );
    clock.set(now);
  });

  afterAll(() => folder.dispose());

  /** All pages, with a day and something new between two of them. */
  async function paged<Row>(
    ask: (after: string | undefined) => Promise<{ rows: readonly Row[]; total: number; next?: string }>,
    between: () => Promise<unknown>,
  ) {
    const rows: Row[] = [];
    const totals: number[] = [];
    let after: string | undefined;
    do {
      const page = await ask(after);
      rows.push(...page.rows);
      totals.push(page.total);
      after = page.next;
      clock.set(clock.now() + day);
      if (after !== undefined) await between();
    } while (after !== undefined);
    return { rows, totals: [...new Set(totals)] };
  }

  let come = 0;
  /** Something that had occurred by what `-10d` means a day later, and not by what it meant before. */
  const more = () => importLines(tend, [touch(`Another ${++come}`, `new ${come}`, clock.now() - 10 * day - 1000)]);
  /** Something late, of long ago. */
  const late = () => importLines(tend, [touch('Amber Mills', `late ${++come}`, now - 50 * day)]);

  it.each([{ asOf: '-10d' }, { knownBy: '-10d' }, { asOf: '-10d', knownBy: '-1d' }])(
    'are all of the instant of the first: %j',
    async (moment) => {
      const whole = await tend.relationships({ ...moment, sort: 'name' });
      expect(whole.rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
      const list = await paged(
        (after) => tend.relationships({ ...moment, sort: 'name', limit: 2, ...(after === undefined ? {} : { after }) }),
        more,
      );
      expect(list).toEqual({ rows: whole.rows, totals: [whole.total] });
      const one = await tend.timeline('Amber Mills', { ...moment, limit: 100 });
      const timeline = await paged(
        (after) => tend.timeline('Amber Mills', { ...moment, limit: 1, ...(after === undefined ? {} : { after }) }),
        late,
      );
      expect([timeline.rows, timeline.totals]).toEqual([one.rows, [one.total]]);
    },
  );

  it('are of that instant also where the sources tell what was known', async () => {
    const query = { knownBy: '-1d', asClaimed: true };
    const one = await tend.timeline('Amber Mills', { ...query, limit: 100 });
    const timeline = await paged(
      (after) => tend.timeline('Amber Mills', { ...query, limit: 1, ...(after === undefined ? {} : { after }) }),
      late,
    );
    expect([timeline.rows, timeline.totals]).toEqual([one.rows, [one.total]]);
  });

  it('fall back on the question where the cursor tells of what is not known, or has not come', async () => {
    const { next } = await tend.relationships({ asOf: '-10d', sort: 'name', limit: 1 });
    const elsewhere = (pin: string) => next!.replace(/@[^.]+/, pin);
    const asked = { asOf: '-10d', sort: 'name', limit: 10 } as const;
    const expected = (await tend.relationships({ ...asked, after: next! })).total;
    for (const pin of [`@${clock.now() + 1}/1`, `@${now}/99999999`])
      expect((await tend.relationships({ ...asked, after: elsewhere(pin) })).total).toBe(expected);
  });
});
