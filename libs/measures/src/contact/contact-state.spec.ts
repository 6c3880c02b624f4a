import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addAct, conversationsMax, noContact, type ContactAct, type ContactSide } from './contact-state.js';

const day = 86_400_000;
const fortnight = 14 * day;

function act(
  at: number,
  side: ContactSide | 'both',
  conversations: string[] = ['thread'],
  who = `${side} one`,
): ContactAct {
  const sides = new Set<ContactSide>(side === 'both' ? ['theirs', 'ours'] : [side]);
  const people = { theirs: sides.has('theirs') ? [who] : [], ours: sides.has('ours') ? [who] : [] };
  return { at, day: new Date(at).toISOString().slice(0, 10), sides, conversations, people };
}

/** The definitions themselves, each act against all before it. */
function naive(acts: readonly ContactAct[]) {
  return acts.map((one, index) => {
    const before = acts.slice(0, index).filter((earlier) => one.at - earlier.at <= fortnight);
    const shared = before.filter(({ conversations }) => conversations.some((id) => one.conversations.includes(id)));
    const answered = (['theirs', 'ours'] as const).flatMap((side) => {
      const opposite = side === 'theirs' ? 'ours' : 'theirs';
      return one.sides.has(side)
        ? shared.filter(({ sides }) => sides.has(opposite)).map((earlier) => ({ earlier, opposite }))
        : [];
    });
    const both = one.sides.size === 2;
    const exchange = both || answered.length > 0;
    const people = (side: ContactSide) =>
      exchange
        ? [
            ...new Set([
              ...one.people[side],
              ...answered.flatMap(({ earlier, opposite }) => (opposite === side ? earlier.people[side] : [])),
            ]),
          ].sort()
        : [];
    return {
      initiated: one.sides.has('theirs') && !both && !shared.some(({ sides }) => sides.has('ours')),
      exchange,
      between: { theirs: people('theirs'), ours: people('ours') },
    };
  });
}

const history = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 80 }).map((half) => half * 12 * 3_600_000),
      side: fc.constantFrom('theirs', 'ours', 'both'),
      conversations: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '__proto__'), { maxLength: 2 }),
      who: fc.constantFrom('1', '2', '3'),
    }),
    { maxLength: 40 },
  )
  .map((drawn) =>
    drawn.toSorted((a, b) => a.at - b.at).map((one) => act(one.at, one.side, one.conversations, one.who)),
  );

describe('the state of contact', () => {
  it('gives what a comparison of each act with all before it gives', () => {
    fc.assert(
      fc.property(history, (acts) => {
        const state = noContact();
        const steps = acts.map((one) => {
          const { initiated, exchange, between } = addAct(state, one);
          return {
            initiated,
            exchange,
            between: { theirs: between.theirs.toSorted(), ours: between.ours.toSorted() },
          };
        });
        const expected = naive(acts);
        expect(steps).toEqual(expected);
        expect(state.exchanges).toBe(expected.filter(({ exchange }) => exchange).length);
        const daysOf = (which: (one: ContactAct, index: number) => boolean) =>
          new Set(acts.filter(which).map(({ day }) => day)).size;
        expect(state.theirs.days.count).toBe(daysOf(({ sides }) => sides.has('theirs')));
        expect(state.ours.days.count).toBe(daysOf(({ sides }) => sides.has('ours')));
        expect(state.initiated.count).toBe(daysOf((_, index) => expected[index]!.initiated));
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
      { numRuns: 500 },
    );
  });

  it('says which act is the first of its side on a day', () => {
    const state = noContact();
    const newDays = [act(0, 'theirs'), act(1, 'ours'), act(2, 'theirs'), act(day, 'both')].map(
      (one) => addAct(state, one).newDay,
    );
    expect(newDays).toEqual([
      { theirs: true, ours: false },
      { theirs: false, ours: true },
      { theirs: false, ours: false },
      { theirs: true, ours: true },
    ]);
    expect(state.theirs).toMatchObject({ first: 0, last: day });
  });

  it('takes 14 days with both ends', () => {
    const after = (ms: number) => {
      const state = noContact();
      addAct(state, act(0, 'ours'));
      return addAct(state, act(ms, 'theirs'));
    };
    expect(after(fortnight)).toMatchObject({ exchange: true, initiated: false });
    expect(after(fortnight + 1)).toMatchObject({ exchange: false, initiated: true });
  });

  it('takes a meeting for an exchange, initiated by nobody', () => {
    expect(addAct(noContact(), act(0, 'both', []))).toMatchObject({ exchange: true, initiated: false });
  });

  it('leaves an act of nobody out', () => {
    const state = noContact();
    const step = addAct(state, { ...act(0, 'theirs'), sides: new Set() });
    expect(step).toMatchObject({ initiated: false, exchange: false });
    expect(state).toEqual(noContact());
  });

  it('forgets conversations after 14 days, and the longest untouched beyond the limit', () => {
    const state = noContact();
    for (let n = 0; n < conversationsMax + 5; n++) addAct(state, act(n, 'theirs', [`thread ${n}`]));
    expect(state.conversations).toHaveLength(conversationsMax);
    expect(state.conversations[0]!.id).toBe('thread 5');
    addAct(state, act(fortnight + conversationsMax, 'ours', ['another']));
    expect(state.conversations.map(({ id }) => id)).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `thread ${conversationsMax + n}`),
      'another',
    ]);
  });
});
