import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { importMeant } from './import-answers.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, textOf, type TestFolder, type TestTouchpoint } from '../testing.js';

jest.setTimeout(60_000);

const step = (id: string, day: number, customer: string, number: string, activity: string): TestTouchpoint => ({
  id,
  at: new Date(Date.UTC(2026, 0, day)).toISOString(),
  customer,
  step: ['support', number, activity],
});
const wrong = [
  step('1', 1, 'Amber Mills', 'T-1', 'Open'),
  step('2', 2, 'Amber Mills', 'T-1', 'Close'),
  step('3', 3, 'Cedar Bay', 'T-9', 'Open'),
];
const right = [
  step('2', 2, 'Amber Mills', 'T-1', 'Close'),
  step('4', 4, 'Birch Tools', 'T-2', 'Open'),
  step('5', 5, 'Birch Tools', 'T-2', 'Close'),
];

describe('an import that is taken back', () => {
  let folder: TestFolder;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open();
  });

  afterEach(() => folder.dispose());

  /** Everything that is told of touchpoints, without ids and positions, which differ from ledger to ledger. */
  async function told(one: LocalTend) {
    const { rows } = await one.relationships({ sort: 'name' });
    const { process } = await one.processes().then(({ processes }) => ({ process: processes }));
    const { activities, flows, variants, caseDuration, cases } = await one.process('support', {});
    return {
      relationships: rows.map(({ id: _id, ...row }) => row),
      process,
      support: { activities, flows, variants, caseDuration, cases },
      density: await one.density({}),
      densityOfOne: await one.density({ relationship: 'amber mills' }),
      csv: (await textOf(one.export('csv', {}))).replaceAll(/[0-9a-f-]{36}/g, 'id').replaceAll(/,\d+$/gm, ''),
      xes: (await textOf(one.export('xes', { process: 'support' }))).replaceAll(/[0-9a-f-]{36}/g, 'id'),
    };
  }

  it('leaves the answers of a ledger that never had it, but for what another import vouches for', async () => {
    const taken = await importLines(tend, wrong);
    await importLines(tend, right);
    const row = await tend.revert(taken.importId, { reason: 'the wrong file' }, {});
    expect(row).toMatchObject({ state: 'reverted', dataset: 'test', appended: 3, revertedAt: expect.any(String) });

    const other = await folder.open({ name: 'other' });
    await importLines(other, right);
    expect(await told(tend)).toEqual(await told(other));
    expect((await tend.relationships({})).total).toBe(2);
  });

  it('stays in the timeline, marked, and among the imports', async () => {
    const { importId } = await importLines(tend, wrong);
    await importLines(tend, right);
    await tend.revert(importId, {}, {});
    const { rows } = await tend.timeline('amber mills', {});
    expect(rows.map(({ process, withdrawal }) => [process!.activity, withdrawal])).toEqual([
      ['Close', undefined],
      ['Open', 'reverted'],
    ]);
    expect((await tend.imports()).imports.map(({ state }) => state).sort()).toEqual(['completed', 'reverted']);
  });

  it('comes back when the file is imported again', async () => {
    const { importId } = await importLines(tend, wrong);
    const before = await told(tend);
    await tend.revert(importId, {}, {});
    expect((await tend.relationships({})).total).toBe(0);
    expect(await textOf(tend.export('cloudevents', {}))).toBe('');
    expect(await importLines(tend, wrong)).toMatchObject({ appended: 0, known: 3 });
    expect(await told(tend)).toEqual(before);
  });

  it('is taken back once, when it is there and does not go on', async () => {
    const { importId } = await importLines(tend, wrong);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await refusalOf(() => tend.revert(unknown, {}, {}))).toMatchObject({ code: 'not-found' });
    await tend.revert(importId, {}, {});
    expect(await refusalOf(() => tend.revert(importId, {}, {}))).toMatchObject({ code: 'invalid' });
    const reader = await folder.open();
    expect(await refusalOf(() => reader.revert(importId, {}, {}))).toMatchObject({ code: 'data-directory-locked' });
  });

  it('gives its reason to nobody who has not the key', async () => {
    const { importId } = await importLines(tend, wrong);
    await tend.revert(importId, { reason: 'Mills asked for it' }, {});
    const [event] = [...tend.workspace.ledger.readStream(`import-${importId}`, { direction: 'backwards', limit: 1 })];
    expect(event!.type).toBe('ImportReverted');
    expect(JSON.stringify({ ...event, sealed: undefined })).not.toContain('Mills');
    expect(event!.sealed).toBeDefined();
  });
});

describe('the import that is meant', () => {
  const imports = [
    { importId: 'abcd1', dataset: 'a', state: 'completed' },
    { importId: 'abcd2', dataset: 'a', state: 'completed' },
    { importId: 'bcde1', dataset: 'b', state: 'completed' },
    { importId: 'cdef1', dataset: 'b', state: 'reverted' },
  ];

  it('is that of the beginning of an id, or the only one of a dataset', () => {
    expect(importMeant(imports, 'abcd1').importId).toBe('abcd1');
    expect(importMeant(imports, 'cdef').importId).toBe('cdef1');
    expect(importMeant(imports, 'b').importId).toBe('bcde1');
  });

  it.each([
    ['abcd', 'invalid'],
    ['a', 'invalid'],
    ['abc', 'not-found'],
    ['', 'not-found'],
    ['none', 'not-found'],
  ])('is none for %j', async (text, code) => {
    expect(await refusalOf(() => importMeant(imports, text))).toMatchObject({ code });
  });
});
