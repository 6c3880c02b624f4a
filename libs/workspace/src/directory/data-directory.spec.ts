import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { openDataDirectory } from './data-directory.js';

describe('a data directory', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-directory-'));
    path = join(folder, 'a', 'data');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const refusal = (options?: Parameters<typeof openDataDirectory>[1]): LedgerError => {
    try {
      openDataDirectory(path, options);
    } catch (error) {
      if (error instanceof LedgerError) return error;
      throw error;
    }
    throw new Error('it was opened');
  };
  const marked = (text: string) => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'tend.json'), text);
  };

  it('is made where there is none, for its owner alone', () => {
    const directory = openDataDirectory(path, { zone: 'Europe/Vienna' });
    expect(directory).toEqual({
      path,
      ledger: join(path, 'ledger'),
      operations: join(path, 'operations'),
      replica: join(path, 'replica'),
      keys: join(path, 'keys'),
      read: join(path, 'read'),
      serverFile: join(path, 'server.json'),
      tokenFile: join(path, 'api.token'),
      organisation: expect.stringMatching(/^[\da-f-]{36}$/),
      zone: 'Europe/Vienna',
    });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'tend.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(path, 'tend.json'), 'utf8'))).toEqual({
      tend: 'data-directory',
      format: 1,
      organisation: directory.organisation,
      zone: 'Europe/Vienna',
    });
    expect(openDataDirectory(path).organisation).toBe(directory.organisation);
  });

  it('is made in an empty folder, which then is closed to others', () => {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    openDataDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('keeps its zone, whatever is asked for later', () => {
    openDataDirectory(path, { zone: 'Asia/Tokyo' });
    expect(openDataDirectory(path, { zone: 'UTC' }).zone).toBe('Asia/Tokyo');
    expect(openDataDirectory(path, { create: false }).zone).toBe('Asia/Tokyo');
  });

  it('is made to its end after a kill in the middle', () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'tend.json.new'), '{"tend":"data-d');
    expect(openDataDirectory(path, { zone: 'UTC' }).zone).toBe('UTC');
    expect(existsSync(join(path, 'tend.json.new'))).toBe(false);
  });

  it('is not made where only looking is wanted', () => {
    expect(refusal({ create: false })).toMatchObject({
      code: 'not-found',
      message: `There is no data directory at ${path}.`,
    });
    expect(existsSync(path)).toBe(false);
  });

  it('does not take a folder of other files, and names some of them', () => {
    mkdirSync(path, { recursive: true });
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(path, name), '');
    const { code, message } = refusal();
    expect(code).toBe('data-directory-foreign');
    expect(message).toBe(`${path} holds other files (a, b, c …) and no tend.json.`);
    expect(existsSync(join(path, 'tend.json'))).toBe(false);
  });

  it('does not take a file', () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(path, '');
    expect(refusal()).toMatchObject({ code: 'data-directory-foreign', message: `${path} is a file.` });
  });

  it.each([
    ['{"tend":"data-directory","format":2,"zone":"UTC"}', /has format 2, this version reads format 1\.$/],
    ['{"tend":"data-directory","zone":"UTC"}', /has no format, this version reads format 1\.$/],
    ['{"tend":"something","format":1,"zone":"UTC"}', /is not the mark of a Tend data directory\.$/],
    ['{"tend":"data-directory","format":1}', /is not the mark of a Tend data directory\.$/],
    ['{"tend":"data-directory","format":1,"zone":"UTC"}', /is damaged: it does not say whose the directory is\.$/],
    [
      '{"tend":"data-directory","format":1,"organisation":"us","zone":"UTC"}',
      /is damaged: it does not say whose the directory is\.$/,
    ],
    ['null', /is not the mark of a Tend data directory\.$/],
    ['[]', /is not the mark of a Tend data directory\.$/],
    ['', /tend\.json cannot be read: /],
    ['{"tend":', /tend\.json cannot be read: /],
  ])('refuses the mark %j and leaves it alone', (text, message) => {
    marked(text);
    const refused = refusal();
    expect([refused.code, refused.message]).toEqual(['data-directory-foreign', expect.stringMatching(message)]);
    expect(readFileSync(join(path, 'tend.json'), 'utf8')).toBe(text);
  });

  it('is not made in a zone that there is not, and does not open in one', () => {
    expect(refusal({ zone: 'Mars/Olympus' })).toMatchObject({
      code: 'invalid',
      message: 'Mars/Olympus is not a time zone.',
      violations: [{ field: 'zone', message: 'must be an IANA zone, such as Europe/Vienna' }],
    });
    expect(existsSync(path)).toBe(false);
    const organisation = '3f0c6c1e-8a51-4c59-9f0e-6c1d2b7a9e10';
    marked(JSON.stringify({ tend: 'data-directory', format: 1, organisation, zone: 'Mars/Olympus' }));
    expect(refusal().code).toBe('invalid');
  });

  it('says where it cannot be made, and why', () => {
    writeFileSync(join(folder, 'a'), 'a file where a folder is needed');
    expect(refusal()).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The data directory .*a\/data cannot be made: ENOTDIR/),
    });
    path = join(folder, 'n'.repeat(300));
    expect(refusal()).toMatchObject({ code: 'unavailable', message: expect.stringContaining('ENAMETOOLONG') });
  });
});
