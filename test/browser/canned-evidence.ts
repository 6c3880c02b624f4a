import type { TimelineEntry } from '#workspace/answers.js';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import { cannedKey } from './canned-made.js';
import { answered } from './canned-portfolio.js';

const all = 14;

/** Cases that a number is made of, in pages. */
export function evidencePage(projection: string, query: URLSearchParams): EvidenceAnswer {
  const from = Number(query.get('after') ?? 0);
  const to = Math.min(all, from + Number(query.get('limit')));
  const event = (number: number) =>
    ({
      id: `event ${number}`,
      type: 'ActivityRecorded',
      occurredAt: '2013-05-06T10:00:00.000Z',
      process: { definition: 'helpdesk', case: { id: `case ${number}` }, activity: 'Closed', lifecycle: 'complete' },
    }) as TimelineEntry;
  const cell = JSON.parse(query.get('cell')!) as string[];
  if (projection !== 'process-flow') return { ...answered, projection, cell, ...contributors(event(0)) };
  return {
    ...answered,
    projection,
    cell,
    sums: { cases: all },
    values: {},
    rows: Array.from({ length: to - from }, (_none, at) => ({
      key: `case ${from + at}~helpdesk`,
      of: { id: `case ${from + at}`, name: `Case ${from + at}` },
      sums: { cases: 1 },
      values: {},
      events: [event(from + at)],
      eventCount: 3,
    })),
    ...(to < all ? { next: String(to) } : {}),
  };
}

/** A document, and an event that counts by itself. */
function contributors(event: TimelineEntry): Pick<EvidenceAnswer, 'sums' | 'values' | 'rows'> {
  return {
    sums: { n: 3 },
    values: { lateMs: 2 },
    rows: [
      { key: cannedKey.id, of: cannedKey, sums: { n: 2 }, values: { lateMs: 2 }, events: [event], eventCount: 4 },
      { key: 'counted', isCounted: true, sums: { n: 1 }, values: {}, events: [event], eventCount: 1 },
    ],
  };
}
