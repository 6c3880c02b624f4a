import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '#core/hashing.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import { portfolioLines, truthLines } from './portfolio-lines.js';
import { demonstrationUntil, generatePortfolio, portfolioTruths } from './portfolio.js';
import { courses, storyKinds } from './story.js';

const options = { relationships: 120, events: 6_000, seed: 7 };

/** What is told of relationships, and not of our teams. */
const ofRelationships = (drafts: Iterable<TouchpointDraft>): TouchpointDraft[] =>
  [...drafts].filter(({ type }) => type !== 'PartyAffiliated');

describe('generatePortfolio', () => {
  const drafts = [...generatePortfolio(options)];

  it('gives the same portfolio for the same seed, and another for another', () => {
    expect([...generatePortfolio(options)]).toEqual(drafts);
    expect([...generatePortfolio({ ...options, seed: 8 })]).not.toEqual(drafts);
    // On every machine, and by every version: who compares figures compares them of one portfolio.
    expect(sha256Hex(JSON.stringify(drafts))).toBe('0a07116c709e526d268d38f33082105902f4f3b38669c2024b32e0d7d2de0a07');
  });

  it('comes near the wanted number of touchpoints, with every relationship told', () => {
    expect(Math.abs(drafts.length - options.events)).toBeLessThan(options.events * 0.1);
    const told = ofRelationships(drafts);
    const customers = new Set(told.map((draft) => draft.parties[0]!.identifiers[0]!.value));
    expect(customers.size).toBe(options.relationships);
    expect(new Set(told.map((draft) => draft.parties[0]!.name)).size).toBe(options.relationships);
  });

  it('makes only touchpoints that the vocabulary takes, each recognisable by its external id', () => {
    const violations = drafts.flatMap((draft) => checkDraft(draft, demonstrationUntil + 30 * 86_400_000));
    expect(violations).toEqual([]);
    expect(new Set(drafts.map((draft) => draft.externalId)).size).toBe(drafts.length);
  });

  it('asks for amounts in whole cents', () => {
    const amounts = drafts.flatMap((draft) => (draft.data as { value?: number }).value ?? []);
    expect(amounts.length).toBeGreaterThan(400);
    expect(amounts.filter((amount) => !/^\d+(?:\.\d\d?)?$/.test(String(amount)))).toEqual([]);
  });

  it('numbers them without a gap', () => {
    expect(drafts.map((draft) => draft.position)).toEqual(drafts.map((_, index) => index));
  });

  it('tells each relationship in the order of time, and never beyond the end', () => {
    const last = new Map<string, number>();
    for (const { parties, occurredAt } of drafts) {
      const key = parties[0]!.identifiers[0]!.value;
      expect(occurredAt.instant).toBeGreaterThanOrEqual(last.get(key) ?? 0);
      last.set(key, occurredAt.instant);
    }
    expect(Math.max(...last.values())).toBeLessThanOrEqual(demonstrationUntil);
  });

  it('is of every kind that a product has pages for', () => {
    const many = [...generatePortfolio({ relationships: 200, events: 15_000, seed: 7 })];
    const types = new Set(many.map(({ type }) => type));
    const wanted = ['RelationshipClassified', 'OwnerChanged', 'StakeholderJoined', 'StakeholderLeft', 'ChampionLost'];
    const promises = ['PromiseMade', 'PromiseKept', 'PromiseRenegotiated'];
    const contracts = ['Contracted', 'Renewed', 'NoticeGiven', 'Cancelled', 'Expanded'];
    const voice = ['SurveySent', 'SurveyAnswered', 'SurveyIgnored', 'ComplaintRaised', 'ApologyMade', 'PraiseGiven'];
    const needs = ['NeedStated', 'NeedMet', 'NeedDeclined', 'GoalAgreed', 'GoalReached', 'ReferralMade'];
    const others = ['AbsenceAnnounced', 'MeetingScheduled', 'MeetingHeld', 'MeetingNoShow', 'CompensationGiven'];
    expect([...types]).toEqual(expect.arrayContaining([wanted, promises, contracts, voice, needs, others].flat()));
    expect(many.filter(({ sourceRecordedAt }) => sourceRecordedAt !== undefined).length).toBeGreaterThan(50);
    const currencies = new Set(many.flatMap(({ data }) => (data['currency'] as string | undefined) ?? []));
    expect(currencies).toEqual(new Set(['EUR', 'CHF']));
  });

  it('names what is promised, ordered, needed and contracted by an event of the same relationship before it', () => {
    const known = new Map<string, TouchpointDraft>();
    const made: Record<string, string> = {
      promise: 'PromiseMade',
      order: 'OrderPlaced',
      contract: 'Contracted',
      need: 'NeedStated',
      goal: 'GoalAgreed',
      survey: 'SurveySent',
      for: 'ComplaintRaised',
    };
    let named = 0;
    for (const draft of drafts) {
      known.set(draft.externalId!, draft);
      for (const [field, { externalId }] of Object.entries(draft.references ?? {})) {
        const target = known.get(externalId);
        expect([field, target?.type]).toEqual([field, made[field]]);
        expect(target!.parties[0]).toBe(draft.parties[0]);
        named++;
      }
    }
    expect(named).toBeGreaterThan(400);
  });
});

