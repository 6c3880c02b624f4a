import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { customer, importTeams, type Line } from '../portfolio/team-testing.js';
import { testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(120_000);

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
  await importTeams(tend, [
    ...caseOf('C-1', customer('Acme')),
    ...caseOf('C-2', customer('Acme')),
    ...caseOf('C-3', customer('Bolt')),
    ...caseOf('C-4', { ...customer('Bolt'), identifiers: [{ scheme: 'customer', value: 'no other' }] }),
  ]);
});
afterEach(() => folder.dispose());

function caseOf(number: string, party: Line): Line[] {
  return [
    {
      type: 'ActivityRecorded',
      occurredAt: '2026-08-03T08:00:00Z',
      parties: [party],
      process: { definition: 'support', case: number, activity: 'open' },
    },
  ];
}

const cases = async (query: object): Promise<number> => (await tend.process('support', query)).chosen!.cases;
const refusal = async (text: string): Promise<{ code: string; message: string }> =>
  tend.process('support', { filter: [`relationship=${text}`] }).then(
    () => Promise.reject(new Error('It was told.')),
    (error: { code: string; message: string }) => error,
  );

describe('cases chosen by their relationship', () => {
  it('are those of a name, of an identifier and of an id, now and as of then', async () => {
    const { relationship } = await tend.timeline('Acme', {});
    for (const text of ['Acme', 'acme', 'no Acme', relationship.id])
      for (const query of [{}, { asOf: '2026-08-31' }])
        expect(await cases({ filter: [`relationship=${text}`], ...query })).toBe(2);
    expect(await cases({ filter: ['relationship=Acme', 'relationship=no Bolt'] })).toBe(3);
    const { comparison } = await tend.process('support', {
      filter: ['relationship=Acme'],
      against: ['relationship=no Bolt'],
    });
    expect([comparison!.a.cases, comparison!.b.cases]).toEqual([2, 1]);
  });

  it('are refused for a name that several have, and for one that nobody has, with what it may have meant', async () => {
    expect(await refusal('Bolt')).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^2 relationships are known/),
    });
    expect(await refusal('Acne')).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('No relationship is known by “Acne”'),
    });
  });

  it('follow a link: both ids mean the one relationship', async () => {
    const [a, b] = [await tend.timeline('Acme', {}), await tend.timeline('no Bolt', {})];
    await tend.link(a.relationship.id, b.relationship.id, 'same-organisation', {});
    for (const { relationship } of [a, b]) expect(await cases({ filter: [`relationship=${relationship.id}`] })).toBe(3);
  });
});
