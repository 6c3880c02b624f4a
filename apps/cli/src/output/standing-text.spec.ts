import { describe, expect, it } from '@jest/globals';
import type { RelationshipAnswer } from '#workspace/answers.js';
import { phaseLine, standingSections } from './standing-text.js';

const basis = {
  contactDays: 46,
  since: '2024-02-01T09:00:00Z',
  tooEarly: false,
  feeds: [],
  unknownSince: null,
  sentence: '',
};
const phase = {
  phase: 'deterioration',
  cause: 'neglect',
  phaseWords: 'deterioration by neglect',
  reason: 'silence',
  why: 'silent for longer than their rhythm explains',
  onset: '2026-05-12T09:00:00Z',
  detectedAt: '2026-05-20T09:00:00Z',
  evidence: ['event-1', 'event-2'],
};
const earlier = {
  ...phase,
  phase: 'management',
  cause: null,
  phaseWords: 'management',
  why: 'established',
  evidence: [],
};
const answer = (given: object): RelationshipAnswer =>
  ({ parts: [], events: [], ...given }) as unknown as RelationshipAnswer;

describe('how a relationship stands, on a terminal', () => {
  it.each([
    [
      { ...phase, basis },
      '▽ deterioration by neglect · since 2026-05-12 (seen 2026-05-20) · 46 contact-days of theirs',
    ],
    [
      { ...phase, cause: 'betrayal', phaseWords: 'deterioration by betrayal', detectedAt: phase.onset, basis },
      '▼ deterioration by betrayal · since 2026-05-12 · 46 contact-days of theirs',
    ],
    [
      {
        ...phase,
        phase: 'establishment',
        cause: null,
        phaseWords: 'establishment',
        basis: { ...basis, contactDays: 1, tooEarly: true },
      },
      '◔ too early to tell (establishment) · 1 contact-day of theirs since 2024-02-01',
    ],
    [
      { ...phase, basis: { ...basis, unknownSince: '2026-05-01T00:00:00Z' } },
      '▽ deterioration by neglect · since 2026-05-12 (seen 2026-05-20) · 46 contact-days of theirs · unknown since 2026-05-01: a feed is down',
    ],
    [
      { parts: [{ projection: 'trajectory', state: 'not-ready', says: 'It is being built.' }] },
      '▨ phase not known: It is being built.',
    ],
    [{}, ''],
  ])('begins with the phase: %#', (given, line) => {
    expect(phaseLine(answer(given))).toBe(line);
  });

  it('goes on with lines that name their evidence, and with the history', () => {
    const alarm = {
      kind: 'breach',
      since: '2026-05-01T00:00:00Z',
      sentence: 'they complained 9 days ago',
      evidence: ['event-3'],
    };
    const [lines, history] = standingSections(
      answer({
        ...phase,
        basis,
        silence: { theirs: { sentence: 'usually every 6 days; silent for 41; 0.3 % likely' }, ours: null },
        trend: { sentence: 'too few to tell' },
        alarms: [alarm, alarm, alarm, alarm],
        history: [earlier, phase],
        earlierPhases: 2,
        rules: { version: '7', rhythm: { version: '0', segment: 'all' } },
        hindsightParameters: true,
        parts: [
          { projection: 'needs', state: 'withheld', says: 'Nobody may be told of for this purpose.' },
          { projection: 'voice', state: 'set-apart', says: 'Set apart at PraiseGiven: too loud.' },
          { projection: 'replies', state: 'nothing', says: 'Nothing recorded makes any.' },
        ],
      }),
      Infinity,
    );
    expect(lines!.split('\n')).toEqual([
      'because   silent for longer than their rhythm explains',
      'silence   usually every 6 days; silent for 41; 0.3 % likely',
      'trend     too few to tell',
      'alarm     2026-05-01 they complained 9 days ago (event-3)',
      'alarm     2026-05-01 they complained 9 days ago (event-3)',
      'alarm     2026-05-01 they complained 9 days ago (event-3)',
      '          1 more alarm',
      'by rules  phases 7; rhythm v0, not calibrated of all; fitted on what came later (hindsight)',
      'needs     cannot be told: Nobody may be told of for this purpose.',
      'voice     Set apart at PraiseGiven: too loud.',
      '',
    ]);
    expect(history!.split('\n').map((line) => line.trimEnd())).toEqual([
      'since       seen           phase                     because                                       evidence',
      '2026-05-12  2026-05-20  ▽  deterioration by neglect  silent for longer than their rhythm explains  event-1 +1',
      '2026-05-12  2026-05-20  ●  management                established',
      '2 older phases not kept',
      '',
    ]);
  });

  const signal = {
    id: 'a1b2c3d4e5f6a7b8',
    kind: 'process-deviation',
    severity: 'notice',
    since: '2026-05-12T09:00:00Z',
    evidence: ['event-1', 'event-2'],
    why: 'A case of support\nhas left its path.',
    work: { state: 'new' },
  };

  it('tells which signals stand, what people do about them, and where there are more', () => {
    const by = { id: 'ann', name: 'Ann' };
    const rows = [
      { ...signal, case: { id: 'case-1', name: 'S-1\u001b[2J', process: 'support' } },
      { ...signal, why: undefined, more: { n: 2 }, historic: true },
      { ...signal, work: { state: 'snoozed', until: '2026-05-20T09:00:00Z', by, at: '2026-05-13T09:00:00Z' } },
    ];
    const notAsked = [{ projection: 'process-targets', says: 'It is not ready.' }];
    const sentence = '5 open signals: 5 process-deviation; not told of process-targets';
    const signals = { rows, total: 5, more: 2, resolved: 0, notAsked, sentence };
    const [lines, table] = standingSections(answer({ id: 'party-1', signals }), Infinity);
    expect(lines!.split('\n')).toEqual([
      'signals          5 open signals: 5 process-deviation; not told of process-targets',
      'process-targets  its signals cannot be told: It is not ready.',
      '',
    ]);
    expect(table!.split('\n')).toEqual([
      'since       severity  signal                                case     work                                      id            evidence',
      '2026-05-12  notice    A case of support has left its path.  S-1 [2J  new                                       a1b2c3d4e5f6  event-1 +1',
      '2026-05-12  notice    process-deviation (n: 2)                       new, historic                             a1b2c3d4e5f6  event-1 +1',
      '2026-05-12  notice    A case of support has left its path.           snoozed until 2026-05-20 09:00 by Ann o…  a1b2c3d4e5f6  event-1 +1',
      '2 more: tend signals --relationship party-1',
      '',
    ]);
  });

  it('says in words that no signal stands, and why none can be told', () => {
    const none = { rows: [], total: 0, more: 0, resolved: 1, notAsked: [], sentence: 'no open signal; 1 resolved' };
    expect(standingSections(answer({ signals: none }), Infinity)).toEqual(['signals  no open signal; 1 resolved\n']);
    const parts = [{ projection: 'signals', state: 'withheld', says: 'Nobody may be told of for this purpose.' }];
    expect(standingSections(answer({ parts }), Infinity)).toEqual([
      'signals  cannot be told: Nobody may be told of for this purpose.\n',
    ]);
  });

  it('keeps its lines within the terminal', () => {
    const silence = { theirs: { sentence: 'usually every 6 days; silent for 41; 0.3 % likely' }, ours: null };
    const [lines] = standingSections(answer({ ...phase, basis, silence }), 40);
    expect(lines!.split('\n')).toEqual([
      'because  silent for longer than their',
      '         rhythm explains',
      'silence  usually every 6 days; silent',
      '         for 41; 0.3 % likely',
      '',
    ]);
  });

  it('leaves out what there is none of', () => {
    expect(standingSections(answer({}), Infinity)).toEqual([]);
  });
});
