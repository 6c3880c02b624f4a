import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RejectsFile, rejectsName } from './rejects-file.js';

describe('the rejects file', () => {
  let directory: string;
  let before: string;

  beforeEach(() => {
    before = process.cwd();
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    process.chdir(directory);
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(directory, { recursive: true, force: true });
  });

  it('is named after the file and what it is written as', () => {
    const names = [
      'a/log.csv',
      'log.xes',
      'log.xes.gz',
      'LOG.XES.GZ',
      'x.ndjson',
      'noending',
      '-',
      'a.b.csv',
      'a.csv.gz',
    ];
    expect(names.map(rejectsName)).toEqual([
      'log.rejects.csv',
      'log.rejects.xes',
      'log.rejects.xes',
      'LOG.rejects.XES',
      'x.rejects.ndjson',
      'noending.rejects.txt',
      'stdin.rejects.txt',
      'a.b.rejects.csv',
      'a.rejects.csv',
    ]);
  });

  it('is not there when nothing is refused', async () => {
    expect(await RejectsFile.after('log.csv').close()).toBeUndefined();
    expect(readdirSync('.')).toEqual([]);
  });

  it('holds every line in its order, for its owner only', async () => {
    const rejects = RejectsFile.after('some/log.csv');
    const lines = Array.from({ length: 20_000 }, (_none, index) => `${index},é 株\n`);
    for (const line of lines) await rejects.write(line);
    expect(await rejects.close()).toBe('log.rejects.csv');
    expect(readFileSync('log.rejects.csv', 'utf8')).toBe(lines.join(''));
    expect(statSync('log.rejects.csv').mode & 0o777).toBe(0o600);
  });

  it('is one file with every line in its order, however many write at once', async () => {
    const rejects = RejectsFile.after('log.csv');
    const lines = Array.from({ length: 8 }, (_none, index) => `${String(index).repeat(64 * 1024)}\n`);
    await Promise.all(lines.map((line) => rejects.write(line)));
    expect(await rejects.close()).toBe('log.rejects.csv');
    expect(readdirSync('.')).toEqual(['log.rejects.csv']);
    expect(readFileSync('log.rejects.csv', 'utf8')).toBe(lines.join(''));
  });

  it('says at the end what could not be written before', async () => {
    const rejects = RejectsFile.at('no/such/folder.csv');
    await expect(rejects.write('x'.repeat(64 * 1024))).rejects.toThrow(/ENOENT/);
    await expect(rejects.close()).rejects.toThrow(/no\/such\/folder\.csv/);
  });

  it('takes a free name and leaves alone what is being corrected', async () => {
    writeFileSync('log.rejects.csv', 'corrected');
    writeFileSync('log.rejects-2.csv', 'also');
    const rejects = RejectsFile.after('log.csv');
    await rejects.write('new\n');
    expect(await rejects.close()).toBe('log.rejects-3.csv');
    expect(readFileSync('log.rejects.csv', 'utf8')).toBe('corrected');
    expect(readFileSync('log.rejects-3.csv', 'utf8')).toBe('new\n');
  });

  it('is the file that is named, or numbered beside it where rows are being corrected there', async () => {
    writeFileSync('empty.csv', '');
    for (const [name, path] of [
      ['mine.csv', 'mine.csv'],
      ['mine.csv', 'mine-2.csv'],
      ['empty.csv', 'empty.csv'],
    ] as const) {
      const rejects = RejectsFile.at(name);
      await rejects.write(`${path}\n`);
      expect(await rejects.close()).toBe(path);
      expect(readFileSync(path, 'utf8')).toBe(`${path}\n`);
    }
    expect(readFileSync('mine.csv', 'utf8')).toBe('mine.csv\n');
  });

  it('may be a device', async () => {
    const rejects = RejectsFile.at('/dev/null');
    await rejects.write('x\n');
    expect(await rejects.close()).toBe('/dev/null');
  });

  it('says where it could not be written', async () => {
    const rejects = RejectsFile.at('no/such/folder.csv');
    await rejects.write('x\n');
    await expect(rejects.close()).rejects.toThrow(/no\/such\/folder\.csv/);
  });
});
