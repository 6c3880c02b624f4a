import { describe, expect, it } from '@jest/globals';
import { measuredSentiment } from '#core/measured-data.js';
import { definitionOf } from '#domain/vocabulary.js';
import { limits } from '#core/limits.js';
import { recordTouchpoints } from '../record-touchpoints.js';
import { importText, memoryPorts, personalOf, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import { wordsOfTheirs } from './customer-words.js';

const happy = 'Thank you for the quick help, your support was great!';
const unhappy = 'The delivery was late again and nobody answers. I am very disappointed.';

function party(side: 'customer' | 'ours') {
  return { kind: 'person', role: side, side, identifiers: [{ scheme: 'email', value: `${side}@example.org` }] };
}

function touchpoint(more: { type?: string; data?: object; personal?: object; actor?: object } = {}) {
  const { type = 'MessageReceived', data = {}, personal = { text: happy }, actor } = more;
  return {
    id: 'one',
    type,
    occurredAt: '2026-03-01T09:30:00Z',
    parties: [party('customer'), party('ours')],
    ...(actor && { actor }),
    data,
    personal,
  };
}

async function recorded(ports: MemoryPorts, body: object) {
  const request = { body: JSON.stringify(body), contentType: 'application/json', recorder: 'key:7' };
  const [answer] = await recordTouchpoints(request, ports);
  const event = ports.ledger.get(answer!.id)!;
  return { outcome: answer!.outcome, event, sentiment: (event.data as { sentiment?: { value: number } }).sentiment };
}

describe('sentiment at capture', () => {
  it('is measured in the words of the customer, and said with scorer, version, confidence and span', async () => {
    const ports = memoryPorts();
    const { event, sentiment } = await recorded(ports, touchpoint());
    expect(sentiment).toEqual({
      value: 0.906,
      scorer: 'vader',
      version: measuredSentiment.version,
      confidence: expect.any(Number),
      span: happy.length,
    });
    expect(personalOf(event, ports.keys)).toEqual({ externalId: 'one', text: happy });
  });

  it('takes the verbatim of an answer, without quotes', async () => {
    const data = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better', score: 2 };
    const verbatim = `${unhappy}\n> We love great service`;
    const { sentiment } = await recorded(
      memoryPorts(),
      touchpoint({ type: 'SurveyAnswered', data, personal: { verbatim } }),
    );
    expect(sentiment).toMatchObject({ span: unhappy.length });
    expect(sentiment!.value).toBeLessThan(-0.05);
  });

  it.each([
    ['what ours wrote', touchpoint({ type: 'MessageSent' })],
    ['what ours recorded for them', touchpoint({ type: 'ComplaintRaised', actor: party('ours') })],
    ['a case that ours opened', touchpoint({ type: 'CaseOpened', data: { openedBy: 'ours' } })],
    ['what was said on the telephone', touchpoint({ type: 'ComplaintRaised', data: { channel: 'phone' } })],
    ['what a machine sent', touchpoint({ data: { automated: true } })],
    ['another language', touchpoint({ personal: { text: 'Vielen Dank für die schnelle Hilfe, das war super!' } })],
    ['a text too short to tell', touchpoint({ personal: { text: 'Great!' } })],
    ['a summary, which is of ours', touchpoint({ personal: { summary: happy } })],
    ['no text', touchpoint({ personal: { text: 7 } })],
  ])('is missing of %s', async (_what, body) => {
    expect((await recorded(memoryPorts(), body)).sentiment).toBeUndefined();
  });

  it('leaves the value of the source', async () => {
    const sentiment = { value: -1, scorer: 'desk', version: '7', confidence: 1 };
    const ports = memoryPorts();
    expect((await recorded(ports, touchpoint({ data: { sentiment } }))).sentiment).toEqual(sentiment);
    const other = touchpoint({ data: { sentiment: { ...sentiment, value: 1 } } });
    await expect(recorded(ports, other)).rejects.toMatchObject({ code: 'event-differs' });
  });

  it('changes nothing of what is the same: a text that came again is known, whatever version had measured it', async () => {
    const ports = memoryPorts();
    const measured = { value: 0.1, scorer: 'vader', version: 'tend-0', confidence: 0.9, span: 3 };
    const earlier = await recorded(ports, touchpoint({ data: { sentiment: measured } }));
    const again = await recorded(ports, touchpoint());
    expect(again).toMatchObject({ outcome: 'known', sentiment: measured });
    const fresh = memoryPorts();
    const first = await recorded(fresh, touchpoint());
    expect((await recorded(fresh, touchpoint({ data: { sentiment: measured } }))).outcome).toBe('known');
    // As it stood before anything was measured.
    expect((await recorded(fresh, touchpoint({ data: first.event.data }))).outcome).toBe('known');
    expect(earlier.event.id).toHaveLength(first.event.id.length);
    await expect(recorded(fresh, touchpoint({ personal: { text: `${happy}!` } }))).rejects.toMatchObject({
      code: 'event-differs',
    });
  });

  it('comes with a CSV, and appends nothing when it is imported again', async () => {
    const mapping = {
      version: 1,
      format: 'csv',
      zone: 'UTC',
      time: { column: 'When' },
      identity: ['When', 'Who'],
      type: 'MessageReceived',
      parties: [{ column: 'Who', kind: 'person', role: 'customer', side: 'customer' }],
      personal: { text: 'Text' },
      unmapped: 'seal',
    };
    const rows = [happy, unhappy, 'Das Paket ist leider immer noch nicht angekommen.'];
    const csv = `When,Who,Text\n${rows.map((text, at) => `2026-03-0${at + 1},p${at},"${text}"\n`).join('')}`;
    const ports = memoryPorts();
    expect(await importText(ports, csv, { mapping })).toMatchObject({ appended: 3 });
    const values = touchpointsOf(ports).map(({ data }) => (data as { sentiment?: { value: number } }).sentiment?.value);
    expect(values.map((value) => value && Math.sign(value))).toEqual([1, -1, undefined]);
    expect(await importText(ports, csv, { mapping })).toMatchObject({ appended: 0, known: 3, differing: 0 });
  });

  it('looks at no more than so many characters', async () => {
    const text = `${unhappy} `.repeat(200);
    const { sentiment } = await recorded(memoryPorts(), touchpoint({ personal: { text } }));
    const { span } = sentiment as unknown as { span: number };
    expect(span).toBeLessThanOrEqual(limits.sentimentChars);
    expect(text.charAt(span)).toBe(' ');
  });

  it('is only of acts of theirs', () => {
    for (const type of wordsOfTheirs) expect(['theirs', 'by-opener']).toContain(definitionOf(type)?.acts);
  });
});
