import type { DocumentAnswer, DocumentsAnswer, TotalsAnswer } from '#workspace/documents/made-answers.js';

/** What the projection `relationships` of the fixture has made. */

const answered = {
  build: 'relationships.1',
  position: { from: 21_348, to: 21_348 },
  horizon: '2026-11-24T12:00:00.000Z',
};
const projection = 'relationships';
const acme = { id: '00000000-0000-8000-8000-000000000029', name: 'Customer 41', kind: 'organisation' } as const;
/** A key that has a document there. */
export const cannedKey = acme;
const other = { id: '00000000-0000-8000-8000-00000000002a' };
const evidence = [
  {
    id: '00000000-0000-8000-8000-000000000a01',
    sequence: 21_000,
    type: 'MessageReceived',
    occurredAt: '2026-11-20T09:00:00.000Z',
  },
];

export function cannedDocuments(query: URLSearchParams): DocumentsAnswer {
  const rows = [
    { key: acme.id, of: acme, row: { messages: 3, state: 'waiting', isOverdue: true, dueAt: null } },
    {
      key: other.id,
      of: other,
      row: { messages: 12, state: 'answered', isOverdue: false, dueAt: 1_700_000_000_000 },
      rowError: { step: 'viewRow', message: 'Error: too few' } as const,
    },
  ];
  const sought = query.get('q');
  const found = sought === null ? rows : rows.filter(({ of }) => 'name' in of && of.name.includes(sought));
  if (query.get('sort') === 'messages' && query.get('direction') === 'descending') found.reverse();
  return { ...answered, projection, rows: found, total: found.length };
}

export function cannedDocument(key: string): DocumentAnswer | undefined {
  if (key !== acme.id) return undefined;
  return {
    ...answered,
    projection,
    key,
    of: acme,
    facts: 3,
    document: { messages: 3, parties: { '00000000-0000-8000-8000-000000000b01': { roles: ['contact'] } } },
    view: { silentDays: 4 },
    row: { messages: 3, state: 'waiting' },
    quarantine: { step: 'on.MessageReceived', message: 'Error: five is too many.' },
    evidence,
  };
}

export const cannedTotals: TotalsAnswer = {
  ...answered,
  projection,
  prefix: [],
  rows: [
    {
      at: ['kept', 'North', 3],
      sums: { n: 1_234, ms: '99999999999999999999' },
      columns: { lateMs: { count: 12, min: -5, median: 60_000, p90: 120_000, max: 900_000, sum: 1_000_000 } },
    },
    { at: ['broken'], sums: { n: 2 }, columns: {} },
  ],
};
