import { describe, expect, it, jest } from '@jest/globals';
import { pack } from '#read-store/packing.js';
import { factOf } from '#domain/fact.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import {
  colleague,
  customer,
  fact,
  given,
  late,
  published,
  retraction,
  type GivenFact,
} from '#projections/testing/testing.js';
import { replies } from './replies.projection.js';

jest.setTimeout(120_000);

const hour = 3_600_000;
const firm = idOf(100);
const [thread, other] = [idOf(900), idOf(901)];
const parties = [customer(100), colleague(1)];

const asked = (at: string, more: Partial<GivenFact> = {}): GivenFact =>
  fact('MessageReceived', at, { parties, actor: firm, thread, ...more, data: { channel: 'email' } });
const answered = (at: string, more: Partial<GivenFact> = {}, automated = false): GivenFact =>
  fact('MessageSent', at, { parties, actor: idOf(1), thread, ...more, data: { channel: 'email', automated } });

const ofCase = { definition: 'support', dataset: 'd', case: idOf(77), activity: 'x', lifecycle: 'complete' };
const cell = (which: string, month = '2024-01') => ['waits', which, 'email', month];

/** What the cells of one document hold. */
async function cellsOf(facts: readonly GivenFact[], at: string) {
  const { cells } = await given(facts).of(replies).asOf(at).folded();
  return cells.map(({ at: path, sums, columns }) => [
    path.slice(1).join(' '),
    Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number(sum)])),
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]])),
  ]);
}

/** 1 January 2024 is a Monday. Without a calendar we are open from 9 to 17. */
const office = (from: string, open: string, close: string) =>
  published('CalendarPublished', from, {
    calendar: 'office',
    zone: 'UTC',
    hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday: weekday as 1, open, close })),
    holidays: [],
  });

