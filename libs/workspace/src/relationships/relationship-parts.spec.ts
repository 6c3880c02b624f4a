import { describe, expect, it } from '@jest/globals';
import { contracted, noticeGiven } from '#measures/contracts/contract-state.js';
import { emptyBook, type FollowedContract } from '#measures/contracts/contract-book.js';
import { emptyNeedBook } from '#measures/needs/need-book.js';
import { phases } from '#measures/phases/phase.js';
import { promiseAt, promiseKept, promiseMade, unmadePromise } from '#measures/promises/promise-state.js';
import { noReplies, type RepliesContext } from '#read-models/replies-document.js';
import { contractsPart } from './relationship-contracts.js';
import { needsPart } from './relationship-needs.js';
import { promisesPart } from './relationship-promises.js';
import { repliesPart } from './relationship-replies.js';
import { phaseGlyph, phaseWords } from './phase-words.js';
import type { StandingPresentation } from './standing-presentation.js';

const dayMs = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const day = (number: number): number => start + number * dayMs;
const by = (at: number): StandingPresentation => ({
  nameOf: (id) => ({ id }),
  textOf: (id) => (id === 'said' ? 'As it was said' : undefined),
  zone: 'UTC',
  at,
});

describe('the promises of a relationship', () => {
  const made = (due: number, confirmBy: 'customer' | 'connector' = 'customer') =>
    promiseMade(unmadePromise(), { at: day(0), by: 'ours', dueAt: day(due), confirmBy });
  const of = (
    id: string,
    promise: ReturnType<typeof made>,
    words: { keptEvent?: string; notKeptEvent?: string; movedEvent?: string } = {},
  ) => ({
    id,
    promise,
    source: 'promise' as const,
    keptEvent: null,
    notKeptEvent: null,
    movedEvent: null,
    ...words,
  });

  it('are counted by what became of them, and rated by how that is known', () => {
    const part = promisesPart(
      [
        of('kept', promiseKept(made(5), day(4), 'customer'), { keptEvent: 'word', movedEvent: 'agreed' }),
        of('late', promiseKept(made(5), day(6), 'customer'), { notKeptEvent: 'not by then', keptEvent: 'word' }),
        of('broken', promiseAt(made(5, 'connector'), day(6), true)),
        of('question', promiseAt(made(3), day(6), true)),
        of('said', made(20), { movedEvent: 'agreed' }),
        of('nothing known', unmadePromise()),
      ],
      by(day(10)),
    );
    expect(part).toMatchObject({ kept: 1, broken: 2, open: 1, unconfirmed: 1, more: 0 });
    expect(part!.rates.map(({ evidence, kept, broken }) => [evidence, kept, broken])).toEqual([
      ['observed', 0, 1],
      ['customer-confirmed', 1, 1],
    ]);
    expect(
      part!.rows.map(({ id, state, lateSeconds, dueInSeconds }) => [id, state, lateSeconds, dueInSeconds]),
    ).toEqual([
      ['question', 'unconfirmed', undefined, undefined],
      ['broken', 'broken', 5 * 86_400, undefined],
      ['said', 'open', undefined, 10 * 86_400],
      ['late', 'kept-late', 86_400, undefined],
      ['kept', 'kept', undefined, undefined],
    ]);
    expect(part!.rows.map(({ evidence }) => evidence)).toEqual([
      ['question'],
      ['broken'],
      ['said', 'agreed'],
      ['late', 'not by then', 'word'],
      ['kept', 'agreed', 'word'],
    ]);
    expect(part!.rows.find(({ id }) => id === 'said')!.text).toBe('As it was said');
    expect(part!.sentence).toBe(
      '1 kept, 2 broken, 1 open, 1 unconfirmed (in no rate); 0 % kept (95 %: 1 to 84 %; observed, n = 1); 50 % kept (95 %: 9 to 91 %; confirmed by the customer, n = 2)',
    );
  });

  it('are none where none was made, and say how many were not looked at', () => {
    expect(promisesPart([of('nothing known', unmadePromise())], by(day(1)))).toBeUndefined();
    expect(promisesPart([of('one', made(5))], by(day(1)), 7)).toMatchObject({ more: 7 });
  });

  it('that are open are all listed before any that is settled', () => {
    const settled = Array.from({ length: 130 }, (_, i) =>
      of(`kept ${i}`, promiseKept(made(i + 1), day(1), 'customer')),
    );
    const part = promisesPart([...settled, of('open', made(400))], by(day(200)))!;
    expect(part.rows[0]!.id).toBe('open');
    expect([part.rows.length, part.more]).toEqual([101, 30]);
    // Of the settled the latest.
    expect(part.rows[1]!.id).toBe('kept 129');
  });
});

