import type { ValueHash } from './value-hash.js';

/**
 * A sum over entries that does not depend on their order: two lists have the same sum when they hold the same entries.
 * (Made to find damage and faults of our own; against forgery there are the leaves.)
 */
export class EntrySum {
  private one = 0;
  private two = 0;
  count = 0;

  add(hash: ValueHash, occurredAt: number, ordinal: number, sequence: number): void {
    let mixed = mix(hash[0]!, hash[1]!);
    mixed = mix(mixed, hash[2]!);
    mixed = mix(mixed, hash[3]!);
    mixed = mixNumber(mixed, occurredAt);
    mixed = mixNumber(mixed, ordinal);
    mixed = mixNumber(mixed, sequence);
    this.put(mixed);
  }

  addId(high: number, low: number, sequence: number): void {
    this.put(mixNumber(mix(mix(0x1d5, high), low), sequence));
  }

  equals(other: EntrySum): boolean {
    return this.count === other.count && this.one === other.one && this.two === other.two;
  }

  private put(mixed: number): void {
    this.count++;
    this.one = (this.one + mixed) >>> 0;
    this.two = (this.two + mix(mixed, 0x68bc21eb)) >>> 0;
  }
}

function mixNumber(state: number, value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return mix(mix(state, value - high * 2 ** 32), high);
}

/** The finaliser of MurmurHash3, over two numbers. */
function mix(state: number, value: number): number {
  let mixed = Math.imul(state ^ value, 0x85ebca6b) ^ Math.imul(value, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) + 0x165667b1;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
