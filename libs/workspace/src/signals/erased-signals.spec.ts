import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Id } from '#core/time.js';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import { signallingImports, signallingProjection } from './signals-testing.js';

jest.setTimeout(60_000);

describe('signals of whom nobody may be told', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  let workspace: WritableWorkspace;

  beforeEach(async () => {
    folder = testFolder();
    const clock = fixedClock(Date.parse('2026-01-10T12:00:00Z'));
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../../read-models/src');
    for (const file of ['relationships.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    const files = {
      waiting: signallingProjection('waiting', 'asked').replace('n: doc.begun.length', "topic: 'divorce'"),
      matters: signallingProjection('matters', 'stuck', 'matter'),
      odd: signallingImports('odd', 'import-odd'),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(projections, `${name}.projection.ts`), text);
    tend = await folder.open({ projections, clock, user: 'ann' });
    workspace = tend.workspace as WritableWorkspace;
    await importLines(tend, [{ id: '1', at: '2026-01-08T00:00:00Z', customer: 'Amber Mills' }]);
    const both = {
      id: 'both',
      type: 'MessageReceived',
      occurredAt: '2026-01-09T00:00:00Z',
      matter: 'M1',
      parties: [organisation('Birch & Co'), organisation('Cedar Bay')],
      data: { channel: 'email', direction: 'inbound' },
      personal: {},
    };
    await tend.import(fileOf('both.ndjson', `${JSON.stringify(both)}\n`), { dataset: 'test', format: 'ndjson' }, {});
  });
  afterEach(() => folder.dispose());

  const idOf = (name: string): Id => workspace.names.find(name)[0]!;
  const list = async (query: Parameters<LocalTend['signals']>[0] = {}) => (await tend.signals(query)).rows;

  async function say(type: 'ErasureRequested' | 'ProcessingObjected' | 'ProcessingRestricted', party: Id, data = {}) {
    const parties = [{ id: party, role: 'subject', side: 'customer' as const }];
    const stream = streamOf(type, { parties });
    const event = ownEvent(workspace, { type, stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
  }

  it.each([
    ['ErasureRequested', {}],
    ['ProcessingObjected', { purpose: 'service' }],
    ['ProcessingRestricted', {}],
  ] as const)('are not among those that were withdrawn: %s', async (type, data) => {
    const [amber, birch] = [idOf('Amber Mills'), idOf('Birch & Co')];
    await say(type, amber, data);
    await say(type, birch, data);
    const rows = await list({ state: 'withdrawn', work: 'all' });
    expect(JSON.stringify(rows)).not.toMatch(/Amber|Birch|divorce/);
    expect(rows.filter(({ party, key }) => [party, key].some((id) => id === amber || id === birch))).toEqual([]);
    // Of whom nothing was said everything is told still.
    expect((await list({ work: 'all' })).some(({ relationship }) => relationship?.name === 'Cedar Bay')).toBe(true);
  });

  it('are worked on under one of its parties who is not to be erased', async () => {
    const [birch, cedar] = [idOf('Birch & Co'), idOf('Cedar Bay')];
    await say('ErasureRequested', birch);
    workspace.keys.destroy(birch);
    const stuck = (await list({ work: 'all' })).find(({ kind }) => kind === 'stuck')!;
    expect(stuck.relationship).toMatchObject({ id: cedar, name: 'Cedar Bay' });
    await tend.signalCommands.act('resolve', { signals: [stuck.id], reason: 'they said so' }, {});
    const [event] = workspace.ledger.readDimension('type', 'SignalResolved');
    expect([event!.stream, event!.parties.map(({ id }) => id), event!.sealed?.subject]).toEqual([
      `party-${cedar}`,
      [cedar],
      cedar,
    ]);
    expect(workspace.keys.find(birch)).toBeUndefined();
  });

  it('cannot be worked on where all are to be erased, and get no key by it', async () => {
    const amber = idOf('Amber Mills');
    const asked = (await list()).find(({ relationship }) => relationship?.id === amber)!;
    await tend.signalCommands.act('acknowledge', { signals: [asked.id] }, {});
    await say('ErasureRequested', amber);
    workspace.keys.destroy(amber);
    const refused = await refusalOf(() =>
      tend.signalCommands.act('resolve', { signals: [asked.id], reason: 'it is over' }, {}),
    );
    expect([refused.code, refused.message]).toEqual(['invalid', expect.stringContaining('is to be erased')]);
    expect(workspace.keys.find(amber)).toBeUndefined();
    expect([...workspace.ledger.readDimension('type', 'SignalResolved')]).toEqual([]);
  });

  it('of no relationship are worked on in the history of the organisation', async () => {
    const odd = (await list()).find(({ projection }) => projection === 'odd')!;
    const { signals } = await tend.signalCommands.act('resolve', { signals: [odd.id], reason: 'was a test' }, {});
    expect(signals[0]!.work).toMatchObject({ state: 'resolved', reason: 'was a test' });
    const [event] = workspace.ledger.readDimension('type', 'SignalResolved');
    const { organisation: own } = workspace.keys;
    expect([event!.stream, event!.parties, event!.sealed?.subject]).toEqual([`party-${own}`, [], own]);
    expect(JSON.stringify(event)).not.toContain('was a test');
    await tend.signalCommands.act('reopen', { signals: [odd.id] }, {});
    expect((await list()).find(({ id }) => id === odd.id)?.work.state).toBe('new');
  });
});

function organisation(name: string): object {
  const identifiers = [{ scheme: 'customer', value: `no ${name}` }];
  return { kind: 'organisation', identifiers, name, role: 'customer', side: 'customer' };
}
