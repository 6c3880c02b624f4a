import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, testFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

jest.setTimeout(60_000);

const happy = 'Thank you for the quick help, your support was great!';
const unhappy = 'The delivery was late again and nobody answers. I am very disappointed.';
const german = 'Das Paket ist leider immer noch nicht angekommen.';

describe('the tone of what customers write', () => {
  const folder = testFolder();
  let tend: LocalTend;

  function lineOf(id: string, on: string, person: string, text: string, data: object = {}): string {
    const who = { kind: 'person', identifiers: [{ scheme: 'n', value: person }], role: 'contact', side: 'customer' };
    return `${JSON.stringify({
      id,
      type: 'MessageReceived',
      occurredAt: `${on}T09:00:00Z`,
      actor: { ...who, name: person },
      parties: [{ ...who, name: person }],
      data: { channel: 'email', direction: 'inbound', ...data },
      personal: { text },
    })}\n`;
  }

  beforeAll(async () => {
    tend = await folder.open({ clock: fixedClock(now), user: 'desk' });
    const sentiment = { value: 0.7, scorer: 'desk', version: '7', confidence: 1 };
    const lines = [
      lineOf('1', '2026-09-01', 'Ann', happy),
      lineOf('2', '2026-09-02', 'Ann', unhappy),
      lineOf('3', '2026-10-01', 'Ben', unhappy, { channel: 'chat' }),
      lineOf('4', '2026-10-02', 'Ben', german),
      lineOf('5', '2026-10-03', 'Ben', german, { sentiment }),
      lineOf('6', '2026-09-03', 'Ann', happy),
      lineOf('7', '2026-09-04', 'Ann', happy),
    ];
    await tend.import(fileOf('t.ndjson', lines.join('')), { dataset: 'test', format: 'ndjson' }, {});
  });
  afterAll(() => folder.dispose());

  /** Fewer than five are only counted. */
  const few = (n: number, missing = 0, by = 'measured') => ({ by, n, missing, suppressed: true });

  it('is told whole, and by who says it', async () => {
    const answered = await tend.voice.measures({});
    expect(answered.tone).toEqual([
      { by: 'measured', n: 5, missing: 1, positive: 3, neutral: 0, negative: 2 },
      few(1, 0, 'source'),
    ]);
    expect(answered.definitions.tone.madeOf).toBe('voice tone');
    expect((await tend.voice.measures({ asOf: '2026-09-01T23:00:00Z' })).tone).toEqual([few(1)]);
  });

  it('is told of a channel, of a span of months, and by group', async () => {
    expect((await tend.voice.measures({ channel: 'chat' })).tone).toEqual([few(1)]);
    expect((await tend.voice.measures({ to: '2026-09' })).tone).toEqual([few(4)]);
    const { groups, choices } = await tend.voice.measures({ by: 'month' });
    expect(groups!.map(({ group, tone }) => [group, tone.map(({ by, n }) => `${by} ${n}`)])).toEqual([
      ['2026-09', ['measured 4']],
      ['2026-10', ['measured 1', 'source 1']],
    ]);
    expect(choices.channels).toEqual(['chat', 'email']);
  });

  it('is told of a segment and of an organisation, of fewer than five only how many there are', async () => {
    for (const moment of [{}, { asOf: '-1d' }]) {
      const whole = await tend.voice.measures(moment);
      expect((await tend.voice.measures({ ...moment, segment: 'all' })).tone).toEqual(whole.tone);
      expect((await tend.voice.measures({ ...moment, segment: 'other' })).tone).toEqual([]);
      expect((await tend.voice.measures({ ...moment, segment: 'all', channel: 'chat' })).tone).toEqual([few(1)]);
      const bySegment = await tend.voice.measures({ ...moment, by: 'segment' });
      expect(bySegment.groups!.map(({ group, tone }) => [group, tone])).toEqual([['all', whole.tone]]);
      const { groups } = await tend.voice.measures({ ...moment, by: 'organisation' });
      expect(new Map(groups!.map(({ of, tone }) => [of!.name, tone]))).toEqual(
        new Map([
          ['Ann', [few(4)]],
          ['Ben', [few(1, 1), few(1, 0, 'source')]],
        ]),
      );
    }
  });

  it('says how many texts are left out, where a relationship has too many months and channels to tell apart', async () => {
    const many = await folder.open({ name: 'many', clock: fixedClock(now), user: 'desk' });
    const sentiment = { value: 0.7, scorer: 'desk', version: '7', confidence: 1 };
    const channels = ['email', 'chat', 'web', 'social', 'product', 'post', 'survey', 'billing', 'partner', 'meeting'];
    const monthNamed = (month: number) =>
      `${2015 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
    const lines = Array.from({ length: 81 }, (_none, month) =>
      channels.map((channel) =>
        lineOf(`${month} ${channel}`, `${monthNamed(month)}-01`, 'Zoe', happy, { channel, sentiment }),
      ),
    ).flat();
    await many.import(fileOf('m.ndjson', lines.join('')), { dataset: 'test', format: 'ndjson' }, {});
    const told = async (query: object) => {
      const { tone, unplaced } = await many.voice.measures(query);
      return [tone[0]?.n, unplaced?.texts];
    };
    const last = monthNamed(80);
    expect(await told({})).toEqual([810, undefined]);
    expect(await told({ segment: 'all' })).toEqual([810, undefined]);
    for (const moment of [{}, { segment: 'all' }, { segment: 'all', asOf: '-1d' }]) {
      expect(await told({ ...moment, channel: 'email' })).toEqual([80, 10]);
      expect(await told({ ...moment, from: last, to: last })).toEqual([undefined, 10]);
    }
    expect(await told({ segment: 'other', channel: 'email' })).toEqual([undefined, undefined]);
  });

  it('is not told of who objects, now and of the past', async () => {
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: workspace.names.find('Ann')[0]!, role: 'subject', side: 'customer' as const }];
    const stream = streamOf('ProcessingObjected', { parties });
    const data = { purpose: 'relationship-analysis' };
    const event = ownEvent(workspace, { type: 'ProcessingObjected', stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    await tend.follow();
    await tend.workspace.projections.waitFor('voice', workspace.ledger.head().sequence);
    expect((await tend.voice.measures({})).tone[0]).toEqual(few(1, 1));
    expect((await tend.voice.measures({ asOf: '2026-09-30T00:00:00Z' })).tone).toEqual([]);
  });
});
