import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, refusalOf, testFolder } from '../testing.js';
import { lookThrough } from './look-through.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const at = (days: number): string => new Date(now + days * day).toISOString();

interface Given {
  readonly id: string;
  readonly days: number;
  readonly person?: string;
  readonly firm?: string;
  readonly type?: string;
  readonly data?: object;
  readonly verbatim?: string;
}

const nps = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better' };
const answer = (id: string, days: number, score: number, more: Partial<Given> & { readonly survey?: string } = {}) => {
  const { data = nps, survey, ...given } = more;
  return { id, days, ...given, data: { ...data, score, ...(survey === undefined ? {} : { survey }) } };
};

function lineOf({ id, days, person = 'Ann', firm, type = 'SurveyAnswered', data = {}, verbatim }: Given): string {
  const who = {
    kind: 'person',
    identifiers: [{ scheme: 'email', value: `${person.toLowerCase()}@example.invalid` }],
    name: person,
    role: 'contact',
    side: 'customer',
  };
  const organisation = { kind: 'organisation', name: firm, role: 'customer', side: 'customer' };
  const parties = [
    ...(firm === undefined ? [] : [{ ...organisation, identifiers: [{ scheme: 'customer', value: firm }] }]),
    ...(type === 'RelationshipClassified' ? [] : [who]),
  ];
  const personal = verbatim === undefined ? {} : { verbatim };
  const actor = type === 'RelationshipClassified' ? undefined : who;
  return `${JSON.stringify({ id, type, occurredAt: at(days), actor, parties, data, personal })}\n`;
}

