import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamOf } from '#domain/streams.js';
import type { EventType } from '#domain/vocabulary.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, testFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

describe('sentiment of those who said how their data may be used', () => {
  const folder = testFolder();
  let tend: LocalTend;
  beforeAll(async () => void (tend = await folder.open({ user: 'ann' })));
  afterAll(() => folder.dispose());

  const partyOf = (name: string) => ({
    kind: 'person',
    identifiers: [{ scheme: 'email', value: `${name}@example.org` }],
    name,
    role: 'contact',
    side: 'customer',
  });

  const write = async (id: string, name: string, type = 'MessageReceived') => {
    const line = {
      id,
      type,
      occurredAt: '2026-11-21T00:00:00Z',
      actor: partyOf(name),
      parties: [partyOf(name)],
      data: { channel: 'email', direction: 'inbound' },
      personal: { text: 'I am very angry about this terrible service and nobody answers my questions.' },
    };
    await tend.import(fileOf('t.ndjson', `${JSON.stringify(line)}\n`), { dataset: 'test', format: 'ndjson' }, {});
    const [last] = [...tend.workspace.ledger.readDimension('type', type)].slice(-1);
    return (last!.data as { sentiment?: object }).sentiment;
  };

  const say = async (type: EventType, name: string, data: object) => {
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: workspace.names.find(name)[0]!, role: 'subject', side: 'customer' as const }];
    const stream = streamOf(type, { parties });
    const event = ownEvent(workspace, { type, stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
  };

  it.each([
    ['Amber', 'ProcessingObjected', { purpose: 'relationship-analysis' }],
    ['Birch', 'ProcessingRestricted', {}],
    ['Cedar', 'ErasureRequested', {}],
  ] as const)('is not measured once %s said %s', async (name, type, data) => {
    expect(await write(`${name} 1`, name)).toMatchObject({ scorer: 'vader' });
    await say(type, name, data);
    expect(await write(`${name} 2`, name)).toBeUndefined();
  });

  it('is measured of who objects to something else, and again once a restriction is lifted', async () => {
    await write('Damson 1', 'Damson');
    await say('ProcessingObjected', 'Damson', { purpose: 'marketing' });
    expect(await write('Damson 2', 'Damson')).toBeDefined();
    await say('ProcessingRestricted', 'Damson', {});
    expect(await write('Damson 3', 'Damson')).toBeUndefined();
    await say('RestrictionLifted', 'Damson', {});
    expect(await write('Damson 4', 'Damson')).toBeDefined();
  });
});
