import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../testing.js';

describe('what an import writes beside itself', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    const rows = ['c,a,2024-01-01T00:00:00Z', 'c,b,2024-01-02T00:00:00Z', 'c,b,never'];
    writeFileSync(at('a.csv'), `case,activity,timestamp\n${rows.join('\n')}\n`);
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const at = (name: string): string => join(directory, name);
  const imported = (...words: string[]) =>
    run(['import', at('a.csv'), '--process', 'p', '--data', at('data'), ...words]);

  it('tells rows that could not be written, and the import is complete', async () => {
    const { status, stdout, stderr } = await imported('--rejects', '/dev/full');
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining('The refused rows could not be written whole: ENOSPC'),
    ]);
    expect(stdout).toContain('appended       2');
  });

  it('tells apart that only the mapping could not be written', async () => {
    // So long a name leaves no room for that of the mapping.
    const rejects = at(`${'r'.repeat(248)}.csv`);
    const { status, stderr } = await imported('--rejects', rejects);
    expect(status).toBe(0);
    expect(stderr).toContain(`Refused rows are in ${rejects}, all of them.`);
    expect(stderr).toMatch(/could not be written beside them \(ENAMETOOLONG/);
    expect(stderr).not.toContain('could not be written whole');
    expect(readFileSync(rejects, 'utf8')).toContain('c,b,never');
  });

  it('leaves alone a mapping that was corrected, and records nothing by another', async () => {
    const save = ['--save-mapping', at('m.json')];
    await imported('--dry-run', ...save);
    const proposed = readFileSync(at('m.json'), 'utf8');
    // The same, written otherwise.
    writeFileSync(at('m.json'), JSON.stringify(JSON.parse(proposed)));
    expect(await imported('--dry-run', ...save)).toMatchObject({ status: 0 });

    const corrected = proposed.replace('"ActivityRecorded"', '"NoteAdded"');
    expect(corrected).not.toBe(proposed);
    writeFileSync(at('m.json'), corrected);
    const { status, stdout, stderr } = await imported(...save);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`m.json holds another mapping than this import would use. Give that one with --mapping`);
    expect(readFileSync(at('m.json'), 'utf8')).toBe(corrected);
    expect(await imported('--mapping', at('m.json'))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('appended       2'),
    });
  });
});