describe('the voice of customers', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  let tend: LocalTend;
  let name = 0;
  const open = async () => (tend = await folder.open({ name: `data ${++name}`, clock }));
  const give = async (given: readonly Given[], dataset = 'test') =>
    tend.import(fileOf('lines.ndjson', given.map(lineOf).join('')), { dataset, format: 'ndjson' }, {});
  const countsOf = async (query = {}) => {
    const { surveys } = await tend.voice.measures(query);
    return surveys.map(
      ({ instrument, n, counts }) =>
        `${instrument} ${n}: ${counts.map(({ score, count }) => `${score}×${count}`).join(' ')}`,
    );
  };
  beforeAll(() => clock.set(now));
  afterEach(() => clock.set(now));
  afterAll(() => folder.dispose());

  it('is silent where there is nothing, and divides by nothing', async () => {
    await open();
    const answered = await tend.voice.measures({ by: 'month' });
    expect(answered).toMatchObject({ surveys: [], responses: [], groups: [], apart: [], unclassified: 0 });
    expect(answered.replies.first).toEqual({ n: 0, replied: 0, neverAnswered: 0, waiting: 0, late: 0 });
    expect(JSON.stringify(answered)).not.toMatch(/NaN|null/);
    expect((await tend.voice.answers({})).rows).toEqual([]);
  });

  it('counts one answer of a person in 90 days, none off its scale, none of the future, none taken back', async () => {
    await open();
    const report = await give([
      answer('1', -200, 3),
      answer('2', -150, 9),
      answer('3', -20, 7),
      answer('4', -20, 8.5, { person: 'Bea' }),
      answer('5', -20, 11, { person: 'Cid' }),
      answer('6', -20, 4, { person: 'Dot', data: { ...nps, instrument: 'mood', scale: { min: 1, max: 5 } } }),
      answer('7', -20, 4, { person: 'Eve', data: { ...nps, scale: { min: 1, max: 5 } } }),
    ]);
    // What does not lie on its scale is refused as it comes.
    expect(report).toMatchObject({ appended: 6, refused: 1 });
    expect(await countsOf()).toEqual(['nps 2: 7×1 9×1', 'mood 1: 4×1', 'nps 1: 4×1']);
    expect((await tend.voice.measures({})).apart).toContainEqual({
      reason: 'off-scale',
      instrument: 'nps',
      answers: 1,
    });
    expect(await countsOf({ asOf: '-160d' })).toEqual(['nps 1: 3×1']);
    const { importId } = await give([answer('8', -10, 10)], 'other');
    // Of the future is at most what a fast clock makes of now: it counts when its time has come.
    const future = [answer('9', 0.9, 0, { person: 'Gus' }), answer('10', 3, 0, { person: 'Hal' })];
    expect(await give(future, 'future')).toMatchObject({ appended: 1, refused: 1 });
    expect(await countsOf({ instrument: 'nps' })).toEqual(['nps 2: 9×1 10×1', 'nps 1: 4×1']);
    clock.set(now + day / 2);
    await tend.revert(importId, {}, {});
    expect(await countsOf({ instrument: 'NPS' })).toEqual(['nps 2: 7×1 9×1', 'nps 1: 4×1']);
    expect(await countsOf({ instrument: 'NPS', knownBy: new Date(now).toISOString() })).toEqual([
      'nps 2: 9×1 10×1',
      'nps 1: 4×1',
    ]);
    const behind = async (query = {}) =>
      (await tend.voice.answers(query)).rows.map(({ score }) => score).sort((a, b) => a - b);
    expect(await behind()).toEqual([4, 4, 7, 9]);
    expect(await behind({ knownBy: new Date(now).toISOString() })).toEqual([4, 4, 9, 10]);
    clock.set(now + day);
    expect(await countsOf({ instrument: 'NPS', asOf: at(1) })).toEqual(['nps 3: 0×1 7×1 9×1', 'nps 1: 4×1']);
    expect(await behind({ instrument: 'nps', asOf: at(1) })).toEqual([0, 4, 7, 9]);
  });

  it('has a response rate where answers name their surveys, and says where they do not', async () => {
    await open();
    const sent = (id: string, person: string): Given => ({
      id,
      days: -30,
      person,
      type: 'SurveySent',
      data: { instrument: 'nps' },
    });
    await give([sent('s1', 'Ann'), sent('s2', 'Bea'), sent('s3', 'Cid'), sent('s4', 'Dot')]);
    expect((await tend.voice.measures({})).responses[0]).toMatchObject({ sent: 4, answered: 0, rate: { share: 0 } });
    await give([answer('a1', -29, 9)], 'loose');
    expect((await tend.voice.measures({})).responses).toEqual([
      { instrument: 'nps', sent: 4, answered: 0, ignored: 0 },
    ]);
    const { rows } = await tend.timeline('Bea', {});
    await give([answer('a2', -29, 9, { person: 'Bea', survey: rows[0]!.id })], 'named');
    expect((await tend.voice.measures({ by: 'month' })).responses[0]!.rate!.share).toBe(0.25);
  });

  it('draws limits over organisations where they are firms, and gives none over fewer than 20', async () => {
    await open();
    const firms = Array.from({ length: 21 }, (_, i) => `Firm ${i}`);
    const classified = firms.slice(0, 19).map((firm, i): Given => ({
      id: `c${i}`,
      days: -400,
      firm,
      type: 'RelationshipClassified',
      data: { kind: 'b2b', segment: 'large' },
    }));
    const given = firms.flatMap((firm, i) =>
      ['Ann', 'Bea'].map((person, j) =>
        answer(`${i} ${j}`, -20, i % 2 === 0 ? 10 : 2, { firm, person: `${person}${i}` }),
      ),
    );
    await give([...classified, ...given]);
    const found = await tend.voice.measures({ by: 'segment' });
    const of = (group: string) => found.groups!.find((one) => one.group === group)!.surveys[0]!;
    expect(found.surveys[0]!.figure!.over).toEqual({ kind: 'organisations', count: 21 });
    expect(found.surveys[0]!.figure!.interval).toBeDefined();
    expect(of('large').figure).toEqual({ value: expect.any(Number), over: { kind: 'organisations', count: 19 } });
    expect(of('all')).toEqual({ measure: 'nps', ...nps, n: 4, counts: [], suppressed: true });
    expect(found.unclassified).toBe(2);
    const byFirm = await tend.voice.measures({ by: 'organisation', limit: 3 });
    expect([byFirm.groups!.length, byFirm.groupsTotal]).toEqual([3, 21]);
    expect(byFirm.groups![0]!.of!.name).toMatch(/^Firm \d+$/);
  });

  it('tells as of now what it tells now, waits and all, from what steps have kept', async () => {
    await open();
    await tend.generate({ relationships: 25, events: 2_500, seed: 5 }, {});
    for (const by of ['segment', 'channel', 'month', 'organisation'] as const) {
      const { horizon: _head, position: _at, ...head } = await tend.voice.measures({ by, limit: 1_000 });
      const { horizon: _past, position: _then, ...past } = await tend.voice.measures({ by, limit: 1_000, asOf: at(0) });
      expect(head.replies.first.n).toBeGreaterThan(50);
      expect(past).toEqual(head);
    }
  });

  it('lists answers with what was said, page by page', async () => {
    await open();
    await give(
      Array.from({ length: 7 }, (_, i) => answer(String(i), -30 - i, i, { person: `P${i}`, verbatim: `Words ${i}` })),
    );
    const first = await tend.voice.answers({ limit: 4 });
    const second = await tend.voice.answers({ limit: 4, after: first.next! });
    const rows = [...first.rows, ...second.rows];
    expect(rows.map(({ score }) => score).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const { score, verbatim, person } of rows)
      expect([verbatim, person!.name]).toEqual([`Words ${score}`, `P${score}`]);
    expect(second.next).toBeUndefined();
    expect((await refusalOf(() => tend.voice.answers({ limit: 2, after: first.next!, instrument: 'csat' }))).code).toBe(
      'invalid',
    );
  });

  it('lists the answers of a relationship under any id that it had, those to its own questions too', async () => {
    await open();
    const mood = { ...nps, instrument: 'mood', scale: { min: 1, max: 5 } };
    await give([
      answer('1', -30, 9, { firm: 'Amber Mill', person: 'Ann' }),
      answer('2', -20, 4, { firm: 'Amber Mill', person: 'Bea', data: mood }),
      answer('3', -10, 2, { firm: 'Amber Mills', person: 'Cid' }),
      answer('4', -10, 5, { firm: 'Birch', person: 'Dot', data: mood }),
    ]);
    await tend.link('Amber Mill', 'Amber Mills', 'same-address', {});
    const { ledger } = tend.workspace;
    const recorded = [...ledger.readDimension('type', 'SurveyAnswered')].map(({ parties }) => parties[0]!.id);
    expect(new Set(recorded).size).toBe(3);
    const reads = jest.spyOn(ledger, 'readDimension');
    for (const relationship of recorded.slice(0, 3)) {
      const { rows } = await tend.voice.answers({ relationship });
      expect(rows.map(({ score }) => score)).toEqual([9, 4, 2]);
      const { rows: moods } = await tend.voice.answers({ relationship, instrument: 'mood' });
      expect(moods.map(({ score }) => score)).toEqual([4]);
    }
    expect(reads.mock.calls.filter(([dimension]) => dimension === 'type')).toEqual([]);
    reads.mockRestore();
  });

  it('tells of fewer than five answers of a part only how many there are', async () => {
    await open();
    const mood = { ...nps, instrument: 'mood', scale: { min: 1, max: 5 } };
    const from = (channel: string, count: number, data: object) =>
      Array.from({ length: count }, (_, i) =>
        answer(`${channel} ${i}`, -30, 3, { person: `${channel}${i}`, firm: channel, data: { ...data, channel } }),
      );
    await give([...from('email', 5, nps), ...from('chat', 4, nps), ...from('phone', 4, mood)]);
    const suppressed = { n: 4, counts: [], suppressed: true };
    const told = { n: 5, counts: [{ score: 3, count: 5 }] };
    const { groups } = await tend.voice.measures({ by: 'channel' });
    const bySize = groups!.map(({ surveys }) => surveys[0]!).sort((a, b) => b.n - a.n);
    expect(bySize).toEqual([expect.objectContaining(told), ...Array(2).fill(expect.objectContaining(suppressed))]);
    expect(bySize[0]).not.toHaveProperty('suppressed');
    const organisations = (await tend.voice.measures({ by: 'organisation' })).groups!;
    expect(organisations.filter(({ surveys }) => surveys[0]!.suppressed === true)).toHaveLength(2);
    for (const narrowed of [{ channel: 'chat' }, { channel: 'chat', by: 'month' as const, from: '2020-01' }])
      expect((await tend.voice.measures(narrowed)).surveys).toEqual([expect.objectContaining(suppressed)]);
    expect(await countsOf()).toEqual(['nps 9: 3×9', 'mood 4: 3×4']);
  });

  it('counts the tone of what customers write, by who says it, with those without one', async () => {
    await open();
    const mail = (id: number, value?: number, channel = 'email'): Given => ({
      id: `${channel} ${id}`,
      days: -20,
      type: 'MessageReceived',
      data: {
        channel,
        ...(value === undefined ? {} : { sentiment: { value, scorer: 'theirs', version: '1', confidence: 1 } }),
      },
    });
    await give([mail(1, 0.9), mail(2, 0.05), mail(3, -0.6), mail(4, 0), mail(5, 0.01), mail(6, 0.3, 'chat'), mail(7)]);
    const whole = [
      { by: 'measured', n: 0, missing: 1, suppressed: true },
      { by: 'source', n: 6, missing: 0, positive: 3, neutral: 2, negative: 1 },
    ];
    for (const moment of [{}, { asOf: at(0) }]) {
      expect((await tend.voice.measures(moment)).tone).toEqual(whole);
      const { groups } = await tend.voice.measures({ ...moment, by: 'channel' });
      expect(groups!.find(({ group }) => group === 'chat')!.tone).toEqual([
        { by: 'source', n: 1, missing: 0, suppressed: true },
      ]);
      const [email] = (await tend.voice.measures({ ...moment, channel: 'email' })).tone.slice(1);
      expect(email).toEqual({ by: 'source', n: 5, missing: 0, positive: 2, neutral: 2, negative: 1 });
      const bySegment = await tend.voice.measures({ ...moment, by: 'segment', segment: 'all' });
      expect([bySegment.tone, bySegment.groups![0]?.tone]).toEqual([whole, whole]);
    }
  });

  it('lets others have their turn while it counts, and ends when nobody waits for it', async () => {
    await open();
    await give(Array.from({ length: 3 }, (_, i) => answer(String(i), -30, i, { person: `P${i}` })));
    const gone = { signal: AbortSignal.abort() };
    for (const ask of [
      () => tend.voice.measures({ by: 'month' }, gone),
      () => tend.voice.answers({}, gone),
      () => tend.voice.measures({ asOf: at(0) }, gone),
    ])
      expect((await refusalOf(ask)).code).toBe('cancelled');
    const going = new AbortController();
    let pieces = 0;
    const looking = lookThrough(tend.workspace, 'voice', undefined, { signal: going.signal }, function* () {
      while (++pieces < 1_000) {
        if (pieces === 10) going.abort();
        yield;
      }
    });
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' });
    expect(pieces).toBe(10);
  });

  it.each([
    [{ from: '2026-13' }, 'from'],
    [{ to: 'May' }, 'to'],
    [{ from: '2026-05', to: '2026-04' }, 'to'],
  ])('refuses %j', async (query, field) => {
    const refusal = await refusalOf(() => tend.voice.measures(query));
    expect(refusal).toMatchObject({ code: 'invalid', violations: [{ field }] });
  });
});
