import { isUtf8 } from 'node:buffer';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Bytes } from '../byte-source.js';
import { refuse } from '../reading.js';
import type { Reading } from '../reading.js';
import { utf8Bytes } from '../text-encoding.js';
import { readingOfJson } from './json-reading.js';
import { parseJson } from './json-text.js';

/**
 * Reads NDJSON: a CloudEvent, or a touchpoint in plain JSON, a line. Empty lines are passed over. A line that is no JSON,
 * no event or larger than `limits.rowBytes` is refused, and reading goes on.
 */
export async function* readNdjson(bytes: Bytes): AsyncGenerator<readonly Reading[]> {
  const lines = new Lines();
  for await (const piece of utf8Bytes(bytes)) {
    const readings = lines.feed(piece, false);
    if (readings.length > 0) yield readings;
  }
  const readings = lines.feed(Buffer.alloc(0), true);
  if (readings.length > 0) yield readings;
}

class Lines {
  private pending: Buffer = Buffer.alloc(0);
  private line = 1;
  private index = 0;
  /** Within a line that is too long, until it ends. */
  private skipping = false;

  feed(piece: Buffer, isEnd: boolean): Reading[] {
    const readings: Reading[] = [];
    this.pending = this.pending.length === 0 ? piece : Buffer.concat([this.pending, piece]);
    let start = 0;
    for (let end = this.pending.indexOf(10); end >= 0; end = this.pending.indexOf(10, start)) {
      this.take(this.pending.subarray(start, end), readings);
      this.line++;
      start = end + 1;
    }
    this.pending = this.pending.subarray(start);
    if (isEnd) this.take(this.pending, readings);
    else if (this.pending.length > limits.rowBytes) {
      if (!this.skipping) readings.push(this.tooLong());
      this.skipping = true;
      this.pending = Buffer.alloc(0);
    }
    return readings;
  }

  private take(line: Buffer, readings: Reading[]): void {
    if (this.skipping) {
      this.skipping = false;
      return;
    }
    const reading = line.length > limits.rowBytes ? this.tooLong() : this.readingOf(line);
    if (reading !== undefined) readings.push(reading);
  }

  private readingOf(bytes: Buffer): Reading | undefined {
    if (!isUtf8(bytes)) {
      return this.refused('holds bytes that are not UTF-8', { raw: bytes.toString('utf8') });
    }
    const raw = bytes.toString('utf8').trim();
    if (raw === '') return undefined;
    try {
      const reading = readingOfJson(parseJson(raw), { line: this.line, index: this.index, raw });
      this.index++;
      return reading;
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      const column = error.violations[0]?.field;
      return this.refused(error.message, { raw, column });
    }
  }

  private tooLong(): Reading {
    return this.refused(`is longer than ${limits.rowBytes} bytes`, { code: 'limit-exceeded' });
  }
  private refused(reason: string, details: Parameters<typeof refuse>[2]): Reading {
    const index = this.index++;
    // A line of a rejects file that is still no JSON keeps its place, too.
    const said = /^\{"_position":(\d{1,9}),/.exec(typeof details?.raw === 'string' ? details.raw : '')?.[1];
    return { ...refuse(this.line, reason, details), place: said === undefined ? index : Number(said) };
  }
}