describe('the needs of a relationship', () => {
  const counts = { untouched: 0, inHand: 0, declined: 0, met: 0, goals: 0, goalsOverdue: 0, goalsReached: 0 };
  const need = (id: string, statedAt: number, status: 'untouched' | 'in-hand' | 'declined') => ({
    id,
    statedAt,
    topic: id,
    process: null,
    conversations: [],
    isCounted: true,
    status,
    lastActAt: status === 'in-hand' ? statedAt + dayMs : statedAt,
    reason: null,
    isStale: false,
  });

  it('have those first that nobody acts on, the oldest before the others', () => {
    const book = {
      ...emptyNeedBook(),
      needs: [need('c', day(1), 'in-hand'), need('b', day(5), 'untouched'), need('a', day(3), 'untouched')],
    };
    const part = needsPart(book, { ...counts, untouched: 2, inHand: 1, met: 4 }, by(day(10)))!;
    expect(part.rows.map(({ id, days }) => [id, days])).toEqual([
      ['a', 7],
      ['b', 5],
      ['c', 9],
    ]);
    expect(part.rows.map(({ lastActAt }) => lastActAt)).toEqual([undefined, undefined, '2026-01-03T00:00:00.000Z']);
    expect(part.sentence).toBe('2 needs that nobody acted on, 1 in hand, 4 met; the oldest for 7 days');
    expect(needsPart(emptyNeedBook(), counts, by(day(10)))).toBeUndefined();
  });
});

describe('the contracts of a relationship', () => {
  const contract = (id: string, state: FollowedContract['state']): FollowedContract & { onset: { event: string } } => ({
    id,
    matter: null,
    isCounted: true,
    state,
    stage: 0,
    stageAt: start,
    outcome: null,
    onset: { event: `began ${id}` },
  });
  const terms = (endAt: number, more: object = {}) => contracted(day(0), { startAt: day(0), endAt, ...more });

  it('have the one first that has to be settled first, by its notice or its end', () => {
    const book = {
      ...emptyBook<FollowedContract & { onset: { event: string } }>(),
      contracts: [
        contract('later', terms(day(200))),
        contract(
          'notice',
          terms(day(365), { noticeBy: day(90), money: { currency: 'EUR', units: 12, micros: 500_000 } }),
        ),
        contract('ending', noticeGiven(terms(day(60)), day(5), {})),
      ],
    };
    const part = contractsPart(book, by(day(10)))!;
    expect(part.rows.map(({ id, settleInDays }) => [id, settleInDays])).toEqual([
      ['ending', undefined],
      ['notice', 80],
      ['later', 190],
    ]);
    expect(part.rows[1]).toMatchObject({
      amounts: [{ currency: 'EUR', value: 12.5 }],
      evidence: ['notice', 'began notice'],
    });
    expect(part.sentence).toBe('3 contracts in force; next to be settled by 2026-04-01, in 80 days');
  });
});

describe('the replies to a relationship', () => {
  const context = { parameters: { calendar: 'office' } } as RepliesContext;
  const none = { n: 0, medianMs: null, neverAnswered: null };
  const open = (event: string, since: number, late: boolean) => ({
    ids: [event],
    state: { replied: false, waitingSince: since, closed: false } as never,
    open: { onset: { event, since }, channel: 'email', double: false, ranMs: 0, countedTo: since, dueAt: null, late },
  });

  it('have who waits longest first, with the event that it began with', () => {
    const doc = { ...noReplies(context), conversations: [open('b', day(5), false), open('a', day(2), true)] };
    const waiting = [
      { which: 'first', channel: 'email', from: day(5), waitedMs: 3_600_000 },
      { which: 'first', channel: 'email', from: day(2), waitedMs: 7_200_000 },
    ];
    const part = repliesPart(
      doc,
      { first: { n: 4, medianMs: 5_400_000, neverAnswered: 0.25 }, next: none, waiting },
      by(day(6)),
    )!;
    expect(part.waiting.map(({ evidence, late, waitedSeconds }) => [evidence, late, waitedSeconds])).toEqual([
      [['a'], true, 7200],
      [['b'], false, 3600],
    ]);
    expect(part.sentence).toBe(
      'first reply within 1.5 h of opening time in half of 4, 25 % never; 2 messages waiting now, 1 late',
    );
  });

  it('count among those that are late also who is not listed', () => {
    const days = Array.from({ length: 30 }, (_, i) => i);
    const doc = { ...noReplies(context), conversations: days.map((i) => open(`asked ${i}`, day(i), i >= 12)) };
    const waiting = days.map((i) => ({ which: 'first', channel: 'email', from: day(i), waitedMs: 1 }));
    const part = repliesPart(doc, { first: none, next: none, waiting }, by(day(40)))!;
    expect(part.waiting.map(({ late }) => late).filter(Boolean)).toHaveLength(8);
    expect(part.sentence).toBe('30 messages waiting now, 18 late');
  });
});

it('every phase has words and a glyph of its own', () => {
  const all = [...phases.map((phase) => [phase, null] as const), ['deterioration', 'betrayal'] as const];
  expect(new Set(all.map(([phase, cause]) => phaseGlyph(phase, cause))).size).toBe(all.length);
  expect(phaseWords('deterioration', 'neglect')).toBe('deterioration by neglect');
  expect(phaseWords('not-established', null)).toBe('not established');
});
