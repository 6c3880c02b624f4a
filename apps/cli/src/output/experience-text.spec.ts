import { describe, expect, it } from '@jest/globals';
import { effortSummaryOf } from '#measures/process/customer-effort-summary.js';
import type {
  AssociationAnswer,
  AssociationsAnswer,
  ExperienceAnswer,
} from '#workspace/processes/experience/experience-answers.js';
import { experienceText } from './experience-text.js';

const day = 86_400_000;
const at = '2026-11-24T12:00:00.000Z';

const nothing: ExperienceAnswer = {
  at,
  windowDays: 90,
  effort: effortSummaryOf([]),
  relationships: { total: 0, casesWithout: 2, phases: [] },
  voice: { relationships: 0, answering: 0, complaining: 0, complaints: 0, surveys: [] },
  associations: {
    cases: 0,
    endings: 0,
    judged: 0,
    tooEarly: 0,
    withoutRelationship: 0,
    strata: { caseType: 'category', seriousness: 'severity', unsaid: 0, others: [] },
    of: [],
  },
  bottlenecks: { activities: [], cases: 0, casesWithout: 0, relationshipsTotal: 0, relationships: [] },
};

const pair = (given: Partial<AssociationAnswer>): AssociationAnswer => ({
  exposure: 'handovers',
  aftermath: 'low-answer',
  exposed: { n: 30, outcomes: 9 },
  others: { n: 46, outcomes: 11 },
  crude: { difference: 0.061, low: -0.2, high: 0.3 },
  stratified: { difference: -0.1, low: -0.318, high: 0.118 },
  reverses: false,
  fewOutcomes: false,
  incomparable: 0,
  strata: [],
  ...given,
});

const told = (...of: readonly AssociationAnswer[]): AssociationsAnswer => ({
  ...nothing.associations,
  cases: 76,
  endings: 80,
  judged: 76,
  tooEarly: 4,
  longWait: 36 * 3600,
  of,
});

const textOf = (given: Partial<ExperienceAnswer>): string => {
  const text = experienceText({ ...nothing, ...given }, 100);
  for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  return text.replaceAll(/\s+/g, ' ');
};

