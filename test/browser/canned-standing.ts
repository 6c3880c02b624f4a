import { cannedHealth } from './canned-handover.js';
import { cannedSignals } from './canned-standing-signals.js';
import type { RelationshipAnswer } from '#workspace/answers.js';
import type { PromiseRow, PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import type { PartName, PhaseAnswer, StandingAnswer } from '#workspace/relationships/standing-answers.js';

const dayMs = 86_400_000;
const horizon = '2026-11-24T08:00:00.000Z';
const answered = { build: 'b.1', position: { from: 1, to: 1 }, horizon };
const idOf = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const daysAgo = (days: number): string => new Date(Date.parse(horizon) - days * dayMs).toISOString();
const events = Array.from({ length: 12 }, (_, n) => ({
  id: idOf(7_000_000 + n),
  sequence: n + 1,
  type: n % 2 === 0 ? 'MessageReceived' : 'ComplaintRaised',
  occurredAt: daysAgo(400 - 30 * n),
}));
const event = (n: number): string => events[n]!.id;

const phase = (
  name: string,
  cause: string | null,
  words: string,
  days: number,
  seen: number,
  n: number,
): PhaseAnswer => ({
  phase: name,
  cause,
  phaseWords: words,
  reason: 'silence',
  why: 'silent for longer than their rhythm explains',
  onset: daysAgo(days),
  detectedAt: daysAgo(seen),
  evidence: [event(n)],
});
const history = [
  phase('establishment', null, 'establishment', 400, 400, 0),
  phase('management', null, 'management', 340, 340, 1),
  phase('deterioration', 'betrayal', 'deterioration by betrayal', 60, 50, 2),
];

const promise = (n: number, state: string, made: number, due: number, more: Partial<PromiseRow> = {}): PromiseRow => ({
  id: event(n),
  state,
  by: 'ours',
  source: 'promise',
  madeAt: daysAgo(made),
  dueAt: daysAgo(due),
  confirmBy: 'customer-confirmed',
  renegotiations: 0,
  evidence: [event(n)],
  ...more,
});
const promises: readonly PromiseRow[] = [
  promise(3, 'broken', 70, 60, {
    text: 'A new draft of the contract',
    lateSeconds: 60 * 86_400,
    known: 'self-reported',
  }),
  promise(4, 'open', 20, -9, { text: 'A quote for two cranes', dueInSeconds: 9 * 86_400 }),
  promise(5, 'kept', 200, 190, { keptAt: daysAgo(191), known: 'customer-confirmed', source: 'order' }),
  promise(11, 'unconfirmed', 30, 12, { text: 'The dates of the training' }),
];
const rates = [{ evidence: 'customer-confirmed', kept: 1, broken: 1, rate: 0.5, low: 0.094, high: 0.906 }] as const;
const counts = { open: 1, kept: 1, broken: 1, unconfirmed: 1 };

/** What stands of a relationship with a history; `parts` says of one that it cannot be told. */
export const cannedStanding: Omit<StandingAnswer, 'party'> = {
  ...history.at(-1)!,
  classified: { kind: 'b2b', segment: 'mid-market', cadenceDays: 30 },
  basis: { contactDays: 46, since: daysAgo(400), tooEarly: false, feeds: [], unknownSince: null, sentence: '' },
  silence: {
    theirs: {
      days: 41,
      operationalDays: 41,
      usualDays: 6,
      p: 0.003,
      threshold: 0.003,
      outcome: 'alarm',
      since: daysAgo(41),
      sentence: 'usually every 6 days; silent for 41; 0.3 % likely',
      evidence: [event(6)],
    },
    ours: null,
  },
  trend: { kind: 'too-few', ratio: null, low: null, high: null, windowDays: 28, n: 0, sentence: 'too few to tell' },
  alarms: [
    {
      kind: 'silence',
      since: daysAgo(10),
      sentence: 'silent for longer than their rhythm explains',
      evidence: [event(6)],
    },
    {
      kind: 'breach',
      since: daysAgo(60),
      sentence: 'they complained 60 days ago, and it is open',
      evidence: [event(7)],
    },
  ],
  history,
  earlierPhases: 0,
  rules: { version: '0', rhythm: { version: '3', segment: 'mid-market' } },
  hindsightParameters: true,
  promises: {
    ...counts,
    rates,
    theirs: { open: 0, kept: 0, broken: 0, unconfirmed: 0 },
    rows: promises,
    more: 0,
    sentence: '1 kept, 1 broken, 1 open; 50 % kept (95 %: 9 to 91 %; confirmed by the customer, n = 2)',
  },
  needs: {
    untouched: 1,
    inHand: 0,
    declined: 0,
    met: 2,
    rows: [{ id: event(8), topic: 'faster delivery', status: 'untouched', statedAt: daysAgo(90), days: 90 }],
    goals: { open: 0, overdue: 0, reached: 0, rows: [] },
    sentence: '1 need that nobody acted on, 2 met; the oldest for 90 days',
  },
  people: {
    known: 2,
    engaged: 1,
    neverEngaged: 1,
    breadth: 1,
    singleThreaded: true,
    knowledgeRisk: null,
    championLost: false,
    missingRoles: ['finance'],
    rows: [
      {
        id: idOf(8_000_000),
        name: 'Ana Brandt',
        roles: ['champion'],
        champion: true,
        engaged: true,
        lastExchange: daysAgo(41),
      },
      { id: idOf(8_000_001), name: 'Raj Mehta', roles: ['user'], champion: false, engaged: false },
    ],
    more: 0,
    sentence: '1 person of theirs in exchange with us in 90 days, of 2 known',
    evidence: [event(9)],
  },
  health: cannedHealth,
  signals: cannedSignals,
  days: {
    theirs: Array.from({ length: 46 }, (_, n) => daysAgo(400 - 8 * n).slice(0, 10)),
    ours: Array.from({ length: 40 }, (_, n) => daysAgo(399 - 9 * n).slice(0, 10)),
    earlier: false,
  },
  parts: [
    { projection: 'trajectory' satisfies PartName, state: 'told', ...answered },
    { projection: 'replies' satisfies PartName, state: 'not-ready', says: 'The projection replies is being built.' },
  ],
  events,
};

/** A page of promises; none where the ledger is empty. */
export function promisesPage(
  isEmpty: boolean,
  query: URLSearchParams,
  of: Pick<RelationshipAnswer, 'id' | 'name'>,
): PromisesAnswer {
  const state = query.get('state');
  const rows = isEmpty
    ? []
    : promises
        .filter((row) => state === 'all' || row.state === (state ?? row.state))
        .map((row) => ({ ...row, relationship: { id: of.id, ...(of.name === undefined ? {} : { name: of.name }) } }));
  return {
    ...answered,
    by: 'ours',
    counts: isEmpty ? { open: 0, kept: 0, broken: 0, unconfirmed: 0 } : counts,
    rates: isEmpty ? [] : rates,
    rows,
    total: rows.length,
  };
}
