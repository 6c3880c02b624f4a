import type { Progress } from '#core/ports.js';
import type { HashedLedger } from '#event-store/port.js';
import { CompactRange } from './compact-range.js';
import { tileHeight, tileWidth } from './hash-tiles.js';
import type { TreeHead } from './ledger-tree.js';
import { hashBytes, perfectRoot } from './tree-hash.js';

const mostFindings = 100;
const hashesPerReport = 64;

/** What a tree is by its leaves alone, and which of the hashes that are kept differ from that, a sentence each. */
export interface TreeVerification {
  readonly head: TreeHead;
  readonly findings: readonly string[];
}

/**
 * Hashes all leaves of a ledger and compares what is kept of its tree with that. (That the leaves are those of the records,
 * `verifyLedger` shows.) Nothing is changed, and another process may write meanwhile: it is of what there was at the start.
 */
export function verifyTree(ledger: HashedLedger, progress?: Progress): TreeVerification {
  const size = ledger.head().sequence;
  const range = new CompactRange();
  const comparison = new Comparison(ledger);
  const whole = Math.floor(size / tileWidth);
  for (let at = 0; at < whole; at++) {
    const hash = perfectRoot(ledger.leaves(at * tileWidth + 1, tileWidth));
    range.append(hash, tileHeight);
    comparison.add(1, hash);
    if (at % hashesPerReport === 0) progress?.({ stage: 'tree', done: at * tileWidth, total: size, unit: 'events' });
  }
  const rest = ledger.leaves(range.end + 1, size - range.end);
  for (let at = 0; at < rest.length; at += hashBytes) range.append(rest.subarray(at, at + hashBytes));
  comparison.finish();
  return { head: { size, root: range.root().toString('base64') }, findings: comparison.findings };
}

/** Compares tile by tile, as soon as all is known of one. */
class Comparison {
  readonly findings: string[] = [];
  /** By level: the tile that grows. */
  private readonly growing: { index: number; hashes: Buffer[] }[] = [];

  constructor(private readonly ledger: HashedLedger) {}

  add(level: number, hash: Buffer): void {
    const tile = (this.growing[level] ??= { index: 0, hashes: [] });
    tile.hashes.push(hash);
    if (tile.hashes.length < tileWidth) return;
    this.compare(level);
    this.growing[level] = { index: tile.index + 1, hashes: [] };
    this.add(level + 1, perfectRoot(Buffer.concat(tile.hashes)));
  }

  finish(): void {
    this.growing.forEach((_tile, level) => this.compare(level));
  }

  private compare(level: number): void {
    const { index, hashes } = this.growing[level]!;
    const kept = this.ledger.hashTile(level, index);
    if (kept === undefined) return;
    const wrong = hashes.findIndex(
      (hash, at) =>
        kept.length >= (at + 1) * hashBytes && !hash.equals(kept.subarray(at * hashBytes, (at + 1) * hashBytes)),
    );
    if (wrong < 0 || this.findings.length >= mostFindings) return;
    const width = tileWidth ** level;
    const first = (index * tileWidth + wrong) * width;
    this.findings.push(`The hash that is kept of events ${first + 1} to ${first + width} is not that of their leaves`);
  }
}
