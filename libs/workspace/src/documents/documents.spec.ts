import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DocumentsQuery } from './made-answers.js';
import { at, dayMs, days, openMade, type MadeFixture } from './made-testing.js';
import { now, refusalOf } from '../testing.js';

jest.setTimeout(60_000);

describe('what projections make', () => {
  let made: MadeFixture;
  let tend: MadeFixture['tend'];

  beforeEach(async () => {
    made = await openMade();
    ({ tend } = made);
  });

  afterEach(() => made.dispose());

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
        key: made.idOf('Dune Ltd'),
        of: { id: made.idOf('Dune Ltd'), name: 'Dune Ltd', kind: 'organisation' },
        // Set apart at its fifth message: the fold of the four before.
        row: { messages: 4, lastAt: dune, silentMs: now - dune },
      },
      expect.objectContaining({ of: expect.objectContaining({ name: 'Cedar Bay' }) }),
    ]);
    // The clock goes on between two pages, and all are of the instant of the first.
    made.clock.set(now + dayMs);
    const more = await tend.made.documents('silence', {
      sort: 'silentMs',
      direction: 'ascending',
      limit: 2,
      after: answer.next!,
    });
    expect(more.rows[0]!.row).toMatchObject({ messages: 3, silentMs: now - Date.parse(at(4)) });
    expect(more.rows[1]).toMatchObject({ of: { name: 'Birch & Co' }, rowError: { step: 'viewRow' } });
    expect(more.next).toBeUndefined();
    made.clock.set(now);
    expect(await listed({ sort: 'messages', filter: { messages: { from: 2, to: 3 } } })).toEqual([
      ['Cedar Bay', 2],
      ['Amber Mills', 3],
    ]);
    expect(await listed({ filter: { messages: { in: [1, 9] } } })).toEqual([['Birch & Co', 1]]);
    expect(await listed({ q: 'amber' })).toEqual([['Amber Mills', 3]]);
    expect(await listed({ q: made.idOf('Cedar Bay').slice(4) })).toEqual([['Cedar Bay', 2]]);
    expect(await listed({ sort: 'messages', asOf: at(3) })).toEqual(
      [
        ['Birch & Co', 1],
        ['Cedar Bay', 1],
        ['Amber Mills', 2],
      ].toSorted(([a], [b]) =>
        a === 'Amber Mills' ? 1 : b === 'Amber Mills' ? -1 : made.idOf(String(a)) < made.idOf(String(b)) ? -1 : 1,
      ),
    );
  });

  it('is shown one by one, with its view, why there is none, why it is set apart, and the events behind it', async () => {
    const amber = await tend.made.document('silence', made.idOf('Amber Mills'), {});
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
    const then = await tend.made.document('silence', made.idOf('Amber Mills'), { asOf: at(2) });
    expect(then).toMatchObject({ facts: 2, view: { silentMs: dayMs }, row: { silentMs: dayMs } });
    expect(then.evidence.map(dayOf)).toEqual([1, 0]);
    const birch = await tend.made.document('silence', made.idOf('Birch & Co'), {});
    expect(birch).toMatchObject({
      viewError: { step: 'view', message: 'Error: too few' },
      rowError: { step: 'viewRow' },
    });
    expect(birch).not.toHaveProperty('view');
    const dune = await tend.made.document('silence', made.idOf('Dune Ltd'), {});
    expect(dune.quarantine).toEqual({
      step: 'on.MessageReceived',
      message: 'Error: five is too many',
      event: expect.any(String),
      type: 'MessageReceived',
    });
    expect(dune.facts).toBe(4);
  });

  it('is told of nobody who may not be told of', async () => {
    const amber = made.idOf('Amber Mills');
    await made.say('ProcessingObjected', amber, { purpose: 'relationship-analysis' });
    await made.say('ErasureRequested', made.idOf('Birch & Co'));
    const names = (await listed({})).map(([name]) => name);
    expect(new Set(names)).toEqual(new Set(['Cedar Bay', 'Dune Ltd']));
    expect(await listed({ q: 'amber' })).toEqual([]);
    for (const query of [{}, { asOf: at(3) }])
      expect((await refusalOf(() => tend.made.document('silence', amber, query))).code).toBe('not-found');
    // Of another purpose, to which nobody objected, only who asked for erasure is not called by name.
    await made.say('ErasureRequested', made.idOf('Person of Cedar Bay'));
    const { rows } = await tend.made.documents('actors', {});
    expect(rows.flatMap(({ of }) => of?.name ?? []).toSorted()).toEqual([
      'Person of Amber Mills',
      'Person of Dune Ltd',
    ]);
  });

  it('calls parties that are one by the first of them who may be told of', async () => {
    const [amber, cedar] = [made.idOf('Amber Mills'), made.idOf('Cedar Bay')];
    await tend.link(amber, cedar, 'same-address', {});
    // Their fifth message together sets them apart.
    expect(await listed({ q: 'amber' })).toEqual([['Amber Mills', 4]]);
    await made.say('ProcessingObjected', amber, { purpose: 'relationship-analysis' });
    expect(await listed({ q: 'amber' })).toEqual([]);
    expect(await listed({ q: 'cedar' })).toEqual([['Cedar Bay', 2]]);
    const { rows } = await tend.made.documents('silence', {});
    const { key } = rows.find(({ of }) => of?.name === 'Cedar Bay')!;
    expect(await tend.made.document('silence', key, {})).toMatchObject({ of: { id: key, name: 'Cedar Bay' } });
    const { rows: behind } = await tend.evidence('silence', ['messages', 2], {});
    expect(behind).toMatchObject([{ key, of: { name: 'Cedar Bay' } }]);
  });

  it('is listed by keys where there are no rows, page by page', async () => {
    const first = await tend.made.documents('actors', { limit: 3 });
    const rest = await tend.made.documents('actors', { limit: 3, after: first.next! });
    expect([first.total, rest.next]).toEqual([4, undefined]);
    const all = [...first.rows, ...rest.rows];
    expect(all.map(({ key }) => key)).toEqual(
      Object.keys(days)
        .map((name) => made.idOf(`Person of ${name}`))
        .toSorted(),
    );
    expect(all[0]).not.toHaveProperty('row');
    const { total, rows } = await tend.made.documents('actors', { asOf: at(2) });
    const named = rows.map(({ of }) => of?.name);
    expect([total, new Set(named)]).toEqual([undefined, new Set(['Person of Amber Mills', 'Person of Birch & Co'])]);
    const past = await tend.made.documents('actors', { asOf: at(9), limit: 3 });
    const pastRest = await tend.made.documents('actors', { asOf: at(9), limit: 3, after: past.next! });
    expect([...past.rows, ...pastRest.rows]).toEqual(all);
    // Of the past each key is a piece, after which the question can be given up.
    const looksFor = async (limit: number, asOf = at(9)): Promise<number> => {
      const { signal } = new AbortController();
      let looks = 0;
      Object.defineProperty(signal, 'aborted', { get: () => looks++ < 0 });
      await tend.made.documents('actors', { asOf, limit }, { signal });
      return looks;
    };
    const looks = await looksFor(4);
    expect(looks - (await looksFor(1))).toBe(2);
    // So is one that had no document then.
    expect(await looksFor(1, at(0.5))).toBe(looks);
    const given = { signal: AbortSignal.abort() };
    for (const ask of [
      () => tend.made.documents('actors', { asOf: at(2) }, given),
      () => tend.made.documents('silence', { asOf: at(2) }, given),
      () => tend.made.totals('silence', { asOf: at(2) }, given),
    ])
      expect((await refusalOf(ask)).code).toBe('cancelled');
    for (const query of [{ sort: 'messages' }, { filter: { messages: 1 } }, { direction: 'descending' as const }])
      expect((await refusalOf(() => tend.made.documents('actors', query))).code).toBe('invalid');
  });
});
