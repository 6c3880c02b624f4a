import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { dayMs } from '#core/zones.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, testFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

jest.setTimeout(180_000);

/** A Monday. */
const start = Date.parse('2026-01-05T09:00:00Z');
const onDay = (day: number): number => start + day * dayMs;
const name = 'Harbour Works';
const firm = {
  kind: 'organisation',
  name,
  role: 'customer',
  side: 'customer',
  identifiers: [{ scheme: 'no', value: '1' }],
};
const ana = {
  kind: 'person',
  name: 'Ana',
  role: 'buyer',
  side: 'customer',
  identifiers: [{ scheme: 'no', value: '2' }],
};
const agent = { kind: 'person', name: 'Kim', role: 'agent', side: 'ours', identifiers: [{ scheme: 'no', value: '3' }] };

/** A relationship whose contacts come by a feed: mail each week with an answer, and the last message waits. */
describe.each([
  ['stopped', 'FeedStopped', {}],
  ['is not heard of for longer than it promised', undefined, { heartbeatSec: 8 * 86_400 }],
] as const)('while the feed that contacts come by %s', (_how, stops, promised) => {
  const folder = testFolder();
  const clock = fixedClock(start);
  let tend: LocalTend;
  const word = async (type: 'FeedStarted' | 'FeedHeartbeat' | 'FeedStopped', data: object = {}) => {
    const workspace = tend.workspace as WritableWorkspace;
    const stream = 'feed-ndjson';
    const source = { connector: 'ndjson', dataset: 'mail' };
    const event = { ...ownEvent(workspace, { type, stream, data }), source };
    const revision = workspace.ledger.revisionOf(stream);
    await workspace.ledger.append({ stream, expected: revision < 0 ? 'no_stream' : revision, events: [event] });
  };
  let n = 0;
  const message = (day: number, type: 'MessageReceived' | 'MessageSent', thread: string) => ({
    id: `m${++n}`,
    type,
    occurredAt: new Date(onDay(day)).toISOString(),
    parties: [firm, ana, agent],
    actor: type === 'MessageReceived' ? ana : agent,
    data: { channel: 'email' },
    thread,
  });
  const comeIn = async (day: number, ...messages: readonly object[]) => {
    clock.set(onDay(day));
    const text = messages.map((one) => `${JSON.stringify(one)}\n`).join('');
    await tend.import(fileOf('mail.ndjson', text), { dataset: 'mail', format: 'ndjson' }, {});
  };
  const waiting = async () => (await tend.today.of({})).things.find(({ matter }) => matter.startsWith('wait/'))!;
  const row = async () => (await tend.relationships({})).rows.find((one) => one.name === name)!;

  beforeAll(async () => {
    tend = await folder.open({ clock });
    await word('FeedStarted', promised);
    for (let week = 0; week < 12; week++) {
      const thread = `week ${week}`;
      const day = 7 * week + 1;
      await comeIn(day + 0.5, message(day, 'MessageReceived', thread), message(day + 0.1, 'MessageSent', thread));
      await word('FeedHeartbeat');
    }
    await comeIn(85.25, message(85, 'MessageReceived', 'the last'));
  });
  afterAll(() => folder.dispose());

  it('says how it is while the feed is up', async () => {
    expect((await waiting()).why).toMatch(
      /^A message of theirs has waited for an answer for 6 hours; one is due on 2026-03-31/,
    );
    expect(await row()).not.toHaveProperty('unknownSince');
    expect((await row()).silence!.p).toBeDefined();
  });

  it('says of people, replies, days, trend, Today and the portfolio since when they are unknown', async () => {
    clock.set(onDay(86));
    if (stops !== undefined) await word(stops);
    clock.set(onDay(88));
    const day = '2026-04-01';
    const { people, replies, days, trend, basis, silence } = await tend.relationship(name);
    for (const part of [people, replies, days, trend]) expect(part!.unknownSince).toMatch(new RegExp(`^${day}`));
    for (const { sentence } of [people!, replies!, trend!, basis!])
      expect(sentence).toContain(`unknown since ${day}: `);
    expect(silence!.theirs).toMatchObject({ p: null, outcome: 'unknown' });
    expect((await waiting()).why).toBe(
      `Whether a message of theirs of 2026-03-31 was answered is unknown since ${day}: a feed is down that they came by.`,
    );
    // Long before an alarm would be due.
    expect((await row()).unknownSince).toMatch(new RegExp(`^${day}`));
    expect((await row()).silence!.p).toBeUndefined();
  });

  it('knows again what it knew when the feed is back', async () => {
    clock.set(onDay(89));
    await word('FeedStarted', promised);
    const { people, replies, days, trend, basis } = await tend.relationship(name);
    for (const part of [people, replies, days, trend]) expect(part).not.toHaveProperty('unknownSince');
    expect(JSON.stringify([people, replies, days, trend, basis])).not.toContain('unknown since');
    expect((await waiting()).why).toMatch(/has had no human reply for 4 days/);
    expect(await row()).not.toHaveProperty('unknownSince');
    expect((await row()).silence!.p).toBeDefined();
  });
});
