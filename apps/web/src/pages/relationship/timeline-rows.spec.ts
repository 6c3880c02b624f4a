import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '#workspace/answers.js';
import { ofCase, peopleOf, timelineRows } from './timeline-rows.js';

const entry = (id: string, occurredAt: string): TimelineEntry => ({ id, occurredAt }) as TimelineEntry;
const utcDay = (iso: string): string => iso.slice(0, 10);

describe('timelineRows', () => {
  it('puts the head of a day before its touchpoints, with how many they are', () => {
    const rows = timelineRows(
      [entry('c', '2026-03-12T09:00:00Z'), entry('b', '2026-03-12T08:00:00Z'), entry('a', '2026-03-10T08:00:00Z')],
      utcDay,
      true,
    );
    expect(rows.map((row) => (row.kind === 'day' ? `${row.key} ${row.count}` : row.entry.id))).toEqual([
      'day 2026-03-12 2',
      'c',
      'b',
      'day 2026-03-10 1',
      'a',
    ]);
  });

  it('does not count the oldest day while there are older pages', () => {
    const rows = timelineRows([entry('b', '2026-03-12T09:00:00Z'), entry('a', '2026-03-10T08:00:00Z')], utcDay, false);
    expect(rows.flatMap((row) => (row.kind === 'day' ? [row.count] : []))).toEqual([1, undefined]);
  });

  it('is right for one touchpoint and for none', () => {
    expect(timelineRows([entry('a', '2026-03-10T08:00:00Z')], utcDay, true)).toHaveLength(2);
    expect(timelineRows([], utcDay, true)).toEqual([]);
  });
});

describe('ofCase', () => {
  const step = (id: string, caseId?: string) =>
    ({ id, ...(caseId === undefined ? {} : { process: { case: { id: caseId } } }) }) as TimelineEntry;
  const entries = [step('d', '2'), step('c', '1'), step('b'), step('a', '1')];

  it('keeps the steps of the case, in their order, or everything where none is asked for', () => {
    expect(ofCase(entries, '1').map(({ id }) => id)).toEqual(['c', 'a']);
    expect(ofCase(entries, '3')).toEqual([]);
    expect(ofCase(entries, undefined)).toBe(entries);
  });
});

describe('peopleOf', () => {
  const party = (id: string, side: 'customer' | 'ours' | 'other') => ({ id, side, role: 'contact' });

  it('names the actor once, and the customer’s side before our own', () => {
    const { actor, others } = peopleOf({
      actor: { id: 'agent' },
      parties: [
        party('agent', 'ours'),
        party('team', 'ours'),
        party('bank', 'other'),
        party('ana', 'customer'),
        party('ana', 'customer'),
      ],
    });
    expect(actor.id).toBe('agent');
    expect(others.map(({ id }) => id)).toEqual(['ana', 'team', 'bank']);
  });
});
