import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { importStory, openSeeded, quayside, quaysideLines } from '../relationships/standing-testing.js';
import { now, testFolder } from '../testing.js';
import { readOneAt, readOneInPieces, readPartsAt } from './read-at.js';

jest.setTimeout(60_000);

const folder = testFolder();
let tend: LocalTend;

beforeAll(async () => {
  ({ tend } = await openSeeded(folder, 'parts', now));
  await importStory(tend, quaysideLines());
});

afterAll(() => folder.dispose());

it('gives of several parts of one value at once what each gives by itself', async () => {
  const { workspace } = tend;
  const { id, promises } = await tend.relationship(quayside);
  const parts = [...promises!.rows.map((row) => row.id), 'no promise'];
  const head = workspace.ledger.head().sequence;
  const days = ['2025-02-01', '2025-02-12', '2025-06-12', '2026-03-01', '2026-10-31'];
  const moments = days.flatMap((day) =>
    [20, 100, head - 2, head].map((known) => ({ asOf: Date.parse(`${day}T12:00:00Z`), known })),
  );
  let told = 0;
  for (const moment of moments) {
    const { found, ...read } = await readPartsAt(workspace, 'promises', id, parts, moment);
    const apart = [];
    for (const part of parts) {
      const one = readOneAt(workspace, 'promises', `${id}~${part}`, moment);
      expect(await readOneInPieces(workspace, 'promises', `${id}~${part}`, moment)).toEqual(one);
      expect({ ...one, found: undefined }).toEqual({ ...read, found: undefined });
      if (one.found !== undefined) apart.push({ part, document: one.found.document });
    }
    expect(found).toEqual(apart);
    told += found.length;
  }
  expect(told).toBeGreaterThan(20);
});
