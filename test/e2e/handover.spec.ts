import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RelationshipsAnswer, TimelineAnswer } from '#workspace/answers.js';
import type { HandoverPack, OwnerHandover } from '#workspace/handover/handover-answers.js';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import { CliFolder } from './cli-program.js';

jest.setTimeout(240_000);

/** Whoever owns a customer of the generated portfolio from a day on, and who did before. */
function ownerLine(customer: number, agent: number, at: string, before?: number): string {
  const ours = (number: number, role: string) => ({
    kind: 'person',
    identifiers: [{ scheme: 'agent', value: `A-${number}` }],
    name: `Agent ${number}`,
    role,
    side: 'ours',
  });
  const identifiers = [{ scheme: 'customer', value: `C-${String(customer).padStart(5, '0')}` }];
  const parties = [
    { kind: 'organisation', identifiers, role: 'customer', side: 'customer' },
    ours(agent, 'owner'),
    ...(before === undefined ? [] : [ours(before, 'former-owner')]),
  ];
  return `${JSON.stringify({ id: `${customer} ${at}`, occurredAt: at, type: 'OwnerChanged', parties, data: {} })}\n`;
}

const customers = Array.from({ length: 12 }, (_, n) => n + 1);

describe('tend handover, on a generated portfolio whose owner leaves', () => {
  let folder: CliFolder;

  beforeAll(async () => {
    folder = new CliFolder();
    await folder.json('generate', '--relationships', '20', '--events', '3000', '--seed', '3');
    const lines = [
      ...customers.map((customer) => ownerLine(customer, 91, '2026-09-29T09:00:00Z')),
      ...customers.map((customer) => ownerLine(customer, 92, '2026-10-01T09:00:00Z', 91)),
    ];
    folder.file('owners.ndjson', lines.join(''));
    await folder.json('import', 'owners.ndjson', '--format', 'ndjson', '--dataset', 'demonstration-3');
  });

  afterAll(() => folder.remove());

  it('is of the former owner the day before, of the new one since, and each is what the other verbs say', async () => {
    const owned = await folder.json<RelationshipsAnswer>('relationships', '--owner', 'Agent 92', '--limit', '100');
    const now = await folder.json<OwnerHandover>('handover', '--owner', 'Agent 92', '--limit', '25');
    expect(now.rows.map(({ relationship }) => relationship.id)).toEqual(owned.rows.map(({ id }) => id));
    expect(now.total).toBe(owned.total);
    expect(await folder.json('handover', '--owner', 'Agent 91')).toMatchObject({ rows: [], total: 0 });
    const dayBefore = ['--as-of', '2026-09-30'];
    const before = await folder.json<OwnerHandover>('handover', '--owner', 'Agent 91', '--limit', '25', ...dayBefore);
    const ids = (answer: OwnerHandover) => answer.rows.map(({ relationship }) => relationship.id).toSorted();
    expect(ids(now)).toEqual(expect.arrayContaining(ids(before)));
    expect(before.total).toBeGreaterThan(0);
    for (const { events } of before.rows)
      for (const { occurredAt } of events) expect(occurredAt < '2026-10-01').toBe(true);

    expect(before.rows.flatMap(({ events }) => events).length).toBeGreaterThan(0);

    const pack = now.rows.find(({ sections }) => sections.some(({ topic }) => topic === 'promises'))!;
    const { id } = pack.relationship;
    const lines = (topic: string) => pack.sections.find((section) => section.topic === topic)?.lines ?? [];
    const timeline = await folder.json<TimelineAnswer>('timeline', id, '--limit', '10');
    expect(timeline.rows).toHaveLength(10);
    expect(lines('latest').map(({ evidence }) => evidence[0])).toEqual(timeline.rows.map((row) => row.id));
    const promises = await folder.json<PromisesAnswer>('promises', '--relationship', id);
    expect(lines('promises').map(({ evidence }) => evidence[0])).toEqual(
      promises.rows.slice(0, 8).map((row) => row.id),
    );
    for (const { readingSeconds } of now.rows) expect(readingSeconds).toBeLessThanOrEqual(300);
    const one = await folder.json<HandoverPack>('handover', id);
    expect(one.sections).toEqual(pack.sections);
  });
});
