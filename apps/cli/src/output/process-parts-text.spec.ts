import { describe, expect, it } from '@jest/globals';
import type { PipelineAnswer, StagesAnswer } from '#workspace/processes/parts/stage-answers.js';
import type { LoadAnswer, TimesAnswer } from '#workspace/processes/parts/time-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { partsText } from './process-parts-text.js';

const width = 100;
const text = (parts: Partial<ProcessAnswer>): string => partsText(parts as ProcessAnswer, width).join('\n');
/** On a terminal that breaks no line. */
const wideText = (parts: Partial<ProcessAnswer>): string => partsText(parts as ProcessAnswer, Infinity).join('\n');

const none = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
const hours = (n: number, median: number) => ({
  n,
  min: 0,
  median: median * 3_600,
  mean: median * 3_600,
  p90: median * 7_200,
  max: median * 7_200,
  sum: n * median * 3_600,
});

const times: TimesAnswer = {
  cases: { cases: 1_200, duration: hours(1_200, 30), busy: hours(1_200, 2), idle: hours(1_200, 28) },
  open: { cases: 3, duration: hours(3, 72), busy: hours(3, 0), idle: hours(3, 72) },
  undeclared: 0,
  steps: { count: 5_000, withStart: 4_000 },
  businessHours: { calendar: 'office', assumedHours: true, duration: hours(1_203, 12) },
  activities: [
    {
      activity: 'Take in\ncharge',
      count: 3_000,
      service: hours(2_000, 1),
      waiting: { ...hours(1_900, 5), clamped: 12 },
      sojourn: hours(2_900, 6),
    },
    { activity: 'Close', count: 2_000, service: none, waiting: { ...none, clamped: 0 }, sojourn: hours(2_000, 1) },
  ],
  variants: { count: 226, collapsed: 106 },
};

describe('the text of times', () => {
  it('has busy and idle time, of activities service, waiting and sojourn, and names both counts of variants', () => {
    expect(text({ times })).toBe(
      [
        'times of cases          cases  median    p90  busy  p90  idle    p90',
        'ended                   1,200    30 h  2.5 d   2 h  4 h  28 h  2.3 d',
        'open, up to the moment      3     3 d    6 d   0 s  0 s   3 d    6 d',
        'Of 1,000 of 5,000 steps no start is known: they make nothing busy.',
        'all cases in hours of calendar office (not published: Mon–Fri, 9 to 17): median 12 h, p90 24 h',
        '226 variants; 106 collapsed: an activity that is repeated at once counts as done once',
        '',
        'activity        steps  service     of  waiting     of  clamped  sojourn     of',
        'Take in charge  3,000      1 h  2,000      5 h  1,900       12      6 h  2,900',
        'Close           2,000               0               0        0      1 h  2,000',
        'medians, of so many; service: start to completion; waiting: completion before to start; sojourn:',
        'completion before to completion',
        '',
      ].join('\n'),
    );
  });

  it('says where nothing tells of the end of cases, or of any start', () => {
    const { open: _open, businessHours: _hours, ...others } = times;
    const bare = text({ times: { ...others, undeclared: 1_200, steps: { count: 5_000, withStart: 0 } } });
    expect(bare).toContain('nothing says whether they are open  1,200');
    expect(bare).toContain('Of no step the start is known: how long a case was worked on');
    expect(bare).toContain('times of cases                      cases  median    p90\n');
    expect(bare).not.toMatch(/waiting|busy/);
    expect(text({ times: { ...others, undeclared: 7 } })).toContain('ended, or nothing says whether open  1,200');
  });
});

const load: LoadAnswer = {
  at: '2026-01-08T11:00:00.000+01:00',
  now: { open: 2, ended: 1_000, begun: 1_005, over: 1_003, reopened: 3 },
  undeclared: 1,
  period: 'month',
  periods: [{ period: '2026-01', firstWork: 1_001, lastSteps: 3, begun: 1_005, ended: 1_003, open: 2 }],
  periodsTotal: 3,
  betweenFirstWork: hours(1_000, 2),
  betweenLastSteps: none,
};

