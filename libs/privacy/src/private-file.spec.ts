import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '#core/testing.js';
import { makeMasterKey } from './master-key.js';
import { makePrivateDirectory, writePrivateFile } from '#core/private-file.js';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'tend-private-'));
});

afterEach(() => rmSync(path, { recursive: true, force: true }));

const modeOf = (...names: string[]) => statSync(join(path, ...names)).mode & 0o777;

describe('a private file', () => {
  it('takes the place of what was there, for its owner alone, and leaves nothing beside it', () => {
    const file = join(path, 'file');
    writeFileSync(file, 'old', { mode: 0o644 });
    writePrivateFile(file, 'new – é\n');
    expect(readFileSync(file, 'utf8')).toBe('new – é\n');
    expect(modeOf('file')).toBe(0o600);
    expect(readdirSync(path)).toEqual(['file']);
  });

  it('is not the half one, open to all, that a killed process left', () => {
    writeFileSync(join(path, 'file.new'), 'much longer than what is written now', { mode: 0o666 });
    writePrivateFile(join(path, 'file'), 'short');
    expect(readFileSync(join(path, 'file'), 'utf8')).toBe('short');
    expect(modeOf('file')).toBe(0o600);
  });

  it('that cannot be put in its place leaves the old one as it was', () => {
    mkdirSync(join(path, 'file', 'kept'), { recursive: true });
    expect(() => writePrivateFile(join(path, 'file'), 'text')).toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/);
    expect(readdirSync(join(path, 'file'))).toEqual(['kept']);
  });
});

describe('a private directory', () => {
  it('is made with all above it; one that exists keeps its mode', () => {
    makePrivateDirectory(join(path, 'a', 'b', 'c'));
    expect([modeOf('a'), modeOf('a', 'b'), modeOf('a', 'b', 'c')]).toEqual([0o700, 0o700, 0o700]);
    mkdirSync(join(path, 'open'), { mode: 0o755 });
    makePrivateDirectory(join(path, 'open'));
    expect(modeOf('open')).toBe(0o755);
  });
});

describe('a master key', () => {
  const whole = /^tend-master-key-1 [0-9a-f]{64}\n$/;

  it('is whole although a killed start left half of one', () => {
    const file = join(path, 'keys', 'master.key');
    mkdirSync(join(path, 'keys'));
    writeFileSync(`${file}.new`, 'tend-master-key-1 0123', { mode: 0o600 });
    makeMasterKey(file, seededRandom('master'));
    expect(readFileSync(file, 'latin1')).toMatch(whole);
    expect(readdirSync(join(path, 'keys'))).toEqual(['master.key']);
  });

  it('is one, whoever makes it at the same time', () => {
    const file = join(path, 'master.key');
    const [mine, other] = [seededRandom('mine'), seededRandom('other')];
    let first: string | undefined;
    const bytes = (count: number): Uint8Array => {
      first = makeMasterKey(file, other).export().toString('hex');
      return mine.bytes(count);
    };
    expect(
      makeMasterKey(file, { ...mine, bytes })
        .export()
        .toString('hex'),
    ).toBe(first);
    expect(readFileSync(file, 'latin1')).toBe(`tend-master-key-1 ${first}\n`);
    expect(readdirSync(path)).toEqual(['master.key']);
  });

  it('that is half is refused and not written over: the rest of it may be had from somewhere', () => {
    const file = join(path, 'master.key');
    makeMasterKey(file, seededRandom('master'));
    const half = readFileSync(file, 'latin1').slice(0, 40);
    writeFileSync(file, half);
    expect(() => makeMasterKey(file, seededRandom('other'))).toThrow(expect.objectContaining({ code: 'key-missing' }));
    expect(readFileSync(file, 'latin1')).toBe(half);
  });
});
