import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { noAffiliations, relationshipsOf, type AffiliationsAt } from './belonging.js';
import { idOf } from './testing.js';

const [ann, bob, agent, acme, other] = [1, 2, 3, 4, 5].map(idOf) as [string, string, string, string, string];
const of = (id: string, side: 'customer' | 'ours' | 'other' = 'customer') => ({ id, role: 'contact', side });

/** Ann is with Acme until 100 and with another from then on; Bob with Acme always; the agent is with a customer too. */
const affiliations: AffiliationsAt = (party, at) => {
  if (party === ann) return at <= 100 ? [acme] : [other];
  return party === bob ? [acme] : party === agent ? [other] : [];
};

describe('relationshipsOf', () => {
  it('takes those that the event names, and no others', () => {
    const event = { relationships: [other, acme, other], parties: [of(ann)], occurredAt: 50 };
    expect(relationshipsOf(event, affiliations)).toEqual([other, acme]);
  });

  it('takes the organisations that the customer side is affiliated with when it occurred', () => {
    const parties = [of(agent, 'ours'), of(ann), of(bob)];
    expect(relationshipsOf({ relationships: [], parties, occurredAt: 100 }, affiliations)).toEqual([acme]);
    expect(relationshipsOf({ relationships: [], parties, occurredAt: 101 }, affiliations)).toEqual([other, acme]);
  });

  it('takes the parties of the customer side when they are affiliated with nobody', () => {
    const parties = [of(agent, 'ours'), of(ann), of(other, 'other'), of(bob), of(ann)];
    expect(relationshipsOf({ relationships: [], parties, occurredAt: 50 }, noAffiliations)).toEqual([ann, bob]);
  });

  it('belongs to nobody without a customer side', () => {
    expect(relationshipsOf({ relationships: [], parties: [of(agent, 'ours')], occurredAt: 50 }, affiliations)).toEqual(
      [],
    );
  });

  it('never names a relationship twice', () => {
    const ids = fc.array(fc.constantFrom(ann, bob, agent, acme, other), { maxLength: 6 });
    fc.assert(
      fc.property(ids, ids, fc.nat(200), (relationships, parties, occurredAt) => {
        const found = relationshipsOf(
          { relationships, parties: parties.map((id) => of(id)), occurredAt },
          affiliations,
        );
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});