describe('replies', () => {
  it('measure first and next replies in business time, from the first message that nobody answered', async () => {
    const facts = [
      asked('2024-01-05T15:00Z'),
      asked('2024-01-05T16:00Z'),
      answered('2024-01-06T11:00Z', {}, true),
      answered('2024-01-08T10:00Z'),
      asked('2024-01-08T11:00Z'),
      answered('2024-01-08T12:30Z'),
    ];
    expect(await cellsOf(facts, '2024-02-01')).toEqual([
      ['first email 2024-01', { replied: 1 }, { repliedMs: [3 * hour] }],
      ['next email 2024-01', { replied: 1 }, { repliedMs: [1.5 * hour] }],
    ]);
    const before = given(facts).of(replies);
    await before.asOf('2024-01-06T12:00Z').expectTotal(cell('first'), { waiting: 1 });
    await before.asOf('2024-01-06T12:00Z').expectView({
      first: { n: 1, medianMs: null, neverAnswered: null },
      next: { n: 0, medianMs: null, neverAnswered: null },
      waiting: [
        {
          which: 'first',
          channel: 'email',
          from: facts[0]!.occurredAt,
          waitedMs: 2 * hour,
          dueAt: Date.parse('2024-01-08T15:00Z'),
        },
      ],
    });
    const missing = [...facts, late(answered('2024-01-05T15:30Z'), '2024-02-01'), retraction(facts[3]!, '2024-03-01')];
    expect(await cellsOf(missing, '2024-04-01')).toEqual([
      ['first email 2024-01', { replied: 1 }, { repliedMs: [0.5 * hour] }],
      ['next email 2024-01', { replied: 1 }, { repliedMs: [4.5 * hour] }],
    ]);
  });

  it('count what is closed without a reply apart, and begin anew when it is opened again', async () => {
    const facts = [
      asked('2024-01-01T09:00Z', { process: ofCase }),
      fact('CaseResolved', '2024-01-01T11:00Z', { parties, process: ofCase }),
      answered('2024-01-01T12:00Z', { process: ofCase }),
      fact('CaseReopened', '2024-01-02T09:00Z', { parties, actor: firm, process: ofCase }),
      answered('2024-01-02T10:00Z'),
    ];
    const { rows, views, cells } = await given(facts).of(replies).asOf('2024-02-01').folded();
    expect(rows[firm]).toEqual({ waiting: 0, late: 0, waitingSince: null, replied: 1, neverAnswered: 1, loose: 0 });
    expect(views[firm]).toMatchObject({ first: { n: 2, medianMs: hour, neverAnswered: 0.5 } });
    expect(cells.map(({ at, sums }) => [at[2], sums])).toEqual([
      ['email', { unanswered: 1n }],
      ['phone', { replied: 1n }],
    ]);
  });

  it('raise a message past its target, once for all that follow it, until a human replies', async () => {
    const facts = [asked('2024-01-05T15:00Z'), asked('2024-01-08T14:00Z'), answered('2024-01-09T09:00Z')];
    const question = given(facts).of(replies);
    await question.asOf('2024-01-08T14:59Z').expectSignals([]);
    const raised = {
      kind: 'customer-unanswered',
      severity: 'warning' as const,
      event: facts[0]!.id,
      since: facts[0]!.occurredAt,
      party: firm,
      which: 'first',
      channel: 'email',
      dueAt: Date.parse('2024-01-08T15:00Z'),
    };
    await question.asOf('2024-01-08T15:00Z').expectSignals([raised]);
    await question.asOf('2024-01-08T15:00Z').expectTotal(cell('first'), { waiting: 1, late: 1 });
    await question.asOf('2024-01-09T09:00Z').expectSignals([]);
    await question.asOf('2024-01-09T09:00Z').expectTotal(cell('first'), { replied: 1, late: 1 });
    const inTime = given([facts[0]!, answered('2024-01-08T15:00Z')]).of(replies);
    await inTime.asOf('2024-01-10').expectTotal(cell('first'), { replied: 1 });
    const strict = given(facts, { parameters: { targetHours: 1 } }).of(replies);
    await strict.asOf('2024-01-05T16:00Z').expectSignals([{ ...raised, dueAt: Date.parse('2024-01-05T16:00Z') }]);
  });

  it('measure each part of a wait by the calendar that was in force then', async () => {
    const facts = [
      office('2023-01-01', '09:00', '13:00'),
      asked('2024-01-02T09:00Z'),
      office('2024-01-03', '10:00', '12:00'),
      answered('2024-01-03T11:00Z'),
    ];
    expect(await cellsOf(facts, '2024-02-01')).toEqual([
      ['first email 2024-01', { replied: 1 }, { repliedMs: [5 * hour] }],
    ]);
    const due = async (given_: readonly GivenFact[], at: string) => {
      const { views } = await given(given_).of(replies).asOf(at).folded();
      return new Date((views[firm] as { waiting: { dueAt: number }[] }).waiting[0]!.dueAt).toISOString();
    };
    expect(await due(facts, '2024-01-02T12:00Z')).toBe('2024-01-03T13:00:00.000Z');
    expect(await due(facts, '2024-01-03T10:00Z')).toBe('2024-01-04T12:00:00.000Z');
  });

  it('stay with the hours of version 0 where a calendar has a zone that there is not', async () => {
    const wrong = published('CalendarPublished', '2023-01-01', { calendar: 'office', zone: 'Nowhere/City' });
    const facts = [wrong, asked('2024-01-02T09:00Z'), answered('2024-01-02T10:00Z')];
    expect(await cellsOf(facts, '2024-02-01')).toEqual([
      ['first email 2024-01', { replied: 1 }, { repliedMs: [hour] }],
    ]);
  });

  it('keep conversations apart, and count messages in none', async () => {
    const loose = fact('MessageReceived', '2024-01-02T09:30Z', { parties, actor: firm });
    const facts = [asked('2024-01-02T09:00Z'), loose, answered('2024-01-02T10:00Z', { thread: other })];
    await given(facts).of(replies).asOf('2024-01-02T11:00Z').expectRow({
      waiting: 1,
      late: 0,
      waitingSince: facts[0]!.occurredAt,
      replied: 0,
      neverAnswered: 0,
      loose: 1,
    });
  });

  it('count a wait of two relationships once', async () => {
    const both = { relationships: [firm, idOf(200)] };
    const facts = [asked('2024-01-02T09:00Z', both), answered('2024-01-02T10:00Z', both)];
    expect(await cellsOf(facts, '2024-01-02T09:30Z')).toEqual([
      ['first email 2024-01', { waiting: 1, double: 1 }, { waitingSince: [facts[0]!.occurredAt] }],
    ]);
    expect(await cellsOf(facts, '2024-01-03')).toEqual([
      ['first email 2024-01', { replied: 1, double: 1 }, { repliedMs: [hour] }],
    ]);
  });

  it('stay small with very many conversations, waiting and answered', () => {
    const ctx = { parameters: replies.parameters!, valid: () => undefined, feeds: { up: () => true } };
    const doc = replies.initial(ctx);
    const handle = (type: EventType, number: number, actor: string, conversation: number): void => {
      const occurredAt = 1_700_000_000_000 + number * 600_000;
      const event = eventOf(type, {
        id: idOf(number),
        occurredAt,
        parties,
        actor,
        thread: idOf(conversation),
        data: {},
      });
      const handler = replies.on[type as 'MessageSent'] as (doc: object, event: object, ctx: object) => void;
      handler(doc, factOf(event, 1), ctx);
    };
    for (let number = 0; number < 6_000; number++) {
      handle('MessageReceived', 2 * number, firm, number);
      if (number % 3 !== 0) handle('MessageSent', 2 * number + 1, idOf(1), number);
    }
    expect(doc.conversations).toHaveLength(500);
    const waiting = doc.conversations.filter(({ open }) => open !== null).length;
    expect([doc.remembered, doc.lost + waiting]).toEqual([3_000, 2_000]);
    expect(waiting).toBeGreaterThan(490);
    expect(doc.tallies.reduce((sum, { replied }) => sum + replied, 0)).toBe(4_000);
    expect(pack(doc).length).toBeLessThan(600_000);
    expect(replies.rollup!(doc, ctx).length).toBeLessThan(4_096);
  });
});
