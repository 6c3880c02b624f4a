import { Packr } from 'msgpackr';

/**
 * MessagePack with plain maps: what is read equals what was written, members in their order, and nothing depends on a
 * dictionary that another process or a lost write could have changed. Canonical encodings are for comparing; this is for
 * storing.
 */
const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: false });

/** Nobody else writes into it. Small results share memory: msgpackr goes on behind the last one. */
export function pack(value: unknown): Uint8Array {
  return packr.pack(value);
}

export function unpack<T>(bytes: Uint8Array): T {
  return packr.unpack(bytes) as T;
}
