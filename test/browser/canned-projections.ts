import type { ProjectionRow, ProjectionsAnswer } from '#workspace/answers.js';
import type { BuildRow, BuildsAnswer, DiffAnswer } from '#workspace/builds/build-answers.js';

const row: ProjectionRow = {
  name: 'relationships',
  purpose: 'relationship-analysis',
  key: 'relationship',
  build: 'relationships.1',
  state: 'serving',
  position: 21_348,
  lagEvents: 0,
  lagSeconds: 0,
  documents: 397,
  quarantined: 0,
};

export const cannedProjections: ProjectionsAnswer = {
  projections: [
    { ...row, waiting: 'relationships.2' },
    {
      ...row,
      name: 'process-flow',
      build: 'process-flow.4',
      building: { build: 'process-flow.5', done: 10_000, total: 21_348, eventsPerSecond: 26_000, secondsLeft: 1 },
    },
  ],
  problems: [{ file: 'broken.projection.ts', reason: 'Unexpected token' }],
};

const build: BuildRow = {
  build: 'relationships.1',
  number: 1,
  fingerprint: 'a'.repeat(64),
  state: 'serving',
  isCurrent: false,
  position: 21_348,
  lagEvents: 0,
  documents: 397,
  quarantined: 0,
  parameters: { zone: 'Europe/Vienna' },
  apart: [],
};

export const cannedBuilds: BuildsAnswer = {
  projection: 'relationships',
  context: ['PhaseRulesPublished'],
  builds: [build, { ...build, build: 'relationships.2', number: 2, state: 'ready', isCurrent: true }],
};

/** One that stands still at a key, and has another one set apart. */
export const cannedStall: BuildsAnswer = {
  projection: 'process-flow',
  builds: [
    {
      ...build,
      build: 'process-flow.4',
      isCurrent: true,
      reason: 'A function takes longer than 50 s for the key case-7 at event 12.',
      stall: { key: 'case-7', event: '00000000-0000-8000-8000-000000000007', sequence: 12 },
      apart: [{ key: 'case-3', event: '00000000-0000-8000-8000-000000000003' }],
    },
  ],
};

const none = { compared: 397, added: 0, removed: 0, changed: 0 };

export const cannedDiff: DiffAnswer = {
  projection: 'relationships',
  from: { build: 'relationships.1', fingerprint: 'a', documents: 397, quarantined: 0 },
  to: { build: 'relationships.2', fingerprint: 'b', documents: 397, quarantined: 0 },
  position: { from: 21_348, to: 21_348 },
  horizon: '2026-11-24T12:00:00.000Z',
  documents: { ...none, changed: 12 },
  rows: { ...none, changed: 12 },
  signals: { compared: 0, added: 0, removed: 0, changed: 0 },
  totals: { ...none, compared: 0 },
  fields: [{ path: 'theirs.count', documents: 12 }],
  examples: [
    {
      key: '00000000-0000-8000-8000-000000000029',
      kind: 'changed',
      fields: [{ path: 'theirs.count', before: 47, after: 46 }],
      evidence: ['00000000-0000-8000-8000-000000000a01'],
    },
  ],
  totalExamples: [],
};
