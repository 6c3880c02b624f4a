import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../testing.js';

const csv = 'case,activity,time,customer\nC1,Open,2024-01-01T10:00:00Z,Acme\n';
const mapping = '{"version":1,"format":"csv"}';

describe('what is written', () => {
  let directory: string;
  let data: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    data = at('data');
    writeFileSync(at('a.csv'), csv);
    writeFileSync(at('given.json'), mapping);
    linkSync(at('a.csv'), at('hard.csv'));
    symlinkSync(at('a.csv'), at('soft.csv'));
    writeFileSync(at('notes.txt'), 'mine');
    writeFileSync(at('data.json'), '{"mine":1}');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const at = (name: string): string => join(directory, name);

  it.each([
    ['--save-mapping', 'a.csv', /--save-mapping must not be a file that is read/],
    ['--save-mapping', 'hard.csv', /--save-mapping must not be a file that is read/],
    ['--save-mapping', 'soft.csv', /--save-mapping must not be a file that is read/],
    ['--save-mapping', 'given.json', /--save-mapping must not be a file that is read/],
    ['--save-mapping', 'notes.txt', /notes\.txt is there already and is not a mapping/],
    ['--save-mapping', 'data.json', /data\.json is there already and is not a mapping/],
    ['--save-mapping', 'no/m.json', /--save-mapping: the folder .*no does not exist/],
    ['--rejects', 'a.csv', /--rejects must not be a file that is read/],
    ['--rejects', 'hard.csv', /--rejects must not be a file that is read/],
    ['--rejects', 'given.json', /--rejects must not be a file that is read/],
    ['--rejects', 'notes.txt', /notes\.txt is there already and is not an earlier rejects file/],
    ['--rejects', 'data.json', /data\.json is there already and is not an earlier rejects file/],
    ['--rejects', 'no/r.csv', /--rejects: the folder .*no does not exist/],
  ])('is never the user’s own: import … %s %s', async (option, name, message) => {
    const before = ['a.csv', 'given.json', 'notes.txt', 'data.json'].map((file) => readFileSync(at(file), 'utf8'));
    const args = ['import', at('a.csv'), '--mapping', at('given.json'), option, at(name), '--data', data];
    const { status, stdout, stderr } = await run(args);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
    expect(['a.csv', 'given.json', 'notes.txt', 'data.json'].map((file) => readFileSync(at(file), 'utf8'))).toEqual(
      before,
    );
    expect(existsSync(data)).toBe(false);
  });

  it('is two files for two options', async () => {
    const args = ['import', at('a.csv'), '--rejects', at('x.json'), '--save-mapping', at('x.json'), '--data', data];
    expect(await run(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('must name two files') });
  });

  it.each([
    [['export', 'csv', '--output'], 'notes.txt', /notes\.txt is there already and is not an earlier export as csv/],
    [['export', 'csv', '--output'], 'a.csv', /a\.csv is there already and is not an earlier export as csv/],
    [['export', 'cloudevents', '--output'], 'data.json', /is not an earlier export as cloudevents/],
    [['export', 'csv', '--output'], 'data/tend.json', /--output must not lie in the data directory/],
    [['export', 'csv', '--output'], 'data/new.csv', /--output must not lie in the data directory/],
    [['export', 'csv', '--output'], 'no/x.csv', /--output: the folder .*no does not exist/],
    [['export', 'csv', '--output'], 'data', /data is a folder/],
    [['process', 'p', '--svg'], 'notes.txt', /notes\.txt is there already and is not a drawing/],
    [['process', 'p', '--svg'], 'data/map.svg', /--svg must not lie in the data directory/],
    [['process', 'p', '--svg'], 'no/map.svg', /--svg: the folder .*no does not exist/],
  ])('is nothing else that is there: %j %s', async (words, name, message) => {
    mkdirSync(data);
    writeFileSync(at('data/tend.json'), 'the mark');
    const before = ['notes.txt', 'a.csv', 'data.json', 'data/tend.json'].map((file) => readFileSync(at(file), 'utf8'));
    const { status, stdout, stderr } = await run([...words, at(name), '--data', data]);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
    const after = ['notes.txt', 'a.csv', 'data.json', 'data/tend.json'].map((file) => readFileSync(at(file), 'utf8'));
    expect(after).toEqual(before);
  });

  it.each([
    ['csv', 'case;activity;time;customer\nC1;Open;2024-01-01T10:00:00Z;Acme\nC1;Close\n'],
    ['ndjson', '{"type":"NoteAdded"}\n'],
    ['ocel', '{"objectTypes":[],"eventTypes":[],"objects":[],"events":[{"id":"e1"}]}'],
    ['xes', `<log>${'<trace><event><string key="concept:name" value="a"/></event></trace>'.repeat(2)}</log>`],
  ])('may be beside the rejects of an earlier import as %s', async (format, content) => {
    writeFileSync(at('bad'), content);
    const words = ['import', at('bad'), '--dataset', 'p', '--rejects', at('r'), '--data', data];
    for (let times = 0; times < 2; times++) {
      const { stderr } = await run(words);
      expect(stderr).toContain(`Refused rows are in ${at('r')}`);
    }
    // Those of the first run are being corrected; the mapping that each was read with stands beside it.
    for (const name of ['r', 'r-2']) expect(readFileSync(at(name), 'utf8')).toContain('_reason');
    const beside = readdirSync(directory).filter((name) => name.includes('.mapping'));
    expect(beside).toEqual(format === 'csv' ? ['r-2.mapping.json', 'r.mapping.json'] : []);
  });

  it('may be a device: nothing is put beside it', async () => {
    writeFileSync(
      at('bad.csv'),
      'case,activity,timestamp\nc,a,2024-01-01T00:00:00Z\nc,b,2024-01-02T00:00:00Z\nc,b,never\n',
    );
    const words = ['import', at('bad.csv'), '--process', 'p', '--rejects', '/dev/null', '--data', data];
    const { status, stdout, stderr } = await run(words);
    expect([status, stderr]).toEqual([0, expect.stringContaining('Refused rows went to /dev/null.')]);
    expect(stdout).toContain('appended       2');
  });

  it('may be written again by the verb that wrote it', async () => {
    const imported = ['import', at('a.csv'), '--process', 'p', '--data', data];
    writeFileSync(at('empty.json'), '');
    for (const name of ['m.json', 'm.json', 'empty.json']) {
      const { status, stderr } = await run([...imported, '--save-mapping', at(name)]);
      expect([status, stderr]).toEqual([0, expect.stringContaining(`The mapping is in ${at(name)}.`)]);
    }
    const written = [
      ['export', 'csv', '--output', at('x.csv')],
      ['export', 'cloudevents', '--output', at('x.ndjson')],
      ['export', 'xes', '--process', 'p', '--output', at('x.xes')],
      ['export', 'ocel', '--output', at('x.json')],
      ['export', 'ocel', '--relationship', 'Acme', '--output', at('x.json')],
      ['process', 'p', '--svg', at('x.svg')],
    ];
    for (const words of [...written, ...written]) {
      expect(await run([...words, '--data', data])).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/Written to|is in/),
      });
    }
  }, 60_000);
});
