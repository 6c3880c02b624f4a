import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { fileOf, refusalOf, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
  const party = (name: string, role: string, side: string) => ({
    kind: 'organisation',
    identifiers: [{ scheme: 'customer', value: `no ${name}` }],
    name,
    role,
    side,
  });
  const owned = (id: string, customer: string, at: string, ...owners: readonly (readonly [string, string])[]) =>
    JSON.stringify({
      id,
      type: 'OwnerChanged',
      occurredAt: at,
      parties: [party(customer, 'customer', 'customer'), ...owners.map(([name, role]) => party(name, role, 'ours'))],
      data: {},
    });
  const contact = (id: string, customer: string) =>
    JSON.stringify({
      id,
      type: 'MessageReceived',
      occurredAt: '2026-08-01T09:00:00Z',
      parties: [party(customer, 'customer', 'customer')],
      data: { channel: 'email', direction: 'inbound' },
    });
  const lines = [
    contact('1', 'Amber'),
    contact('2', 'Birch'),
    contact('3', 'Cedar'),
    owned('4', 'Amber', '2026-09-01T09:00:00Z', ['Team North', 'owner']),
    owned('5', 'Birch', '2026-09-01T09:00:00Z', ['Team South', 'owner']),
    owned('6', 'Birch', '2026-10-01T09:00:00Z', ['Team North', 'owner'], ['Team South', 'former-owner']),
  ];
  const file = fileOf('owned.ndjson', lines.map((line) => `${line}\n`).join(''));
  expect((await tend.import(file, { dataset: 'owned', format: 'ndjson' }, {})).refusals).toEqual([]);
});
afterEach(() => folder.dispose());

async function namesOf(owner: string, asOf?: string) {
  const { rows } = await tend.relationships({ owner, sort: 'name', ...(asOf === undefined ? {} : { asOf }) });
  return rows.map(({ name }) => name);
}

it('are found by the name of their owner, an identifier or an id', async () => {
  const { id } = await tend.today.findOwner({ owner: 'team north' });
  for (const text of ['Team North', 'team north', 'no Team North', id])
    expect(await namesOf(text)).toEqual(['Amber', 'Birch']);
  expect(await namesOf('Team North', '2026-09-15')).toEqual(['Amber']);
  expect(await namesOf('none')).toEqual(['Cedar']);
});

it('are none of who is known and owns nothing then, and refused of who is not known', async () => {
  expect(await namesOf('Team South', '2026-09-15')).toEqual(['Birch']);
  expect(await namesOf('Team South')).toEqual([]);
  for (const unknown of ['Team West', '00000000-0000-8000-8000-0000000000ff'])
    expect((await refusalOf(() => namesOf(unknown))).code).toBe('not-found');
});
