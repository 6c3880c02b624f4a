import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { betaQuantile } from '#measures/statistics/incomplete-beta.js';
import type { LocalTend } from '../local-tend.js';
import { partOfKey } from '#projections/definition/projection-key.js';
import { readAt } from '../moments/read-at.js';
import { promiseKeysIn, readPromises } from './part-readings.js';
import { fileOf, now, refusalOf, testFolder } from '../testing.js';
import type { PromisesAnswer, PromisesQuery } from './promise-answers.js';
import { buyer, importStory, openSeeded, quayside, quaysideLines } from './standing-testing.js';

jest.setTimeout(60_000);

const dayMs = 86_400_000;

/** Promises of ours to many customers, and some of theirs, whose due times lie around now. */
const others = Array.from({ length: 40 }, (_, i) => ({
  id: `other ${i}`,
  madeAt: now - 30 * dayMs,
  dueAt: now + (i - 20) * dayMs,
  by: i % 4 === 3 ? ('customer' as const) : ('ours' as const),
  customer: `Customer ${i % 7}`,
}));

function othersFile(): string {
  return others
    .map(({ id, madeAt, dueAt, by, customer }) => {
      const party = {
        kind: 'organisation',
        identifiers: [{ scheme: 'customer', value: customer }],
        name: customer,
        role: 'customer',
        side: 'customer',
      };
      const data = { by, dueAt, confirmBy: 'customer' };
      const line = { id, occurredAt: new Date(madeAt).toISOString(), type: 'PromiseMade', parties: [party], data };
      return `${JSON.stringify({ ...line, actor: party, personal: { text: id } })}\n`;
    })
    .join('');
}

describe('the list of promises', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    ({ tend } = await openSeeded(folder, 'promises', now));
    expect(await tend.promises.list({})).toMatchObject({ rows: [], total: 0, rates: [] });
    await importStory(tend, quaysideLines());
    await tend.import(fileOf('others.ndjson', othersFile()), { dataset: 'others', format: 'ndjson' }, {});
  });

  afterAll(() => folder.dispose());

  const textsOf = ({ rows }: PromisesAnswer) => rows.map(({ text }) => text);
  const expected = (holds: (dueAt: number) => boolean, by = 'ours') =>
    others.filter((one) => one.by === by && holds(one.dueAt)).map(({ id }) => id);

  it('shows what waits or is in question, the oldest due first', async () => {
    const answer = await tend.promises.list({ limit: 100 });
    const dues = answer.rows.map(({ dueAt }) => Date.parse(dueAt));
    expect(dues).toEqual(dues.toSorted((a, b) => a - b));
    const mine = expected(() => true);
    expect(new Set(textsOf(answer))).toEqual(new Set([...mine, 'The dates of the training', 'A quote for two cranes']));
    expect(answer.total).toBe(mine.length + 2);
    expect(answer.rows.find(({ text }) => text === 'A quote for two cranes')).toMatchObject({
      relationship: { name: quayside },
      state: 'open',
      source: 'promise',
      confirmBy: 'customer-confirmed',
      dueInSeconds: (Date.parse('2026-12-04T23:59:59.999Z') - now) / 1000,
    });
  });

  it.each<[PromisesQuery['state'], (dueAt: number) => boolean, readonly string[]]>([
    ['open', (dueAt) => dueAt >= now, ['A quote for two cranes']],
    ['due-soon', (dueAt) => dueAt >= now && dueAt <= now + 2 * dayMs, []],
    ['overdue', (dueAt) => dueAt < now, ['The dates of the training']],
    ['unconfirmed', (dueAt) => dueAt < now, ['The dates of the training']],
    ['broken', () => false, []],
    ['kept', () => false, ['Send the drawings']],
    ['kept-late', () => false, ['A technician on site']],
  ])('is narrowed to %s', async (state, holds, more) => {
    const answer = await tend.promises.list({ state: state!, limit: 100 });
    expect(new Set(textsOf(answer))).toEqual(new Set([...expected(holds), ...more]));
  });

  it('counts by whom they were made, with the interval of Beta(1, 1)', async () => {
    const ours = await tend.promises.list({ state: 'all', limit: 1 });
    const waiting = expected((dueAt) => dueAt >= now).length;
    const past = expected((dueAt) => dueAt < now).length;
    expect(ours.counts).toEqual({ open: waiting + 1, kept: 1, broken: 1, unconfirmed: past + 1 });
    const [low, high] = [betaQuantile(0.025, 2, 2), betaQuantile(0.975, 2, 2)];
    expect(ours.rates).toEqual([{ evidence: 'customer-confirmed', kept: 1, broken: 1, rate: 0.5, low, high }]);
    const theirs = await tend.promises.list({ by: 'customer', limit: 100 });
    expect(new Set(textsOf(theirs))).toEqual(new Set(expected(() => true, 'customer')));
    expect(theirs.rates).toEqual([]);
  });

  it('is that of one relationship, as it is told there', async () => {
    const answer = await tend.promises.list({ relationship: quayside, state: 'all' });
    const { promises } = await tend.relationship(quayside);
    expect(textsOf(answer)).toEqual([
      'Send the drawings',
      'A technician on site',
      'The dates of the training',
      'A quote for two cranes',
    ]);
    const { open, kept, broken, unconfirmed, rates } = promises!;
    expect([answer.counts, answer.rates]).toEqual([{ open, kept, broken, unconfirmed }, rates]);
    expect(await tend.promises.list({ relationship: buyer })).toMatchObject({ rows: [], total: 0 });
  });

  it('is that of any moment before', async () => {
    const answer = await tend.promises.list({ state: 'all', asOf: '2025-06-12' });
    expect(answer.rows.map(({ text, state }) => [text, state])).toEqual([
      ['Send the drawings', 'kept'],
      ['A technician on site', 'unconfirmed'],
    ]);
    expect(answer.counts).toEqual({ open: 0, kept: 1, broken: 0, unconfirmed: 1 });
    const before = new Date(now - 1).toISOString();
    expect((await tend.promises.list({ state: 'all', knownBy: before })).total).toBe(0);
  });

  it('comes in pages, which belong to one question', async () => {
    const whole = textsOf(await tend.promises.list({ state: 'all', limit: 100 }));
    const pages: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await tend.promises.list({ state: 'all', limit: 7, ...(after === undefined ? {} : { after }) });
      pages.push(...textsOf(page));
      after = page.next;
    } while (after !== undefined && pages.length < 100);
    expect(pages).toEqual(whole);
    const { next } = await tend.promises.list({ limit: 3 });
    expect((await refusalOf(() => tend.promises.list({ state: 'open', after: next! }))).code).toBe('invalid');
  });

  it.each<[PromisesQuery, string]>([
    [{ limit: 0 }, 'invalid'],
    [{ asOf: '2999-01-01' }, 'invalid'],
    [{ relationship: 'Nobody' }, 'not-found'],
  ])('refuses %j', async (query, code) => {
    expect((await refusalOf(() => tend.promises.list(query))).code).toBe(code);
  });
});

