import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from './local-tend.js';
import { fileOf, importLines, refusalOf, testFolder, textOf, type TestFolder, type TestTouchpoint } from './testing.js';

jest.setTimeout(60_000);

const message = (id: string, day: number, customer: string): TestTouchpoint => ({
  id,
  at: new Date(Date.UTC(2026, 0, day)).toISOString(),
  customer,
});

const apart = [message('1', 1, 'Amber Mills'), message('2', 2, 'Amber Mill'), message('3', 3, 'Cedar Bay')];

describe('two parties that are linked', () => {
  let folder: TestFolder;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open();
    await importLines(tend, apart);
  });

  afterEach(() => folder.dispose());

  it('are one in every answer, under either name, and two again when the link is taken back', async () => {
    const before = await tend.relationships({ sort: 'name' });
    const linked = await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    expect(linked).toMatchObject({
      parties: [{ name: 'Amber Mills' }, { name: 'Amber Mill' }],
      evidence: 'same-address',
    });

    const after = await tend.relationships({ sort: 'name' });
    expect(after.rows.map(({ name, touchpoints }) => [name, touchpoints])).toEqual([
      ['Amber Mills', 2],
      ['Cedar Bay', 1],
    ]);
    for (const name of ['Amber Mills', 'Amber Mill', linked.parties[1]!.id]) {
      const one = await tend.relationship(name);
      expect(one).toMatchObject({ name: 'Amber Mills', touchpoints: 2, links: [linked] });
      const { rows, total } = await tend.timeline(name, {});
      // The link itself is told too.
      expect(rows.map(({ type }) => type)).toEqual(['PartiesLinked', 'MessageReceived', 'MessageReceived']);
      expect(total).toBe(3);
      const density = await tend.density({ relationship: name });
      expect(density.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    }
    expect((await textOf(tend.export('csv', { relationship: 'Amber Mill' }))).trim().split('\n')).toHaveLength(3);
    // Who looks for the other name finds the one.
    expect((await tend.relationships({ q: 'amber mill' })).rows.map(({ name }) => name)).toEqual(['Amber Mills']);

    await tend.unlink(linked.link, {});
    const rows = (answer: typeof before) => answer.rows;
    expect(rows(await tend.relationships({ sort: 'name' }))).toEqual(rows(before));
    expect(await tend.relationship('Amber Mill')).not.toHaveProperty('links');
  });

  it('were two before it was known, whatever is known now', async () => {
    const known = (await tend.relationships({})).rows.length;
    const { head } = await tend.status();
    await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    const { relationships } = { relationships: await tend.relationships({ knownBy: head.recordedAt! }) };
    // The clock of this spec stands still: what was linked is known at the same instant.
    expect([known, relationships.rows.length]).toEqual([3, 2]);
    expect((await tend.relationships({ asOf: '2026-01-01T12:00:00Z' })).rows.map(({ name }) => name)).toEqual([
      'Amber Mills',
    ]);
  });

  it('are refused with the reason when they are nobody, the same, or linked already', async () => {
    const { link } = await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    const refusals = [
      await refusalOf(() => tend.link('Amber Mills', 'nobody at all', 'x', {})),
      await refusalOf(() => tend.link('Amber Mills', 'amber mills', 'x', {})),
      await refusalOf(() => tend.link('Amber Mill', 'Amber Mills', 'x', {})),
    ];
    expect(refusals.map(({ code }) => code)).toEqual(['not-found', 'invalid', 'invalid']);
    await tend.unlink(link, {});
    expect(await refusalOf(() => tend.unlink(link, {}))).toMatchObject({ code: 'invalid' });
    const { rows } = await tend.timeline('Cedar Bay', {});
    expect(await refusalOf(() => tend.unlink(rows[0]!.id, {}))).toMatchObject({ code: 'not-found' });
  });
});

describe('a member of an organisation', () => {
  it('is found by what it is with, to which its touchpoints belong', async () => {
    const folder = testFolder();
    const tend = await folder.open();
    try {
      await importLines(tend, [message('1', 1, 'Amber Mills'), message('2', 2, 'Ann Mills')]);
      const party = (name: string, role: string) => ({
        kind: 'organisation',
        identifiers: [{ scheme: 'customer', value: `no ${name}` }],
        name,
        role,
        side: 'customer',
      });
      const parties = [party('Ann Mills', 'member'), party('Amber Mills', 'organisation')];
      const stated = { id: 'a', type: 'PartyAffiliated', occurredAt: '2026-01-01T00:00:00Z', parties, data: {} };
      const line = JSON.stringify({ ...stated, actor: parties[1] });
      await tend.import(fileOf('crm.ndjson', `${line}\n`), { dataset: 'test', format: 'ndjson' }, {});
      expect(await tend.relationship('Ann Mills')).toMatchObject({ name: 'Amber Mills', touchpoints: 2 });
      // Of then too: what it is with now it was with then, as far as is known today.
      const then = { asOf: '2026-01-02T12:00:00Z' };
      expect(await tend.relationship('Ann Mills', then)).toMatchObject({ name: 'Amber Mills', touchpoints: 2 });
      const { relationship, rows } = await tend.timeline('Ann Mills', then);
      expect([relationship.name, rows.map(({ type }) => type)]).toEqual([
        'Amber Mills',
        ['MessageReceived', 'PartyAffiliated', 'MessageReceived'],
      ]);
      const early = await refusalOf(() => tend.relationship('Ann Mills', { asOf: '2025-01-01' }));
      expect(early.message).toContain('at that moment');
    } finally {
      await folder.dispose();
    }
  });
});
