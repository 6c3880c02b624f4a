import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExpectedRevision } from '#event-store/port.js';
import { notLinearizable } from './history.js';
import type { Operation, Told } from './history.js';

/** `[from, to]`, who appends what upon what, and what it was told: a revision, or nothing for a conflict, or `?`. */
function append(
  [invokedAt, returnedAt]: readonly [number, number],
  batch: string,
  expected: ExpectedRevision,
  told: number | 'conflict' | '?',
  count = 1,
): Operation {
  return { invokedAt, returnedAt, told: toldOf(told), call: { kind: 'append', batch, expected, count } };
}

function read([invokedAt, returnedAt]: readonly [number, number], revision: number): Operation {
  return { invokedAt, returnedAt, told: toldOf(revision), call: { kind: 'read' } };
}

function toldOf(told: number | 'conflict' | '?'): Told {
  if (told === '?') return { kind: 'unknown' };
  return told === 'conflict' ? { kind: 'conflict' } : { kind: 'ok', revision: told };
}

describe('a history that can have been one after another', () => {
  it.each<[string, Operation[]]>([
    ['nothing at all', []],
    ['one after another', [append([0, 1], 'a', 'no_stream', 0), append([2, 3], 'b', 0, 2, 2), read([4, 5], 2)]],
    [
      'two at once, the later one first',
      [append([0, 9], 'a', 'any', 2), append([1, 8], 'b', 'any', 1, 2), read([2, 3], -1), read([4, 5], 1)],
    ],
    ['of two at once one loses', [append([0, 5], 'a', -1, 0), append([1, 6], 'b', -1, 'conflict')]],
    [
      'a loss to what nobody was told of',
      [append([0, 1], 'a', -1, '?'), append([2, 3], 'b', -1, 'conflict'), read([4, 5], 0)],
    ],
    ['what nobody was told of, and never was', [append([0, 1], 'a', -1, '?'), append([2, 3], 'b', -1, 0)]],
    [
      'what nobody was told of comes late',
      [append([0, 1], 'a', 'any', '?'), read([2, 3], -1), append([4, 5], 'b', -1, 0), read([6, 7], 1)],
    ],
    [
      'a repetition is answered as the first time',
      [append([0, 1], 'a', -1, 0), append([2, 3], 'b', 0, 1), append([4, 5], 'a', -1, 0), read([6, 7], 1)],
    ],
  ])('%s', (_name, history) => {
    expect(notLinearizable(history)).toBeUndefined();
  });
});

describe('a history that cannot', () => {
  it.each<[string, Operation[]]>([
    [
      'a stale conflict: what was expected was there',
      [append([0, 1], 'a', -1, 0), append([2, 3], 'b', 0, 'conflict'), read([4, 5], 0)],
    ],
    ['a conflict without a rival', [append([0, 1], 'a', 'no_stream', 'conflict')]],
    ['a lost update', [append([0, 1], 'a', -1, 0), append([2, 3], 'b', -1, 0)]],
    ['an acknowledged event is gone', [append([0, 1], 'a', 'any', 0), append([2, 3], 'b', 'any', 0)]],
    ['two win what one can', [append([0, 5], 'a', -1, 0), append([1, 6], 'b', -1, 0)]],
    [
      'a double append: the repetition is written again',
      [append([0, 1], 'a', 'any', 0), append([2, 3], 'a', 'any', 1), read([4, 5], 1)],
    ],
    [
      'a double append that shows in a revision only',
      [append([0, 1], 'a', 'any', '?'), append([2, 3], 'a', 'any', 0), append([4, 5], 'b', 'any', 2)],
    ],
    ['a read of the past', [append([0, 1], 'a', 'any', 0), append([2, 3], 'b', 'any', 1), read([4, 5], 0)]],
    ['a read of what goes again', [append([0, 9], 'a', 'any', 0), read([1, 2], 0), read([3, 4], -1)]],
    ['a read of the future', [read([0, 1], 0), append([2, 3], 'a', 'any', 0)]],
    ['a refusal that was no refusal', [append([0, 1], 'a', 5, 'conflict'), append([2, 3], 'b', 'any', 1)]],
    [
      'what was refused happens later',
      [append([0, 1], 'a', -1, 0), append([2, 3], 'b', -1, 'conflict'), append([4, 5], 'c', 'any', 2)],
    ],
  ])('%s', (_name, history) => {
    expect(notLinearizable(history)).not.toBeUndefined();
  });

  it('names what no order gets past', () => {
    const stale = append([2, 3], 'b', 0, 'conflict');
    expect(notLinearizable([append([0, 1], 'a', -1, 0), stale, read([4, 5], 0)])).toEqual([stale]);
  });
});

describe('generated histories', () => {
  const script = fc.array(
    fc.record({
      expected: fc.constantFrom<ExpectedRevision>('any', 'no_stream', 'stream_exists', -1, 0, 1, 2, 4),
      count: fc.integer({ min: 1, max: 3 }),
      before: fc.integer({ min: 0, max: 8 }),
      after: fc.integer({ min: 0, max: 8 }),
      fate: fc.constantFrom('told', 'told', 'told', 'unknown', 'lost'),
    }),
    { maxLength: 24 },
  );

  type Step = typeof script extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

  /** A stream that does one thing after another, each at a moment of its own, told to clients around that moment. */
  function happened(steps: readonly Step[]): Operation[] {
    let revision = -1;
    return steps.map(({ expected, count, before, after, fate }, n) => {
      const fits =
        expected === 'any' ||
        expected === revision ||
        (expected === 'no_stream' && revision < 0) ||
        (expected === 'stream_exists' && revision >= 0);
      const told = fits ? revision + count : ('conflict' as const);
      if (fits && fate !== 'lost') revision += count;
      return append([n * 4 - before, n * 4 + after], `${n}`, expected, fate === 'told' ? told : '?', count);
    });
  }

  it('are taken as they happened, and not with one revision changed', () => {
    fc.assert(
      fc.property(script, fc.nat(), (steps, at) => {
        const history = happened(steps);
        expect(notLinearizable(history)).toBeUndefined();
        const told = history.filter((each) => each.told.kind === 'ok');
        if (told.length === 0) return;
        // More than all that there is: no order has it.
        const changed = told[at % told.length]!;
        const total = history.reduce((sum, { call }) => sum + (call.kind === 'append' ? call.count : 0), 0);
        const wrong = { ...changed, told: { kind: 'ok' as const, revision: total } };
        expect(notLinearizable(history.map((each) => (each === changed ? wrong : each)))).not.toBeUndefined();
      }),
      { seed: 20_261_130, numRuns: 200 },
    );
  });
});
