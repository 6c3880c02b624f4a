import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import type { EventType } from '#domain/vocabulary.js';
import type { LocalTend } from './local-tend.js';
import type { DocumentsQuery } from './made-answers.js';
import { ownEvent } from './own-event.js';
import { importLines, now, refusalOf, testFolder, type TestFolder } from './testing.js';
import type { WritableWorkspace } from './workspace.js';

jest.setTimeout(60_000);

const dayMs = 86_400_000;

const head = `
import { defineProjection, ignoring } from '#projections/define-projection.js';
import * as families from '#domain/vocabulary.js';

const all = Object.entries(families).filter(([name]) => name.endsWith('Events')).map(([, family]) => family);
`;

/** One document a relationship: how many messages, the gaps between them, and since when it is silent. */
const silence = `${head}
export const projection = defineProjection({
  name: 'silence',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0, lastAt: 0, gapsMs: [] }),
  on: {
    ...ignoring(...all),
    MessageReceived: (doc, event) => {
      if (doc.messages > 0) doc.gapsMs.push(event.occurredAt - doc.lastAt);
      doc.messages++;
      doc.lastAt = event.occurredAt;
      if (doc.messages === 5) throw new Error('five is too many');
    },
  },
  view: (doc, t) => {
    if (doc.messages === 1) throw new Error('too few');
    return { silentMs: t - doc.lastAt };
  },
  viewRow: (row, t) => {
    if (row.messages === 1) throw new Error('too few');
    return { silentMs: t - row.lastAt };
  },
  index: (doc) => ({ messages: doc.messages, lastAt: doc.lastAt }),
  rollup: (doc) => [
    { at: ['messages', doc.messages], add: { keys: 1 } },
    { at: ['gaps'], add: { n: doc.gapsMs.length }, values: { gapMs: doc.gapsMs } },
  ],
  count: { MessageReceived: (event) => [{ at: ['by channel', event.data.channel], add: { n: 1 } }] },
});
`;

/** One document an actor, without rows. */
const actors = `${head}
export const projection = defineProjection({
  name: 'actors',
  purpose: 'service',
  key: { by: 'actor' },
  initial: () => ({ messages: 0 }),
  on: { ...ignoring(...all), MessageReceived: (doc) => void doc.messages++ },
});
`;

const at = (day: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + day * dayMs).toISOString();
/** Messages by customer, on which days. */
const days = { 'Amber Mills': [0, 1, 4], 'Birch & Co': [2], 'Cedar Bay': [3, 5], 'Dune Ltd': [6, 7, 8, 9, 10, 11] };

