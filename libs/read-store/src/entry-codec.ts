import type { KeyEntry, Position } from './port.js';

/** Parts of an entry that are there. */
const hasDocument = 1;
const hasCurrent = 2;
const isQuarantined = 4;
const isDue = 8;
const hasSignals = 16;

const headerBytes = 61;

/**
 * An entry as bytes: flags, place (three doubles), numbers of facts and of two kinds of steps, length of the document,
 * when it is due, what is known, number of steps of signals; then the document and what it is now, where that differs. Row, signals
 * and quarantine lie elsewhere, because lists read them without the rest, and the last is rare.
 */
export function encodeEntry(entry: KeyEntry): Buffer {
  const { place, document, current, dueAt } = entry;
  const documentBytes = document?.length ?? 0;
  const bytes = Buffer.allocUnsafe(headerBytes + documentBytes + (current?.length ?? 0));
  bytes[0] =
    (document === undefined ? 0 : hasDocument) |
    (current === undefined ? 0 : hasCurrent) |
    (entry.quarantine === undefined ? 0 : isQuarantined) |
    (dueAt === undefined ? 0 : isDue) |
    (entry.signals === undefined ? 0 : hasSignals);
  bytes.writeDoubleLE(place.occurredAt, 1);
  bytes.writeDoubleLE(place.ordinal, 9);
  bytes.writeDoubleLE(place.sequence, 17);
  bytes.writeUInt32LE(entry.facts, 25);
  bytes.writeUInt32LE(entry.rowSteps, 29);
  bytes.writeUInt32LE(entry.totalSteps, 33);
  bytes.writeUInt32LE(documentBytes, 37);
  bytes.writeDoubleLE(dueAt ?? 0, 41);
  bytes.writeDoubleLE(entry.known, 49);
  bytes.writeUInt32LE(entry.signalSteps, 57);
  if (document !== undefined) bytes.set(document, headerBytes);
  if (current !== undefined) bytes.set(current, headerBytes + documentBytes);
  return bytes;
}

/** The entry without its row, and whether signals and a quarantine are kept for it. The parts are views of `bytes`. */
export function decodeEntry(bytes: Buffer): { entry: KeyEntry; signalling: boolean; quarantined: boolean } {
  const flags = bytes[0]!;
  const end = headerBytes + bytes.readUInt32LE(37);
  const entry: KeyEntry = {
    place: { occurredAt: bytes.readDoubleLE(1), ordinal: bytes.readDoubleLE(9), sequence: bytes.readDoubleLE(17) },
    facts: bytes.readUInt32LE(25),
    rowSteps: bytes.readUInt32LE(29),
    totalSteps: bytes.readUInt32LE(33),
    known: bytes.readDoubleLE(49),
    signalSteps: bytes.readUInt32LE(57),
    ...(flags & hasDocument ? { document: bytes.subarray(headerBytes, end) } : {}),
    ...(flags & hasCurrent ? { current: bytes.subarray(end) } : {}),
    ...(flags & isDue ? { dueAt: bytes.readDoubleLE(41) } : {}),
  };
  return { entry, signalling: (flags & hasSignals) !== 0, quarantined: (flags & isQuarantined) !== 0 };
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