describe('the text of the load', () => {
  it('has what is open, by period, and says of what nothing is known', () => {
    expect(text({ load })).toBe(
      [
        'load at 2026-01-08 11:00: 2 open, 1,000 ended; nothing says so of 1 case; opened again 3 times',
        'month    first work  last step so far  begun  ended  open at its end',
        '2026-01       1,001                 3  1,005  1,003                2',
        'between the first work on one case and on the next: mean 2 h, median 2 h',
        'between the last steps of cases so far: fewer than two cases',
        '… and 2 earlier months with any of these',
        '',
      ].join('\n'),
    );
    const { now: _now, ...unknown } = load;
    const bare = text({ load: { ...unknown, undeclared: 1_003 } });
    expect(bare).toContain('nothing says of 1,003 cases whether they are open (see --terminal');
    expect(bare).not.toContain('begun');
  });
});

const told = {
  case: { id: 'c', name: 'Case\u0007 7' },
  key: 'k',
  relationships: [{ id: 'r', name: 'Amber Mills' }, { id: 'x' }],
};
const row = {
  ...told,
  state: 'open',
  from: 'Open',
  to: 'Answer',
  since: '2026-01-08T11:00:00.000+01:00',
  seconds: 90_000,
  p99: 3_600,
  sample: { passages: 1_234, cases: 1_000 },
} as const;

describe('the text of waits', () => {
  it('has the strongest pairs, and the waits that were unusual with their case', () => {
    const pairs = [
      { from: 'Open', to: 'Close', n: 1_200, mean: 7_200, stdev: 3_600 },
      { from: 'Close', to: 'Open', n: 1, mean: 60 },
    ];
    const profile = { pairs, pairsTotal: 2, observations: 1_201, overlapping: 0 };
    const unusual = { of: 'waits', total: 17, inOpenCases: 1, rows: [row] } as const;
    const { from: behind, to: _to, state: _state, ...wait } = row;
    const lasting = { total: 1, rows: [{ ...wait, behind }] };
    expect(text({ waits: { profile, unusual, lasting } })).toBe(
      [
        'later in the case: from  to     times   mean  deviation',
        'Open                     Close  1,200    2 h        1 h',
        'Close                    Open       1  1 min',
        '2 pairs of activities, 1,201 times from one to the other in all',
        '',
        'unusual waits: 17, 1 in open cases (from completion to start), above the p99 of at least 100 before',
        '  Case  7 (Amber Mills, x), open: Open → Answer 25 h since 2026-01-08 11:00 (p99 of 1,234: 1 h)',
        '  … and 16 more',
        'unusual waits that last: 1 open case, above the p99 of at least 100 behind the same activity before',
        '  Case  7 (Amber Mills, x): behind Open for 25 h since 2026-01-08 11:00 (p99 of 1,234: 1 h)',
        '',
      ].join('\n'),
    );
  });

  it('says that a profile would take too long, and that there were none', () => {
    const unusual = { of: 'durations', total: 0, inOpenCases: 0, rows: [] } as const;
    const limits = { groupsMax: 50_000_000, pairsMax: 250_000 };
    const wide = wideText({ waits: { profileTooLarge: { groups: 300_000, pairs: 300_000, ...limits }, unusual } });
    expect(wide).toContain('are not told: up to 300,000 pairs of activities, of at most 250,000. Choose fewer');
    expect(wide).toContain('unusual waits: 0 (from completion to completion: few starts are known)');
    const some = wideText({
      waits: { profileTooLarge: { groups: 6e7, pairs: 9, ...limits }, unusual: { ...unusual, total: 2 } },
    });
    expect(some).toContain('unusual waits: 2 (from completion to completion');
    const long = wideText({ waits: { profileTooLarge: { groups: 6e7, pairs: 9, ...limits }, unusual } });
    expect(long).toContain('are not told: 60,000,000 steps times activities of their case, of at most 50,000,000');
  });
});

const stages: StagesAnswer = {
  version: '2',
  stages: [
    {
      stage: 'Lead',
      cases: 22,
      visits: 24,
      reenteredBy: 2,
      completed: hours(20, 2),
      moved: 20,
      ended: 0,
      current: hours(2, 9),
      unknown: 0,
      dwell: { stays: 24, median: 7_200 },
    },
    {
      stage: 'Won',
      cases: 20,
      visits: 20,
      reenteredBy: 0,
      completed: none,
      moved: 0,
      ended: 0,
      current: none,
      unknown: 0,
      dwell: { stays: 0 },
    },
  ],
  stuck: [{ ...told, stage: 'Lead', since: row.since, age: 90_000, p90: 65_160, n: 20 }],
  stuckTotal: 1,
};

