import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { measuredSentiment } from '#core/measured-data.js';
import { definitionOf } from '#domain/vocabulary.js';
import { limits } from '#core/limits.js';
import { recordTouchpoints } from '../record-touchpoints.js';
import { importText, memoryPorts, personalOf, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import { cloudEventLines } from '../export/cloudevents-writer.js';
import { toneOf } from '#measures/sentiment/vader.js';
import { coarseSpan, coarseValue } from './coarse-sentiment.js';
import { wordsOfTheirs } from './customer-words.js';

const happy = 'Thank you for the quick help, your support was great!';
const unhappy = 'The delivery was late again and nobody answers. I am very disappointed.';

const theirCase = { openedBy: 'customer' };

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
      value: 0.9,
      scorer: 'vader',
      version: measuredSentiment.version,
      confidence: 0.8,
      span: 100,
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
    expect(sentiment!.value).toBeLessThan(-0.05);
  });

  it.each([
    ['what ours wrote', touchpoint({ type: 'MessageSent' })],
    ['what ours recorded for them', touchpoint({ type: 'ComplaintRaised', actor: party('ours') })],
    ['a complaint of which nobody knows who wrote it down', touchpoint({ type: 'ComplaintRaised' })],
    ['a referral of which nobody knows who wrote it down', touchpoint({ type: 'ReferralMade' })],
    ['a case of theirs of which nobody knows who wrote it down', touchpoint({ type: 'CaseOpened', data: theirCase })],
    [
      'a case that ours opened',
      touchpoint({ type: 'CaseOpened', data: { openedBy: 'ours' }, actor: party('customer') }),
    ],
    [
      'what was said on the telephone',
      touchpoint({ type: 'ComplaintRaised', data: { channel: 'phone' }, actor: party('customer') }),
    ],
    ['what a machine sent', touchpoint({ data: { automated: true } })],
    ['another language', touchpoint({ personal: { text: 'Vielen Dank für die schnelle Hilfe, das war super!' } })],
    ['a text too short to tell', touchpoint({ personal: { text: 'Great!' } })],
    ['a summary, which is of ours', touchpoint({ personal: { summary: happy } })],
    ['no text', touchpoint({ personal: { text: 7 } })],
  ])('is missing of %s', async (_what, body) => {
    expect((await recorded(memoryPorts(), body)).sentiment).toBeUndefined();
  });

  it.each([
    ['a complaint', touchpoint({ type: 'ComplaintRaised', actor: party('customer') })],
    ['a case', touchpoint({ type: 'CaseOpened', data: theirCase, actor: party('customer') })],
    ['a text beside an empty verbatim', touchpoint({ personal: { verbatim: ' ', text: happy } })],
    ['a text beside a verbatim that is none', touchpoint({ personal: { verbatim: 3, text: happy } })],
  ])('is measured of %s that they wrote themself', async (_what, body) => {
    expect((await recorded(memoryPorts(), body)).sentiment).toMatchObject({ value: 0.9 });
  });

  it('is missing where one of the customer’s side may not be measured, subject, author or beside them', async () => {
    const author = { ...party('customer'), identifiers: [{ scheme: 'email', value: 'author@example.org' }] };
    for (const objector of ['customer', 'author']) {
      const ports = memoryPorts();
      const mayMeasure = (ids: readonly string[]) =>
        !ids.includes(ports.parties.get(`api/email/${objector}@example.org`)!);
      const { event, sentiment } = await recorded({ ...ports, mayMeasure }, touchpoint({ actor: author }));
      expect(sentiment).toBeUndefined();
      expect(personalOf(event, ports.keys)).toMatchObject({ text: happy });
    }
    const ports = memoryPorts();
    const mayMeasure = (ids: readonly string[]) => !ids.includes(ports.parties.get('api/email/ours@example.org')!);
    expect((await recorded({ ...ports, mayMeasure }, touchpoint())).sentiment).toBeDefined();
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
    await recorded({ ...ports, mayMeasure: () => false }, touchpoint());
    // As it was recorded before anything was measured, or while it might not be.
    expect(await recorded(ports, touchpoint())).toMatchObject({ outcome: 'known', sentiment: undefined });
    const fresh = memoryPorts();
    const first = await recorded(fresh, touchpoint());
    expect((await recorded(fresh, touchpoint({ data: first.event.data }))).outcome).toBe('known');
    await expect(recorded(fresh, touchpoint({ personal: { text: `${happy}!` } }))).rejects.toMatchObject({
      code: 'event-differs',
    });
  });

  it.each(['MessageReceived', 'MessageSent'])('of a %s is never taken from outside as measured here', async (type) => {
    const forged = { value: -1, scorer: 'vader', version: 'tend-1', confidence: 1, span: 9 };
    const ports = memoryPorts();
    const { sentiment } = await recorded(ports, touchpoint({ type, data: { sentiment: forged } }));
    expect(sentiment).toEqual((await recorded(memoryPorts(), touchpoint({ type }))).sentiment);
    expect((await recorded(ports, touchpoint({ type }))).outcome).toBe('known');
  });

  it('comes back with an export as the same, and is measured anew in another ledger', async () => {
    const [ports, other] = [memoryPorts(), memoryPorts('another')];
    const { event, sentiment } = await recorded(ports, touchpoint({ actor: party('customer') }));
    let lines = '';
    for await (const piece of cloudEventLines([event], ports.names)) lines += piece;
    expect(lines).toContain('"scorer":"vader"');
    const forged = lines.replace('"value":0.9', '"value":-0.9');
    expect(forged).not.toBe(lines);
    for (const back of [lines, forged]) {
      const name = 'export.ndjson';
      expect(await importText(ports, back, { name })).toMatchObject({ known: 1, appended: 0, differing: 0 });
      expect(ports.ledger.get(event.id)!.data).toMatchObject({ sentiment });
    }
    expect(await importText(other, forged, { name: 'export.ndjson' })).toMatchObject({ appended: 1 });
    expect(touchpointsOf(other)[0]!.data).toMatchObject({ sentiment });
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
    const beginning = `${unhappy} `.repeat(Math.ceil(limits.sentimentChars / unhappy.length));
    const { sentiment } = await recorded(
      memoryPorts(),
      touchpoint({ personal: { text: beginning + happy.repeat(300) } }),
    );
    expect(sentiment).toMatchObject({ value: -1, span: limits.sentimentChars });
  });

  it('is told so coarsely in clear that it does not tell the text, and in the same class', () => {
    expect([0.9062, 0.0499, -0.0499, 0.05, -0.05, -0.1499, 1].map(coarseValue)).toEqual([
      0.9, 0, 0, 0.1, -0.1, -0.1, 1,
    ]);
    const compounds = fc.integer({ min: -10_000, max: 10_000 }).map((value) => value / 10_000);
    fc.assert(
      fc.property(compounds, (compound) => {
        const coarse = coarseValue(compound);
        expect(toneOf(coarse)).toBe(toneOf(compound));
        expect(Math.abs(coarse - compound)).toBeLessThan(0.050_001);
        expect(Object.is(coarse, -0)).toBe(false);
      }),
    );
    expect([1, 100, 101, 1_000, 1_001, 4_000].map(coarseSpan)).toEqual([100, 100, 1_000, 1_000, 4_000, 4_000]);
  });

  it('is only of acts of theirs', () => {
    for (const type of wordsOfTheirs) expect(['theirs', 'by-opener']).toContain(definitionOf(type)?.acts);
  });
});
