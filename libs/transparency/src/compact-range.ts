import { emptyRoot, hashBytes, nodeHash } from './tree-hash.js';

/** A full subtree: the one over the leaves from `index` · 2^`level` on, 2^`level` of them. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/**
 * The fewest full subtrees that cover the leaves from `begin` to before `end`, from left to right. Of a range that begins
 * with the first leaf they are the binary digits of its end.
 * @throws RangeError when the ends are no leaves, or the wrong way round
 */
export function subtreesOf(begin: number, end: number): readonly Subtree[] {
  if (!(Number.isSafeInteger(begin) && Number.isSafeInteger(end) && 0 <= begin && begin <= end))
    throw new RangeError(`There is no range of leaves from ${begin} to ${end}`);
  const subtrees: Subtree[] = [];
  for (let at = begin; at < end;) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level++;
    subtrees.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return subtrees;
}

type Node = Subtree & { readonly hash: Buffer };

/**
 * What is enough to know of a range of leaves to go on behind it: the hashes of its full subtrees, at most two for each
 * digit of its ends. A leaf is appended with one hash more on average, two ranges that touch become one, and one that begins
 * with the first leaf has the root (RFC 6962 §2.1). It is stored as `begin`, `end` and `bytes`.
 */
export class CompactRange {
  private readonly nodes: Node[] = [];
  private last: number;

  /** A range without leaves, where the first is to be `begin`, counted from 0. */
  constructor(readonly begin = 0) {
    subtreesOf(begin, begin);
    this.last = begin;
  }

  /**
   * A range as it was stored.
   * @param bytes the hashes of its subtrees, from left to right
   * @throws RangeError when these are not as many as such a range has
   */
  static resume(begin: number, end: number, bytes: Uint8Array): CompactRange {
    const subtrees = subtreesOf(begin, end);
    if (bytes.length !== subtrees.length * hashBytes)
      throw new RangeError(`The range from ${begin} to ${end} has ${subtrees.length} hashes`);
    const range = new CompactRange(begin);
    subtrees.forEach(({ level }, at) => range.append(bytes.subarray(at * hashBytes, (at + 1) * hashBytes), level));
    return range;
  }

  /** Behind its last leaf. */
  get end(): number {
    return this.last;
  }

  /** The hashes of its subtrees, from left to right. */
  get bytes(): Buffer {
    return Buffer.concat(this.nodes.map(({ hash }) => hash));
  }

  /**
   * Appends a leaf, or a full subtree of 2^`level` leaves.
   * @throws RangeError for what is no hash, or a subtree that does not begin here
   */
  append(hash: Uint8Array, level = 0): void {
    if (hash.length !== hashBytes) throw new RangeError(`A hash of ${hash.length} bytes`);
    if (this.last % 2 ** level !== 0)
      throw new RangeError(`No subtree of level ${level} begins with leaf ${this.last}`);
    let node: Node = { level, index: this.last / 2 ** level, hash: Buffer.from(hash) };
    this.last += 2 ** level;
    // A right-hand node whose sibling is here becomes their parent.
    for (let left = this.nodes.at(-1); node.index % 2 === 1 && left?.level === node.level; left = this.nodes.at(-1)) {
      this.nodes.pop();
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left.hash, node.hash) };
    }
    this.nodes.push(node);
  }

  /** Takes in the range behind this one. @throws RangeError when it does not begin where this one ends */
  merge(next: CompactRange): void {
    if (next.begin !== this.last)
      throw new RangeError(`The range from ${next.begin} is not the one behind ${this.last}`);
    for (const { hash, level } of next.nodes) this.append(hash, level);
  }

  copy(): CompactRange {
    return CompactRange.resume(this.begin, this.last, this.bytes);
  }

  /** The root of the tree of its leaves. @throws RangeError when it does not begin with the first leaf */
  root(): Buffer {
    if (this.begin !== 0) throw new RangeError(`A range from ${this.begin} has no root`);
    const last = this.nodes.at(-1);
    if (last === undefined) return emptyRoot();
    return this.nodes.slice(0, -1).reduceRight((right, { hash }) => nodeHash(hash, right), last.hash);
  }
}
