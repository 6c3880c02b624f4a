import { describe, expect, it } from '@jest/globals';
import type { FlagCounts, FlagRecord, FlagsAnswer } from '#workspace/builds/flag-answers.js';
import { flagsText } from './flags-text.js';

const counts = (flags: number, given: Partial<FlagCounts> = {}): FlagCounts => ({
  flags,
  relationships: flags,
  relationshipsLeft: 0,
  left: 0,
  stayed: 0,
  notYetKnown: 0,
  feedDown: 0,
  unusable: 0,
  hindsight: 0,
  ...given,
});
const record = (flags: number, given: Partial<FlagRecord> = {}): FlagRecord => ({
  ...counts(flags),
  stayedPerYear: null,
  leadDays: null,
  ...given,
});
const none = counts(0);
const nothing = { 'earlier': none, 'later': none, 'same': none, 'only-before': none, 'only-after': none };
const answer: FlagsAnswer = {
  signal: 'silence',
  kinds: ['decline', 'silence'],
  horizon: { leastDays: 180, meanGaps: 4 },
  knownThrough: '2026-11-23',
  relationshipYears: 100.4,
  acts: 900,
  claimed: 0,
  withheld: 0,
  before: record(41, { left: 12, stayed: 4, stayedPerYear: 0.04, budgetPerYear: 0.2, notYetKnown: 25 }),
  after: record(42, {
    left: 12,
    stayed: 7,
    stayedPerYear: 0.07,
    budgetPerYear: 0.5,
    notYetKnown: 22,
    feedDown: 1,
    leadDays: { low: 80, median: 101.5, high: 120 },
  }),
  changes: { ...nothing, 'earlier': counts(41, { relationshipsLeft: 12 }), 'only-after': counts(1) },
  medianDaysEarlier: 9.04,
  medianDaysLater: null,
  rows: [
    {
      relationship: { id: 'r-1', name: 'Copper Wood\u0007Clinics' },
      event: 'e-1',
      since: '2025-05-27T13:10:35.000Z',
      change: 'earlier',
      daysEarlier: 59.7,
      before: { raisedAt: '2025-12-12T02:40:23.394Z', outcome: 'not-yet-known' },
      after: { raisedAt: '2025-10-13T09:38:43.084Z', outcome: 'left', leftOn: '2025-11-23', leadDays: 41 },
    },
    {
      relationship: { id: 'r-2' },
      event: 'e-2',
      since: '2025-05-27T13:10:35.000Z',
      change: 'only-after',
      after: { raisedAt: '2025-10-13T09:38:43.084Z', outcome: 'stayed' },
    },
  ],
  more: 40,
};

describe('flags of a what-if as text', () => {
  it('say what it comes to, both rules beside each other, and a row for each flag that differs', () => {
    const lines = flagsText(answer, 120).split('\n');
    expect(lines[0]).toBe(
      '41 relationships would have been flagged earlier (median 9 days), 12 of them left; ' +
        '1 relationship would have been flagged where no alarm was, 0 of them left; 3 more alarms of relationships that stayed. ' +
        'Of 22 flags it is not yet known; of 1 flag nobody knows, because a feed was down.',
    );
    expect(lines.slice(2, 4)).toEqual([
      'As it is  41 flags: 12 left, 4 stayed (0.040 a relationship and year of 100; budget 0.2), 25 not known.',
      'What if   42 flags: 12 left (median 102 days before it was plain), 7 stayed (0.070 a relationship and year of 100; budget 0.5), 23 not known.',
    ]);
    expect(lines.slice(5)).toEqual([
      'relationship         flagged     what if     days earlier  left?            days before',
      'Copper Wood Clinics  2025-12-12  2025-10-13          59.7  left 2025-11-23           41',
      'r-2                  –           2025-10-13             –  stayed                     –',
      '… and 40 more: --limit, or --json.',
      '',
    ]);
  });

  it('say what was judged by hindsight, what only the source claims, and who was left out', () => {
    const before = { ...answer.before, hindsight: 40 };
    const lines = flagsText({ ...answer, before, claimed: 12, withheld: 1 }, 120).split('\n');
    expect(lines[4]).toMatch(/^By hindsight, .* was fitted to: 40 as it is, 0 what if\. .*`tend backtest` does\.$/);
    expect(lines[5]).toBe('Of 12 of 900 acts of theirs only the source claims when they were known.');
    expect(lines[6]).toBe('Left out: 1 relationship that nobody may analyse.');
  });

  it('say that nothing differs, and that nobody was flagged', () => {
    const same = { ...answer, changes: { ...nothing, same: counts(41) }, rows: [], more: 0 };
    expect(flagsText(same, 120)).toMatch(/^Every flag would have been raised when it was\. Of 22 flags/);
    const empty = { ...answer, before: record(0), after: record(0), changes: nothing, rows: [], more: 0 };
    expect(flagsText({ ...empty, signal: 'silense' }, 120)).toBe(
      'Nobody was ever flagged by “silense” under either rule. Raised were decline, silence.\n',
    );
    expect(flagsText({ ...empty, kinds: [] }, 120)).toMatch(/Neither rule ever raised any signal\.\n$/);
  });

  it('say what a laxer rule would have missed', () => {
    const changes = { ...nothing, 'later': counts(2, { relationshipsLeft: 1 }), 'only-before': counts(3) };
    const laxer = { ...answer, changes, before: record(5, { stayed: 3 }), after: record(2, { stayed: 2 }) };
    expect(flagsText({ ...laxer, medianDaysLater: 1 }, 120).split('\n')[0]).toBe(
      '2 relationships would have been flagged later (median 1 day), 1 of them left; ' +
        '3 relationships would not have been flagged where an alarm was, 0 of them left; ' +
        '1 fewer alarm of relationships that stayed.',
    );
  });
});
