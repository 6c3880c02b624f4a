import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bgNbd } from './beta-geometric.js';
import { attritionPredictor, naiveBaselines, silencePredictor } from './predictors.js';
import {
  knownAt,
  populationAt,
  usualHorizon,
  type KnownDay,
  type RelationshipHistory,
} from './relationship-history.js';

const known = (...days: readonly number[]) => days.map((day) => ({ day, knownOn: day }));

describe('what is known of a relationship at a cut', () => {
  it('is what had happened and was recorded by then, each day once', () => {
    const acts = [
      ...known(40, 10, 40),
      { day: 30, knownOn: 120 },
      { day: 100, knownOn: 100 },
      { day: 101, knownOn: 101 },
    ];
    expect(knownAt({ id: 'A', acts }, 100, usualHorizon)).toEqual({
      id: 'A',
      days: [10, 40, 100],
      repeats: { x: 2, tx: 90, T: 90 },
      horizonDays: 180,
      owner: undefined,
    });
    expect(knownAt({ id: 'A', acts }, 9, usualHorizon)).toBeUndefined();
  });

  it('looks four mean gaps ahead where that is longer', () => {
    const horizon = (...days: readonly number[]) =>
      knownAt({ id: 'A', acts: known(...days) }, 400, usualHorizon)!.horizonDays;
    expect(horizon(0)).toBe(180);
    expect(horizon(0, 45)).toBe(180);
    expect(horizon(0, 100, 203)).toBe(406);
  });

  it('has the owner of that day, as it was recorded by then', () => {
    const owners = [
      { owner: 'late', day: 60, knownOn: 200 },
      { owner: 'second', day: 50, knownOn: 50 },
      { owner: 'first', day: 0, knownOn: 0 },
      { owner: 'next', day: 101, knownOn: 90 },
    ];
    const owner = (cut: number) => knownAt({ id: 'A', acts: known(0), owners }, cut, usualHorizon)!.owner;
    expect([owner(20), owner(100), owner(300)]).toEqual(['first', 'second', 'next']);
  });
});

describe('a population', () => {
  it('is everyone with an act of theirs who has not left, and says who is not in it', () => {
    const histories: RelationshipHistory[] = [
      { id: 'later', acts: known(150) },
      { id: 'cancelled', acts: known(10), endings: known(50) },
      { id: 'cancelled on the day', acts: known(50), endings: known(50) },
      { id: 'came back', acts: known(10, 60), endings: known(50) },
      { id: 'cancels later', acts: known(10), endings: [{ day: 101, knownOn: 101 }] },
      { id: 'cancelled, learned later', acts: known(10), endings: [{ day: 50, knownOn: 101 }] },
      { id: 'dissolved', acts: known(10), dissolutions: known(90) },
      { id: 'merged', acts: known(10), unusable: 'merged' },
      { id: 'merged, began later', acts: known(150), unusable: 'merged' },
      { id: 'merged, known by then', acts: known(10), unusable: 'merged', mergedOn: 100 },
      { id: 'merged, learned later', acts: known(10), unusable: 'merged', mergedOn: 101 },
      { id: 'erased', acts: [], unusable: 'erased' },
      { id: 'its only act was none', acts: [{ day: 10, knownOn: 10, withdrawnOn: 100 }] },
      { id: 'an act was none, learned later', acts: [{ day: 10, knownOn: 10, withdrawnOn: 101 }] },
    ];
    const population = populationAt(histories, 100, usualHorizon);
    expect(population.members.map(({ id }) => id)).toEqual([
      'came back',
      'cancels later',
      'cancelled, learned later',
      'an act was none, learned later',
    ]);
    expect(population.places).toEqual([3, 4, 5, 13]);
    expect(population).toMatchObject({ notYetBegun: 2, alreadyLeft: 3, unusable: { merged: 2, erased: 1 } });
  });
});

describe('nothing after the cut', () => {
  const cut = 100;
  const before = fc
    .record({ day: fc.integer({ min: 0, max: cut }), late: fc.integer({ min: 0, max: 20 }) })
    .map(({ day, late }): KnownDay => ({ day, knownOn: Math.min(cut, day + late) }));
  // Later, or earlier but learned later.
  const after = fc
    .record({ day: fc.integer({ min: 0, max: 400 }), late: fc.integer({ min: 0, max: 300 }) })
    .map(({ day, late }): KnownDay => ({ day, knownOn: Math.max(day + late, cut + 1) }));
  const owner = (days: fc.Arbitrary<KnownDay>) =>
    days.chain((day) => fc.constantFrom('O', 'P').map((owner) => ({ ...day, owner })));
  const part = (days: fc.Arbitrary<KnownDay>) =>
    fc.record({
      acts: fc.array(days, { maxLength: 12 }),
      endings: fc.array(days, { maxLength: 1 }),
      dissolutions: fc.array(days, { maxLength: 1 }),
      owners: fc.array(owner(days), { maxLength: 2 }),
    });
  const future = fc.record({
    contracts: fc.array(fc.constant({ from: 0, until: 300 }), { maxLength: 1 }),
    outages: fc.array(fc.constant({ from: 120, until: 130 }), { maxLength: 1 }),
    flags: fc.array(fc.integer({ min: 101, max: 300 }), { maxLength: 2 }),
  });
  type Part = Readonly<Record<'acts' | 'endings' | 'dissolutions', readonly KnownDay[]>> & {
    readonly owners: readonly (KnownDay & { readonly owner: string })[];
  };
  const joined = (past: Part, later: Part) => ({
    acts: [...later.acts, ...past.acts],
    endings: [...later.endings, ...past.endings],
    dissolutions: [...later.dissolutions, ...past.dissolutions],
    owners: [...past.owners, ...later.owners],
  });

  it('has a part in who takes part, in what is told of them, or in what is fitted', () => {
    const relationship = fc.record({ past: part(before), one: part(after), other: part(after), future });
    fc.assert(
      fc.property(fc.array(relationship, { minLength: 1, maxLength: 25 }), (all) => {
        const histories = all.map(({ past, one }, i) => ({ id: `R${i}`, ...joined(past, one) }));
        const changed = all.map(({ past, other, future }, i) => ({ id: `R${i}`, ...joined(past, other), ...future }));
        const population = populationAt(histories, cut, usualHorizon);
        expect(populationAt(changed, cut, usualHorizon)).toEqual(population);
        for (const predictor of [...naiveBaselines, attritionPredictor(bgNbd), silencePredictor(1)]) {
          const told = (members: typeof population.members) => {
            const made = predictor.prepare(members, cut);
            if ('noFit' in made) return made.noFit;
            const risks = Object.values(made.rankings).map((ranking) => members.map(ranking));
            return { parameters: made.parameters, risks, chances: members.map((one) => made.chanceOfLeaving?.(one)) };
          };
          expect(told(populationAt(changed, cut, usualHorizon).members)).toEqual(told(population.members));
        }
      }),
      { numRuns: 40 },
    );
  });
});
