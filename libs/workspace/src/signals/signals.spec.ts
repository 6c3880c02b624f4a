import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { signallingProjection } from './signals-testing.js';
import { importLines, refusalOf, testFolder } from '../testing.js';
import type { SignalsQuery } from '../tend.js';

jest.setTimeout(60_000);

/** Within thirty days of what is imported: nothing of it is history yet. */
const clock = fixedClock(Date.parse('2026-01-10T00:00:00Z'));

describe('the inbox', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../../read-models/src');
    for (const file of ['relationships.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    writeFileSync(join(projections, 'waiting.projection.ts'), signallingProjection('waiting', 'unanswered'));
    writeFileSync(join(projections, 'again.projection.ts'), signallingProjection('again', 'asked'));
    tend = await folder.open({ projections, clock });
    await importLines(tend, [
      { id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills' },
      { id: '2', at: '2026-01-01T12:00:00Z', customer: 'Amber Mills' },
      { id: '3', at: '2026-01-02T00:00:00Z', customer: 'Birch & Co' },
      {
        id: '4',
        at: '2026-01-05T00:00:00Z',
        customer: 'Birch & Co',
        step: ['support', 'c', 'closed'],
        type: 'CaseResolved',
      },
    ]);
  });

  afterAll(() => folder.dispose());

  const told = async (query: SignalsQuery) => {
    const { rows, total } = await tend.signals(query);
    return [
      total,
      ...rows.map(({ kind, since, severity, relationship }) =>
        [kind, since.slice(0, 13), severity, relationship?.name].join(' '),
      ),
    ];
  };

  it('is the union of what all projections raise, the newest first', async () => {
    const answer = await tend.signals({});
    expect(answer.rows.map(({ since }) => since)).toEqual(
      answer.rows
        .map(({ since }) => since)
        .toSorted()
        .toReversed(),
    );
    expect(new Set(await told({}))).toEqual(
      new Set([
        4,
        'asked 2026-01-01T00 critical Amber Mills',
        'asked 2026-01-01T12 critical Amber Mills',
        'unanswered 2026-01-01T00 critical Amber Mills',
        'unanswered 2026-01-01T12 critical Amber Mills',
      ]),
    );
    expect(new Map(answer.answered.map(({ projection, build }) => [projection, build]))).toEqual(
      new Map([
        ['again', 'again.1'],
        ['waiting', 'waiting.1'],
      ]),
    );
    expect(answer.missing).toBeUndefined();
    const [first] = answer.rows;
    expect(first).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/), key: first!.party, more: { n: 2 } });
    expect(tend.workspace.ledger.get(first!.event)?.type).toBe('MessageReceived');
  });

  it('is that of any moment before', async () => {
    const waitingAt = (asOf: string) => told({ projection: 'waiting', asOf });
    expect(await waitingAt('2025-12-31T00:00:00Z')).toEqual([0]);
    expect(await waitingAt('2026-01-01T00:00:00Z')).toEqual([1, 'unanswered 2026-01-01T00 notice Amber Mills']);
    expect(await waitingAt('2026-01-02T00:00:00Z')).toEqual([
      3,
      'unanswered 2026-01-02T00 notice Birch & Co',
      'unanswered 2026-01-01T12 critical Amber Mills',
      'unanswered 2026-01-01T00 critical Amber Mills',
    ]);
    expect(await told({ knownBy: '2026-01-06T00:00:00Z' })).toEqual([0]);
  });

  it('is narrowed by kind, severity, relationship and projection', async () => {
    const asOf = '2026-01-02T00:00:00Z';
    const totalOf = async (query: SignalsQuery) => (await tend.signals({ asOf, ...query })).total;
    expect(await totalOf({})).toBe(6);
    expect(await totalOf({ kind: 'asked' })).toBe(3);
    expect(await totalOf({ severity: 'notice' })).toBe(2);
    expect(await totalOf({ severity: 'warning' })).toBe(0);
    expect(await totalOf({ relationship: 'Birch & Co' })).toBe(2);
    expect(await totalOf({ projection: 'again' })).toBe(3);
    expect(await totalOf({ projection: 'again', kind: 'unanswered' })).toBe(0);
    expect((await refusalOf(() => tend.signals({ projection: 'none' }))).code).toBe('not-found');
    expect((await refusalOf(() => tend.signals({ relationship: 'Nobody' }))).code).toBe('not-found');
  });

  it('comes in pages, which belong to one question', async () => {
    const asOf = '2026-01-02T00:00:00Z';
    const all = (await tend.signals({ asOf })).rows;
    const pages = [];
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await tend.signals({ asOf, limit: 2, ...(after === undefined ? {} : { after }) });
      expect([page.rows.length, page.total]).toEqual([2, 6]);
      pages.push(...page.rows);
      after = page.next;
    }
    expect(pages).toEqual(all);
    const { next } = await tend.signals({ asOf, limit: 2 });
    expect((await refusalOf(() => tend.signals({ asOf, kind: 'asked', after: next! }))).code).toBe('invalid');
    expect((await refusalOf(() => tend.signals({ limit: 0 }))).code).toBe('invalid');
  });

  it('shows what has ended, what ended last first, now or at a moment before', async () => {
    const ended = async (query: SignalsQuery) => {
      const { rows, total } = await tend.signals({ projection: 'waiting', state: 'ended', ...query });
      return [total, ...rows.map(({ since, endedAt, relationship }) => `${since} ${endedAt} ${relationship?.name}`)];
    };
    const one = '2026-01-02T00:00:00.000Z 2026-01-05T00:00:00.000Z Birch & Co';
    expect(await ended({})).toEqual([1, one]);
    expect(await ended({ relationship: 'Birch & Co' })).toEqual([1, one]);
    expect(await ended({ relationship: 'Amber Mills' })).toEqual([0]);
    expect(await ended({ asOf: '2026-01-04T00:00:00Z' })).toEqual([0]);
    expect(await ended({ asOf: '2026-01-05T00:00:00Z' })).toEqual([1, one]);
    expect(await ended({ knownBy: '2026-01-06T00:00:00Z' })).toEqual([0]);
    expect((await tend.signals({})).rows.every(({ endedAt }) => endedAt === undefined)).toBe(true);
  });

  it('goes on in the builds that a page began in, as long as they are kept', async () => {
    const all = (await tend.signals({})).rows;
    const { next } = await tend.signals({ limit: 2 });
    await tend.builds.rebuild('waiting', { activate: true }, {});
    const second = await tend.signals({ limit: 2, after: next! });
    expect(second.answered.map(({ build }) => build)).toEqual(['again.1', 'waiting.1']);
    expect(second.rows).toEqual(all.slice(2, 4));
    await tend.builds.change('waiting', 'drop', { build: '1' }, {});
    expect((await refusalOf(() => tend.signals({ limit: 2, after: next! }))).code).toBe('cursor-expired');
  });

  it('says how many keys are set apart, and how many signals are not kept', async () => {
    const projections = join(folder.path, 'of-apart/libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const crowded = signallingProjection('waiting', 'unanswered')
      .replace(
        'doc.begun.push',
        "if (event.occurredText.startsWith('2026-01-02')) throw new Error('no');\n      doc.begun.push",
      )
      .replace('doc.begun.map(', 'Array.from({ length: 130 }).flatMap((_, i) => doc.begun.map(')
      .replace("kind: 'unanswered'", 'kind: `unanswered-${i}`')
      .replace('...onset })),', '...onset }))),');
    writeFileSync(join(projections, 'waiting.projection.ts'), crowded);
    const other = await folder.open({ name: 'apart', projections, clock });
    await importLines(other, [
      { id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills' },
      { id: '2', at: '2026-01-01T12:00:00Z', customer: 'Amber Mills' },
      { id: '3', at: '2026-01-02T00:00:00Z', customer: 'Birch & Co' },
    ]);
    const answered = [expect.objectContaining({ projection: 'waiting', setApart: 1, rest: 4 })];
    const { next, ...first } = await other.signals({ limit: 2 });
    expect(first).toMatchObject({ total: 256, answered });
    expect(await other.signals({ limit: 2, after: next! })).toMatchObject({ total: 256, answered });
    // Also of a moment, and when it is remembered.
    for (const asOf of ['2026-01-01T12:00:00Z', '2026-01-01T12:00:00Z'])
      expect(await other.signals({ asOf })).toMatchObject({ total: 256, answered });
    // What falls out of those that are kept has ended, for whoever is told.
    expect(await other.signals({ state: 'ended' })).toMatchObject({
      total: 4,
      answered: [expect.not.objectContaining({ rest: 4 })],
    });
  });

  it('is empty, and asks nobody, where no projection raises signals', async () => {
    const projections = join(folder.path, 'quiet/libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../../read-models/src');
    for (const file of ['relationships.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    const other = await folder.open({ name: 'other', projections });
    expect(await other.signals({})).toMatchObject({ rows: [], total: 0, kinds: [], answered: [] });
  });
});

describe('signals that tell the same', () => {
  const folder = testFolder();
  afterAll(() => folder.dispose());

  it('are one in all pages', async () => {
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    // It tells of what is a day old alone, and of that more gravely.
    const slower = signallingProjection('trajectory', 'unanswered').replace(
      'doc.begun.map(',
      'doc.begun.slice(0, doc.isLong ? 9 : 0).map(',
    );
    const graver = signallingProjection('replies', 'customer-unanswered').replaceAll("'critical'", "'warning'");
    writeFileSync(join(projections, 'trajectory.projection.ts'), slower);
    writeFileSync(join(projections, 'replies.projection.ts'), graver);
    const tend = await folder.open({ projections, clock });
    const messages = Array.from({ length: 12 }, (_, n) => ({
      id: String(n),
      at: `2026-01-0${1 + (n % 9)}T0${n % 7}:00:00Z`,
      customer: `Customer ${n % 5}`,
    }));
    await importLines(tend, [...messages, { id: 'fresh', at: '2026-01-09T23:00:00Z', customer: 'Fresh & Co' }]);
    const all = await tend.signals({ limit: 100 });
    expect([all.total, new Set(all.rows.map(({ event }) => event)).size]).toEqual([13, 13]);
    expect(all.rows.map(({ kind, severity, also }) => [kind, severity, also?.length ?? 0])).toEqual([
      ['customer-unanswered', 'notice', 0],
      ...messages.map(() => ['customer-unanswered', 'critical', 1]),
    ]);
    const pages = [];
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await tend.signals({ limit: 4, ...(after === undefined ? {} : { after }) });
      expect(page.total).toBe(13);
      pages.push(...page.rows);
      after = page.next;
    }
    expect(pages).toEqual(all.rows);
    // Whatever they are narrowed by, a line is as grave, and of the kind, that it is without.
    const kinds = [{ kind: 'customer-unanswered', count: 13 }];
    expect(all.kinds).toEqual(kinds);
    for (const [query, of] of [
      [{ severity: 'critical' }, 12],
      [{ severity: 'warning' }, 0],
      [{ severity: 'notice' }, 1],
      [{ kind: 'customer-unanswered' }, 13],
      [{ kind: 'customer-unanswered', severity: 'critical' }, 12],
      [{ projection: 'replies' }, 13],
      [{ projection: 'replies', severity: 'critical' }, 12],
    ] as const) {
      const some = await tend.signals({ ...query, limit: 100 });
      const { severity } = query as SignalsQuery;
      const rows = all.rows.filter((row) => severity === undefined || row.severity === severity);
      expect([query, some.total, some.rows]).toEqual([query, of, rows]);
      expect(some.kinds).toEqual(of === 0 ? [] : [{ kind: 'customer-unanswered', count: of }]);
    }
    // Who asks for the other one is shown that one, as grave as the line; kinds are counted as without.
    const other = await tend.signals({ kind: 'unanswered', limit: 100 });
    expect([other.total, other.kinds]).toEqual([12, kinds]);
    const firstOnes = all.rows.flatMap(({ event, severity, also }) =>
      also === undefined ? [] : [[event, severity, also[0]!.id]],
    );
    expect(other.rows.map(({ event, severity, id }) => [event, severity, id])).toEqual(firstOnes);
    const own = await tend.signals({ projection: 'trajectory', limit: 100 });
    expect([own.rows, own.kinds]).toEqual([other.rows, [{ kind: 'unanswered', count: 12 }]]);
  });
});

describe('the signals of a relationship', () => {
  const folder = testFolder();
  afterAll(() => folder.dispose());

  it('are also those of what is kept by party, by whom the event belongs to that began them', async () => {
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../../read-models/src');
    for (const file of ['relationships.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    writeFileSync(join(projections, 'people.projection.ts'), signallingProjection('people', 'asked', 'party'));
    const tend = await folder.open({ projections, clock });
    await importLines(tend, [
      { id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills', person: 'Ann' },
      { id: '2', at: '2026-01-01T12:00:00Z', customer: 'Birch & Co' },
    ]);
    const keysOf = async (query: SignalsQuery) => (await tend.signals(query)).rows.map(({ key }) => key);
    const all = (await tend.signals({})).rows;
    // The customer, its person and our agent each, and the other customer and our agent.
    expect(all).toHaveLength(5);
    const amber = (await tend.signals({ relationship: 'Amber Mills' })).rows;
    expect(amber).toHaveLength(3);
    expect(new Set(amber.map(({ relationship }) => relationship?.name))).toEqual(new Set(['Amber Mills']));
    // Linked, they are one relationship, under whatever id the events were recorded.
    await tend.link('Amber Mills', 'Birch & Co', 'same-person', {});
    expect(await keysOf({ relationship: 'Birch & Co' })).toHaveLength((await tend.signals({})).total);
  });
});
