import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { factOf } from '#domain/fact.js';
import { eventOf, idOf } from '#domain/testing.js';
import { colleague, customer } from '#projections/testing/testing.js';
import { pack } from '#read-store/packing.js';
import { stakeholders } from './stakeholders.projection.js';

const team = 3;

/** The firm itself stands beside its people, as sources name it, or alone; likewise a team of ours. */
function withPeople(theirs: readonly number[], ours: readonly number[]) {
  const people = theirs.map((number) => customer(number, 'contact'));
  return {
    relationships: theirs.length === 0 ? [] : [idOf(100)],
    parties: [
      customer(100),
      ...people,
      ...ours.map((number) => colleague(number, number === team ? 'team' : undefined)),
    ],
  };
}

describe('what is kept of stakeholders', () => {
  it('says at any moment what the definitions say, whatever was weighed before', () => {
    const ctx = { parameters: stakeholders.parameters!, valid: () => undefined, feeds: { up: () => true } };
    const day = 86_400_000;
    const held = fc.record({
      day: fc.nat(25).map((number) => number * 30),
      theirs: fc.uniqueArray(fc.constantFrom(101, 102, 103), { maxLength: 2 }),
      ours: fc.uniqueArray(fc.constantFrom(1, 2, team)),
    });
    fc.assert(
      fc.property(fc.array(held, { maxLength: 30 }), fc.nat(900), (drawn, last) => {
        const all = drawn.toSorted((a, b) => a.day - b.day).filter((one) => one.day <= last);
        const doc = stakeholders.initial(ctx);
        const passTo = (at: number): void => {
          for (let due = stakeholders.deadline!(doc, ctx)!; due <= at; due = stakeholders.deadline!(doc, ctx)!)
            stakeholders.onDeadline!(doc, due, ctx);
        };
        const give = (one: RecordedEvent): void => {
          passTo(one.occurredAt - 1);
          const handler = stakeholders.on[one.type as 'MeetingHeld'] as (
            doc: object,
            event: object,
            ctx: object,
          ) => void;
          handler(doc, factOf(one, 1), ctx);
        };
        give(eventOf('RelationshipClassified', { occurredAt: 0 }));
        for (const { day: on, theirs, ours } of all)
          give(eventOf('MeetingHeld', { occurredAt: on * day, ...withPeople(theirs, ours) }));
        passTo(last * day);

        const within = all.filter((one) => one.day > last - 180);
        const people = new Set(within.flatMap(({ theirs }) => theirs)).size;
        // A team beside people of ours is named by them; its days are somebody's, and of nobody who is known.
        const acts = (ours: readonly number[], who: number) =>
          ours.includes(who) && (who !== team || ours.length === 1);
        const days = [1, 2, team].map(
          (who) => new Set(within.filter(({ ours }) => acts(ours, who)).map((one) => one.day)).size,
        );
        const [most, sum] = [Math.max(...days.slice(0, 2)), days.reduce((all, one) => all + one)];
        const engaged = new Set(all.filter((one) => one.day > last - 90).flatMap(({ theirs }) => theirs)).size;
        expect(doc.weighed?.people).toBe(people);
        expect(doc.people.theirs).toMatchObject({ engaged, known: new Set(all.flatMap(({ theirs }) => theirs)).size });
        expect(doc.singleThreaded !== null).toBe(people === 1 && new Set(all.map((one) => one.day)).size >= 4);
        expect(doc.weighed?.knowledge?.share).toBe(sum < 4 || most === 0 ? undefined : most / sum);
        expect(doc.knowledgeRisk !== null).toBe(sum >= 4 && most / sum > 0.8);
        expect(doc.missingRoles).toEqual(['sponsor', 'user']);
      }),
      { numRuns: 500 },
    );
  });

  it('has the totals that it is made to have anew, after every step of any history', () => {
    const ctx = { parameters: stakeholders.parameters!, valid: () => undefined, feeds: { up: () => true } };
    const day = 86_400_000;
    const told = fc.record({
      type: fc.constantFrom(
        'RelationshipClassified' as const,
        'StakeholderJoined' as const,
        'StakeholderLeft' as const,
        'ChampionLost' as const,
        'OwnerChanged' as const,
        'MessageReceived' as const,
        'MessageSent' as const,
        'MeetingHeld' as const,
        'MeetingHeld' as const,
      ),
      day: fc.nat(400),
      theirs: fc.uniqueArray(fc.constantFrom(101, 102, 103), { maxLength: 2 }),
      ours: fc.uniqueArray(fc.constantFrom(1, 2)),
      role: fc.constantFrom('contact', 'champion', 'Champion', 'user', undefined),
      kind: fc.constantFrom('b2b', 'b2c'),
      tier: fc.constantFrom('a', 'b', undefined),
      requiredRoles: fc.uniqueArray(fc.constantFrom('user', 'sponsor', 'User')),
    });
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 40 }), (drawn) => {
        const doc = stakeholders.initial(ctx);
        const check = (): void => {
          const totals = (one: object) =>
            new Map(stakeholders.rollup!(one as typeof doc, ctx).map(({ at: path, add }) => [path.join('~'), add]));
          // Nobody has weighed a copy: its totals are made of what it holds.
          expect(totals(doc)).toEqual(totals(structuredClone(doc)));
        };
        const passTo = (at: number): void => {
          for (let due = stakeholders.deadline!(doc, ctx)!; due <= at; due = stakeholders.deadline!(doc, ctx)!) {
            stakeholders.onDeadline!(doc, due, ctx);
            check();
          }
        };
        for (const [i, one] of drawn.toSorted((a, b) => a.day - b.day).entries()) {
          const { type, theirs, ours, role, kind, tier, requiredRoles } = one;
          const occurredAt = one.day * day + i;
          passTo(occurredAt - 1);
          const people = theirs.map((number) => customer(number, role ?? 'contact'));
          const parties = [customer(100), ...people, ...ours.map((number) => colleague(number))];
          const classes = { kind, requiredRoles, ...(tier === undefined ? {} : { tier }) };
          const data =
            type === 'RelationshipClassified'
              ? classes
              : type.startsWith('Stakeholder') && role !== undefined
                ? { role }
                : {};
          const sent = type === 'MessageSent' ? ours[0] : theirs[0];
          const event = eventOf(type, {
            id: idOf(1_000 + i),
            occurredAt,
            relationships: [idOf(100)],
            parties,
            ...(sent === undefined ? {} : { actor: idOf(sent) }),
            data: { ...eventOf(type, {}).data, ...data },
          });
          const handler = stakeholders.on[type as 'MeetingHeld'] as (doc: object, event: object, ctx: object) => void;
          handler(doc, factOf(event, 1), ctx);
          check();
        }
        passTo(800 * day);
      }),
      { numRuns: 300 },
    );
  });

  it('stays small with very many people, each with long roles, in big threads', () => {
    const ctx = { parameters: stakeholders.parameters!, valid: () => undefined, feeds: { up: () => true } };
    const doc = stakeholders.initial(ctx);
    const handle = (type: 'MeetingHeld' | 'StakeholderJoined', number: number, people: number): void => {
      const parties = Array.from({ length: people }, (_, i) => {
        const person = number * people + i;
        const [role, side] = [`${person % 7}`.repeat(200), person % 4 === 0 ? 'ours' : 'customer'] as const;
        return { id: idOf(1_000 + (side === 'ours' ? person % 5_000 : person)), role, side };
      });
      const event = eventOf(type, {
        id: idOf(number),
        occurredAt: 1_700_000_000_000 + number * 3_600_000,
        parties,
        thread: idOf(500_000 + number),
      });
      (stakeholders.on[type] as (doc: object, event: object, ctx: object) => void)(doc, factOf(event, 1), ctx);
    };
    handle('StakeholderJoined', 0, 1);
    handle('StakeholderJoined', 1, 2);
    for (let number = 1; number < 600; number++) handle('MeetingHeld', number, 200);
    expect(pack(doc).length).toBeLessThan(800_000);
    expect(doc.people.known).toHaveLength(400);
    expect(doc.people.known.filter(({ joinedAt }) => joinedAt !== null)).toHaveLength(3);
    expect(doc.people.beyond.theirs).toBeGreaterThan(80_000);
    expect(stakeholders.rollup!(doc, ctx).length).toBeLessThan(4_096);
  });
});
