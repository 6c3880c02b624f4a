import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const customer = {
  kind: 'organisation',
  identifiers: [{ scheme: 'customer', value: 'no 1' }],
  name: 'Quayside',
  role: 'customer',
  side: 'customer',
};

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
});
afterEach(() => folder.dispose());

async function importFacts(facts: readonly object[]): Promise<void> {
  const lines = facts.map((fact, i) => `${JSON.stringify({ id: `${i}`, parties: [customer], ...fact })}\n`);
  const report = await tend.import(fileOf('facts.ndjson', lines.join('')), { dataset: 'facts', format: 'ndjson' }, {});
  expect(report.refusals).toEqual([]);
}

async function numberOf(id: string) {
  return (await tend.portfolio.overview({})).numbers.find((one) => one.id === id)!;
}

it('takes no goal that is not due yet for one that was not reached', async () => {
  const agreed = (dueAt: number) => ({
    type: 'GoalAgreed',
    occurredAt: '2026-10-05T09:00:00Z',
    data: { measure: 'logins', target: 5, dueAt },
  });
  await importFacts([agreed(now + day)]);
  expect((await numberOf('goals-reached')).now).toEqual({ n: 0, lacks: 'no goal is due' });
  await importFacts([agreed(now + day), agreed(now - day)]);
  expect((await numberOf('goals-reached')).now).toMatchObject({ n: 1, value: 0 });
  expect((await numberOf('goals-agreed')).now).toEqual({ n: 2, value: 2 });
});
