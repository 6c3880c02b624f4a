import { describe, expect, it } from '@jest/globals';
import { effortSummaryOf } from '#measures/process/customer-effort-summary.js';
import { shareOf } from '#measures/process/counted-share.js';
import type {
  AssociationAcross,
  AssociationsAcross,
  ExperienceAcrossAnswer,
  FeltProcess,
} from '#workspace/processes/experience/across-answers.js';
import type { VoiceMeasure } from '#workspace/voice/voice-answers.js';
import { experienceAcrossText } from './experience-across-text.js';

const day = 86_400_000;

const ended = {
  state: 'ended',
  steps: 4,
  rework: 1,
  reopenings: 0,
  handovers: 2,
  waitMs: 3 * day,
  longestWaitMs: 2 * day,
  waitForOthersMs: 0,
  waitForCustomerMs: day,
  toEndMs: 4 * day,
  knownMs: 4 * day,
} as const;

const nps: VoiceMeasure = {
  measure: 'nps',
  instrument: 'nps',
  scale: { min: 0, max: 10 },
  polarity: 'higher-is-better',
  n: 43,
  counts: [],
  mean: 8.4,
  figure: { value: 62.8, over: { kind: 'answers', count: 43 } },
} as never;

const felt = (process: string, given: Partial<FeltProcess> = {}): FeltProcess => ({
  process,
  effort: effortSummaryOf([ended]),
  relationships: { total: 85, casesWithout: 0, phases: [{ phase: 'management', relationships: 54, tooEarly: 0 }] },
  voice: { relationships: 85, answering: 40, complaining: 9, complaints: 9, surveys: [nps] },
  needs: needsOf(10),
  waitingNow: { cases: 4, casesWithout: 0, relationships: 3 },
  ...given,
});

function needsOf(stated: number): NonNullable<FeltProcess['needs']> {
  return {
    stated,
    met: shareOf(stated * 0.4, stated),
    declined: shareOf(stated * 0.1, stated),
    untouched: shareOf(stated * 0.2, stated),
    inHand: shareOf(stated * 0.3, stated),
    reasons: [],
    goals: { agreed: 0, reached: 0, reachedLate: 0, dropped: 0, overdue: 0, open: 0 },
    unplaced: 0,
  };
}

const figures = {
  exposed: { n: 30, outcomes: 9 },
  others: { n: 46, outcomes: 11 },
  crude: { difference: 0.061, low: -0.2, high: 0.3 },
  stratified: { difference: -0.1, low: -0.318, high: 0.118 },
  reverses: false,
  fewOutcomes: false,
  incomparable: 0,
};

const pair = (given: Partial<AssociationAcross>): AssociationAcross => ({
  exposure: 'handovers',
  aftermath: 'low-answer',
  ...figures,
  kinds: 2,
  byProcess: [
    { process: 'repair', ...figures, crude: { difference: -0.1 }, stratified: { difference: -0.1 }, fewOutcomes: true },
    {
      process: 'support',
      ...figures,
      crude: { difference: -0.1 },
      stratified: { difference: -0.1 },
      fewOutcomes: true,
    },
    { process: 'tiny', ...figures, exposed: { n: 1 }, tooFew: 'small-arm' },
  ],
  ...given,
});

const sums = { cases: 76, endings: 80, judged: 76, tooEarly: 4, withoutRelationship: 0 };
const usual = { caseType: 'category', seriousness: 'severity', unsaid: 0 };

const told = (...of: readonly AssociationAcross[]): AssociationsAcross => ({
  ...sums,
  processes: ['repair', 'support'].map((process) => ({ process, ...sums, ...usual })),
  of,
});

const textOf = (given: Partial<ExperienceAcrossAnswer>): string => {
  const answer = {
    at: '2026-11-24T12:00:00.000Z',
    windowDays: 90,
    processes: [felt('support'), felt('repair')],
    associations: told(),
    ...given,
  };
  const text = experienceAcrossText(answer, 100);
  for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  expect(text).not.toMatch(/undefined|NaN/);
  return text.replaceAll(/ +/g, ' ');
};

describe('the text of what customers feel across processes', () => {
  it('has a line a process of what it costs, whom it touches, what they answered and what was needed', () => {
    const few = { ...nps, instrument: 'csat', n: 3, suppressed: true } as VoiceMeasure;
    const voice = { ...felt('x').voice, surveys: [nps, { ...few, figure: undefined, mean: undefined } as never] };
    const text = textOf({ processes: [felt('support', { voice }), felt('repair')] });
    for (const line of [
      'support 1 0 3 d 2 d 0 % 100 % 2.0',
      'support 85 3 9 of 85 ● 54',
      'support 62.8 (43) – (3)',
      'repair 62.8 (43) –',
      'support 10 40.0 % (4/10) 10.0 % (1/10) 20.0 % (2/10)',
    ])
      expect(text).toContain(`${line}\n`);
  });

  it('warns where the crude difference misleads, and shows process by process what is right', () => {
    const text = textOf({ associations: told(pair({ reverses: true })) });
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(
      'Warning: two or more handovers and low answer: the crude difference (+6.1) misleads. Among cases that are alike (2 kinds) it points the other way (−10.0).',
    );
    expect(text).toContain('two or more handovers, low answer\n');
    expect(text).toContain('support 76 −10.0 −10.0 too few to tell\n');
    expect(text).toContain('repair 76 −10.0 −10.0 too few to tell\n');
    expect(text).toContain('(too few in 1)');
    expect(flat).toContain('cases of one process, one type and one seriousness, by category and severity');
  });

  it('has no list of processes where it may be chance, and ends it where there are many', () => {
    expect(textOf({ associations: told(pair({})) })).not.toContain('process by process');
    const [one] = pair({}).byProcess;
    const byProcess = Array.from({ length: 50 }, (_none, i) => ({ ...one!, process: `process ${i}` }));
    const sure = { difference: 0.2, low: 0.1, high: 0.3 };
    const text = textOf({ associations: told(pair({ stratified: sure, byProcess })) });
    expect(text).toContain('process 4 ');
    expect(text).not.toContain('process 5 ');
    expect(text).toContain('(45 more with --json)');
  });

  it('says by which names each process tells its cases apart, and where none does', () => {
    const of = told(pair({}));
    const processes = of.processes.map((one, i) =>
      i === 0 ? { ...one, caseType: 'product', seriousness: 'priority', unsaid: 76 } : one,
    );
    const flat = textOf({ associations: { ...of, processes } }).replaceAll(/\s+/g, ' ');
    expect(flat).toContain('by product and priority in repair; category and severity in support');
    expect(flat).toContain('No case says either in repair');
  });

  it('says in words where there is nothing to tell', () => {
    const nothing = { cases: 0, endings: 0, judged: 0, tooEarly: 0, withoutRelationship: 0, processes: [], of: [] };
    const open = { ...ended, state: 'undeclared', toEndMs: undefined } as const;
    const silent = felt('helpdesk\u001b[31m', {
      effort: effortSummaryOf([open]),
      relationships: { total: 0, casesWithout: 1, phases: [] },
      voice: { relationships: 0, answering: 0, complaining: 0, complaints: 0, surveys: [] },
      needs: needsOf(0),
    });
    const text = textOf({ processes: [silent], associations: nothing });
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('no case is known to have ended in helpdesk [31m: declare what ends one');
    expect(flat).toContain('needs: none was stated');
    expect(flat).toContain('too early to tell, no case is known to have ended');
    expect(text).not.toContain('\u001b');
    expect(textOf({ processes: [] })).toBe('');
  });
});
