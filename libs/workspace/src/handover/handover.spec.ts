import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, refusalOf, testFolder } from '../testing.js';
import { buyer, idsOf, importStory, openSeeded, quayside, quaysideLines } from '../relationships/standing-testing.js';
import type { HandoverPack, HandoverTopic } from './handover-answers.js';

jest.setTimeout(180_000);

const handedOver = '2026-10-25';
const party = (name: string, role: string, side: string) => ({
  kind: side === 'ours' ? 'person' : 'organisation',
  identifiers: [{ scheme: side === 'ours' ? 'agent' : 'customer', value: side === 'ours' ? name : 'no 1' }],
  name,
  role,
  side,
});
const owned = (id: string, at: string, ...owners: readonly (readonly [string, string])[]) => ({
  id,
  occurredAt: at,
  type: 'OwnerChanged',
  parties: [party(quayside, 'customer', 'customer'), ...owners.map(([name, role]) => party(name, role, 'ours'))],
  data: {},
});

const linesOf = (pack: HandoverPack, topic: HandoverTopic) =>
  pack.sections.find((section) => section.topic === topic)?.lines ?? [];
const textsOf = (pack: HandoverPack, topic: HandoverTopic) => linesOf(pack, topic).map(({ text }) => text);

describe('a handover', () => {
  const folder = testFolder();
  let tend: LocalTend;
  let ids: ReadonlyMap<string, string>;

  beforeAll(async () => {
    ({ tend } = await openSeeded(folder, 'whole', now));
    await importStory(tend, [
      ...quaysideLines(),
      owned('first owner', '2025-01-04T09:00:00Z', ['Mara', 'owner']),
      owned('handed over', `${handedOver}T09:00:00Z`, ['Nils', 'owner'], ['Mara', 'former-owner']),
    ]);
    ids = await idsOf(tend);
  });

  afterAll(() => folder.dispose());

  it('says what only whoever knew them would have known, each line with its events', async () => {
    const pack = await tend.handovers.relationship(quayside, {});
    expect(pack.relationship.name).toBe(quayside);
    expect(textsOf(pack, 'who')).toEqual([
      expect.stringMatching(/^organisation, b2b, segment mid-market, in contact since 2025-01-0\d, \d+ touchpoints/),
      'Worth 84,200 EUR: booked in the last 365 days, or contracts in force if that is more',
      expect.stringMatching(/^Owner: Nils since 2026-10-25$/),
    ]);
    expect(textsOf(pack, 'standing')[0]).toMatch(/^Management since .*: established/);
    expect(textsOf(pack, 'people')).toEqual(
      expect.arrayContaining([
        'Of ours: Agent 1',
        'Champion: Ana Brandt',
        expect.stringMatching(/^Ana Brandt \(champion\): last exchange 2026-10-\d\d$/),
        expect.stringMatching(/^Raj Mehta \(user\): last exchange 2026-\d\d-\d\d$/),
        expect.stringMatching(/^Knowledge risk: one of ours has 100 % of the exchange/),
      ]),
    );
    expect(linesOf(pack, 'promises')).toEqual([
      {
        text: '“The dates of the training”, due 2026-10-12: past due, and nobody has said whether it was kept: ask',
        evidence: [ids.get('training')],
      },
      { text: '“A quote for two cranes”, due 2026-12-04: open', evidence: [ids.get('quote')] },
    ]);
    expect(linesOf(pack, 'needs')).toEqual([
      { text: '“Parts in two days”, stated 2026-05-04: nobody acted on it', evidence: [ids.get('delivery')] },
      { text: 'Goal: unplanned stops, 1 by 2026-12-31', evidence: [ids.get('stops')] },
    ]);
    expect(linesOf(pack, 'contracts')).toEqual([
      {
        text: 'Maintenance, 84,200 EUR, ends 2027-01-14, notice by 2026-12-31',
        evidence: expect.arrayContaining([ids.get('contract')]),
      },
    ]);
    expect(textsOf(pack, 'reached').at(-1)).toMatch(/^Email \(100 %\); .*acts of theirs$/);
    expect(pack.readingSeconds).toBeLessThanOrEqual(300);
    const told = new Set(pack.events.map(({ id }) => id));
    for (const { lines } of pack.sections)
      for (const { evidence } of lines) for (const id of evidence) expect(told).toContain(id);
  });

  it('ends with the ten latest touchpoints of the timeline', async () => {
    const pack = await tend.handovers.relationship(quayside, {});
    const { rows } = await tend.timeline(quayside, { limit: 10 });
    expect(linesOf(pack, 'latest').map(({ evidence }) => evidence)).toEqual(rows.map(({ id }) => [id]));
    expect(textsOf(pack, 'latest')[2]).toMatch(/^2026-10-19 /);
  });

  it('is of the former owner as of the day before, and of nobody after', async () => {
    const now = await tend.handovers.owner({ owner: 'Mara' });
    expect(now).toMatchObject({ rows: [], total: 0 });
    expect(await tend.handovers.owner({ owner: 'nils' })).toMatchObject({
      rows: [{ relationship: { name: quayside } }],
      total: 1,
    });
    const before = await tend.handovers.owner({ owner: 'Mara', asOf: '2026-10-24' });
    expect(before.rows.map(({ relationship }) => relationship.name)).toEqual([quayside]);
    expect(textsOf(before.rows[0]!, 'who').at(-1)).toBe('Owner: Mara since 2025-01-04');
    expect(await tend.handovers.owner({ owner: 'Nils', asOf: '2026-10-24' })).toMatchObject({ total: 0 });
  });

  it('of a moment knows nothing of what came later', async () => {
    const pack = await tend.handovers.relationship(quayside, { asOf: '2025-06-12' });
    expect(textsOf(pack, 'promises')).toEqual([
      '“A technician on site”, due 2025-06-10: past due, and nobody has said whether it was kept: ask',
    ]);
    expect(textsOf(pack, 'needs')).toEqual([]);
    for (const { occurredAt } of pack.events) expect(occurredAt < '2025-06-13').toBe(true);
    expect(pack.sections.map(({ topic }) => topic)).not.toContain('signals');
  });

  it('is told by the sources too', async () => {
    const claimed = { asOf: '2026-03-01', knownBy: new Date(now).toISOString(), asClaimed: true };
    const { asClaimed, sections } = await tend.handovers.relationship(quayside, claimed);
    expect(asClaimed).toBe(true);
    expect(sections).toEqual((await tend.handovers.relationship(quayside, { asOf: '2026-03-01' })).sections);
  });

  it('is short of who bought once', async () => {
    const pack = await tend.handovers.relationship(buyer, {});
    expect(pack.sections.map(({ topic }) => topic)).toEqual(expect.arrayContaining(['who', 'standing', 'latest']));
    expect(pack.readingSeconds).toBeLessThan(60);
  });

  it('refuses who is not known, and pages that are too long', async () => {
    expect((await refusalOf(() => tend.handovers.relationship('Nobody', {}))).code).toBe('not-found');
    expect((await refusalOf(() => tend.handovers.owner({ owner: 'Nils', limit: 26 }))).code).toBe('invalid');
  });
});

