import type { TimelineEntry } from '#workspace/answers.js';
import type { EvidenceAnswer } from '#workspace/evidence-answers.js';
import { answered } from './canned-portfolio.js';

const all = 14;

/** Cases that a number is made of, in pages. */
export function evidencePage(query: URLSearchParams): EvidenceAnswer {
  const from = Number(query.get('after') ?? 0);
  const to = Math.min(all, from + Number(query.get('limit')));
  const event = (number: number) =>
    ({
      id: `event ${number}`,
      type: 'ActivityRecorded',
      occurredAt: '2013-05-06T10:00:00.000Z',
      process: { definition: 'helpdesk', case: { id: `case ${number}` }, activity: 'Closed', lifecycle: 'complete' },
    }) as TimelineEntry;
  return {
    ...answered,
    projection: 'process-flow',
    cell: JSON.parse(query.get('cell')!) as string[],
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
