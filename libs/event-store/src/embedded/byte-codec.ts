/** Bytes that are written one after the other into a buffer that grows. */
export class ByteWriter {
  bytes: Buffer;
  length = 0;

  constructor(initialSize = 4096) {
    this.bytes = Buffer.allocUnsafeSlow(initialSize);
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + size));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  u32(value: number): void {
    this.reserve(4);
    this.length = this.bytes.writeUInt32LE(value, this.length);
  }

  f64(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A whole number from 0 to 2⁵³ − 1 in 1 to 8 bytes: seven bits a byte, lowest first. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 0x1000_0000) {
      this.bytes[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** A whole number of at most 53 bits and a sign: the sign is the lowest bit of the first byte. */
  signed(value: number): void {
    this.reserve(9);
    const size = Math.abs(value);
    const sign = value < 0 ? 1 : 0;
    if (size < 0x40) {
      this.bytes[this.length++] = (size << 1) | sign;
      return;
    }
    this.bytes[this.length++] = ((size % 64) << 1) | sign | 0x80;
    this.varint(Math.floor(size / 64));
  }

  /** What was written, in bytes of its own. */
  copy(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.length);
    this.bytes.copy(copy, 0, 0, this.length);
    return copy;
  }
}

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  varint(): number {
    let byte = this.bytes[this.at++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 128;
    do {
      byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    return value;
  }

  signed(): number {
    const byte = this.bytes[this.at++]!;
    let size = (byte & 0x7f) >> 1;
    if (byte >= 0x80) size += this.varint() * 64;
    return (byte & 1) === 1 ? -size : size;
  }
}
