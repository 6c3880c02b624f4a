import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../answers.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, importLines, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';

/** Some at the same instant, some before the epoch, in another order than that of the file. */
const touchpoints: readonly TestTouchpoint[] = Array.from({ length: 23 }, (_, index) => ({
  id: `${index}`,
  at: new Date(Math.floor(((index * 7) % 23) / 3) * 3_600_000 - 7_200_000).toISOString(),
  customer: 'Amber Mills',
  person: 'Ann',
  summary: `Message ${index}`,
}));

describe('a timeline', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ zone: 'Asia/Tokyo' });
    await importLines(tend, touchpoints);
    await importLines(tend, [
      { id: 'a', at: '2026-01-01T00:00:00Z', customer: 'Birch Tools', person: 'Bea', summary: 'Hello' },
      { id: 'b', at: '2026-01-02T00:00:00Z', customer: 'Birch Tools', step: ['support', 'T-1', 'Work'] },
    ]);
  });

  afterAll(() => folder.dispose());

  const summaryOf = ({ personal }: TimelineEntry) => (personal as Record<string, unknown>)['summary'];

  it('shows each touchpoint once, the newest first, those of one instant in the order of the file backwards', async () => {
    const expected = touchpoints
      .map(({ at, summary }, index) => ({ at, summary, index }))
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.index - a.index)
      .map(({ summary }) => summary);
    const { rows, total, next, relationship, head } = await tend.timeline('amber mills', {});
    expect(rows.map(summaryOf)).toEqual(expected);
    expect([total, next, relationship.name, head]).toEqual([23, undefined, 'Amber Mills', 29]);
  });

  it.each([1, 2, 5, 22, 23])('comes in pages of %s without gap or repeat', async (limit) => {
    const whole = (await tend.timeline('amber mills', {})).rows;
    const found: TimelineEntry[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await tend.timeline('amber mills', { limit, ...(after === undefined ? {} : { after }) });
      expect(page.total).toBe(23);
      found.push(...page.rows);
      after = page.next;
    } while (after !== undefined && ++pages < 30);
    expect(found).toEqual(whole);
    expect(pages).toBe(Math.ceil(23 / limit) - 1);
  });

  it('goes on where it was when something newer has come', async () => {
    const { next } = await tend.timeline('birch tools', { limit: 1 });
    await importLines(tend, [{ id: 'c', at: '2026-01-03T00:00:00Z', customer: 'Birch Tools', summary: 'New' }]);
    const page = await tend.timeline('birch tools', { after: next! });
    expect(page.rows.map(summaryOf)).toEqual(['Hello']);
    expect(page.total).toBe(3);
  });

  it('tells what happened, who did it, in the words of the vocabulary and the zone of the workspace', async () => {
    const { rows } = await tend.timeline('birch tools', {});
    const [step, message] = rows.slice(-2);
    expect(message).toMatchObject({
      type: 'MessageReceived',
      family: 'contact',
      occurredAt: '2026-01-01T09:00:00.000+09:00',
      occurredText: '2026-01-01T00:00:00Z',
      recordedAt: '2026-11-24T21:00:00.000+09:00',
      actor: { name: 'Bea', kind: 'person' },
      parties: [
        { name: 'Birch Tools', role: 'customer', side: 'customer', kind: 'organisation' },
        { name: 'Bea', role: 'contact', side: 'customer' },
        { name: 'Agent 1', role: 'agent', side: 'ours' },
      ],
      data: { channel: 'email', direction: 'inbound' },
      personal: { summary: 'Hello', externalId: 'a' },
    });
    expect(message).not.toHaveProperty('process');
    expect(step!.process).toEqual({
      definition: 'support',
      case: { id: expect.any(String), name: 'T-1' },
      activity: 'Work',
      lifecycle: 'complete',
    });
    expect(step!.record).toMatchObject({ recorder: 'connector:ndjson', source: { dataset: 'test' }, revision: 0 });
  });

  it('says of a personal part whose key was destroyed that it is erased, and names nobody by it', async () => {
    const { names, keys } = tend.workspace;
    const shared = { customer: 'Cedar Bay', person: 'Carl' };
    await importLines(tend, [{ id: 'd', at: '2026-02-01T00:00:00Z', summary: 'Secret', ...shared }]);
    const [person] = names.find('carl@example.invalid');
    keys.destroy(person!);
    await keys.flush();
    const { rows, relationship } = await tend.timeline('cedar bay', {});
    expect(rows[0]).toMatchObject({ personal: 'erased', type: 'MessageReceived', actor: { id: person } });
    expect(rows[0]!.actor).toEqual({ id: person });
    expect(rows[0]!.parties[1]).toEqual({ id: person, role: 'contact', side: 'customer' });
    expect(relationship.name).toBe('Cedar Bay');
    // A person who comes again has a new key: it opens nothing of before.
    await importLines(tend, [{ id: 'e', at: '2026-02-02T00:00:00Z', summary: 'Again', ...shared }]);
    const again = await tend.timeline('cedar bay', {});
    expect(again.rows.map(({ personal }) => personal)).toEqual([{ summary: 'Again', externalId: 'e' }, 'erased']);
  });

  it('shows what has no parties of a customer in no timeline', async () => {
    const line = { type: 'MessageSent', id: 'x', occurredAt: '2026-01-01T00:00:00Z', parties: [] };
    const data = { channel: 'email', direction: 'outbound' };
    const text = JSON.stringify({ ...line, data });
    const { head } = await tend.timeline('amber mills', {});
    await tend.import(fileOf('x.ndjson', `${text}\n`), { dataset: 'x' }, {});
    const answer = await tend.timeline('amber mills', {});
    expect([answer.total, answer.head > head]).toEqual([23, true]);
  });

  it.each(['', 'x', '1', '1.2', '1.2.3.4', '1.2.x', '1..3', '1.2.3e2', ' 1.2.3'])(
    'refuses the cursor %j',
    async (after) => {
      expect(await refusalOf(() => tend.timeline('amber mills', { after }))).toMatchObject({
        code: 'invalid',
        violations: [{ field: 'after', message: 'must be the `next` of the page before, asked the same way' }],
      });
    },
  );

  it.each([0, -1, 1.5, 1_001])('refuses a page of %s', async (limit) => {
    const { code, violations } = await refusalOf(() => tend.timeline('amber mills', { limit }));
    expect([code, violations[0]?.field]).toEqual(['invalid', 'limit']);
  });
});
