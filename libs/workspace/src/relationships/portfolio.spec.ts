import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import type { RelationshipsQuery } from '../tend.js';
import { importLines, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T09:00:00Z`;
const touchpoints: readonly TestTouchpoint[] = [
  { id: '1', at: day(1), customer: 'Ozark Labs', person: 'Zoe' },
  { id: '2', at: day(2), customer: 'amber Mills', person: 'Ann' },
  { id: '3', at: day(3), customer: 'Örebro Foods', person: 'Olle' },
  { id: '4', at: day(4), customer: 'amber Mills', person: 'Abe' },
  { id: '5', at: day(5), customer: 'Birch Tools', person: 'Zoe' },
  { id: '6', at: day(6), customer: 'amber Mills', person: 'Ann' },
  { id: '7', at: day(7), customer: 'Birch Tools', step: ['support', 'T-1', 'Work'] },
];

describe('the portfolio', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open();
    expect(await importLines(tend, touchpoints)).toMatchObject({ appended: 7, refused: 0 });
    // The same number means another organisation in another source.
    await importLines(tend, [{ id: '1', at: day(8), customer: 'Birch Tools' }], 'other');
  });

  afterAll(() => folder.dispose());

  const named = async (query: RelationshipsQuery) => (await tend.relationships(query)).rows.map(({ name }) => name);
  const idOf = async (name: string) => (await tend.relationships({ q: name })).rows.map(({ id }) => id);

  it('has a row for each organisation, none for its people', async () => {
    const { rows, total, next } = await tend.relationships({ sort: 'touchpoints' });
    expect(rows.map(({ name, kind, touchpoints: count }) => [name, kind, count])).toEqual([
      ['amber Mills', 'organisation', 3],
      ['Birch Tools', 'organisation', 2],
      ...rows.slice(2).map(({ name, kind, touchpoints: count }) => [name, kind, count]),
    ]);
    expect(new Set(rows.slice(2).map(({ name }) => name))).toEqual(
      new Set(['Birch Tools', 'Ozark Labs', 'Örebro Foods']),
    );
    expect([total, next]).toEqual([5, undefined]);
  });

  it('comes with the last touchpoint first unless asked otherwise', async () => {
    expect(await named({})).toEqual(['Birch Tools', 'Birch Tools', 'amber Mills', 'Örebro Foods', 'Ozark Labs']);
    expect(await named({ direction: 'ascending' })).toEqual([
      'Ozark Labs',
      'Örebro Foods',
      'amber Mills',
      'Birch Tools',
      'Birch Tools',
    ]);
  });

  it('comes by name as people sort, whatever the case', async () => {
    const names = ['amber Mills', 'Birch Tools', 'Birch Tools', 'Örebro Foods', 'Ozark Labs'];
    expect(await named({ sort: 'name' })).toEqual(names);
    expect(await named({ sort: 'name', direction: 'descending' })).toEqual(names.toReversed());
  });

  it.each([
    ['  AMBER ', ['amber Mills']],
    ['ör', ['Örebro Foods']],
    ['tool', ['Birch Tools', 'Birch Tools']],
    ['', ['amber Mills', 'Birch Tools', 'Birch Tools', 'Örebro Foods', 'Ozark Labs']],
    ['nobody', []],
  ])('finds %j among the names', async (q, names) => {
    expect(await named({ q, sort: 'name' })).toEqual(names);
    expect((await tend.relationships({ q, limit: 1 })).total).toBe(names.length);
  });

  describe('sought by name without an order', () => {
    const wrote = (customer: string, at: number, id: string): TestTouchpoint => ({ id, at: day(at), customer });
    let many: LocalTend;

    beforeAll(async () => {
      many = await folder.open({ name: 'many' });
      await importLines(many, [
        wrote('Value 7', 1, '1'),
        wrote('Old Value 7', 20, '2'),
        wrote('Value 77', 4, '3'),
        ...Array.from({ length: 9 }, (_, at) => wrote(`Value 7${at + 1}0`, at + 5, `n${at}`)),
        wrote('Value 71', 15, '4'),
      ]);
    });

    const found = async (query: RelationshipsQuery) => (await many.relationships(query)).rows.map(({ name }) => name);

    it('gives the exact name first, then those that begin so, then those that hold it, each newest first', async () => {
      const begin = ['Value 71', ...[9, 8, 7, 6, 5, 4, 3, 2, 1].map((at) => `Value 7${at}0`), 'Value 77'];
      expect(await found({ q: ' value  7 ' })).toEqual(['Value 7', ...begin, 'Old Value 7']);
      expect(await found({ q: 'value 7', limit: 1 })).toEqual(['Value 7']);
      expect(await found({ q: 'value 7', direction: 'ascending' })).toEqual([
        'Value 7',
        ...begin.toReversed(),
        'Old Value 7',
      ]);
    });

    it('pages through them without gap or repeat', async () => {
      const whole = await found({ q: 'value 7' });
      const pages: unknown[] = [];
      let after: string | undefined;
      do {
        const page = await many.relationships({ q: 'value 7', limit: 2, ...(after === undefined ? {} : { after }) });
        pages.push(...page.rows.map(({ name }) => name));
        after = page.next;
      } while (after !== undefined && pages.length < 20);
      expect(pages).toEqual(whole);
    });

    it('is in the order that was asked for, where one was', async () => {
      expect((await found({ q: 'value 7', sort: 'lastTouchpoint' })).slice(0, 2)).toEqual(['Old Value 7', 'Value 71']);
    });
  });

  it.each(['name', 'lastTouchpoint', 'lastContact', 'openCases', 'theirs'] as const)(
    'pages through it by %s without gap or repeat, both ways',
    async (sort) => {
      for (const direction of ['ascending', 'descending'] as const) {
        const whole = await tend.relationships({ sort, direction });
        const pages: unknown[] = [];
        let after: string | undefined;
        do {
          const page = await tend.relationships({
            sort,
            direction,
            limit: 2,
            ...(after === undefined ? {} : { after }),
          });
          expect(page.rows.length).toBeLessThanOrEqual(2);
          pages.push(...page.rows);
          after = page.next;
        } while (after !== undefined && pages.length < 10);
        expect(pages).toEqual(whole.rows);
      }
    },
  );

  it.each([0, 1.5, 1_001, Number.NaN])('refuses a page of %s', async (limit) => {
    expect(await refusalOf(() => tend.relationships({ limit }))).toMatchObject({
      code: 'invalid',
      message: 'The limit must be 1 to 1000.',
      violations: [{ field: 'limit', message: 'must be a whole number from 1 to 1000' }],
    });
  });

  it('refuses a cursor that it did not give', async () => {
    for (const after of ['', 'x', 'e30'])
      expect((await refusalOf(() => tend.relationships({ after }))).code).toBe('invalid');
  });

  it('finds one by id, number or name', async () => {
    const [id] = await idOf('amber');
    for (const name of [id!, 'no amber mills', 'AMBER mills', ' amber  Mills '])
      expect(await tend.relationship(name)).toMatchObject({ id, name: 'amber Mills', touchpoints: 3 });
  });

  it('shows who took part, and on which days', async () => {
    const found = await tend.relationship('amber mills');
    expect(found).toMatchObject({
      firstTouchpoint: '2026-01-02T09:00:00.000Z',
      lastTouchpoint: '2026-01-06T09:00:00.000Z',
      contactDays: { theirs: 3, ours: 0 },
      channels: [{ channel: 'email', touchpoints: 3 }],
      processes: [],
    });
    expect(found.stakeholders.map(({ name, side, touchpoints: count }) => [name, side, count])).toEqual([
      ['Agent 1', 'ours', 3],
      ['amber Mills', 'customer', 3],
      ['Ann', 'customer', 2],
      ['Abe', 'customer', 1],
    ]);
  });

  it('asks which one is meant when there are several', async () => {
    const ids = (await idOf('birch')).sort();
    const refused = await refusalOf(() => tend.relationship('birch tools'));
    expect(refused).toMatchObject({
      code: 'invalid',
      message: '2 relationships are known by this name; give the id of one.',
      violations: ids.map((message) => ({ field: 'name', message })),
    });
    expect((await tend.relationship(ids[0]!)).id).toBe(ids[0]);
  });

  it('suggests what may have been meant, and only relationships', async () => {
    expect(await refusalOf(() => tend.relationship('amber'))).toMatchObject({
      code: 'not-found',
      message: 'No relationship is known by “amber”. Did you mean “amber Mills”?',
    });
    // Zoe writes for two organisations and is none herself.
    expect((await refusalOf(() => tend.relationship('Zoe'))).message).toBe('No relationship is known by “Zoe”.');
  });
});
