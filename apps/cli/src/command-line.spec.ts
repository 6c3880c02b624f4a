import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verbs } from './command-line.js';
import { run } from './testing.js';

describe('the command line', () => {
  let directory: string;
  let data: string[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    data = ['--data', join(directory, 'data')];
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const names = verbs.map(({ usage }) => usage.split(' ')[0]!);

  it('lists every verb in its help, in 80 columns', async () => {
    const { status, stdout, stderr } = await run(['--help']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each(names)('explains %s with its options and an example that can be typed', async (name) => {
    const { status, stdout } = await run(['help', name]);
    expect(status).toBe(0);
    for (const option of ['--data <dir>', '--server <url>', '--json']) expect(stdout).toContain(option);
    const example = /Example:\n {2}tend (.*)\n/.exec(stdout)![1]!;
    expect(example.split(' ')[0]).toBe(name);
    for (const [option] of example.matchAll(/--[a-z-]+/g)) expect(stdout).toContain(option);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tells its version', async () => {
    expect(await run(['--version'])).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });

  it.each([
    [[], /^Usage: tend/],
    [['nope'], /unknown command 'nope'/],
    [['imports', '--nope'], /unknown option '--nope'\n\(see: tend help imports\)/],
    [['timeline', ''], /the name is empty/],
    [['timeline'], /missing required argument 'name'/],
    [['imports', 'extra'], /too many arguments/],
    [
      ['relationships', '--limit', '0'],
      /'--limit <n>' argument '0' is invalid\. It must be a whole number from 1 to 1000/,
    ],
    [['relationships', '--limit', '1e3'], /--limit/],
    [['relationships', '--limit', '99999999999999999999'], /--limit/],
    [['relationships', '--sort', 'nope'], /--sort.*Allowed choices are valueAtRisk/],
    [['process', 'x', '--variants', '-1'], /--variants/],
    [['imports', '--server', 'localhost:4100'], /--server.*must be an address/],
    [['--data', '', 'imports'], /--data.*must name a directory/],
    [['export', 'pdf'], /xes, csv, cloudevents, ocel; “pdf” is none/],
    [['export', 'xes'], /--process/],
    [['export', 'xes', '--process', 'p', '--relationship', 'r'], /--relationship/],
    [['projections', 'forget', 'x'], /one of new, builds, rebuild, diff/],
    [['projections', 'rebuild'], /with the name of a projection/],
    [['projections', 'rollback', 'x', '2'], /rollback takes no build\./],
    [['projections', 'release', 'x'], /release NAME KEY: which key\?/],
    [['projections', 'diff', 'x', '2'], /use --from and --to/],
    [['what-if', 'x'], /--set/],
    [['what-if', 'x', '--set', 'zone'], /parameter=value/],
    [['generate', '--seed', 'x'], /--seed/],
    [['doctor', '--server', 'http://127.0.0.1:1'], /--server/],
    [['import'], /missing required argument 'file'/],
    [['import', 'a.csv', 'b.csv', '--rejects', 'r.csv'], /--rejects names one file/],
    [['import', 'a.csv', 'b.csv', '--save-mapping', 'm.json'], /--save-mapping names one file/],
    [['import', '-', '-', '--process', 'x'], /only once/],
    [['import', '-'], /--dataset or --process/],
  ])('answers %j with what is wrong, status 2, and touches nothing', async (args, message) => {
    const { status, stdout, stderr } = await run([...args, ...(args.length === 0 ? [] : data)]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(existsSync(join(directory, 'data'))).toBe(false);
  });

  it.each([
    [['imports']],
    [['relationships']],
    [['processes']],
    [['timeline', 'x']],
    [['doctor']],
    [['export', 'csv']],
  ])('makes no data directory for %j, and says what to do', async (args) => {
    const { status, stdout, stderr } = await run([...args, ...data]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /There is no data directory at [^]* Import a file first|There is no data directory at [^]*\nImport a file first/,
    );
    expect(existsSync(join(directory, 'data'))).toBe(false);
  });

  it('looks at the files before it makes a data directory', async () => {
    const { status, stderr } = await run(['import', join(directory, 'no.csv'), ...data]);
    expect(status).toBe(1);
    expect(stderr).toContain('no.csv cannot be read');
    expect(existsSync(join(directory, 'data'))).toBe(false);
  });

  it.each([
    ['no.json', undefined, /The mapping .*no\.json cannot be read/],
    ['bad.json', '{"version": 1,}', /The mapping .*bad\.json is not JSON/],
  ])('refuses the mapping %s', async (name, content, message) => {
    const file = join(directory, 'a.csv');
    writeFileSync(file, 'x\n');
    if (content !== undefined) writeFileSync(join(directory, name), content);
    const { status, stderr } = await run(['import', file, '--mapping', join(directory, name), ...data]);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('(mapping-invalid)');
  });
});
