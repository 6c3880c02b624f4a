import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, testFolder } from '../testing.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const hour = 3_600_000;

interface Given {
  readonly id: string;
  readonly type: string;
  readonly days: number;
  readonly firm: string;
  readonly matter?: string;
  readonly data?: object;
}

const theirs = new Set(['MessageReceived', 'CaseOpened']);

function lineOf({ id, type, days, firm, matter, data = {} }: Given): string {
  const identified = (value: string) => ({ identifiers: [{ scheme: 'n', value }], name: value });
  const customer = { kind: 'organisation', ...identified(firm), role: 'customer', side: 'customer' };
  const desk = { kind: 'person', ...identified('Desk'), role: 'agent', side: 'ours' };
  return `${JSON.stringify({
    id,
    type,
    occurredAt: new Date(now + days * day).toISOString(),
    ...(type === 'RelationshipClassified' ? {} : { actor: theirs.has(type) ? customer : desk }),
    parties: type === 'RelationshipClassified' ? [customer] : [customer, desk],
    ...(matter === undefined ? {} : { matter }),
    data,
  })}\n`;
}

/** A matter of a firm: so many contact-days of theirs, a transfer where there is more than one. */
function matterOf(name: string, firm: string, from: number, contacts: number, isResolved = true): Given[] {
  const about = { firm, matter: name };
  const opened = { id: `${name} o`, type: 'CaseOpened', days: from, ...about };
  return [
    { ...opened, data: { channel: 'email', openedBy: 'customer' } },
    ...Array.from({ length: contacts - 1 }, (_none, i): Given => ({
      id: `${name} ${i}`,
      type: 'MessageReceived',
      days: from + i + 1,
      ...about,
      data: { channel: 'phone', direction: 'inbound' },
    })),
    ...(contacts === 1 ? [] : [{ id: `${name} t`, type: 'CaseTransferred', days: from + contacts, ...about }]),
    ...(isResolved ? [{ id: `${name} r`, type: 'CaseResolved', days: from + contacts + 1, ...about }] : []),
  ];
}

