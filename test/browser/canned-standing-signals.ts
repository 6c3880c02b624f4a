import type { SignalsPart, StandingSignal } from '#workspace/relationships/signals-part.js';

const dayMs = 86_400_000;
const horizon = Date.parse('2026-11-24T08:00:00.000Z');
const daysAgo = (days: number): string => new Date(horizon - days * dayMs).toISOString();
const idOf = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;

function signal(n: number, given: Partial<StandingSignal>): StandingSignal {
  return {
    id: String(n).padStart(64, '0'),
    kind: 'customer-unanswered',
    severity: 'notice',
    since: daysAgo(n + 1),
    firstSeen: daysAgo(n),
    lastSeen: daysAgo(0),
    event: idOf(7_000_000 + n),
    evidence: [idOf(7_000_000 + n)],
    work: { state: 'new' },
    projection: 'replies',
    key: idOf(n),
    why: `Their first message by email has had no human reply for ${n + 1} days.`,
    todo: 'Answer it.',
    ...given,
  };
}

const deviation: Partial<StandingSignal> = {
  kind: 'process-deviation',
  severity: 'warning',
  projection: 'process-deviations',
  why: 'A case of helpdesk has left its path: Wait is not on it; next was Resolve ticket.',
  todo: 'See whether the case is right, or its path.',
  case: { id: idOf(6_000_001), name: 'S-1', process: 'helpdesk' },
};
const snoozed: StandingSignal['work'] = {
  state: 'snoozed',
  until: daysAgo(-3),
  by: { id: 'ann', name: 'Ann' },
  at: daysAgo(1),
};

/** Some of all that stands: of a case, put off, taken on, history. */
export const cannedSignals: SignalsPart = {
  rows: [
    signal(2, { kind: 'betrayal', severity: 'critical', projection: 'trajectory', why: 'We broke something.' }),
    signal(3, deviation),
    signal(4, { severity: 'warning', work: snoozed }),
    signal(5, { work: { state: 'acknowledged', by: { id: 'ann', name: 'Ann' }, at: daysAgo(1) } }),
    signal(6, {}),
    signal(7, {}),
    signal(8, { severity: 'warning', historic: true, kind: 'need-untouched', projection: 'needs' }),
  ],
  total: 23,
  more: 16,
  resolved: 1,
  notAsked: [{ projection: 'process-targets', says: 'It is not ready.' }],
  sentence: '23 open signals: 21 customer-unanswered, 1 betrayal, 1 process-deviation; 1 resolved',
};

export const noStandingSignals: SignalsPart = {
  rows: [],
  total: 0,
  more: 0,
  resolved: 0,
  notAsked: [],
  sentence: 'no open signal',
};
