import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { streamOf } from '#domain/streams.js';
import type { EventType } from '#domain/vocabulary.js';
import type { LocalTend } from '../local-tend.js';
import { ownEvent } from './own-event.js';
import { importLines, refusalOf, testFolder, textOf, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

jest.setTimeout(60_000);

const touchpoints = [
  { id: '1', at: '2026-01-01T09:00:00Z', customer: 'Amber Mills', person: 'Ann', summary: 'Private words' },
  { id: '2', at: '2026-01-02T09:00:00Z', customer: 'Amber Mills', person: 'Bea', summary: 'Other words' },
  { id: '3', at: '2026-01-03T09:00:00Z', customer: 'Cedar Bay' },
  { id: '4', at: '2026-01-04T09:00:00Z', customer: 'Cedar Bay', step: ['support', 'T-1', 'Work'] as const },
];

describe('whose data may not be used', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  let ann: string;
  let cedar: string;

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open();
    await importLines(tend, touchpoints);
    [ann, cedar] = ['Ann', 'Cedar Bay'].map((name) => tend.workspace.names.find(name)[0]!) as [string, string];
  });

  afterEach(() => folder.dispose());

  const say = async (type: EventType, party: string, data: object = {}): Promise<string> => {
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: party, role: 'subject', side: 'customer' as const }];
    const stream = streamOf(type, { parties });
    const event = ownEvent(workspace, { type, stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    return event.id;
  };
  const touched = async (name: string, asOf?: string) => {
    const { rows, total } = await tend.timeline(name, asOf === undefined ? {} : { asOf });
    expect(total).toBe(rows.length);
    return rows.filter(({ family }) => family === 'contact' || family === 'work');
  };

  it.each([false, true])('are erased on the next page of a moment too, as claimed: %s', async (asClaimed) => {
    const moment = { knownBy: '-0d', ...(asClaimed ? { asClaimed } : {}) };
    const { next } = await tend.timeline('Amber Mills', { ...moment, limit: 1 });
    await say('ErasureRequested', ann);
    const { rows } = await tend.timeline('Amber Mills', { ...moment, limit: 1, after: next! });
    const text = JSON.stringify(rows);
    expect([rows.length, text.includes('Private words'), text.includes('"Ann"')]).toEqual([1, false, false]);
  });

  it.each([
    ['ProcessingRestricted', {}],
    ['ProcessingObjected', { purpose: 'service' }],
  ] as const)('are not told of in the timeline of another, after %s', async (type, data) => {
    await say(type, ann, data);
    const rows = await touched('Amber Mills');
    expect(rows).toHaveLength(2);
    const text = JSON.stringify(rows);
    expect([text.includes('"Ann"'), text.includes('Private words'), text.includes(ann)]).toEqual([false, false, false]);
    expect([text.includes('"Bea"'), text.includes('Other words')]).toEqual([true, true]);
    expect(await touched('Amber Mills', '2026-01-01T12:00:00Z')).toHaveLength(1);
    for (const format of ['csv', 'cloudevents'] as const) {
      const exported = await textOf(tend.export(format, { relationship: 'Amber Mills' }));
      expect([exported.includes('Ann'), exported.includes('Private words'), exported.includes(ann)]).toEqual([
        false,
        false,
        false,
      ]);
      expect(exported).toContain('Bea');
    }
  });

  it('read as erased from the moment that they ask for it, at every moment, and again when that is refused', async () => {
    const request = await say('ErasureRequested', ann);
    for (const asOf of [undefined, '2026-01-01T12:00:00Z']) {
      const rows = await touched('Amber Mills', asOf);
      expect(rows.at(-1)).toMatchObject({ personal: 'erased', actor: { id: 'withheld' } });
      expect(JSON.stringify(rows)).not.toMatch(/"Ann"|Private words/);
    }
    expect(JSON.stringify(await tend.relationship('Amber Mills'))).not.toContain('"Ann"');
    await say('ErasureRefused', ann, { request, ground: 'legal hold' });
    const rows = await touched('Amber Mills');
    expect(rows.at(-1)).toMatchObject({ personal: { summary: 'Private words' }, actor: { name: 'Ann' } });
  });

  it('are not named where they are asked for by their id', async () => {
    await say('ProcessingRestricted', cedar);
    const { relationship } = await tend.timeline(cedar, { asOf: '-0d' });
    expect(relationship).toEqual({ id: cedar });
  });

  it('leave nothing but what the ledger must say of the law where the relationship is their own', async () => {
    await say('ErasureRequested', cedar);
    expect(await refusalOf(() => tend.timeline('Cedar Bay', {}))).toMatchObject({ code: 'not-found' });
    const { rows, relationship, total } = await tend.timeline(cedar, { asOf: '-0d' });
    expect([rows.map(({ type }) => type), total]).toEqual([['ErasureRequested'], 1]);
    expect([relationship, rows[0]!.parties[0]]).toEqual([
      { id: cedar },
      expect.not.objectContaining({ name: 'Cedar Bay' }),
    ]);
    for (const format of ['csv', 'cloudevents', 'xes'] as const) {
      const exported = await textOf(tend.export(format, format === 'xes' ? { process: 'support' } : {}));
      expect([exported.includes('Cedar Bay'), exported.includes('concept:name" value="Work"')]).toEqual([false, false]);
    }
    const { rows: found } = await tend.relationships({ q: 'cedar' });
    expect(found).toEqual([]);
  });

  it('have no case number either, where the case is theirs and somebody else’s', async () => {
    const step = ['support', 'TICKET-2', 'Work'] as const;
    await importLines(tend, [{ id: '5', at: '2026-01-05T09:00:00Z', customer: 'Amber Mills', person: 'Ann', step }]);
    const numberOf = async () => (await tend.timeline('Amber Mills', {})).rows.find(({ process }) => process)!.process;
    const exported = async () => textOf(tend.export('csv', { relationship: 'Amber Mills' }));
    expect(await numberOf()).toMatchObject({ case: { name: 'TICKET-2' } });
    expect(await exported()).toContain('TICKET-2');
    await say('ErasureRequested', ann);
    expect((await numberOf())!.case).not.toHaveProperty('name');
    expect(await exported()).not.toContain('TICKET-2');
  });

  it('have no density', async () => {
    const { link } = await tend.link('Cedar Bay', 'Amber Mills', 'merge-in-source', {});
    const all = async () =>
      (await tend.density({ relationship: 'Amber Mills' })).counts.reduce((sum, count) => sum + count, 0);
    expect([link.length, await all()]).toEqual([36, 4]);
    await say('ProcessingRestricted', cedar);
    expect(await all()).toBe(2);
  });

  it('do not lend their name to the parties that they are linked with', async () => {
    await tend.link('Cedar Bay', 'Amber Mills', 'merge-in-source', {});
    const amber = tend.workspace.names.find('Amber Mills')[0]!;
    const { id } = await tend.relationship('Cedar Bay');
    expect(id).toBe(amber);
    await say('ProcessingRestricted', amber);
    expect((await tend.relationships({ sort: 'name' })).rows).toMatchObject([{ id: amber, name: 'Cedar Bay' }]);
    expect(await tend.relationship(amber)).toMatchObject({ id: amber, name: 'Cedar Bay' });
    expect((await tend.timeline('Cedar Bay', {})).relationship).toMatchObject({ id: amber, name: 'Cedar Bay' });
    expect((await tend.relationships({ q: 'amber' })).rows).toEqual([]);
  });
});