describe('portfolioTruths', () => {
  const truths = [...portfolioTruths(options)];

  it('says of every relationship what it is, in the order in which they are told', () => {
    const keys = ofRelationships(generatePortfolio(options)).map(({ parties }) => parties[0]!.identifiers[0]!.value);
    expect(truths.map(({ relationship }) => relationship)).toEqual([...new Set(keys)]);
    const many = [...portfolioTruths({ relationships: 400, events: 20_000, seed: 3 })];
    const count = (kind: string) => many.filter((truth) => truth.kind === kind).length;
    // As many as their shares say, give or take four standard deviations.
    for (const kind of storyKinds) {
      const mean = 4 * courses[kind].share;
      expect(Math.abs(count(kind) - mean)).toBeLessThan(4 * Math.sqrt(mean * (1 - courses[kind].share / 100)));
    }
    expect(storyKinds.reduce((sum, kind) => sum + courses[kind].share, 0)).toBe(100);
    expect(many.filter(({ untouched }) => untouched).length).toBe(count('steady'));
  });

  it('has the turn of all that turn, between beginning and end, at a touchpoint', () => {
    const times = new Set([...generatePortfolio(options)].map(({ occurredAt }) => occurredAt.instant));
    for (const { kind, turnAt, from, until, expected } of truths) {
      const turns = !['steady', 'seasonal', 'one-time', 'outreach'].includes(kind);
      expect([kind, turnAt !== null]).toEqual([kind, turns]);
      expect(expected).toEqual(courses[kind].expected);
      if (turnAt === null) continue;
      expect(turnAt).toBeGreaterThan(from);
      expect(turnAt).toBeLessThan(until);
      expect(times.has(turnAt)).toBe(true);
    }
  });

  it('expects nothing of a story that was cut before its turn', () => {
    const cut = [...portfolioTruths({ relationships: 60, events: 180, seed: 7 })];
    expect(cut.some(({ kind, turnAt }) => kind === 'withdrawal' && turnAt === null)).toBe(true);
    for (const { kind, turnAt, expected } of cut)
      if (turnAt === null && !['one-time', 'outreach'].includes(kind)) expect(expected).toEqual([]);
  });

  it('is written a line a relationship, with times and their offset', async () => {
    const lines = [...truthLines(options)].join('').trimEnd().split('\n');
    expect(lines.length).toBe(options.relationships);
    const first = JSON.parse(lines[0]!) as Record<string, unknown>;
    const fields = ['relationship', 'kind', 'expected', 'gapDays', 'untouched', 'from', 'until', 'turnAt'];
    expect(Object.keys(first)).toEqual(fields);
    expect(first['until']).toBe('2026-10-31T17:00:00.000Z');
    let text = '';
    for await (const bytes of portfolioLines(options)) text += Buffer.from(bytes).toString();
    expect(text.split('\n').length - 1).toBe([...generatePortfolio(options)].length);
    expect(text).toContain(`"references":{"promise":"C-`);
  });
});