it('of a relationship with very many counts all of them, and looks at no others', async () => {
  const folder = testFolder();
  const { tend } = await openSeeded(folder, 'many promises', now);
  const most = 5_200;
  const party = (value: string) => ({
    kind: 'organisation',
    identifiers: [{ scheme: 'customer', value }],
    name: value,
    role: 'customer',
    side: 'customer',
  });
  const made = (i: number, customer: string) => {
    const at = now - (most + 100 - i) * 60_000;
    const data = { by: 'ours', dueAt: at + dayMs * 100, confirmBy: 'customer' };
    const parties = [party(customer)];
    return { id: `${customer} ${i}`, occurredAt: new Date(at).toISOString(), type: 'PromiseMade', parties, data };
  };
  const lines = [
    ...Array.from({ length: most }, (_, i) => made(i, 'Amber')),
    ...Array.from({ length: 50 }, (_, i) => made(i, 'Birch')),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await tend.import(fileOf('many.ndjson', text), { dataset: 'many', format: 'ndjson' }, {});
  const { id, promises } = await tend.relationship('Amber');
  expect([promises!.open, promises!.rows.length + promises!.more]).toEqual([most, most]);
  const { counts, total, rows } = await tend.promises.list({ relationship: 'Amber', limit: 10 });
  expect([counts.open, total]).toEqual([most, most]);
  expect(rows.map((row) => row.dueAt)).toEqual(promises!.rows.slice(0, 10).map((row) => row.dueAt));
  await readAt(tend.workspace, 'promises', undefined, (view) => {
    const looked: string[] = [];
    const keys = (asked?: { after?: string }) => {
      const all = view.keys(asked);
      return (function* () {
        for (const key of all) {
          looked.push(key!);
          yield key;
        }
      })();
    };
    expect([...promiseKeysIn({ ...view, keys }, id)].map(partOfKey)).toHaveLength(most);
    // One behind them at most says that they are at an end.
    expect(looked.length).toBeLessThanOrEqual(most + 1);
  });
  expect((await readPromises(tend.workspace, id, undefined)).found!.notLookedAt).toBe(0);
  await folder.dispose();
});
