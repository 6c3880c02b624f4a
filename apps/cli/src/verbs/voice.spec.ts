import { afterEach, describe, expect, it } from '@jest/globals';
import { voiceDefinitions } from '#workspace/voice/voice-definitions.js';
import type { CountedAnswersAnswer, VoiceAnswer } from '#workspace/voice/voice-answers.js';
import { run, serve, type Ended } from '../testing.js';

const answered = { build: 'voice.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };
const nothing = { n: 0, replied: 0, neverAnswered: 0, waiting: 0, late: 0 };
const none = { unopened: 0, uncontacted: 0, forgotten: 0, lost: 0 };
const empty: VoiceAnswer = {
  ...answered,
  asked: {},
  surveys: [],
  responses: [],
  replies: { first: nothing, next: nothing },
  tone: [],
  effort: { n: 0, ...none },
  choices: { instruments: [], segments: [], channels: [] },
  apart: [],
  double: 0,
  unclassified: 0,
  definitions: voiceDefinitions,
};
const scale = { min: 0, max: 10 };
const nps = { measure: 'nps', instrument: 'nps', scale, polarity: 'higher-is-better', n: 25 } as const;
const over = { kind: 'organisations', count: 21 } as const;

describe('voice', () => {
  let server: Awaited<ReturnType<typeof serve>> | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it('says how to import answers when there are none, and how to ask for more when none fit', async () => {
    const { stdout } = await ask(['voice'], { 'GET /voice': { ...empty, example: { type: 'SurveyAnswered' } } });
    expect(stdout).toMatch(/^No customer has told anything yet\. Import survey answers as lines of JSON/);
    expect(stdout).toContain('"type":"SurveyAnswered"');
    await server!.close();
    const narrowed = { ...empty, asked: { instrument: 'csat' } };
    expect((await ask(['voice', '--instrument', 'csat'], { 'GET /voice': narrowed })).stdout).toMatch(
      /^Nothing fits\./,
    );
  });

  it('shows each number with its limits, and below what it is', async () => {
    const surveys: VoiceAnswer['surveys'] = [
      { ...nps, counts: [], mean: 7, figure: { value: -12.5, interval: { low: -40, high: 15.25 }, over } },
      { ...nps, measure: 'own', instrument: 'mood', n: 2, counts: [{ score: 3, count: 2 }] },
      { ...nps, instrument: 'ces', measure: 'ces', n: 3, counts: [], suppressed: true },
    ];
    const answer: VoiceAnswer = {
      ...empty,
      surveys,
      responses: [{ instrument: 'nps', sent: 4, answered: 1, ignored: 0, rate: { share: 0.25, low: 0.05, high: 0.7 } }],
      replies: {
        first: { ...nothing, n: 3, replied: 2, waiting: 1, medianSeconds: 7_200, neverAnsweredShare: 0 },
        next: nothing,
      },
      told: { complaints: 1, praise: 2, referrals: 0 },
      tone: [
        { by: 'measured', n: 9, missing: 4, positive: 6, neutral: 2, negative: 1 },
        { by: 'person', n: 1, missing: 0, suppressed: true },
      ],
      unplaced: { answers: 0, waits: 0, texts: 10, matters: 1, escalations: 0 },
      unclassified: 3,
    };
    const { stdout } = await ask(['voice', '--by', 'segment'], {
      'GET /voice': { ...answer, groups: [{ ...answer, group: 'large' }], groupsTotal: 2 },
    });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 9).map((line) => line.trimEnd().split(/ {2,}/))).toEqual([
      ['group', 'measure', 'n', 'value', '95 % limits'],
      ['large', 'nps 0–10', '25', '-12.5 points', '-40.0 to 15.3 over 21 organisations'],
      ['large', 'mood 0–10', '2', '3×2', 'fewer than 20: the answers'],
      ['large', 'ces 0–10', '3', 'fewer than 5: not told', '–'],
      ['large', 'response rate nps', '4', '25.0 % · 1 answered', '5.0 % to 70.0 %'],
      ['large', 'first reply', '3', 'median 2 h · never answered 0.0 % · 1 waiting', '–'],
      ['large', 'told unasked', '3', '1 complaint, 2 praise, 0 referrals', '–'],
      ['large', 'tone, measured', '9', '6 positive, 2 neutral, 1 negative · 4 missing', '–'],
      ['large', 'tone, as we say', '1', 'fewer than 5: not told · 0 missing', '–'],
    ]);
    expect(stdout).toContain('1 of 2 groups; more with --limit');
    expect(stdout).toContain('Classified neither as b2b nor b2c: 3 relationships');
    expect(stdout).toContain('as their relationship has too many: 10 texts, 1 matter\n');
    expect(stdout).toContain(`NPS: ${voiceDefinitions.nps.says}`);
    expect(server!.asked[0]!.query).toEqual({ by: 'segment' });
  });

  it('shows what matters took and how often they are escalated, or why there is no figure', async () => {
    const taken = { counts: [{ value: 0, matters: 25 }], mean: 0.24, median: 0, p90: 1.4 };
    const took = { repeatContacts: taken, channelSwitches: taken, transfers: taken, reopenings: taken };
    const few = {
      counts: [
        { value: 0, matters: 3 },
        { value: 2, matters: 4 },
      ],
    };
    const fewTook = { repeatContacts: few, channelSwitches: few, transfers: few, reopenings: few };
    const toOwner = { n: 20, owned: 18, closed: 1, waiting: 1, lost: 1, medianSeconds: 7_200 };
    const groups: VoiceAnswer['groups'] = [
      {
        ...empty,
        group: 'large',
        effort: {
          n: 25,
          unopened: 2,
          uncontacted: 1,
          forgotten: 4,
          lost: 3,
          firstContact: { share: 0.8, low: 0.609, high: 0.911 },
          took,
        },
        escalations: {
          n: 5,
          contactDays: 200,
          rate: { per100: 2.5, low: 0.8117, high: 5.8342 },
          toOwner,
          tiers: [{ tier: 2, n: 4 }, { n: 1 }],
        },
      },
      {
        ...empty,
        group: 'small',
        effort: { n: 7, ...none, took: fewTook },
        escalations: {
          n: 6,
          contactDays: 12,
          noRate: 'too-few-contact-days',
          tiers: [{ n: 6 }],
          toOwner: { n: 6, owned: 5, closed: 0, waiting: 1, lost: 0, noMedian: 'too-few' },
        },
      },
      {
        ...empty,
        group: 'tiny',
        effort: { n: 2, ...none, suppressed: true },
        escalations: { n: 1, contactDays: 4, suppressed: true },
      },
    ];
    const { stdout } = await ask(['voice', '--by', 'segment'], { 'GET /voice': { ...empty, groups, groupsTotal: 3 } });
    const lines = stdout.split('\n').map((line) => line.trimEnd().split(/ {2,}/));
    expect(lines.slice(1, 18)).toEqual([
      ['large', 'resolved at first contact', '25', '80.0 %', '60.9 % to 91.1 %'],
      ['large', 'repeat contacts', '25', 'mean 0.24 · median 0 · 90 % at most 1.4', '–'],
      ['large', 'channel switches', '25', 'mean 0.24 · median 0 · 90 % at most 1.4', '–'],
      ['large', 'transfers', '25', 'mean 0.24 · median 0 · 90 % at most 1.4', '–'],
      ['large', 'reopenings', '25', 'mean 0.24 · median 0 · 90 % at most 1.4', '–'],
      ['large', 'resolved, in no figure', '3', '2 with no known opening · 1 without a contact of theirs', '–'],
      ['large', 'followed no longer', '7', '3 not resolved, in no figure · 4 resolved, counted as they were', '–'],
      ['large', 'escalations', '5', '2.50 per 100 of 200 contact-days · tier 2: 4 · no tier: 1', '0.81 to 5.83'],
      [
        'large',
        'time to owner',
        '20',
        'median 2 h · 1 closed without an owner · 1 waiting · 1 more of matters followed no longer',
        '–',
      ],
      ['small', 'repeat contacts', '7', '0×3 2×4', 'fewer than 20: the matters'],
      ['small', 'channel switches', '7', '0×3 2×4', 'fewer than 20: the matters'],
      ['small', 'transfers', '7', '0×3 2×4', 'fewer than 20: the matters'],
      ['small', 'reopenings', '7', '0×3 2×4', 'fewer than 20: the matters'],
      ['small', 'escalations', '6', 'over 12 contact-days: fewer than 20, so no rate · no tier: 6', '–'],
      [
        'small',
        'time to owner',
        '6',
        '5 had one: fewer than 20, so no median · 0 closed without an owner · 1 waiting',
        '–',
      ],
      ['tiny', 'effort', '2', 'fewer than 5: not told', '–'],
      ['tiny', 'escalations', '1', 'over 4 contact-days, fewer than 5: not told', '–'],
    ]);
    expect(stdout).toContain(`Escalations: ${voiceDefinitions.escalations.says}`);
  });

  it('lists the answers behind them', async () => {
    const row = {
      ...nps,
      event: 'e-1',
      sequence: 7,
      answeredAt: '2026-03-01T10:00:00.000Z',
      score: 9,
      verbatim: 'Fine',
    };
    const answer: CountedAnswersAnswer = {
      ...answered,
      rows: [{ ...row, relationship: { id: 'id-7', name: 'Amber Mills' } }],
      next: 'n',
    };
    const { stdout } = await ask(['voice', '--answers', '--segment', 'large', '--limit', '1'], {
      'GET /voice/answers': answer,
    });
    expect(stdout).toContain('2026-03-01 10:00  Amber Mills   –       nps             9  Fine  e-1');
    expect(stdout).toContain('More with --after n');
    expect(server!.asked[0]!.query).toEqual({ segment: 'large', limit: '1' });
  });

  it.each([[['voice', '--after', 'x']], [['voice', '--answers', '--by', 'month']], [['voice', '--by', 'colour']]])(
    'refuses %j',
    async (args) => {
      expect((await run(args)).status).toBe(2);
    },
  );
});