describe('effort and escalations of a portfolio', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  let tend: LocalTend;
  let name = 0;
  const open = async () => (tend = await folder.open({ name: `data ${++name}`, clock }));
  const give = async (given: readonly Given[], dataset = 'test') =>
    tend.import(fileOf('lines.ndjson', given.map(lineOf).join('')), { dataset, format: 'ndjson' }, {});
  beforeAll(() => clock.set(now));
  afterEach(() => clock.set(now));
  afterAll(() => folder.dispose());

  const segment = (firm: string, of: string): Given => ({
    id: `${firm} s`,
    type: 'RelationshipClassified',
    days: -300,
    firm,
    data: { kind: 'b2b', segment: of },
  });
  /** 24 matters of large firms, half of them with two contacts; four of a small one, with four. */
  const matters = [
    segment('Large 1', 'large'),
    segment('Large 2', 'large'),
    segment('Small', 'small'),
    ...Array.from({ length: 24 }, (_none, i) =>
      matterOf(`L${i}`, `Large ${(i % 2) + 1}`, -200 + 6 * i, i < 12 ? 1 : 2),
    ).flat(),
    ...Array.from({ length: 4 }, (_none, i) => matterOf(`S${i}`, 'Small', -100 + 8 * i, 4)).flat(),
    ...matterOf('open', 'Small', -20, 1, false),
  ];

  it('are nothing where there is nothing, and divide by nothing', async () => {
    await open();
    const answered = await tend.voice.measures({});
    const took = { counts: [] };
    expect(answered.effort).toEqual({
      n: 0,
      unopened: 0,
      uncontacted: 0,
      forgotten: 0,
      lost: 0,
      took: { repeatContacts: took, channelSwitches: took, transfers: took, reopenings: took },
    });
    expect(answered.escalations).toEqual({
      n: 0,
      contactDays: 0,
      noRate: 'no-contact-days',
      tiers: [],
      toOwner: { n: 0, owned: 0, closed: 0, waiting: 0, lost: 0, noMedian: 'too-few' },
    });
    expect(JSON.stringify(answered)).not.toMatch(/NaN|null/);
  });

  it('are told whole, as of any moment, of a span, and by segment, organisation, month and channel', async () => {
    await open();
    await give(matters);
    const { effort, escalations } = await tend.voice.measures({});
    expect(effort).toMatchObject({ n: 28, unopened: 0, uncontacted: 0 });
    expect(effort.took!.repeatContacts).toMatchObject({
      counts: [
        { value: 0, matters: 12 },
        { value: 1, matters: 12 },
        { value: 3, matters: 4 },
      ],
      mean: 24 / 28,
      median: 1,
      p90: 3,
    });
    expect(effort.took!.transfers).toMatchObject({ mean: 16 / 28, median: 1 });
    // 12 of 28: (12 + z²/2 ∓ z√(12·16/28 + z²/4)) / (28 + z²)
    expect(effort.firstContact!.share).toBeCloseTo(12 / 28, 12);
    expect(effort.firstContact!.low).toBeCloseTo(0.2651, 3);
    expect(effort.firstContact!.high).toBeCloseTo(0.6093, 3);
    expect(escalations).toMatchObject({ n: 0, contactDays: 53, rate: { per100: 0, low: 0 } });
    const then = await tend.voice.measures({ asOf: new Date(now - 180 * day).toISOString() });
    expect(then.effort).toMatchObject({ n: 4, took: { repeatContacts: { counts: [{ value: 0, matters: 4 }] } } });
    expect(then.effort.firstContact).toBeUndefined();

    const bySegment = await tend.voice.measures({ by: 'segment' });
    expect(bySegment.groups!.map(({ group, effort: { n, suppressed } }) => [group, n, suppressed])).toEqual([
      ['large', 24, undefined],
      ['small', 4, true],
    ]);
    // Where nothing was escalated there is nothing to hide.
    expect(bySegment.groups!.map(({ escalations: of }) => of)).toMatchObject([
      { n: 0, contactDays: 36, rate: { per100: 0, low: 0 } },
      { n: 0, contactDays: 17, noRate: 'too-few-contact-days' },
    ]);
    for (const one of ['large', 'small'])
      for (const moment of [{}, { asOf: '-1h' }]) {
        const alone = await tend.voice.measures({ ...moment, segment: one });
        const group = bySegment.groups!.find(({ group: of }) => of === one)!;
        expect([alone.effort, alone.escalations]).toEqual([group.effort, group.escalations]);
      }
    const { groups } = await tend.voice.measures({ by: 'organisation' });
    expect(new Map(groups!.map(({ of, effort: { n } }) => [of!.name, n]))).toEqual(
      new Map([
        ['Large 1', 12],
        ['Large 2', 12],
        ['Small', 4],
      ]),
    );
    const months = (await tend.voice.measures({ by: 'month' })).groups!;
    expect(months.reduce((sum, { effort: { n } }) => sum + n, 0)).toBe(28);
    const one = months[1]!.group;
    const span = await tend.voice.measures({ from: one, to: one });
    expect([span.effort, span.escalations]).toEqual([months[1]!.effort, months[1]!.escalations]);
    const byChannel = await tend.voice.measures({ by: 'channel' });
    expect(byChannel.groups!.map(({ group, effort: { n }, escalations: none }) => [group, n, none])).toContainEqual([
      'email',
      28,
      undefined,
    ]);
    expect((await tend.voice.measures({ channel: 'email' })).escalations).toBeUndefined();
  });

  it('follow a matter that is resolved again, comes late, or is taken back, and remember what was known', async () => {
    await open();
    await give(matterOf('M', 'Firm', -40, 2));
    clock.set(now + hour);
    const about = { firm: 'Firm', matter: 'M' };
    const again: Given[] = [
      { id: 'again', type: 'CaseReopened', days: -30, ...about },
      { id: 'end', type: 'CaseResolved', days: -29, ...about },
    ];
    const { importId } = await give(again);
    const tookOf = async (query = {}) => {
      const { n, took } = (await tend.voice.measures(query)).effort;
      return [n, took!.reopenings.counts.at(-1)?.value, took!.repeatContacts.counts.at(-1)?.value];
    };
    expect(await tookOf()).toEqual([1, 1, 1]);
    clock.set(now + 2 * hour);
    await tend.revert(importId, {}, {});
    expect(await tookOf()).toEqual([1, 0, 1]);
    expect(await tookOf({ knownBy: new Date(now + hour).toISOString() })).toEqual([1, 1, 1]);
    await give([{ id: 'late', type: 'MessageReceived', days: -38, ...about, data: { channel: 'email' } }]);
    expect(await tookOf()).toEqual([1, 0, 2]);
    await give([{ id: 'odd', type: 'CaseResolved', days: -10, firm: 'Firm', matter: 'odd' }]);
    expect((await tend.voice.measures({})).effort).toMatchObject({ n: 1, unopened: 1 });
  });

  it('say how many matters are followed no longer, and what becomes of one of them that is opened again', async () => {
    await open();
    const one = (matter: string, type: string, days: number): Given => ({
      id: `${matter} ${type}`,
      type,
      days,
      firm: 'Large',
      matter,
      data: type === 'CaseOpened' ? { channel: 'email', openedBy: 'customer' } : {},
    });
    await give([
      segment('Large', 'large'),
      one('first', 'CaseOpened', -201),
      one('first', 'CaseResolved', -200.5),
      one('second', 'CaseOpened', -200),
      one('second', 'CaseEscalated', -199),
      ...Array.from({ length: 500 }, (_none, i) => one(`m${i}`, 'CaseOpened', -190 + i / 10)),
      one('first', 'CaseReopened', -100),
      { ...one('first', 'CaseResolved', -99), id: 'again' },
    ]);
    for (const query of [{}, { asOf: '-1h' }, { segment: 'large' }, { segment: 'large', asOf: '-1h' }]) {
      const { effort, escalations } = await tend.voice.measures(query);
      expect(effort).toMatchObject({ n: 1, unopened: 1, forgotten: 1, lost: 2 });
      expect(escalations!.n).toBe(1);
    }
    expect((await tend.voice.measures({})).escalations!.toOwner).toMatchObject({ n: 0, waiting: 0, lost: 1 });
  });

  it('have a rate, tiers and a time to owner, or say why there is no rate', async () => {
    await open();
    const escalated = (id: string, days: number, firm: string, tier?: number, matter = id): Given => ({
      id,
      type: 'CaseEscalated',
      days,
      firm,
      matter,
      data: tier === undefined ? {} : { tier },
    });
    const assigned = (id: string, days: number, firm: string): Given => ({
      id: `${id} a`,
      type: 'CaseAssigned',
      days,
      firm,
      matter: id,
    });
    const hours = (count: number) => count / 24;
    await give([escalated('none', -100, 'Quiet')], 'quiet');
    expect((await tend.voice.measures({})).escalations).toEqual({
      n: 1,
      contactDays: 0,
      noRate: 'no-contact-days',
      tiers: [{ n: 1 }],
      toOwner: { n: 1, owned: 0, closed: 0, waiting: 1, lost: 0, noMedian: 'too-few' },
    });
    const owned = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4];
    await give([
      ...matters,
      // 14 have an owner, one is closed after half an hour without one, six wait for an hour and a half.
      ...owned.flatMap((wait, i) => [
        escalated(`e${i}`, -50, 'Large 1', 2),
        assigned(`e${i}`, -50 + hours(wait), 'Large 1'),
      ]),
      escalated('closed', -40, 'Large 2', 2),
      { id: 'closed r', type: 'CaseResolved', days: -40 + hours(0.5), firm: 'Large 2', matter: 'closed' },
      ...Array.from({ length: 6 }, (_none, i) => escalated(`w${i}`, -hours(1.5), 'Large 2', 2)),
      escalated('small', -30, 'Small', 3),
      assigned('small', -30 + hours(6), 'Small'),
      segment('Silent', 'silent'),
      ...Array.from({ length: 5 }, (_none, i) => escalated(`s${i}`, -20, 'Silent')),
    ]);
    const whole = (await tend.voice.measures({})).escalations!;
    expect(whole).toMatchObject({
      n: 28,
      contactDays: 53,
      tiers: [{ tier: 2, n: 21 }, { tier: 3, n: 1 }, { n: 6 }],
      toOwner: { n: 28, owned: 15, closed: 1, waiting: 12, lost: 0 },
    });
    clock.set(now + hour);
    for (const moment of [{ asOf: new Date(now).toISOString() }, undefined]) {
      if (moment === undefined) clock.set(now);
      const { groups } = await tend.voice.measures({ ...moment, by: 'segment' });
      const found = new Map(groups!.map(({ group, escalations }) => [group, escalations!]));
      // Four of 20 after an hour, then four of the ten that are left, is 10.4 of 21: half are reached with the next, after 3 h.
      const toOwner = { n: 21, owned: 14, closed: 1, waiting: 6, lost: 0, medianSeconds: (3 * hour) / 1000 };
      const large = found.get('large')!;
      expect(large).toMatchObject({ n: 21, contactDays: 36, tiers: [{ tier: 2, n: 21 }], toOwner });
      // Garwood 1936: of 21 events 12.9993 to 32.1007.
      expect(large.rate!.per100).toBeCloseTo(2_100 / 36, 12);
      expect(large.rate!.low).toBeCloseTo(1_299.93 / 36, 2);
      expect(large.rate!.high).toBeCloseTo(3_210.07 / 36, 2);
      expect(found.get('all')).toEqual({ n: 1, contactDays: 0, suppressed: true });
      expect(found.get('small')).toEqual({ n: 1, contactDays: 17, suppressed: true });
      expect(found.get('silent')).toEqual({ n: 5, contactDays: 0, suppressed: true });
    }
    const then = { asOf: new Date(now - 50 * day + 2 * hour).toISOString() };
    expect((await tend.voice.measures(then)).escalations!.toOwner).toMatchObject({ n: 15, owned: 8, waiting: 7 });
  });
});
