import { describe, expect, it } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import { colleague, customer, fact, type GivenFact } from '#projections/testing/testing.js';
import { FoldOne } from './fold-one.js';
import { health } from './health.projection.js';

const start = Date.parse('2024-01-01T09:00Z');
const onDay = (day: number): number => start + day * dayMs;
const ours = { parties: [customer(100), colleague(1)], actor: idOf(1) };
const classified = (kind: 'b2b' | 'b2c', day = -1): GivenFact =>
  fact('RelationshipClassified', onDay(day), { data: { kind, segment: 'mid' } });

const at = (facts: readonly GivenFact[], day: number) => new FoldOne(health).fold(facts, onDay(day));

describe('the breadth that health is made of', () => {
  it('counts people for breadth, and not the firm itself', () => {
    const firm = [customer(100)];
    const person = [...firm, customer(200, 'contact')];
    const exchanged = (day: number, parties: GivenFact['parties'], named: object = {}): GivenFact[] => {
      const thread = idOf(9_000 + day);
      const asked = { thread, parties, actor: parties.at(-1)!.id, ...named };
      return [
        fact('MessageReceived', onDay(day), asked),
        fact('MessageSent', onDay(day) + 60_000, { ...ours, thread, data: { automated: false }, ...named }),
      ];
    };
    const breadthOf = (facts: readonly GivenFact[], day: number) => at(facts, day).document.health.measured.breadth;
    const facts = [classified('b2b'), ...exchanged(1, firm)];
    expect(breadthOf(facts, 2)).toBeNull();
    expect(breadthOf([...facts, ...exchanged(3, person)], 4)).toBe(1);
    // It is known for that as late as somebody says it, and is none of them from then on.
    const late = [...exchanged(1, person), ...exchanged(2, firm), classified('b2b', 5)];
    expect(breadthOf(late, 6)).toBe(1);
    const shop = [...firm, customer(150)];
    const joined = [classified('b2b'), ...exchanged(1, person), ...exchanged(2, shop)];
    expect(breadthOf(joined, 3)).toBe(2);
    expect(breadthOf([...joined, ...exchanged(4, person, { relationships: [idOf(100), idOf(150)] })], 5)).toBe(1);
  });

  it('counts who is back after half a year, as of the exchange', () => {
    const contact = { parties: [customer(100), customer(200, 'contact')], actor: idOf(200) };
    const between = (day: number, waits: number): GivenFact[] => [
      fact('MessageReceived', onDay(day), { ...contact, thread: idOf(9_000) }),
      fact('MessageSent', onDay(day + waits), { ...ours, thread: idOf(9_000), data: { automated: false } }),
    ];
    const facts = [classified('b2b'), ...between(1, 1), ...between(300, 3)];
    const breadthOn = (day: number) => at(facts, day).document.health.measured.breadth;
    expect([3, 200, 304].map(breadthOn)).toEqual([1, 0, 1]);
  });
});
