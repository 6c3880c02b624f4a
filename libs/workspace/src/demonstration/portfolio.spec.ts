import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '#core/hashing.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import { demonstrationUntil, generatePortfolio } from './portfolio.js';

const options = { relationships: 120, events: 6_000, seed: 7 };

describe('generatePortfolio', () => {
  const drafts = [...generatePortfolio(options)];

  it('gives the same portfolio for the same seed, and another for another', () => {
    expect([...generatePortfolio(options)]).toEqual(drafts);
    expect([...generatePortfolio({ ...options, seed: 8 })]).not.toEqual(drafts);
    // On every machine, and by every version: who compares figures compares them of one portfolio.
    expect(sha256Hex(JSON.stringify(drafts))).toBe('b95d25c326791b4deb6c3587b722657b0ca568451d9d1214ddc6417f0e9627ef');
  });

  it('comes near the wanted number of touchpoints, with every relationship told', () => {
    expect(Math.abs(drafts.length - options.events)).toBeLessThan(options.events * 0.1);
    const customers = new Set(drafts.map((draft) => draft.parties[0]!.identifiers[0]!.value));
    expect(customers.size).toBe(options.relationships);
    expect(new Set(drafts.map((draft) => draft.parties[0]!.name)).size).toBe(options.relationships);
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
});
