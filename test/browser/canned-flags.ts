import type { BuildsAnswer } from '#workspace/builds/build-answers.js';
import type { FlagCounts, WhatIfAnswer } from '#workspace/builds/flag-answers.js';
import { cannedBuilds, cannedDiff } from './canned-projections.js';

/** A projection that raises signals of relationships. */
export const cannedFlagBuilds: BuildsAnswer = {
  ...cannedBuilds,
  projection: 'trajectory',
  flags: { signal: 'silence' },
  builds: [{ ...cannedBuilds.builds[0]!, build: 'trajectory.1', parameters: {} }],
};

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

/** What a stricter rule of silence would have told. */
export const cannedFlags: WhatIfAnswer = {
  ...cannedDiff,
  projection: 'trajectory',
  flags: {
    signal: 'silence',
    kinds: ['decline', 'silence'],
    horizon: { leastDays: 180, meanGaps: 4 },
    knownThrough: '2026-11-23',
    relationshipYears: 298,
    acts: 2_400,
    claimed: 3,
    withheld: 2,
    before: {
      ...counts(41, { left: 12, stayed: 4, notYetKnown: 25 }),
      stayedPerYear: 0.0134,
      budgetPerYear: 0.2,
      leadDays: { low: 90, median: 114, high: 120 },
    },
    after: {
      ...counts(42, { left: 12, stayed: 7, notYetKnown: 23 }),
      stayedPerYear: 0.0235,
      budgetPerYear: 0.5,
      leadDays: { low: 94, median: 123.5, high: 140 },
    },
    changes: {
      'earlier': counts(41, { relationshipsLeft: 12 }),
      'only-after': counts(1),
      'only-before': counts(0),
      'later': counts(0),
      'same': counts(0),
    },
    medianDaysEarlier: 9.04,
    medianDaysLater: null,
    rows: [
      {
        relationship: { id: '00000000-0000-8000-8000-000000000029', name: 'Copper Wood Clinics' },
        event: '00000000-0000-8000-8000-000000000a01',
        since: '2025-05-27T13:10:35.000Z',
        change: 'earlier',
        daysEarlier: 59.709,
        before: { raisedAt: '2025-12-12T02:40:23.394Z', outcome: 'not-yet-known' },
        after: { raisedAt: '2025-10-13T09:38:43.084Z', outcome: 'left', leftOn: '2025-11-23', leadDays: 41 },
      },
      {
        relationship: { id: '00000000-0000-8000-8000-00000000002a' },
        event: '00000000-0000-8000-8000-000000000a02',
        since: '2025-05-27T13:10:35.000Z',
        change: 'only-after',
        after: { raisedAt: '2025-10-20T09:38:43.084Z', outcome: 'stayed' },
      },
    ],
    more: 40,
  },
};
