import type { HandoverPack, OwnerHandover } from '#workspace/handover/handover-answers.js';
import type { RelationshipHealth } from '#workspace/relationships/health-answers.js';

const answered = { build: 'b.1', position: { from: 1, to: 1 }, horizon: '2026-11-24T08:00:00.000Z' };
const kept = '00000000-0000-8000-8000-000007000001';
const complained = '00000000-0000-8000-8000-000007000003';

/** Fell from 74 to 58 by three signals that add up. */
export const cannedHealth: RelationshipHealth = {
  value: 58,
  sentence: '58 (coverage 80 %)',
  coverage: 0.8,
  at: '2026-11-01T08:00:00.000Z',
  contributions: [
    {
      signal: 'complaints',
      label: 'Open complaints',
      definition: 'Complaints that are not resolved.',
      value: 1,
      unit: 'open',
      score: 30,
      weight: 2,
      contribution: -5.7,
      evidence: [complained],
    },
  ],
  absent: [{ signal: 'reply', label: 'First reply', definition: 'How long a first reply takes.' }],
  changes: [
    {
      at: '2026-11-01T08:00:00.000Z',
      from: 74,
      to: 58,
      sentence: '74 → 58 on 2026-11-01',
      parts: [
        {
          kind: 'value',
          signal: 'complaints',
          label: 'Open complaints',
          points: -18,
          evidence: [complained],
          sentence: '−18 open complaints',
        },
        {
          kind: 'value',
          signal: 'reply',
          label: 'First reply',
          points: 2,
          evidence: [kept],
          sentence: '+2 first reply',
        },
      ],
      model: '0',
      hindsightParameters: false,
    },
    {
      at: '2026-03-01T08:00:00.000Z',
      from: null,
      to: 74,
      sentence: 'no number → 74 on 2026-03-01',
      parts: [],
      model: '0',
      hindsightParameters: false,
    },
  ],
  olderChanges: 0,
  model: { version: '0', label: 'proposal, not calibrated', sentence: 'model v0: proposal, not calibrated' },
  hindsightParameters: false,
  feedDown: false,
  assessments: [],
  assessed: 'Kim says 4 of 5 on 2026-11-20; that is better than the number says',
  disagreement: 'assessed-better',
};

export function cannedPack(id: string, name: string): HandoverPack {
  return {
    ...answered,
    relationship: { id, name },
    sections: [
      { topic: 'who', title: 'Who they are', lines: [{ text: 'Owner: Kim since 2026-01-05', evidence: [] }], more: 0 },
      {
        topic: 'complaints',
        title: 'Complaints and matters that are open',
        lines: [{ text: 'Complaint since 2026-11-01: late', evidence: [complained, kept] }],
        more: 2,
      },
    ],
    readingSeconds: 130,
    parts: [],
    events: [{ id: complained, sequence: 3, type: 'ComplaintRaised', occurredAt: '2026-11-01T08:00:00.000Z' }],
  };
}

/** Two pages of one pack each; nothing of anybody but Kim. */
export function cannedOwnerHandover(query: URLSearchParams, names: readonly string[]): OwnerHandover {
  if (query.get('owner') !== 'kim') return { ...answered, rows: [], total: 0 };
  const isLast = query.get('after') === 'second';
  const name = names[isLast ? 1 : 0]!;
  const owner = { id: 'kim', name: 'Kim' };
  return {
    ...answered,
    owner,
    rows: [cannedPack(`id-${name}`, name)],
    total: 2,
    ...(isLast ? {} : { next: 'second' }),
  };
}
