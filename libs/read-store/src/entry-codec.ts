import type { KeyEntry, Position } from './port.js';

/** Parts of an entry that are there, in this order behind the header. */
const hasDocument = 1;
const hasContributions = 2;
const isQuarantined = 4;

const headerBytes = 33;

/**
 * An entry as bytes: flags, place (three doubles), number of facts and length of the document, then document and
 * contributions. Row and quarantine lie elsewhere, because lists read the one without the rest, and the other is rare.
 */
export function encodeEntry(entry: KeyEntry): Buffer {
  const { place, document, contributions } = entry;
  const documentBytes = document?.length ?? 0;
  const bytes = Buffer.allocUnsafe(headerBytes + documentBytes + (contributions?.length ?? 0));
  bytes[0] =
    (document === undefined ? 0 : hasDocument) |
    (contributions === undefined ? 0 : hasContributions) |
    (entry.quarantine === undefined ? 0 : isQuarantined);
  bytes.writeDoubleLE(place.occurredAt, 1);
  bytes.writeDoubleLE(place.ordinal, 9);
  bytes.writeDoubleLE(place.sequence, 17);
  bytes.writeUInt32LE(entry.facts, 25);
  bytes.writeUInt32LE(documentBytes, 29);
  if (document !== undefined) bytes.set(document, headerBytes);
  if (contributions !== undefined) bytes.set(contributions, headerBytes + documentBytes);
  return bytes;
}

/** The entry without its row, and whether a quarantine is kept for it. The parts are views of `bytes`. */
export function decodeEntry(bytes: Buffer): { entry: KeyEntry; quarantined: boolean } {
  const flags = bytes[0]!;
  const end = headerBytes + bytes.readUInt32LE(29);
  const entry: KeyEntry = {
    place: { occurredAt: bytes.readDoubleLE(1), ordinal: bytes.readDoubleLE(9), sequence: bytes.readDoubleLE(17) },
    facts: bytes.readUInt32LE(25),
    ...(flags & hasDocument ? { document: bytes.subarray(headerBytes, end) } : {}),
    ...(flags & hasContributions ? { contributions: bytes.subarray(end) } : {}),
  };
  return { entry, quarantined: (flags & isQuarantined) !== 0 };
}

export function encodePosition(position: Position): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeDoubleLE(position.sequence, 0);
  bytes.writeDoubleLE(position.horizon, 8);
  return bytes;
}

export function decodePosition(bytes: Buffer): Position {
  return { sequence: bytes.readDoubleLE(0), horizon: bytes.readDoubleLE(8) };
}
