import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import {
  colleague,
  customer,
  duplicate,
  fact,
  given,
  late,
  reinstatement,
  retraction,
  type GivenFact,
} from '#projections/testing/testing.js';
import { effort } from './effort.projection.js';

jest.setTimeout(60_000);

const hour = 3_600_000;
const firm = idOf(100);
const [matter, other] = [idOf(900), idOf(901)];
const parties = [customer(100), colleague(1)];

const step = (type: EventType, at: string, data: object = {}, more: Partial<GivenFact> = {}): GivenFact => {
  const made = fact(type, at, { parties, actor: type === 'CaseOpened' ? firm : idOf(1), matter, ...more });
  return { ...made, data: { ...(type === 'SurveyAnswered' ? made.data : {}), ...data } };
};
const opened = (at: string, more: Partial<GivenFact> = {}) =>
  step('CaseOpened', at, { channel: 'email', openedBy: 'customer' }, more);
const wrote = (at: string, channel?: string, more: Partial<GivenFact> = {}) =>
  step('MessageReceived', at, channel === undefined ? {} : { channel }, { actor: firm, ...more });
const resolved = (at: string, more: Partial<GivenFact> = {}) => step('CaseResolved', at, {}, more);
const assigned = (at: string, data: object = {}, person = 1) =>
  step('CaseAssigned', at, data, { parties: [customer(100), colleague(person, 'assignee')] });

const cell = (channel = 'email', month = '2024-01') => ['matters', channel, month];
const took = (repeats: number, switches = 0, transfers = 0, reopenings = 0) => ({
  resolved: 1,
  [`repeatContacts ${repeats}`]: 1,
  [`channelSwitches ${switches}`]: 1,
  [`transfers ${transfers}`]: 1,
  [`reopenings ${reopenings}`]: 1,
});
const of = (...facts: GivenFact[]) => given(facts).of(effort);