describe('handovers of a portfolio', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ name: 'generated' });
    await tend.generate({ relationships: 40, events: 4_000, seed: 11 }, {});
    const lines = Array.from({ length: 40 }, (_, i) => ({
      id: `owner ${i}`,
      occurredAt: '2026-01-05T09:00:00Z',
      type: 'OwnerChanged',
      parties: [
        {
          kind: 'organisation',
          identifiers: [{ scheme: 'customer', value: `C-${String(i + 1).padStart(5, '0')}` }],
          role: 'customer',
          side: 'customer',
        },
        { kind: 'person', identifiers: [{ scheme: 'agent', value: `A-${1 + (i % 3)}` }], role: 'owner', side: 'ours' },
      ],
      data: {},
    }));
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const report = await tend.import(
      fileOf('owners.ndjson', text),
      { dataset: 'demonstration-11', format: 'ndjson' },
      {},
    );
    expect(report).toMatchObject({ appended: 40, refused: 0 });
  });

  afterAll(() => folder.dispose());

  it('are of all relationships of an owner, each once, those at risk first, page by page', async () => {
    const { rows } = await tend.relationships({ limit: 1_000, sort: 'name' });
    const owners = new Map<string, typeof rows>();
    for (const row of rows)
      if (row.owner !== undefined) owners.set(row.owner.id, [...(owners.get(row.owner.id) ?? []), row]);
    expect(owners.size).toBeGreaterThanOrEqual(3);
    const [owner, own] = [...owners].toSorted(([, a], [, b]) => b.length - a.length)[0]!;
    const packs: HandoverPack[] = [];
    let after: string | undefined;
    do {
      const page = await tend.handovers.owner({ owner, limit: 4, ...(after === undefined ? {} : { after }) });
      expect(page.total).toBe(own.length);
      packs.push(...page.rows);
      after = page.next;
    } while (after !== undefined);
    expect(packs.map(({ relationship }) => relationship.id).toSorted()).toEqual(own.map(({ id }) => id).toSorted());
    const atRisk = new Map(own.map(({ id, atRisk: risks = [] }) => [id, risks.length > 0]));
    const order = packs.map(({ relationship }) => Number(atRisk.get(relationship.id)));
    expect(order).toEqual(order.toSorted((a, b) => b - a));
    // Of each what is said elsewhere: promises, contracts and the timeline are lists of their own.
    for (const pack of packs) {
      expect(pack.readingSeconds).toBeLessThanOrEqual(300);
      const { id } = pack.relationship;
      const { rows: waiting } = await tend.promises.list({ relationship: id, limit: 1_000 });
      const section = pack.sections.find(({ topic }) => topic === 'promises');
      expect((section?.lines.length ?? 0) + (section?.more ?? 0)).toBe(Math.min(waiting.length, 50));
      expect(linesOf(pack, 'promises').flatMap(({ evidence }) => evidence)).toEqual(
        waiting.slice(0, section?.lines.length ?? 0).map((promise) => promise.id),
      );
      const timeline = await tend.timeline(id, { limit: 10 });
      expect(linesOf(pack, 'latest').flatMap(({ evidence }) => evidence)).toEqual(timeline.rows.map((row) => row.id));
    }
  });
});
