import type { SignalRow, SignalsAnswer } from '#workspace/answers.js';
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
    event: idOf(4_000_000 + n),
    projection: 'waiting',
    key: idOf(n),
    ...(n % 5 === 4 ? {} : { relationship: { id: idOf(n), name: `Customer ${n}`, kind: 'organisation' as const } }),
    ...(n % 4 === 0 ? { more: { messages: n, team: 'North' } } : {}),
  };
}

/** A page of the inbox; `after` is the number of the last row before. */
export function signalsPage(after: string | null, limit: number): SignalsAnswer {
  const begin = after === null ? 0 : Number(after) + 1;
  const end = Math.min(begin + limit, signalCount);
  return {
    rows: Array.from({ length: end - begin }, (_, i) => rowOf(begin + i)),
    total: signalCount,
    ...(end < signalCount ? { next: String(end - 1) } : {}),
    answered: [{ projection: 'waiting', ...answered }],
    missing: ['relationships'],
  };
}