const share = { count: 12, of: 20, share: 0.6, low: 0.4, high: 0.8 };
const pipeline: PipelineAnswer = {
  version: '2',
  open: 3,
  withoutWorth: 1,
  undeclared: 4,
  currencies: [
    {
      currency: 'EUR',
      open: { cases: 2, value: 12_000.5 },
      stages: [
        { stage: 'Lead', cases: 2, value: 12_000.5 },
        { cases: 0, value: 0 },
      ],
      velocity: { open: 2, winRate: share, worth: { n: 12, mean: 650 }, cycle: { n: 12, mean: 27_000 }, perDay: 2_496 },
    },
    {
      currency: 'USD',
      open: { cases: 1, value: 7 },
      stages: [
        { stage: 'Lead', cases: 0, value: 0 },
        { cases: 1, value: 7 },
      ],
      velocity: { open: 1, winRate: { count: 0, of: 0 }, worth: { n: 0 }, cycle: { n: 0 }, noneBecause: 'too-few' },
    },
  ],
  outcomes: {
    cases: 27,
    counts: { won: 12, lost: 8, abandoned: 0, endedWithout: 0, open: 3, undeclared: 4 },
    winRate: share,
    wonOfEnded: share,
    wonOfAll: { count: 12, of: 27, share: 12 / 27 },
    reasons: {
      lost: [
        { reason: 'price', count: 7 },
        { reason: null, count: 1 },
      ],
      abandoned: [],
    },
  },
};

describe('the text of stages and of the pipeline', () => {
  it('has how long cases stay, and who is stuck', () => {
    expect(text({ stages })).toBe(
      [
        'stages by version 2',
        'stage  cases  came  stays  half left by  9 in 10 by  there now  for  longest  not known',
        'Lead      22    24     24           2 h      longer          2  9 h     18 h          0',
        'Won       20    20      0                                    0                        0',
        'stuck, longer than nine in ten stays before: 1',
        '  Case  7 (Amber Mills, x): Lead for 25 h since 2026-01-08 11:00 (p90 of 20: 18 h)',
        '',
      ].join('\n'),
    );
  });

  it('has what is open by currency, with what velocity is made of, and how cases came out', () => {
    expect(text({ pipeline })).toBe(
      [
        'pipeline by version 2: 3 open cases, 1 without a known worth',
        'of 4 cases nothing says whether they are open: not in it',
        'stage  open cases       EUR',
        'Lead            2  12,000.5',
        '(all)           2  12,000.5',
        'velocity: 2,496 EUR a day = 2 open cases × won 60.0 % (12/20) × 650 a won case ÷ 7.5 h',
        'stage            open cases  USD',
        'Lead                      0    0',
        '(none of these)           1    7',
        '(all)                     1    7',
        'velocity in USD: none; fewer than 10 cases were won or lost',
        'won 12, lost 8, abandoned 0, open 3, ended without 0, not known 4',
        'win rate 60.0 % (12/20) of those won or lost; 44.4 % (12/27) of all',
        'lost for: price 7, no reason given 1',
        '',
      ].join('\n'),
    );
  });
});

describe('the text of milestones', () => {
  it('says from where to where, of how many, and why not of all', () => {
    const from = { activities: ['Open', 'Re\u001bopen'], occurrence: 'first' } as const;
    const to = { activities: ['Close'], occurrence: 'last' } as const;
    const duration = hours(1_200, 2);
    const businessHours = { calendar: 'office', duration: hours(1_200, 1) };
    const spans = [
      { from, to, cases: 1_300, absent: 90, negative: 10, duration, businessHours },
      { cases: 1, absent: 0, negative: 1, duration: none, businessHours: { calendar: 'office', duration: none } },
    ];
    expect(text({ milestones: spans })).toBe(
      [
        'first Open, Re open → last Close: 1,200 of 1,300 cases (90 have not both; in 10 the end is not behind the start)',
        '  median 2 h, mean 2 h, p90 4 h, 0 s to 4 h',
        '  in hours of calendar office: median 1 h, p90 2 h',
        'start → end: 0 of 1 case (in 1 the end is not behind the start)',
        '',
      ].join('\n'),
    );
  });
});
