import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from './whole-file.js';

describe('a file written whole', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    path = join(directory, 'map.svg');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('holds all parts and belongs to its owner', async () => {
    await writeWhole(path, ['a', '', 'é 株', '\n']);
    expect(readFileSync(path, 'utf8')).toBe('aé 株\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['map.svg']);
  });

  it('leaves what was there when it fails', async () => {
    writeFileSync(path, 'before');
    async function* broken() {
      yield 'half';
      throw new Error('no more');
    }
    await expect(writeWhole(path, broken())).rejects.toThrow('no more');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(directory)).toEqual(['map.svg']);
  });

  it('leaves a file that is called like its unfinished part', async () => {
    writeFileSync(`${path}.part`, 'of somebody');
    await writeWhole(path, ['a']);
    expect(readFileSync(`${path}.part`, 'utf8')).toBe('of somebody');
  });

  it('says where it could not be written', async () => {
    await expect(writeWhole(join(directory, 'no', 'map.svg'), ['a'])).rejects.toThrow(/no.map\.svg/);
  });

  it('writes to a device without replacing it', async () => {
    await writeWhole('/dev/null', ['a']);
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});
