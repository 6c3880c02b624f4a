import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import {
  fileOf,
  importLines,
  now,
  refusalOf,
  testFolder,
  textOf,
  type TestFolder,
  type TestTouchpoint,
} from '../testing.js';

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
  const clock = fixedClock(now);

  beforeEach(async () => {
    folder = testFolder();
    clock.set(now);
    tend = await folder.open({ clock, user: 'amelia' });
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
    const { head } = await tend.status();
    clock.set(now + 60_000);
    const { link, recordedAt } = await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    clock.set(now + 120_000);
    await tend.unlink(link, {});
    const names = async (knownBy: string) =>
      (await tend.relationships({ knownBy, sort: 'name' })).rows.map(({ name }) => name);
    const two = ['Amber Mill', 'Amber Mills', 'Cedar Bay'];
    expect(await names(head.recordedAt!)).toEqual(two);
    expect(await names(recordedAt)).toEqual(['Amber Mills', 'Cedar Bay']);
    expect(await names(new Date(now + 120_000).toISOString())).toEqual(two);
    await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    expect((await tend.relationships({ asOf: '2026-01-01T12:00:00Z' })).rows.map(({ name }) => name)).toEqual([
      'Amber Mills',
    ]);
  });

  it('are refused with the reason when they are nobody, the same, or linked already', async () => {
    const { link } = await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    const refusals = [
      await refusalOf(() => tend.link('Amber Mills', 'nobody at all', 'other', {})),
      await refusalOf(() => tend.link('Amber Mills', 'amber mills', 'other', {})),
      await refusalOf(() => tend.link('Amber Mill', 'Amber Mills', 'other', {})),
    ];
    expect(refusals.map(({ code }) => code)).toEqual(['not-found', 'invalid', 'invalid']);
    await tend.unlink(link, {});
    expect(await refusalOf(() => tend.unlink(link, {}))).toMatchObject({ code: 'invalid' });
    const { rows } = await tend.timeline('Cedar Bay', {});
    expect(await refusalOf(() => tend.unlink(rows[0]!.id, {}))).toMatchObject({ code: 'not-found' });
  });
});

describe('a command that links', () => {
  let folder: TestFolder;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open({ user: 'amelia' });
    await importLines(tend, apart);
  });

  afterEach(() => folder.dispose());

  it('records who asked, as a party whose name is in no event', async () => {
    const { link } = await tend.link('Amber Mills', 'Amber Mill', 'same-address', {});
    await tend.unlink(link, {});
    expect((await tend.timeline('Amber Mill', {})).rows[0]).toMatchObject({
      type: 'PartiesUnlinked',
      actor: { name: 'amelia' },
    });
    const events = [...tend.workspace.ledger.readAll()];
    const types = ['ImportStarted', 'PartiesLinked', 'PartiesUnlinked'];
    const actors = types.map((type) => events.find((event) => event.type === type)!.actor);
    expect(new Set(actors).size).toBe(1);
    expect(tend.workspace.names.names([actors[0]!]).get(actors[0]!)).toEqual({ name: 'amelia', kind: 'person' });
    expect(JSON.stringify(events)).not.toContain('amelia');
  });

  it('records who takes an import back, not who had made it', async () => {
    await folder.close(tend);
    tend = await folder.open({ user: 'boris' });
    const { imports } = await tend.imports();
    await tend.revert(imports[0]!.importId, {}, {});
    const actors = ['ImportStarted', 'ImportReverted'].map((type) => {
      const [event] = tend.workspace.ledger.readDimension('type', type);
      return tend.workspace.names.names([event!.actor]).get(event!.actor)?.name;
    });
    expect(actors).toEqual(['amelia', 'boris']);
  });

  it('is the program’s own where nobody is known', async () => {
    const another = await folder.open({ name: 'another' });
    await importLines(another, apart);
    const { link } = await another.link('Amber Mills', 'Amber Mill', 'same-address', {});
    expect(another.workspace.ledger.get(link)!.actor).toBe('system:tend');
  });

  it('takes no evidence in somebody’s own words: it stands in the clear, for ever', async () => {
    const said = 'Ann Mills told me so on the telephone';
    const { code, violations } = await refusalOf(() => tend.link('Amber Mills', 'Amber Mill', said, {}));
    expect([code, violations.map(({ field }) => field)]).toEqual(['invalid', ['evidence']]);
    expect(await tend.relationship('Amber Mills')).not.toHaveProperty('links');
  });

  it('is decided again when another has come before it', async () => {
    const both = await Promise.allSettled([1, 2].map(() => tend.link('Amber Mills', 'Amber Mill', 'same-address', {})));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'invalid' } });
    const { links } = await tend.relationship('Amber Mills');
    const again = await Promise.allSettled([1, 2].map(() => tend.unlink(links![0]!.link, {})));
    expect(again.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'invalid' } });
    const unlinked = [...tend.workspace.ledger.readDimension('type', 'PartiesUnlinked')];
    expect(unlinked).toHaveLength(1);
  });

  it('means the one that stands for all, where a name is that of several who are one', async () => {
    await importLines(tend, [message('1', 4, 'Amber Mills')], 'another');
    const [one, other] = tend.workspace.names.find('Amber Mills');
    expect(await refusalOf(() => tend.link('Amber Mills', 'Cedar Bay', 'other', {}))).toMatchObject({
      code: 'invalid',
    });
    await tend.link(one!, other!, 'same-name', {});
    await tend.link('Amber Mills', 'Cedar Bay', 'other', {});
    expect(await tend.relationship('Cedar Bay')).toMatchObject({ name: 'Amber Mills', touchpoints: 3 });
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
