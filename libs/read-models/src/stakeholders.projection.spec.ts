import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { colleague, customer, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { stakeholders } from './stakeholders.projection.js';

jest.setTimeout(120_000);

const firm = idOf(100);
const [ann, bob] = [101, 102];
const [kim, lee] = [1, 2];

/** The firm itself stands beside its people, as sources name it. */
function withPeople(theirs: readonly number[], ours: readonly number[] = [], role = 'contact') {
  const people = theirs.map((number) => customer(number, role));
  return { relationships: [firm], parties: [customer(100), ...people, ...ours.map((number) => colleague(number))] };
}

const meeting = (at: string, theirs: readonly number[], ours: readonly number[] = [kim], role?: string): GivenFact =>
  fact('MeetingHeld', at, withPeople(theirs, ours, role));
const meetings = (days: readonly string[], theirs: readonly number[], ours?: readonly number[]) =>
  days.map((day) => meeting(`${day}T09:00Z`, theirs, ours));

const classified = (at: string, data: Partial<EventTypes['RelationshipClassified']> = {}) =>
  fact('RelationshipClassified', at, { data: { requiredRoles: [], ...data } });

const about = <T extends 'StakeholderJoined' | 'StakeholderLeft' | 'ChampionLost'>(
  type: T,
  at: string,
  person: number,
  data: Partial<EventTypes[T]> = {},
) => {
  const made = fact(type, at, withPeople([person]));
  return { ...made, data };
};

async function kindsAt(facts: readonly GivenFact[], at: string): Promise<string[]> {
  const { signals } = await given(facts).of(stakeholders).asOf(at).folded();
  return (signals[firm] ?? []).map(({ kind, event }) => `${kind} ${facts.findIndex(({ id }) => id === event)}`);
}

const fourDays = ['2024-01-01', '2024-01-08', '2024-01-15', '2024-01-22'];

describe('stakeholders', () => {
  it('say who is on both sides, with roles, touches and the last two-way exchange', async () => {
    const thread = idOf(900);
    const { document } = await given([
      fact('MessageReceived', '2024-01-01T09:00Z', { ...withPeople([ann, bob]), actor: idOf(ann), thread }),
      fact('MessageSent', '2024-01-03T09:00Z', {
        ...withPeople([ann], [kim], 'sponsor'),
        actor: idOf(kim),
        thread,
        data: { automated: false },
      }),
    ]).fold(stakeholders);
    const person = { joinedAt: null, leftAt: null, touches: 1, firstTouch: Date.parse('2024-01-01T09:00Z') };
    const [sent, received] = [Date.parse('2024-01-03T09:00Z'), Date.parse('2024-01-01T09:00Z')];
    const known = { ...person, namedAsPerson: true, isPerson: true, side: 'theirs', engaged: false };
    expect(document.people.known).toEqual([
      { ...known, id: idOf(bob), roles: ['contact'], lastTouch: received, lastExchange: null },
      { ...known, id: idOf(ann), roles: ['contact', 'sponsor'], touches: 2, lastTouch: sent, lastExchange: sent },
      {
        ...known,
        id: idOf(kim),
        side: 'ours',
        roles: ['agent'],
        firstTouch: sent,
        lastTouch: sent,
        lastExchange: sent,
      },
    ]);
  });

  it('count who is engaged for 90 days, and who never was', async () => {
    const facts = [
      meeting('2024-01-01T09:00Z', [ann]),
      fact('MessageReceived', '2024-01-02T09:00Z', withPeople([bob])),
    ];
    const asked = given(facts).of(stakeholders);
    const people = ['people', 'unclassified', 'none'];
    await asked.asOf('2024-03-31T08:59Z').expectTotal(people, { known: 2, engaged: 1, neverEngaged: 1 });
    await asked.asOf('2024-03-31T09:00Z').expectTotal(people, { known: 2, neverEngaged: 1 });
    await asked
      .asOf('2024-03-31T08:59Z')
      .expectTotal([...people, 'contact'], { known: 2, engaged: 1, neverEngaged: 1 });
    const lateMeeting = late(meeting('2024-02-01T09:00Z', [bob]), '2024-06-01');
    const later = given([...facts, lateMeeting]).of(stakeholders);
    await later.asOf('2024-04-01').expectTotal(people, { known: 2, engaged: 1 });
    const gone = given([...facts, retraction(facts[0]!, '2024-06-01')]).of(stakeholders);
    await gone.asOf('2024-02-01').expectTotal(people, { known: 1, neverEngaged: 1 });
  });

  it('see that a relationship of firms hangs on one person, from 4 days of exchange on', async () => {
    const facts = [classified('2024-01-01'), ...meetings(fourDays, [ann], [kim, lee])];
    expect(await kindsAt(facts, '2024-01-20')).toEqual([]);
    const ourselvesUnnamed = [facts[0]!, ...meetings(fourDays, [ann], [])];
    expect(await kindsAt(ourselvesUnnamed, '2024-02-01')).toEqual(['single-threaded 4']);
    expect(await kindsAt(facts, '2024-02-01')).toEqual(['single-threaded 4']);
    expect(await kindsAt([...facts, meeting('2024-01-30T09:00Z', [ann])], '2024-02-01')).toEqual(['single-threaded 4']);
    expect(await kindsAt([classified('2024-01-01', { kind: 'b2c' }), ...facts.slice(1)], '2024-02-01')).toEqual([]);
    expect(await kindsAt(facts.slice(1), '2024-02-01')).toEqual([]);
    expect(await kindsAt([...facts, meeting('2024-01-30T09:00Z', [bob], [kim, lee])], '2024-02-01')).toEqual([]);
  });

  it('let a single thread come with 180 days without the second person, and go with no exchange at all', async () => {
    const facts = [
      classified('2024-01-01'),
      ...meetings(fourDays, [ann, bob], [kim, lee]),
      meeting('2024-02-10T09:00Z', [ann], [kim, lee]),
    ];
    const asked = given(facts).of(stakeholders);
    const kinds = async (at: string) => Object.values((await asked.asOf(at).folded()).signals).flat();
    // The last day with Bob is 22 January; it is one of 180 days through 19 July.
    expect(await kinds('2024-07-19T23:59Z')).toEqual([]);
    expect(await kinds('2024-07-20T00:00Z')).toMatchObject([
      { kind: 'single-threaded', event: facts[5]!.id, since: facts[5]!.occurredAt },
    ]);
    expect(await kinds('2024-08-07T23:59Z')).toHaveLength(1);
    expect(await kinds('2024-08-08T00:00Z')).toEqual([]);
    await asked.asOf('2024-08-08').expectRow({
      kind: 'b2b',
      tier: 'gold',
      people: 2,
      engaged: 0,
      neverEngaged: 0,
      breadth: 0,
      singleThreaded: false,
      knowledgeRisk: false,
      championLost: false,
      missingRoles: 0,
      owner: null,
      ownerSince: null,
    });
  });

  it('count the firm itself as nobody where it is named alone, and what passed with it as exchange', async () => {
    const alone = fourDays.map((day) =>
      fact('MeetingHeld', `${day}T09:00Z`, { parties: [customer(100), colleague(kim)] }),
    );
    const facts = [classified('2024-01-01', { requiredRoles: ['customer'] }), ...alone];
    const asked = given(facts).of(stakeholders).asOf('2024-02-01');
    const nobody = { people: 0, engaged: 0, neverEngaged: 0, breadth: 0, singleThreaded: false, missingRoles: 1 };
    expect((await asked.folded()).rows[firm]).toMatchObject(nobody);
    await asked.expectTotal(['people', 'b2b', 'gold'], {});
    await asked.expectTotal(['people', 'b2b', 'gold', 'customer'], {});
    expect(await kindsAt(facts, '2024-02-01')).toEqual(['knowledge-risk 4']);
    const withAnn = [...facts, meeting('2024-01-30T09:00Z', [ann])];
    expect(await kindsAt(withAnn, '2024-02-01')).toEqual(['knowledge-risk 4', 'single-threaded 5']);
    const one = { people: 1, engaged: 1, neverEngaged: 0, breadth: 1, singleThreaded: true };
    expect((await given(withAnn).of(stakeholders).asOf('2024-02-01').folded()).rows[firm]).toMatchObject(one);
    const written = fact('MessageReceived', '2024-01-30T09:00Z', { parties: [customer(100)] });
    const wrote = await given([facts[0]!, written]).of(stakeholders).asOf('2024-02-01').folded();
    expect(wrote.rows[firm]).toMatchObject({ people: 0, neverEngaged: 0 });
  });

  it('tell a person from the firm where both are called customer', async () => {
    const both = { relationships: [firm], parties: [customer(100), customer(ann), colleague(kim)] };
    const facts = [
      classified('2024-02-01'),
      ...fourDays.map((day) => fact('MeetingHeld', `${day}T09:00Z`, both)),
      fact('MeetingHeld', '2024-01-30T09:00Z', { parties: [customer(100), colleague(lee)] }),
    ];
    const { rows } = await given(facts).of(stakeholders).asOf('2024-02-01').folded();
    expect(rows[firm]).toMatchObject({ people: 1, engaged: 1, breadth: 1, singleThreaded: true });
  });

  it('do not count who is named as the customer alone before somebody says whether that is a firm', async () => {
    const facts = fourDays.map((day) =>
      fact('MeetingHeld', `${day}T09:00Z`, { parties: [customer(100), colleague(kim)] }),
    );
    const rowOf = async (...more: GivenFact[]) =>
      (
        await given([...facts, ...more])
          .of(stakeholders)
          .asOf('2024-02-02')
          .folded()
      ).rows[firm];
    expect(await rowOf()).toMatchObject({ kind: null, people: 0, engaged: 0, breadth: 0 });
    expect(await rowOf(classified('2024-02-01'))).toMatchObject({ people: 0, engaged: 0, breadth: 0 });
    const isPrivate = classified('2024-02-01', { kind: 'b2c' });
    expect(await rowOf(isPrivate)).toMatchObject({ people: 1, engaged: 1, neverEngaged: 0, breadth: null });
    const sealed = { subject: firm, keyId: idOf(7), commitment: new Uint8Array(32), bytes: new Uint8Array(32) };
    const text = { ...fact('MessageReceived', '2024-01-30T09:00Z', { parties: [customer(100)] }), sealed };
    expect(await rowOf(text)).toMatchObject({ people: 1, engaged: 1, breadth: 1 });
  });

  it('take a private customer for one person, who is engaged as others are', async () => {
    const facts = [
      classified('2024-01-01', { kind: 'b2c', requiredRoles: [] }),
      fact('MeetingHeld', '2024-01-02T09:00Z', { parties: [customer(100), colleague(kim)] }),
    ];
    const asked = given(facts).of(stakeholders);
    await asked.asOf('2024-02-01').expectTotal(['people', 'b2c', 'gold'], { known: 1, engaged: 1 });
    await asked.asOf('2024-06-01').expectTotal(['people', 'b2c', 'gold'], { known: 1 });
    const becameFirm = given([...facts, classified('2024-02-01')]).of(stakeholders);
    expect((await becameFirm.asOf('2024-02-02').folded()).rows[firm]).toMatchObject({ people: 0, breadth: 0 });
  });

  it('call no team a person on whom all hangs', async () => {
    const byTeam = fourDays.map((day) =>
      fact('MeetingHeld', `${day}T09:00Z`, {
        ...withPeople([ann, bob]),
        parties: [customer(ann, 'contact'), customer(bob, 'contact'), colleague(9, 'team')],
      }),
    );
    const facts = [classified('2024-01-01'), ...byTeam];
    expect(await kindsAt(facts, '2024-02-01')).toEqual([]);
    expect(await kindsAt([...facts, meeting('2024-01-30T09:00Z', [ann, bob])], '2024-02-01')).toEqual([]);
  });

  it('count days of the zone', async () => {
    const facts = [
      classified('2024-01-01'),
      ...meetings(fourDays, [ann, bob], [kim, lee]),
      meeting('2024-02-10T09:00Z', [ann]),
    ];
    const asked = given(facts, { parameters: { zone: 'Australia/Sydney' } }).of(stakeholders);
    const rowAt = async (at: string) => (await asked.asOf(at).folded()).rows[firm];
    expect(await rowAt('2024-07-19T13:59Z')).toMatchObject({ breadth: 2, singleThreaded: false });
    expect(await rowAt('2024-07-19T14:00Z')).toMatchObject({ breadth: 1, singleThreaded: true });
  });

  it('see that one of ours has nearly all of the exchange, until others have some', async () => {
    const facts = [classified('2024-01-01'), ...meetings(fourDays, [ann, bob], [kim])];
    expect(await kindsAt(facts, '2024-02-01')).toEqual(['knowledge-risk 4']);
    const { signals } = await given(facts).of(stakeholders).asOf('2024-02-01').folded();
    expect(signals[firm]![0]).toMatchObject({ severity: 'notice', percent: 100 });
    expect(JSON.stringify(signals)).not.toContain(idOf(kim));
    expect(await kindsAt([...facts, meeting('2024-01-29T09:00Z', [ann, bob], [lee])], '2024-02-01')).toEqual([]);
  });

  it('know that the champion is lost, until somebody joins as one', async () => {
    const joined = about('StakeholderJoined', '2024-01-02', ann, { role: 'Champion' });
    const facts = [classified('2024-01-01'), joined, about('ChampionLost', '2024-02-01', ann)];
    expect(await kindsAt(facts, '2024-01-15')).toEqual([]);
    expect(await kindsAt(facts, '2024-02-02')).toEqual(['champion-lost 2']);
    const left = [classified('2024-01-01'), joined, about('StakeholderLeft', '2024-02-01', ann)];
    expect(await kindsAt(left, '2024-02-02')).toEqual(['champion-lost 2']);
    const second = about('StakeholderJoined', '2024-03-01', bob, { role: 'champion' });
    expect(await kindsAt([...facts, second], '2024-03-02')).toEqual([]);
    const before = about('StakeholderJoined', '2024-01-20', bob, { role: 'champion' });
    expect(await kindsAt([...left, before], '2024-02-02')).toEqual([]);
    const user = about('StakeholderLeft', '2024-02-01', ann, { role: 'user' });
    expect(await kindsAt([classified('2024-01-01'), joined, user], '2024-02-02')).toEqual([]);
  });

  it('hold the required roles against those who are engaged', async () => {
    const facts = [
      classified('2024-01-01', { requiredRoles: ['sponsor', 'User'] }),
      about('StakeholderJoined', '2024-01-02', ann, { role: 'user' }),
      meeting('2024-01-03T09:00Z', [ann]),
      about('StakeholderJoined', '2024-01-04', bob, { role: 'sponsor' }),
    ];
    const asked = given(facts).of(stakeholders);
    const missing = async (at: string) => (await asked.asOf(at).folded()).documents[firm]!.missingRoles;
    expect(await missing('2024-01-02')).toEqual(['sponsor', 'User']);
    expect(await missing('2024-02-01')).toEqual(['sponsor']);
    expect(await missing('2024-06-01')).toEqual(['sponsor', 'User']);
    await asked.asOf('2024-02-01').expectTotal(['required', 'gold', 'user'], { relationships: 1, engaged: 1 });
    await asked.asOf('2024-02-01').expectTotal(['required', 'gold', 'sponsor'], { relationships: 1 });
    await asked.asOf('2024-02-01').expectTotal(['relationships', 'b2b', 'gold'], { relationships: 1, rolesMissing: 1 });
  });

  it('count nobody who left, and none of them for breadth', async () => {
    const facts = [
      classified('2024-01-01'),
      ...meetings(fourDays, [ann, bob], [kim, lee]),
      about('StakeholderLeft', '2024-02-01', bob),
    ];
    expect(await kindsAt(facts, '2024-02-02')).toEqual(['single-threaded 4']);
    const back = [meeting('2024-02-03T09:00Z', [ann]), meeting('2024-02-03T10:00Z', [bob])];
    expect(await kindsAt([...facts, ...back], '2024-02-04')).toEqual([]);
    const { rows, documents } = await given(facts).of(stakeholders).asOf('2024-02-02').folded();
    expect(rows[firm]).toMatchObject({ people: 1, engaged: 1, breadth: 1 });
    expect(documents[firm]!.people.known.find(({ id }) => id === idOf(bob))!.leftAt).toBe(Date.parse('2024-02-01'));
  });

  it('say who owned it since when', async () => {
    const change = (at: string, owner: number, former: number) =>
      fact('OwnerChanged', at, {
        parties: [customer(100), colleague(owner, 'owner'), colleague(former, 'former-owner')],
      });
    const facts = [change('2024-01-01', kim, lee), change('2024-05-01', lee, kim)];
    const asked = given(facts).of(stakeholders);
    await asked
      .asOf('2024-03-01')
      .folded()
      .then(({ rows }) => expect(rows[firm]).toMatchObject({ owner: idOf(kim), ownerSince: Date.parse('2024-01-01') }));
    const { documents } = await asked.asOf('2024-06-01').folded();
    expect(documents[firm]).toMatchObject({
      ownerChanges: 2,
      owners: [
        { owner: idOf(kim), former: idOf(lee), since: facts[0]!.occurredAt, event: facts[0]!.id },
        { owner: idOf(lee), former: idOf(kim), since: facts[1]!.occurredAt, event: facts[1]!.id },
      ],
    });
  });
});
