/** Bits a key takes; with six of them set in one block of 256, about 1 key in 100 is believed by mistake. */
const bitsPerKey = 11;
const wordsPerBlock = 8;

/**
 * Tells that a key is certainly not in a segment, so that new ids cost no look at the disk. All bits of a key lie in one
 * block of 32 bytes: one cache line.
 */
export class BloomFilter {
  private constructor(private readonly words: Uint32Array) {}

  static forKeys(count: number): BloomFilter {
    return new BloomFilter(new Uint32Array(wordsPerBlock * Math.max(1, Math.ceil((count * bitsPerKey) / 256))));
  }

  /** @param bytes what `toBytes` gave */
  static fromBytes(bytes: Uint8Array): BloomFilter {
    return new BloomFilter(new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
  }

  toBytes(): Uint8Array {
    return new Uint8Array(this.words.buffer);
  }

  add(high: number, low: number): void {
    const block = this.blockOf(high);
    for (let i = 0, bits = low; i < 6; i++, bits = next(bits)) {
      this.words[block + (bits >>> 29)]! |= 1 << ((bits >>> 24) & 31);
    }
  }

  mayHave(high: number, low: number): boolean {
    const block = this.blockOf(high);
    for (let i = 0, bits = low; i < 6; i++, bits = next(bits)) {
      if ((this.words[block + (bits >>> 29)]! & (1 << ((bits >>> 24) & 31))) === 0) return false;
    }
    return true;
  }

  private blockOf(high: number): number {
    return Math.floor((high / 2 ** 32) * (this.words.length / wordsPerBlock)) * wordsPerBlock;
  }
}

function next(bits: number): number {
  return (Math.imul(bits, 0x9e3779b1) + 0x7f4a7c15) >>> 0;
}
