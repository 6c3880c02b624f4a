import { LedgerError } from '#core/errors.js';
import type { CellPath } from './port.js';

/**
 * Cell paths as bytes whose order is the order of paths, so that a prefix is a range: numbers before texts, numbers by
 * size, texts by UTF-8. A number is 0x01 and the order-preserving form of its double; a text is 0x02, its UTF-8 with
 * every 0x00 written as 0x00 0xFF, and 0x00 0x00. (The idea is that of FoundationDB's tuple layer.)
 */
const numberTag = 0x01;
const textTag = 0x02;

/** @throws LedgerError `invalid` for a number that is not finite or a text with half of a surrogate pair */
export function encodePath(path: CellPath): Buffer {
  return Buffer.concat(
    path.map((element) => (typeof element === 'number' ? encodeNumber(element) : encodeText(element))),
  );
}

export function decodePath(bytes: Uint8Array): CellPath {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const path: (string | number)[] = [];
  let at = 0;
  while (at < buffer.length) {
    if (buffer[at] === numberTag) {
      path.push(readSortable(buffer, at + 1));
      at += 9;
    } else {
      const end = endOfText(buffer, at + 1);
      path.push(decodeText(buffer.subarray(at + 1, end)));
      at = end + 2;
    }
  }
  return path;
}

/** The least byte string that is greater than everything that begins with these bytes. */
export function afterPrefix(prefix: Uint8Array): Buffer {
  return Buffer.concat([prefix, Buffer.from([0xff])]);
}

/** Eight bytes whose order is the order of the doubles; 0 and −0 are one. */
export function writeSortable(buffer: Buffer, value: number, at: number): void {
  buffer.writeDoubleBE(value === 0 ? 0 : value, at);
  if (buffer[at]! >= 0x80) for (let i = at; i < at + 8; i++) buffer[i] = ~buffer[i]! & 0xff;
  else buffer[at]! |= 0x80;
}

export function readSortable(buffer: Buffer, at: number): number {
  const bytes = Buffer.from(buffer.subarray(at, at + 8));
  if (bytes[0]! >= 0x80) bytes[0]! &= 0x7f;
  else for (let i = 0; i < 8; i++) bytes[i] = ~bytes[i]! & 0xff;
  return bytes.readDoubleBE(0);
}

function encodeNumber(value: number): Buffer {
  if (!Number.isFinite(value)) throw new LedgerError('invalid', `${value} is no place in a total.`);
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = numberTag;
  writeSortable(bytes, value, 1);
  return bytes;
}

function encodeText(text: string): Buffer {
  if (!text.isWellFormed()) throw new LedgerError('invalid', 'A text holds half of a surrogate pair.');
  const escaped = text.includes('\0') ? escapeNul(Buffer.from(text, 'utf8')) : Buffer.from(text, 'utf8');
  const bytes = Buffer.allocUnsafe(escaped.length + 3);
  bytes[0] = textTag;
  escaped.copy(bytes, 1);
  bytes.writeUInt16BE(0, escaped.length + 1);
  return bytes;
}

function escapeNul(bytes: Buffer): Buffer {
  return Buffer.from([...bytes].flatMap((byte) => (byte === 0 ? [0, 0xff] : [byte])));
}

function decodeText(escaped: Buffer): string {
  if (!escaped.includes(0)) return escaped.toString('utf8');
  return Buffer.from(escaped.filter((byte, i) => !(byte === 0xff && escaped[i - 1] === 0))).toString('utf8');
}

function endOfText(buffer: Buffer, from: number): number {
  let at = buffer.indexOf(0, from);
  while (buffer[at + 1] === 0xff) at = buffer.indexOf(0, at + 2);
  return at;
}
