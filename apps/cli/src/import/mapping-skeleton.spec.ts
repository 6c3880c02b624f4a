import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../testing.js';
import { mappingSkeleton } from './mapping-skeleton.js';

describe('a mapping of a file for which none can be proposed', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    writeFileSync(at('a.csv'), 'Who,Moment,What\nAcme,20240101@10,Call\nBolt,20240102@11,"Letter, long"\n');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const at = (name: string): string => join(directory, name);
  const imported = (...words: string[]) => run(['import', at('a.csv'), '--data', at('data'), ...words]);

  it('is written to be filled in, and does once it is', async () => {
    const { status, stderr } = await imported('--save-mapping', at('m.json'));
    expect([status, stderr]).toEqual([1, expect.stringContaining('No column holds times that can be read')]);
    expect(stderr).toContain(`A mapping to be filled in is in ${at('m.json')}: say in it which columns are "time"`);
    const text = readFileSync(at('m.json'), 'utf8');
    expect(text.match(/one (?:or more )?of Who, Moment, What\)/g)).toHaveLength(3);

    let filled = text;
    // Nothing that is left as it is passes for an answer.
    const answers = ['Moment', 'yyyyMMdd@HH', 'Moment', 'Who'];
    for (const answer of answers) {
      const { status: refused, stderr: told } = await imported('--mapping', at('m.json'));
      expect([refused, told]).toEqual([1, expect.stringContaining('(mapping-invalid)')]);
      filled = filled.replace(/"\([^"]*\)"/, JSON.stringify(answer));
      writeFileSync(at('m.json'), filled);
    }
    // The first command again, from the history of the shell: what is filled in stays.
    const again = await imported('--save-mapping', at('m.json'));
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('stays as it is: it is filled in')]);
    expect(readFileSync(at('m.json'), 'utf8')).toBe(filled);
    expect(await imported('--mapping', at('m.json'))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('appended       2'),
    });
  });

  it('names a bearable number of columns', () => {
    const columns = Array.from({ length: 900 }, (_none, index) => `Column ${index + 1}`);
    const text = JSON.stringify(mappingSkeleton({ columns, timeFormats: ['iso'] }));
    expect(text).toContain('Column 40, … (900 columns)');
    expect(text).not.toContain('Column 41');
  });
});
