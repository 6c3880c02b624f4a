import type { SignalRow, SignalsAnswer } from '#workspace/signals/signal-answers.js';
import type { DeadLetterRow, WebhookRow } from '#workspace/outbox/webhook-answers.js';
import { answered } from './canned-portfolio.js';

const signalCount = 130;
const severities = ['critical', 'warning', 'notice'] as const;
const idOf = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;

function rowOf(n: number): SignalRow {
  return {
    id: String(n).padStart(64, '0'),
    kind: n % 2 === 0 ? 'unanswered' : 'promise-broken',
    severity: severities[n % 3]!,
    since: new Date(Date.parse('2026-11-20T12:00:00Z') - n * 86_400_000).toISOString(),
    firstSeen: new Date(Date.parse('2026-11-21T12:00:00Z') - n * 86_400_000).toISOString(),
    lastSeen: '2026-11-24T12:00:00.000Z',
    event: idOf(4_000_000 + n),
    evidence: [idOf(4_000_000 + n)],
    ...(n % 2 === 0 ? { why: `A message of theirs waits for ${n + 4} days.`, todo: 'Answer it.' } : {}),
    work: { state: 'new' },
    projection: 'waiting',
    key: idOf(n),
    ...(n % 5 === 4 ? {} : { relationship: { id: idOf(n), name: `Customer ${n}`, kind: 'organisation' as const } }),
    ...(n % 4 === 0 ? { more: { messages: n, team: 'North' } } : {}),
  };
}

const expectedFalseAlarms = {
  from: '2026-11-24T12:00:00.000Z',
  to: '2026-12-01T12:00:00.000Z',
  total: 3.2,
  silence: 2.9,
  decline: 0.3,
  contactsPerFalseDecline: 1000,
  contacts: 300,
  relationships: 4_123,
};

/** The inbox where nothing is raised. */
export const noSignals: SignalsAnswer = {
  rows: [],
  total: 0,
  kinds: [],
  notShown: { historic: 0, snoozed: 0, resolved: 0 },
  answered: [],
};

/** A page of the inbox; `after` is the number of the last row before. */
export function signalsPage(after: string | null, limit: number): SignalsAnswer {
  const begin = after === null ? 0 : Number(after) + 1;
  const end = Math.min(begin + limit, signalCount);
  return {
    rows: Array.from({ length: end - begin }, (_, i) => rowOf(begin + i)),
    total: signalCount,
    kinds: [
      { kind: 'promise-broken', count: 65 },
      { kind: 'unanswered', count: 65 },
    ],
    notShown: { historic: 1_204, snoozed: 3, resolved: 0 },
    ...(after === null ? { expectedFalseAlarms } : {}),
    ...(end < signalCount ? { next: String(end - 1) } : {}),
    answered: [{ projection: 'waiting', ...answered, setApart: 2, rest: 1_204 }],
    missing: ['relationships'],
  };
}

const told: WebhookRow = {
  id: idOf(5_000_000),
  url: 'https://desk.example.org/hooks/tend',
  createdAt: '2026-11-01T12:00:00Z',
  state: 'enabled',
  delivered: 1_204,
  deliveredAt: '2026-11-24T11:58:00Z',
  pending: 0,
  deadLetters: 0,
};

/** One that all goes well with, and one that does not answer. */
export const webhooks: readonly WebhookRow[] = [
  told,
  {
    ...told,
    id: idOf(5_000_001),
    url: 'https://a-receiver-with-a-long-name.example.org/hooks/customers/escalations/of/the/north',
    kinds: ['unanswered', 'promise-broken'],
    projections: ['waiting'],
    pending: 3,
    deadLetters: 1,
    nextAttemptAt: '2026-11-24T12:40:00Z',
    failure: 'answered 503',
    failedAt: '2026-11-24T11:59:00Z',
  },
];

export const deadLetters: readonly DeadLetterRow[] = [
  {
    id: 'msg_8d0c1f54e0a1',
    webhook: idOf(5_000_001),
    type: 'signal.raised',
    createdAt: '2026-11-22T08:00:00Z',
    failedAt: '2026-11-23T17:30:00Z',
    attempts: 16,
    failure: 'not reached (ECONNREFUSED)',
    message: {},
  },
];
