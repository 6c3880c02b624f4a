import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { fileOf } from './import-file.js';

const none = Readable.from([]);
const running = new AbortController().signal;

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('a file to import', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('has a name, a size, a beginning and its bytes', async () => {
    const path = join(directory, 'log.csv');
    const content = 'x'.repeat(300 * 1024);
    writeFileSync(path, content);
    const file = fileOf(path, none);
    expect(file).toMatchObject({ name: 'log.csv', sizeBytes: content.length });
    expect(await textOf(file.head(running))).toBe(content.slice(0, 256 * 1024));
    expect(await textOf(file.bytes(running))).toBe(content);
  });

  it('is refused before anything is done when it is missing or a directory', () => {
    expect(() => fileOf(join(directory, 'no.csv'), none)).toThrow(/no\.csv cannot be read: there is no such file/);
    expect(() => fileOf(directory, none)).toThrow(/it is a directory/);
  });

  it('is the standard input once, with nothing lost to the beginning', async () => {
    const parts = ['a,b\n', 'y'.repeat(200 * 1024), 'z'.repeat(200 * 1024), 'end'];
    const file = fileOf('-', Readable.from(parts.map((part) => Buffer.from(part))));
    expect(file.isNameless).toBe(true);
    expect(file.sizeBytes).toBeUndefined();
    expect((await textOf(file.head(running))).length).toBeGreaterThanOrEqual(256 * 1024);
    expect(await textOf(file.bytes(running))).toBe(parts.join(''));
  });

  it('needs no beginning', async () => {
    const file = fileOf('-', Readable.from([Buffer.from('abc')]));
    expect(await textOf(file.bytes(running))).toBe('abc');
  });

  it('stops waiting for input that does not come', async () => {
    const stop = new AbortController();
    const input = new PassThrough();
    input.write('a,b\n');
    const iterator = fileOf('-', input).bytes(stop.signal)[Symbol.asyncIterator]();
    expect(Buffer.from((await iterator.next()).value as Uint8Array).toString()).toBe('a,b\n');
    const next = iterator.next();
    stop.abort();
    await expect(next).rejects.toMatchObject({ code: 'cancelled' });
    await expect(textOf(fileOf('-', new PassThrough()).head(stop.signal))).rejects.toMatchObject({ code: 'cancelled' });
  });
});