describe('the effort of matters', () => {
  it('counts contact-days beyond the first, switches of channel, transfers and reopenings of a resolved matter', async () => {
    const asked = of(
      opened('2024-01-01T09:00Z'),
      assigned('2024-01-01T10:00Z', { team: 'first line' }),
      wrote('2024-01-01T11:00Z', 'email'),
      wrote('2024-01-03T09:00Z', 'phone'),
      step('CaseTransferred', '2024-01-03T10:00Z', { fromTeam: 'first line', team: 'second line' }),
      assigned('2024-01-03T11:00Z', { team: 'second line' }, 2),
      resolved('2024-01-04T09:00Z'),
      step('CaseReopened', '2024-01-20T09:00Z'),
      wrote('2024-01-20T10:00Z'),
      assigned('2024-01-21T09:00Z', {}, 3),
      resolved('2024-02-02T09:00Z'),
    );
    await asked.asOf('2024-01-04T08:00Z').expectTotal(cell(), {});
    await asked.asOf('2024-01-05').expectTotal(cell(), took(1, 1, 1));
    await asked.asOf('2024-01-21').expectTotal(cell(), {});
    await asked.asOf('2024-03-01').expectTotal(cell('email', '2024-02'), took(2, 1, 2, 1));
    await asked.asOf('2024-03-01').expectRow({
      resolved: 1,
      unopened: 0,
      uncontacted: 0,
      forgotten: 0,
      lost: 0,
      openMatters: 0,
      escalations: 0,
      withoutOwner: 0,
      withoutOwnerSince: null,
      contactDays: 3,
    });
  });

  it('takes the first of two resolutions, and nothing that came after it', async () => {
    const survey = step('SurveyAnswered', '2024-01-05T09:00Z', { channel: 'survey' }, { actor: firm });
    const facts = [opened('2024-01-01'), resolved('2024-01-02'), survey, wrote('2024-01-06', 'phone')];
    await of(...facts, resolved('2024-02-07'))
      .asOf('2024-03-01')
      .expectTotal(cell(), took(0));
    const again = step('CaseReopened', '2024-02-08');
    // What they answered to a survey is no effort, in whichever round it came.
    await of(...facts, again, resolved('2024-02-09'))
      .asOf('2024-03-01')
      .expectTotal(cell('email', '2024-02'), took(1, 1, 0, 1));
  });

  it('counts apart what was resolved and never opened, opened only afterwards, or without a contact of theirs', async () => {
    await of(resolved('2024-01-02')).asOf('2024-03-01').expectTotal(cell('unknown'), { unopened: 1 });
    const reversed = of(resolved('2024-01-02'), opened('2024-01-03'));
    await reversed.asOf('2024-01-02T12:00Z').expectTotal(cell('unknown'), { unopened: 1 });
    await reversed.asOf('2024-03-01').expectTotal(cell('unknown'), {});
    const ours = step('CaseOpened', '2024-01-01', { openedBy: 'ours' });
    await of(ours, resolved('2024-01-02')).asOf('2024-03-01').expectTotal(cell('unknown'), { uncontacted: 1 });
    // Reopened, of which nobody knows the opening.
    const reopened = step('CaseReopened', '2024-01-01');
    await of(reopened, wrote('2024-01-01', 'chat'), resolved('2024-01-02')).expectTotal(cell('chat'), { unopened: 1 });
  });

  it('takes what names the matter before its opening, and an opening after its end for one more round', async () => {
    const before = [step('CaseTransferred', '2024-01-01'), wrote('2024-01-01', 'chat'), opened('2024-01-02')];
    await of(...before, resolved('2024-01-03')).expectTotal(cell('chat'), took(1, 1, 1));
    const twice = [opened('2024-01-01'), resolved('2024-01-02'), opened('2024-01-03'), resolved('2024-01-04')];
    await of(...twice).expectTotal(cell(), took(1, 0, 0, 1));
  });

  it('knows a matter by its case as well, and counts a touchpoint that names two in both', async () => {
    const process = { definition: 'support', dataset: 'd', case: other, activity: 'x', lifecycle: 'complete' };
    const { matter: _none, ...only } = wrote('2024-01-02', 'phone', { process });
    const joined = [opened('2024-01-01', { process }), only, resolved('2024-01-03')];
    await of(...joined).expectTotal(cell(), took(1, 1));
    const apart = [
      opened('2024-01-01'),
      opened('2024-01-01', { matter: other }),
      wrote('2024-01-02', 'phone', { process }),
    ];
    const both = { 'resolved': 2, 'repeatContacts 1': 2, 'channelSwitches 1': 2, 'transfers 0': 2, 'reopenings 0': 2 };
    await of(...apart, resolved('2024-01-03'), resolved('2024-01-03', { matter: other })).expectTotal(cell(), both);
  });

  it('is right whatever comes late, doubled, taken back or reinstated', async () => {
    const again = step('CaseReopened', '2024-01-05');
    const phone = wrote('2024-01-02', 'phone');
    const asked = of(
      wrote('2024-01-03', 'email'),
      resolved('2024-01-04'),
      duplicate(again),
      resolved('2024-01-06'),
      late(opened('2024-01-01'), '2024-02-01'),
      late(phone, '2024-02-02'),
      again,
      retraction(again, '2024-02-03'),
      retraction(phone, '2024-02-04'),
      reinstatement(again, '2024-02-05'),
    );
    for (const [known, at, sums] of [
      ['2024-01-31', 'email', { unopened: 1 }],
      ['2024-02-01T12:00Z', 'email', took(1, 0, 0, 1)],
      ['2024-02-02T12:00Z', 'email', took(2, 2, 0, 1)],
      ['2024-02-03T12:00Z', 'email', took(2, 2)],
      ['2024-02-04T12:00Z', 'email', took(1)],
      ['2024-02-05T12:00Z', 'email', took(1, 0, 0, 1)],
    ] as const)
      await asked.knownBy(known).expectTotal(cell(at), sums);
  });

  it('counts a matter of two relationships once in totals', async () => {
    const both = { relationships: [firm, idOf(200)], parties: [customer(100), customer(200)] };
    const { cells, rows } = await given([opened('2024-01-01', both), resolved('2024-01-02', both)]).fold(effort);
    expect(cells.map(({ at, sums }) => [at[0], sums])).toEqual([
      ['days', { days: 1n, double: 1n }],
      [
        'matters',
        {
          'double': 1n,
          'resolved': 1n,
          'repeatContacts 0': 1n,
          'channelSwitches 0': 1n,
          'transfers 0': 1n,
          'reopenings 0': 1n,
        },
      ],
    ]);
    expect(rows[idOf(200)]).toMatchObject({ resolved: 1, contactDays: 1 });
  });
});