describe('the text of what customers feel', () => {
  it('says in words where there is nothing to tell', () => {
    const text = textOf({});
    for (const said of [
      'No case is known to have ended',
      'No case is about a relationship that is known',
      'too early to tell, no case is known to have ended',
      'no case is open and waits',
    ])
      expect(text).toContain(said);
    expect(text).not.toMatch(/undefined|NaN/);
    expect(textOf({ associations: { ...nothing.associations, cases: 4, endings: 4, tooEarly: 4 } })).toContain(
      'too early to tell: of 4 the 90 days behind are not over',
    );
  });

  it('shows both differences, and warns where they point in opposite directions', () => {
    const strata = ['high', 'low'].map((seriousness) => ({ seriousness, exposed: { n: 15 }, others: { n: 23 } }));
    const plain = textOf({ associations: told(pair({})) });
    expect(plain).toContain('low answer 30 % of 30 24 % of 46 +6.1 −10.0 (−31.8 to +11.8) may be chance');
    expect(plain).not.toContain('Warning');
    const text = textOf({ associations: told(pair({ reverses: true, strata })) });
    expect(text).toContain('crude misleads');
    expect(text).toContain(
      'Warning: two or more handovers and low answer: the crude difference (+6.1) misleads. Among cases that are alike (2 kinds) it points the other way (−10.0). It may be chance',
    );
    const stratified = { difference: -0.1, low: -0.15, high: -0.05 };
    expect(textOf({ associations: told(pair({ reverses: true, strata, stratified })) })).toContain(
      'To which cases it was done makes the crude difference',
    );
  });

  it('says that one goes with the other, never that it causes it, and nothing of what is too few', () => {
    const text = textOf({
      associations: told(
        pair({ exposure: 'long-wait', stratified: { difference: 0.2, low: 0.1, high: 0.3 } }),
        pair({ exposure: 'rework', stratified: { difference: -0.2, low: -0.3, high: -0.1 } }),
        pair({ aftermath: 'complaint', crude: { difference: 0 }, stratified: { difference: 0 }, fewOutcomes: true }),
        { ...pair({ exposure: 'reopened', tooFew: 'small-arm' }), exposed: { n: 3 } },
      ),
    });
    expect(text).toContain('a wait above 36 h low answer');
    expect(text).toContain('goes with more');
    expect(text).toContain('goes with less');
    expect(text).toContain('complaint 30 % of 30 24 % of 46 0.0 0.0 too few to tell');
    expect(text).toContain('too few on one side to tell: opened again (low answer)');
    expect(text).not.toMatch(/\bcauses?\b|because of it/);
  });

  it('says that cases are of nobody known', () => {
    const associations = { ...nothing.associations, cases: 4, endings: 4, withoutRelationship: 4 };
    const activities = [{ activity: 'Work', whom: 'us', waiting: 5, stuck: 2, over: 300 }];
    const text = textOf({
      associations,
      bottlenecks: { ...nothing.bottlenecks, activities, cases: 2, casesWithout: 2 },
    });
    expect(text).toContain('cannot be told, no case that ended is of anybody known');
    expect(text).toContain('whom it touches is not known');
  });

  it('is short where nothing can be compared, or nothing is open', () => {
    const few = pair({ tooFew: 'no-common-stratum' });
    expect(textOf({ associations: told(few) })).toContain(
      'too few to tell, 76 of 80 endings of 76 cases; of 4 the 90 days behind are not over waiting',
    );
    const ended = { state: 'ended', steps: 2, rework: 0, reopenings: 0, handovers: undefined, waitMs: day } as const;
    const rest = { longestWaitMs: day, waitForOthersMs: 0, waitForCustomerMs: 0, knownMs: 3 * day };
    const one = { ...ended, ...rest, toEndMs: 3 * day };
    expect(textOf({ effort: effortSummaryOf([one]) })).toContain('to the end: median 3 d of the 1 that ended No case');
    const open = { ...one, state: 'open', toEndMs: undefined, knownMs: 9 * day } as const;
    expect(textOf({ effort: effortSummaryOf([one, open, open]) })).toContain(
      'of the 1 that ended; of all not reached yet',
    );
  });

  it('has no line for what never came', () => {
    const none = { exposed: { n: 30, outcomes: 0 }, others: { n: 46, outcomes: 0 }, fewOutcomes: true };
    const text = textOf({ associations: told(pair(none), pair({ ...none, aftermath: 'complaint' })) });
    expect(text).toContain('behind none of these endings came: low answer, complaint');
    expect(text).not.toContain('two or more handovers');
  });

  it('names the attributes that cases could be told apart by, where none is', () => {
    const associations = told(pair({}));
    const strata = { ...associations.strata, unsaid: 76, others: ['priority'] };
    expect(textOf({ associations: { ...associations, strata } })).toContain(
      'no case says either, so that all are compared as if they were alike; they say priority: name one with tend processes define',
    );
  });

  it('lists whom a bottleneck touches, with nothing of a name that a terminal would obey', () => {
    const text = textOf({
      bottlenecks: {
        activities: [
          { activity: 'Order part', whom: 'supplier', waiting: 20, stuck: 12, over: 300 },
          { activity: 'Work', whom: 'us', waiting: 5, stuck: 0, over: 300 },
        ],
        cases: 12,
        casesWithout: 1,
        relationshipsTotal: 11,
        relationships: Array.from({ length: 11 }, (_none, i) => ({
          id: `r${i}`,
          name: i === 0 ? 'Amber\u001b[31m Mills' : `Customer ${i}`,
          cases: i === 0 ? 2 : 1,
          case: { id: 'c', name: `S-${i}` },
          behind: 'Order part',
          whom: 'supplier',
          since: at,
          waited: (20 * day) / 1000,
          p90: (2 * day) / 1000,
          phase: 'deterioration' as const,
          value: [{ currency: 'EUR', amount: 1200 }],
        })),
      },
    });
    expect(text).toContain('waiting: 25 cases; 12 of them for longer than nine in ten did before');
    expect(text).toContain(
      'it touches 11 relationships, 1 case of nobody known; who waits longest first, the first 10:',
    );
    expect(text).toContain('Amber [31m');
    expect(text).not.toContain('Customer 10');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('▽ deterioration');
  });
});
