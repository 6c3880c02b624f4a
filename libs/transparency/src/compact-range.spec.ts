import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testDataPath } from '#core/test-data.js';
import { CompactRange, subtreesOf } from './compact-range.js';
import { naiveLeaf, naiveRoot, sampleLeaf, sampleLeaves } from './testing.js';
import { emptyRoot, hashBytes, nodeHash, perfectRoot } from './tree-hash.js';

interface ReferenceTree {
  readonly leafInputsHex: readonly string[];
  readonly rootHashesHexByTreeSize: readonly string[];
  readonly nodeHashesHex: Readonly<Record<string, readonly string[]>>;
}

const audit = (path: string): string => testDataPath(`audit/${path}`);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const rangeOf = (begin: number, end: number): CompactRange => {
  const range = new CompactRange(begin);
  for (let n = begin; n < end; n++) range.append(sampleLeaf(n));
  return range;
};

describe('the Merkle tree hash', () => {
  const reference = JSON.parse(readFileSync(audit('rfc6962/reference-tree.json'), 'utf8')) as ReferenceTree;
  const leaves = reference.leafInputsHex.map((input) => naiveLeaf(Buffer.from(input, 'hex')));

  it('has the published roots of the eight leaves of RFC 6962, at every size', () => {
    const range = new CompactRange();
    const roots = [hex(range.root())];
    for (const leaf of leaves) {
      range.append(leaf);
      roots.push(hex(range.root()));
    }
    expect(roots).toEqual(reference.rootHashesHexByTreeSize);
    expect(hex(emptyRoot())).toBe(reference.rootHashesHexByTreeSize[0]);
    expect(hex(perfectRoot(Buffer.concat(leaves)))).toBe(reference.rootHashesHexByTreeSize[8]);
  });

  it('has the published inner nodes', () => {
    const { level0, level1, level2 } = reference.nodeHashesHex as Record<'level0' | 'level1' | 'level2', string[]>;
    expect(leaves.map(hex)).toEqual(level0);
    const above = (level: readonly string[]): string[] =>
      level.flatMap((left, at) =>
        at % 2 === 1 ? [] : [hex(nodeHash(Buffer.from(left, 'hex'), Buffer.from(level[at + 1]!, 'hex')))],
      );
    expect(above(level0)).toEqual(level1);
    expect(above(level1)).toEqual(level2);
  });

  it('has the roots of a real signed log, at every size', () => {
    const tile = readFileSync(audit('tlog-tiles/log/tile/0/000.p/15'));
    const range = new CompactRange();
    for (let size = 1; size <= 15; size++) {
      range.append(tile.subarray((size - 1) * hashBytes, size * hashBytes));
      const [, told, root] = readFileSync(audit(`tlog-tiles/log/checkpoint.${size}`), 'utf8').split('\n');
      expect([String(size), range.root().toString('base64')]).toEqual([told, root]);
    }
  });
});

describe('a compact range', () => {
  it('is the binary digits of its size', () => {
    expect(subtreesOf(0, 0)).toEqual([]);
    expect(subtreesOf(0, 11)).toEqual([
      { level: 3, index: 0 },
      { level: 1, index: 4 },
      { level: 0, index: 10 },
    ]);
    expect(subtreesOf(3, 9).map(({ level }) => level)).toEqual([0, 2, 0]);
    expect(subtreesOf(2 ** 40, 2 ** 40 + 2 ** 33)).toEqual([{ level: 33, index: 2 ** 7 }]);
  });

  it('gives the root of the recursive definition at every size', () => {
    const leaves = sampleLeaves(150);
    const range = new CompactRange();
    for (let size = 0; size <= leaves.length; size++) {
      if (size > 0) range.append(leaves[size - 1]!);
      expect([size, hex(range.root())]).toEqual([size, hex(naiveRoot(leaves.slice(0, size)))]);
    }
  });

  it('is the same however it is cut, stored, resumed and merged', () => {
    const cuts = fc.array(fc.nat(300), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(cuts, (unordered) => {
        const [begin = 0, ...ends] = unordered.toSorted((a, b) => a - b);
        const whole = new CompactRange(begin);
        let at = begin;
        for (const end of ends) {
          const part = rangeOf(at, end);
          whole.merge(CompactRange.resume(part.begin, part.end, part.bytes));
          at = end;
        }
        expect(hex(whole.bytes)).toBe(hex(rangeOf(begin, at).bytes));
        expect(whole.end).toBe(at);
        const before = rangeOf(0, begin);
        before.merge(whole);
        expect(hex(before.root())).toBe(hex(naiveRoot(sampleLeaves(at))));
      }),
      { seed: 6962, numRuns: 150 },
    );
  });

  it('takes whole subtrees, and a copy goes its own way', () => {
    const range = rangeOf(0, 16);
    range.append(perfectRoot(Buffer.concat(sampleLeaves(24).slice(16))), 3);
    const copy = range.copy();
    copy.append(sampleLeaf(24));
    expect(hex(range.root())).toBe(hex(naiveRoot(sampleLeaves(24))));
    expect(hex(copy.root())).toBe(hex(naiveRoot(sampleLeaves(25))));
  });

  it('refuses what does not fit', () => {
    expect(() => rangeOf(0, 4).merge(rangeOf(5, 6))).toThrow('is not the one behind 4');
    expect(() => rangeOf(3, 5).root()).toThrow('has no root');
    expect(() => rangeOf(0, 4).append(sampleLeaf(4), 3)).toThrow('No subtree of level 3 begins with leaf 4');
    expect(() => rangeOf(0, 4).append(Buffer.alloc(31))).toThrow('A hash of 31 bytes');
    expect(() => CompactRange.resume(0, 5, Buffer.alloc(3 * hashBytes))).toThrow('has 2 hashes');
    expect(() => subtreesOf(4, 3)).toThrow('no range');
    expect(() => perfectRoot(Buffer.alloc(3 * hashBytes))).toThrow('no full subtree');
  });
});
