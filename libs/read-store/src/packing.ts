import { Packr } from 'msgpackr';

/**
 * MessagePack with plain maps: what is read equals what was written, members in their order, and nothing depends on a
 * dictionary that another process or a lost write could have changed. Canonical encodings are for comparing; this is for
 * storing.
 */
const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: false });

/** Memory that small results share: an allocation of its own for each costs more than the packing. */
let slab = new ArrayBuffer(0);
let used = 0;
const slabBytes = 64 * 1024;

/** A copy that nobody else writes into. */
export function pack(value: unknown): Uint8Array {
  const packed: Uint8Array = packr.pack(value);
  if (packed.length > slabBytes / 8) return Uint8Array.prototype.slice.call(packed);
  if (used + packed.length > slab.byteLength) {
    slab = new ArrayBuffer(slabBytes);
    used = 0;
  }
  const copy = new Uint8Array(slab, used, packed.length);
  copy.set(packed);
  used += packed.length;
  return copy;
}

export function unpack<T>(bytes: Uint8Array): T {
  return packr.unpack(bytes) as T;
}
