import type { DigestRow } from '#workspace/digests/digest-answers.js';
import type { TodayAnswer, TodayThing } from '#workspace/today/today-answers.js';

const thing = (matter: string, given: Partial<TodayThing>): TodayThing => ({
  matter,
  kind: 'silence',
  gravity: 3,
  because: 'They are turning away, or told us that something is wrong.',
  relationship: { id: `id-${matter}`, name: `Customer ${matter}`, kind: 'organisation' },
  since: '2026-11-01T09:00:00.000Z',
  why: 'Usually every 6 days (12 gaps); silent for 41.',
  todo: 'Get in touch.',
  evidence: ['event-1', 'event-2'],
  signals: [`signal-${matter}`],
  plays: [],
  also: [],
  ...given,
});

/** Three things of which one is overdue, one has a play and one has nothing to be said of it. */
export const cannedToday: TodayAnswer = {
  asOf: '2026-11-24T12:00:00.000Z',
  things: [
    thing('one', {
      kind: 'promise-unconfirmed',
      gravity: 1,
      dueAt: '2026-11-20T09:00:00.000Z',
      question: 'Was it kept?',
      promise: 'promise-one',
      owner: { id: 'id-kim', name: 'Kim', kind: 'person' },
    }),
    thing('two', { plays: [{ play: 'call', version: '1', state: 'open' }], also: ['decline'] }),
    thing('three', { kind: 'customer-waiting', signals: [] }),
  ],
  total: 1_207,
  rest: {
    count: 1_204,
    kinds: [
      { kind: 'silence', count: 1_200 },
      { kind: 'of-somebody-else', count: 4 },
    ],
  },
  settled: 7,
  owners: [
    { owner: { id: 'none' }, things: 1_206 },
    { owner: { id: 'id-kim', name: 'Kim', kind: 'person' }, things: 1 },
  ],
  ranking: [],
};

export const nothingToday: TodayAnswer = {
  ...cannedToday,
  things: [],
  total: 0,
  rest: { count: 0, kinds: [] },
  settled: 0,
  owners: [],
};

/** One that is told, and one that its mail server does not take. */
export const cannedDigests: readonly DigestRow[] = [
  {
    id: '00000000-0000-4000-8000-000000000071',
    webhook: 'https://desk.example.org/hooks/today',
    at: '07:00',
    days: 'daily',
    createdAt: '2026-11-20T12:00:00Z',
    state: 'enabled',
    nextAt: '2099-01-01T07:00:00Z',
    lastDay: '2026-11-24',
    lastOutcome: 'told',
    delivered: 4,
    pending: 0,
    deadLetters: 0,
  },
  {
    id: '00000000-0000-4000-8000-000000000072',
    owner: { id: 'id-kim', name: 'Kim', kind: 'person' },
    mail: 'kim@example.org',
    at: '06:45',
    days: 'mon-fri',
    createdAt: '2026-11-20T12:00:00Z',
    state: 'enabled',
    nextAt: '2099-01-01T06:45:00Z',
    delivered: 0,
    pending: 1,
    nextAttemptAt: '2099-01-01T06:45:00Z',
    deadLetters: 0,
    failure: 'no mail server is set: TEND_SMTP and TEND_MAIL_FROM',
    failedAt: '2026-11-24T06:45:00Z',
  },
];
