import { describe, expect, it } from '@jest/globals';
import { pack } from '#read-store/packing.js';
import type { TransitionKind } from './signal-transitions.js';
import { withdrawnIn } from './withdrawn-signals.js';

type Told = readonly [id: string, became: TransitionKind, key: string];

/** The log of a build that was told these things, one a millisecond. */
function withdrawn(...log: readonly Told[]) {
  const entries = log.map(([id, became, key], n) => {
    const signal = { kind: 'asked', severity: 'notice', event: id, since: 0 };
    return { number: n + 1, transition: pack([id, became, n, n, key, signal, n, n]) };
  });
  const page = { log: 'l', first: 1, last: entries.length, entries };
  return withdrawnIn({ transitions: () => page }).map(({ id, key, from, time }) => [id, key, from, time]);
}

describe('what was withdrawn', () => {
  it('is what was raised and never stood, as far as is known now', () => {
    expect(withdrawn(['a', 'raised', 'k'], ['b', 'raised', 'k'], ['a', 'withdrawn', 'k'])).toEqual([['a', 'k', 0, 2]]);
    expect(withdrawn(['a', 'raised', 'k'], ['a', 'ended', 'k'])).toEqual([]);
  });

  it('is not what was raised again, or is graver now', () => {
    expect(withdrawn(['a', 'raised', 'k'], ['a', 'withdrawn', 'k'], ['a', 'raised', 'k'])).toEqual([]);
    const again: readonly Told[] = [
      ['a', 'raised', 'k'],
      ['a', 'withdrawn', 'k'],
      ['a', 'raised', 'k'],
      ['a', 'changed', 'k'],
      ['a', 'withdrawn', 'k'],
    ];
    expect(withdrawn(...again)).toEqual([['a', 'k', 2, 4]]);
  });

  it('is not what a link moved to another key', () => {
    expect(withdrawn(['a', 'raised', 'k'], ['a', 'raised', 'l'], ['a', 'withdrawn', 'k'])).toEqual([]);
    expect(withdrawn(['a', 'raised', 'k'], ['a', 'raised', 'l'], ['a', 'ended', 'k'], ['a', 'withdrawn', 'l'])).toEqual(
      [['a', 'l', 1, 3]],
    );
  });

  it('is told also where it is forgotten when it was raised', () => {
    expect(withdrawn(['a', 'withdrawn', 'k'])).toEqual([['a', 'k', undefined, 0]]);
  });
});