describe('escalations', () => {
  const escalated = (at: string, tier?: number, more: Partial<GivenFact> = {}) =>
    step('CaseEscalated', at, tier === undefined ? {} : { tier }, more);
  const escalations = (tier: number | string, month = '2024-01') => ['escalations', tier, month];
  const columnsOf = async (...facts: GivenFact[]) => {
    const { cells } = await of(...facts)
      .asOf('2024-03-01')
      .folded();
    const found = cells.filter(({ at }) => at[0] === 'escalations');
    return found.map(({ sums, columns }) => ({
      ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number(sum)])),
      ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]])),
    }));
  };

  it('are counted by tier, beside contact-days of theirs, and wait for whoever is given them or acts', async () => {
    const start = Date.parse('2024-01-02T09:00Z');
    const facts = [opened('2024-01-01'), wrote('2024-01-01T11:00Z', 'email'), escalated('2024-01-02T09:00Z', 2)];
    const asked = of(...facts, assigned('2024-01-02T12:00Z'));
    await asked.asOf('2024-01-02T10:00Z').expectTotal(escalations(2), { escalations: 1, waiting: 1 });
    await asked.asOf('2024-01-02T10:00Z').expectView({
      withoutOwner: [{ event: facts[2]!.id, since: start, waitedMs: hour }],
    });
    await asked.asOf('2024-01-03').expectTotal(escalations(2), { escalations: 1, owned: 1 });
    await asked.asOf('2024-01-03').expectTotal(['days', '2024-01'], { days: 1 });
    expect(await columnsOf(...facts, assigned('2024-01-02T12:00Z'))).toEqual([
      { escalations: 1, owned: 1, ownedMs: [3 * hour] },
    ]);
    expect(await columnsOf(...facts, step('MessageSent', '2024-01-02T11:00Z'))).toEqual([
      { escalations: 1, owned: 1, ownedMs: [2 * hour] },
    ]);
    expect(await columnsOf(...facts, step('MessageSent', '2024-01-02T11:00Z', { automated: true }))).toEqual([
      { escalations: 1, waiting: 1, waitingSince: [start] },
    ]);
    expect(await columnsOf(...facts, resolved('2024-01-02T13:00Z'))).toEqual([
      { escalations: 1, closed: 1, closedMs: [4 * hour] },
    ]);
  });

  it('are owned by whom the matter is handed to, where that is said', async () => {
    const facts = [escalated('2024-01-02T09:00Z'), escalated('2024-01-02T10:00Z')];
    const handed = (data: object, to: GivenFact['parties'] = []) =>
      step('CaseTransferred', '2024-01-02T12:00Z', data, { parties: [...parties, ...to] });
    const owned = [{ escalations: 2, owned: 2, ownedMs: [2 * hour, 3 * hour] }];
    expect(await columnsOf(...facts, handed({ team: 'second line' }))).toEqual(owned);
    expect(await columnsOf(...facts, handed({}, [colleague(2, 'assignee')]))).toEqual(owned);
    expect(await columnsOf(...facts, handed({ fromTeam: 'first line' }))).toMatchObject([{ waiting: 2 }]);
  });

  it('never wait where they are made to somebody, who owns what waited in that matter too', async () => {
    const to = { parties: [...parties, colleague(2, 'assignee')] };
    const direct = escalated('2024-01-02T11:00Z', undefined, to);
    expect(await columnsOf(direct)).toEqual([{ escalations: 1, owned: 1, ownedMs: [0] }]);
    expect(await columnsOf(escalated('2024-01-02T09:00Z'), direct)).toEqual([
      { escalations: 2, owned: 2, ownedMs: [0, 2 * hour] },
    ]);
    const { matter: _none, ...loose } = direct;
    expect(await columnsOf(loose)).toEqual([{ escalations: 1, owned: 1, ownedMs: [0] }]);
    // The team of an escalation is the one that made it.
    const byTeam = step('CaseEscalated', '2024-01-02T09:00Z', { team: 'first line' });
    expect(await columnsOf(byTeam)).toMatchObject([{ escalations: 1, waiting: 1 }]);
  });

  it('are all taken up by one act, and by none in another matter', async () => {
    const facts = [
      escalated('2024-01-02T09:00Z'),
      escalated('2024-01-02T10:00Z'),
      step('MessageSent', '2024-01-02T11:00Z', {}, { matter: other }),
    ];
    expect(await columnsOf(...facts)).toMatchObject([{ escalations: 2, waiting: 2 }]);
    expect(await columnsOf(...facts, assigned('2024-01-02T12:00Z'))).toMatchObject([
      { owned: 2, ownedMs: [2 * hour, 3 * hour] },
    ]);
  });

  it('are counted without a matter and without a contact-day, and are gone when they are taken back', async () => {
    const { matter: _none, ...loose } = escalated('2024-01-02T09:00Z');
    await of(loose).expectTotal(escalations('none'), { escalations: 1 });
    await of(loose).expectRow({ ...nothing, escalations: 1 });
    const one = escalated('2024-01-02T09:00Z', 3);
    const asked = of(late(one, '2024-02-01'), assigned('2024-01-03'), retraction(one, '2024-02-02'));
    await asked.knownBy('2024-01-31').expectTotal(escalations(3), {});
    await asked.knownBy('2024-02-01T12:00Z').expectTotal(escalations(3), { escalations: 1, owned: 1 });
    await asked.knownBy('2024-02-03').expectTotal(escalations(3), {});
  });
});

const nothing = {
  resolved: 0,
  unopened: 0,
  uncontacted: 0,
  forgotten: 0,
  lost: 0,
  openMatters: 0,
  escalations: 0,
  withoutOwner: 0,
  withoutOwnerSince: null,
  contactDays: 0,
};
