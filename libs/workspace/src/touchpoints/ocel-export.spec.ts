import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OcelDocument } from '#capture/ocel/ocel-document.js';
import { isOcelDocument } from '#capture/ocel/ocel-schema.js';
import { exampleText, setsOf, smallLog, textOf as logText } from '#capture/ocel/testing-ocel.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, importLines, refusalOf, testFolder, textOf } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

jest.setTimeout(60_000);

const folder = testFolder();
afterAll(() => folder.dispose());

const logOf = async (tend: LocalTend, filter: Parameters<LocalTend['export']>[1]): Promise<OcelDocument> => {
  const log = JSON.parse(await textOf(tend.export('ocel', filter))) as OcelDocument;
  expect(isOcelDocument(log)).toBe(true);
  return log;
};
const example = () => setsOf(JSON.parse(exampleText()) as OcelDocument);

describe('an object-centric log that was imported', () => {
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open();
    const report = await tend.import(fileOf('ocel20_example.json', exampleText()), { process: 'purchasing' }, {});
    expect(report).toMatchObject({
      format: 'ocel',
      refused: 0,
      flattening: { chosen: { objectType: 'Invoice', copies: 0 } },
    });
    await tend.import(fileOf('small.json', logText(smallLog())), { case: 'order' }, {});
    await importLines(tend, [
      { id: 'x', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills', step: ['desk', 'R1', 'Open'] },
    ]);
  });

  it('goes out as it came, by its process: with what is a step of no case, and nothing of another log', async () => {
    expect(setsOf(await logOf(tend, { process: 'purchasing' }))).toEqual(example());
    expect(setsOf(await logOf(tend, { process: 'small' }))).toEqual(setsOf(smallLog()));
  });

  it('is told with everything else where nothing is left out', async () => {
    const { events, objects } = await logOf(tend, {});
    expect([events.length, objects.length]).toEqual([13 + 4 + 1, 9 + 3 + 3]);
    // An invoice and a case of one number are two objects.
    expect(objects.filter(({ id }) => /^R1(?: \(|$)/.test(id))).toHaveLength(2);
  });

  it('is a process: its steps are those that flattening counts, each case with all of its own', async () => {
    expect(await tend.process('small', {})).toMatchObject({ cases: 2, events: 4 });
    expect(await tend.process('purchasing', {})).toMatchObject({ cases: 3, events: 9 });
  });

  it('is counted once in what happened, however many cases it is a step of', async () => {
    const { counts } = await tend.density({});
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(13 + 4 + 1);
  });

  it('is refused by a name that is known nowhere, before anything is written', async () => {
    expect(await refusalOf(() => textOf(tend.export('ocel', { process: 'nope' })))).toMatchObject({
      code: 'not-found',
    });
    expect(await refusalOf(() => textOf(tend.export('ocel', { relationship: 'Nobody' })))).toMatchObject({
      code: 'not-found',
    });
  });

  it('taken back is told no more', async () => {
    const other = await folder.open({ name: 'reverted' });
    const { importId } = await other.import(fileOf('small.json', logText(smallLog())), {}, {});
    await other.revert(importId, {}, {});
    expect(await logOf(other, {})).toEqual({ events: [], objects: [], objectTypes: [], eventTypes: [] });
  });
});

describe('objects that are people', () => {
  const mapping = {
    version: 1,
    format: 'ocel',
    case: 'order',
    parties: [{ objectType: 'parcel', kind: 'person', role: 'customer', side: 'customer' }],
    unmapped: 'seal',
  };

  it('make relationships, whose part of the log goes out by itself', async () => {
    const tend = await folder.open({ name: 'people' });
    expect(await tend.import(fileOf('small.json', logText(smallLog())), { mapping }, {})).toMatchObject({ refused: 0 });
    const { events, objects, objectTypes, eventTypes } = await logOf(tend, { relationship: 'p1' });
    expect(events.map(({ id }) => id)).toEqual(['e3']);
    // What the event concerns, and what these have to do with each other.
    expect(objects.map(({ id }) => id).toSorted()).toEqual(['o1', 'o2', 'p1']);
    expect(objects.find(({ id }) => id === 'o2')!.relationships).toEqual([{ objectId: 'p1', qualifier: 'goes in' }]);
    // Types as they are declared, those alone that something is of.
    expect(objectTypes).toContainEqual({ name: 'order', attributes: [{ name: 'price', type: 'float' }] });
    expect([objectTypes.length, eventTypes]).toEqual([2, [{ name: 'send', attributes: [] }]]);
    // One contact, though the event is a step of two cases.
    expect(await tend.relationship('p1')).toMatchObject({ touchpoints: 1 });
  });

  it('are told no more once they ask for that, and neither is what was sealed under them', async () => {
    const tend = await folder.open({ name: 'erasing', user: 'ann' });
    await tend.import(fileOf('small.json', logText(smallLog())), { mapping }, {});
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: workspace.names.find('p1')[0]!, role: 'subject', side: 'customer' as const }];
    const stream = streamOf('ErasureRequested', { parties });
    const event = ownEvent(workspace, { type: 'ErasureRequested', stream, data: {}, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    const log = await logOf(tend, {});
    expect(JSON.stringify(log)).not.toMatch(/"p1"|"e3"/);
    expect(log.events.map(({ id }) => id)).toEqual(['e1', 'e2', 'e4']);
  });
});
