import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { run } from '../testing.js';
import { errorJson } from './error-text.js';

describe('an error for a program', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    [['timeline', 'Nobody'], 1, 'not-found'],
    [['import', 'no.csv'], 1, undefined],
    [['export', 'pdf'], 2, 'usage'],
    [['imports', '--nope'], 2, 'usage'],
    [['nope'], 2, 'usage'],
    [[], 2, 'usage'],
  ])('is one line, a problem document: %j', async (words, status, code) => {
    const ended = await run([...words, '--json', '--data', join(directory, 'data')]);
    expect([ended.status, ended.stdout]).toEqual([status, '']);
    expect(ended.stderr).toMatch(/^[^\n]+\n$/);
    const problem = JSON.parse(ended.stderr) as Record<string, unknown>;
    for (const name of ['type', 'title', 'code', 'detail', 'hint']) expect(problem[name]).toEqual(expect.any(String));
    if (code !== undefined) expect(problem['code']).toBe(code);
  });

  it('names its fields', () => {
    const violations = [{ field: 'limit', message: 'is missing' }];
    expect(JSON.parse(errorJson(new LedgerError('invalid', 'No.', { violations })))).toMatchObject({
      code: 'invalid',
      detail: 'No.',
      violations,
    });
  });

  it('names the file among several', async () => {
    const [empty, blank] = [join(directory, 'a.csv'), join(directory, 'b.csv')];
    for (const path of [empty, blank]) writeFileSync(path, '');
    const { status, stderr } = await run(['import', empty, blank, '--json', '--data', join(directory, 'data')]);
    const told = stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(told.map((line) => (JSON.parse(line) as { file: string }).file)).toEqual([empty, blank]);
    expect(status).toBe(1);
  });

  it('is text for a person', async () => {
    const { stderr } = await run(['export', 'pdf']);
    expect(stderr).toMatch(/^error: The format is/);
  });
});