describe('what projections make', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  const clock = fixedClock(now);

  beforeEach(async () => {
    clock.set(now);
    folder = testFolder();
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../read-models/src');
    for (const file of ['relationships.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    writeFileSync(join(projections, 'silence.projection.ts'), silence);
    writeFileSync(join(projections, 'actors.projection.ts'), actors);
    tend = await folder.open({ projections, clock });
    await importLines(
      tend,
      Object.entries(days).flatMap(([customer, on]) =>
        on.map((day) => ({ id: `${customer} ${day}`, at: at(day), customer, person: `Person of ${customer}` })),
      ),
    );
  });

  afterEach(() => folder.dispose());

  const idOf = (name: string) => tend.workspace.names.find(name)[0]!;
  const say = async (type: EventType, party: string, data: object = {}) => {
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: party, role: 'subject', side: 'customer' as const }];
    const stream = streamOf(type, { parties });
    const event = ownEvent(workspace, { type, stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
  };
  const listed = async (query: DocumentsQuery) => {
    const { rows } = await tend.made.documents('silence', query);
    return rows.map(({ of, row }) => [of?.name, row?.['messages']]);
  };

  it('is listed by rows as they are seen, with names, in any order and by conditions', async () => {
    const answer = await tend.made.documents('silence', { sort: 'silentMs', direction: 'ascending', limit: 2 });
    expect(answer).toMatchObject({ projection: 'silence', total: 4, build: 'silence.1' });
    const dune = Date.parse(at(9));
    expect(answer.rows).toEqual([
      {
        key: idOf('Dune Ltd'),
        of: { id: idOf('Dune Ltd'), name: 'Dune Ltd', kind: 'organisation' },
        // Set apart at its fifth message: the fold of the four before.
        row: { messages: 4, lastAt: dune, silentMs: now - dune },
      },
      expect.objectContaining({ of: expect.objectContaining({ name: 'Cedar Bay' }) }),
    ]);
    // The clock goes on between two pages, and all are of the instant of the first.
    clock.set(now + dayMs);
    const more = await tend.made.documents('silence', {
      sort: 'silentMs',
      direction: 'ascending',
      limit: 2,
      after: answer.next!,
    });
    expect(more.rows[0]!.row).toMatchObject({ messages: 3, silentMs: now - Date.parse(at(4)) });
    expect(more.rows[1]).toMatchObject({ of: { name: 'Birch & Co' }, rowError: { step: 'viewRow' } });
    expect(more.next).toBeUndefined();
    clock.set(now);
    expect(await listed({ sort: 'messages', filter: { messages: { from: 2, to: 3 } } })).toEqual([
      ['Cedar Bay', 2],
      ['Amber Mills', 3],
    ]);
    expect(await listed({ filter: { messages: { in: [1, 9] } } })).toEqual([['Birch & Co', 1]]);
    expect(await listed({ q: 'amber' })).toEqual([['Amber Mills', 3]]);
    expect(await listed({ q: idOf('Cedar Bay').slice(4) })).toEqual([['Cedar Bay', 2]]);
    expect(await listed({ sort: 'messages', asOf: at(3) })).toEqual(
      [
        ['Birch & Co', 1],
        ['Cedar Bay', 1],
        ['Amber Mills', 2],
      ].toSorted(([a], [b]) =>
        a === 'Amber Mills' ? 1 : b === 'Amber Mills' ? -1 : idOf(String(a)) < idOf(String(b)) ? -1 : 1,
      ),
    );
  });

  it('is shown one by one, with its view, why there is none, why it is set apart, and the events behind it', async () => {
    const amber = await tend.made.document('silence', idOf('Amber Mills'), {});
    expect(amber).toMatchObject({
      of: { name: 'Amber Mills' },
      facts: 3,
      document: { messages: 3, lastAt: Date.parse(at(4)), gapsMs: [dayMs, 3 * dayMs] },
      view: { silentMs: now - Date.parse(at(4)) },
      row: { messages: 3, silentMs: now - Date.parse(at(4)) },
    });
    const dayOf = ({ occurredAt }: { occurredAt: string }) => (Date.parse(occurredAt) - Date.parse(at(0))) / dayMs;
    expect(amber.evidence.map(dayOf)).toEqual([4, 1, 0]);
    expect(amber.evidence[0]).toMatchObject({ type: 'MessageReceived', id: expect.any(String) });
    const then = await tend.made.document('silence', idOf('Amber Mills'), { asOf: at(2) });
    expect(then).toMatchObject({ facts: 2, view: { silentMs: dayMs }, row: { silentMs: dayMs } });
    expect(then.evidence.map(dayOf)).toEqual([1, 0]);
    const birch = await tend.made.document('silence', idOf('Birch & Co'), {});
    expect(birch).toMatchObject({
      viewError: { step: 'view', message: 'Error: too few' },
      rowError: { step: 'viewRow' },
    });
    expect(birch).not.toHaveProperty('view');
    const dune = await tend.made.document('silence', idOf('Dune Ltd'), {});
    expect(dune.quarantine).toEqual({
      step: 'on.MessageReceived',
      message: 'Error: five is too many',
      event: expect.any(String),
      type: 'MessageReceived',
    });
    expect(dune.facts).toBe(4);
  });

  it('is told of nobody who may not be told of', async () => {
    const amber = idOf('Amber Mills');
    await say('ProcessingObjected', amber, { purpose: 'relationship-analysis' });
    await say('ErasureRequested', idOf('Birch & Co'));
    const names = (await listed({})).map(([name]) => name);
    expect(new Set(names)).toEqual(new Set(['Cedar Bay', 'Dune Ltd']));
    expect(await listed({ q: 'amber' })).toEqual([]);
    for (const query of [{}, { asOf: at(3) }])
      expect((await refusalOf(() => tend.made.document('silence', amber, query))).code).toBe('not-found');
    // Of another purpose, to which nobody objected, only who asked for erasure is not called by name.
    await say('ErasureRequested', idOf('Person of Cedar Bay'));
    const { rows } = await tend.made.documents('actors', {});
    expect(rows.flatMap(({ of }) => of?.name ?? []).toSorted()).toEqual([
      'Person of Amber Mills',
      'Person of Dune Ltd',
    ]);
  });

  it('calls parties that are one by the first of them who may be told of', async () => {
    const [amber, cedar] = [idOf('Amber Mills'), idOf('Cedar Bay')];
    await tend.link(amber, cedar, 'same-address', {});
    // Their fifth message together sets them apart.
    expect(await listed({ q: 'amber' })).toEqual([['Amber Mills', 4]]);
    await say('ProcessingObjected', amber, { purpose: 'relationship-analysis' });
    expect(await listed({ q: 'amber' })).toEqual([]);
    expect(await listed({ q: 'cedar' })).toEqual([['Cedar Bay', 2]]);
    const { rows } = await tend.made.documents('silence', {});
    const { key } = rows.find(({ of }) => of?.name === 'Cedar Bay')!;
    expect(await tend.made.document('silence', key, {})).toMatchObject({ of: { id: key, name: 'Cedar Bay' } });
    const { rows: behind } = await tend.made.totalEvents('silence', { at: ['messages', 2] });
    expect(behind).toMatchObject([{ key, of: { name: 'Cedar Bay' } }]);
  });

  it('is listed by keys where there are no rows, page by page', async () => {
    const first = await tend.made.documents('actors', { limit: 3 });
    const rest = await tend.made.documents('actors', { limit: 3, after: first.next! });
    expect([first.total, rest.next]).toEqual([4, undefined]);
    const all = [...first.rows, ...rest.rows];
    expect(all.map(({ key }) => key)).toEqual(
      Object.keys(days)
        .map((name) => idOf(`Person of ${name}`))
        .toSorted(),
    );
    expect(all[0]).not.toHaveProperty('row');
    const { total, rows } = await tend.made.documents('actors', { asOf: at(2) });
    const named = rows.map(({ of }) => of?.name);
    expect([total, new Set(named)]).toEqual([undefined, new Set(['Person of Amber Mills', 'Person of Birch & Co'])]);
    for (const query of [{ sort: 'messages' }, { filter: { messages: 1 } }, { direction: 'descending' as const }])
      expect((await refusalOf(() => tend.made.documents('actors', query))).code).toBe('invalid');
  });

  it('is summed up, page by page, now and at a moment', async () => {
    const { rows } = await tend.made.totals('silence', {});
    const gaps = { count: 6, min: dayMs, median: dayMs, p90: 2.5 * dayMs, max: 3 * dayMs, sum: 9 * dayMs };
    expect(rows).toEqual([
      { at: ['by channel', 'email'], sums: { n: 12 }, columns: {} },
      { at: ['gaps'], sums: { n: 6 }, columns: { gapMs: gaps } },
      ...[1, 2, 3, 4].map((n) => ({ at: ['messages', n], sums: { keys: 1 }, columns: {} })),
    ]);
    const found = [];
    for (let after: string | undefined, isOver = false; !isOver;) {
      const page = await tend.made.totals('silence', { limit: 1, prefix: ['messages'], ...(after && { after }) });
      found.push(...page.rows);
      after = page.next;
      isOver = after === undefined;
    }
    expect(found).toEqual(rows.slice(2));
    const then = await tend.made.totals('silence', { asOf: at(3), limit: 3 });
    expect(then.rows.map((row) => [row.at, row.sums])).toEqual([
      [['by channel', 'email'], { n: 4 }],
      [['gaps'], { n: 1 }],
      [['messages', 1], { keys: 2 }],
    ]);
    const rest = await tend.made.totals('silence', { asOf: at(3), limit: 3, after: then.next! });
    expect([rest.rows.map((row) => row.at), rest.next]).toEqual([[['messages', 2]], undefined]);
  });

  it('opens every total to its documents and events, page by page, of one moment', async () => {
    const gaps = await tend.made.totalEvents('silence', { at: ['gaps'], limit: 2 });
    clock.set(now + dayMs);
    await importLines(tend, [{ id: 'late', at: at(4.5), customer: 'Cedar Bay' }]);
    const more = await tend.made.totalEvents('silence', { at: ['gaps'], limit: 2, after: gaps.next! });
    const found = [...gaps.rows, ...more.rows].map(({ of, sums, columns, eventCount }) => [
      of?.name,
      sums['n'],
      columns['gapMs']?.sum,
      eventCount,
    ]);
    // Who wrote once has no gap; of Cedar Bay the gap is as it was when the first page was asked for.
    expect(found.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['Amber Mills', 2, 4 * dayMs, 2],
      ['Cedar Bay', 1, 2 * dayMs, 1],
      ['Dune Ltd', 3, 3 * dayMs, 3],
    ]);
    expect(more.next).toBeUndefined();
    const counted = await tend.made.totalEvents('silence', { at: ['by channel', 'email'], asOf: at(2) });
    expect(counted.rows.map(({ of, isCounted, sums, events }) => [of?.name, isCounted, sums, events.length])).toEqual([
      ['Amber Mills', true, { n: 1 }, 1],
      ['Amber Mills', true, { n: 1 }, 1],
      ['Birch & Co', true, { n: 1 }, 1],
    ]);
    expect((await tend.made.totalEvents('silence', { at: ['nowhere'] })).rows).toEqual([]);
  });

  it('refuses what it cannot answer', async () => {
    const codeOf = async (work: () => Promise<unknown>) => {
      const { code, violations } = await refusalOf(work);
      return [code, ...violations.map(({ field }) => field)];
    };
    const { made } = tend;
    for (const ask of [
      () => made.documents('nowhere', {}),
      () => made.document('nowhere', 'x', {}),
      () => made.document('silence', 'x', {}),
      () => made.document('silence', 'x', { asOf: at(1) }),
      () => made.totals('nowhere', {}),
      () => made.totalEvents('nowhere', { at: ['x'] }),
    ])
      expect(await codeOf(ask)).toEqual(['not-found']);
    const filter = { messages: { between: 1 } } as never;
    expect(await codeOf(() => made.documents('silence', { filter }))).toEqual(['invalid', 'filter.messages']);
    expect(await codeOf(() => made.documents('silence', { sort: 'mesages' }))).toEqual(['invalid', 'sort']);
    expect(await codeOf(() => made.documents('silence', { limit: 0 }))).toEqual(['invalid', 'limit']);
    expect(await codeOf(() => made.totals('silence', { prefix: [null] as never }))).toEqual(['invalid', 'prefix']);
    expect(await codeOf(() => made.totals('silence', { asOf: '2099-01-01' }))).toEqual(['invalid', 'asOf']);
    const { next } = await made.documents('silence', { limit: 1 });
    expect(await codeOf(() => made.documents('silence', { limit: 1, sort: 'messages', after: next! }))).toEqual([
      'invalid',
      'after',
    ]);
    const cells = await made.totals('silence', { limit: 1 });
    const behind = await made.totalEvents('silence', { at: ['gaps'], limit: 1 });
    for (const activate of [true, true]) await tend.rebuild('silence', { activate }, {});
    for (const ask of [
      () => made.documents('silence', { limit: 1, after: next! }),
      () => made.totals('silence', { limit: 1, after: cells.next! }),
      () => made.totalEvents('silence', { at: ['gaps'], limit: 1, after: behind.next! }),
    ])
      expect(await codeOf(ask)).toEqual(['cursor-expired']);
  });
});
