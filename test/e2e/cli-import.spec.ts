import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ImportReport, ImportRow, RelationshipsAnswer } from '#workspace/answers.js';
import { CliFolder, csvOf, supportLog } from './cli-program.js';

jest.setTimeout(180_000);

const rows = supportLog(30);

describe('tend import', () => {
  let folder: CliFolder;

  beforeEach(() => {
    folder = new CliFolder();
  });

  afterEach(() => folder.remove());

  const counts = ({ read, appended, known, refused, differing }: ImportReport) => ({
    read,
    appended,
    known,
    refused,
    differing,
  });

  it('appends what is new and nothing twice, whatever the order, and names what differs', async () => {
    const log = folder.file('log.csv', csvOf(rows));
    const first = await folder.run('import', log, '--process', 'support', '--json');
    expect(first.status).toBe(0);
    expect(counts(JSON.parse(first.stdout) as ImportReport)).toEqual({
      read: 120,
      appended: 120,
      known: 0,
      refused: 0,
      differing: 0,
    });
    expect(first.stderr).toContain('  case            Ticket\n');
    expect(first.stderr.match(/The first rows as they would be read:/g)).toHaveLength(1);
    expect(statSync(folder.file('data')).mode & 0o777).toBe(0o700);

    const again = await folder.json<ImportReport>('import', log, '--process', 'support');
    expect(counts(again)).toEqual({ read: 120, appended: 0, known: 120, refused: 0, differing: 0 });

    const shuffled = folder.file('shuffled.csv', csvOf(rows.toReversed()));
    expect(await folder.json<ImportReport>('import', shuffled, '--process', 'support')).toMatchObject({
      appended: 0,
      known: 120,
    });

    const changed = rows.map((row, index) => (index < 10 ? { ...row, priority: 'changed' } : row));
    const differing = await folder.run('import', folder.file('changed.csv', csvOf(changed)), '--process', 'support');
    expect(differing.status).toBe(0);
    expect(differing.stdout).toContain('  already known  110\n  differing      10 ');
    for (const line of ['line 2: differs', 'line 4: differs']) expect(differing.stdout).toContain(line);
    expect(readFileSync(folder.file('changed.rejects.csv'), 'utf8')).toContain('Ticket,Activity,Agent,Time');
    expect((await folder.run('import', folder.file('changed.csv'), '--process', 'support', '--strict')).status).toBe(1);
    // The rejects that may be under correction are left alone.
    expect(existsSync(folder.file('changed.rejects-2.csv'))).toBe(true);

    const { imports } = await folder.json<{ imports: ImportRow[] }>('imports');
    expect(imports.map(({ appended, known, differing, state }) => [appended, known, differing, state])).toEqual([
      [0, 110, 10, 'completed'],
      [0, 110, 10, 'completed'],
      [0, 120, 0, 'completed'],
      [0, 120, 0, 'completed'],
      [120, 0, 0, 'completed'],
    ]);
  });

  it('writes refused rows so that they can be corrected and imported by the command that it tells', async () => {
    const broken = rows.map((row, index) => (index === 3 || index === 7 ? { ...row, at: 'yesterday' } : row));
    folder.file('log.csv', csvOf(rows));
    await folder.run('import', 'log.csv', '--process', 'support', '--dry-run', '--save-mapping', 'm.json');
    folder.file('broken.csv', csvOf(broken));
    const first = await folder.run('import', 'broken.csv', '--process', 'support', '--mapping', 'm.json');
    expect(first.status).toBe(0);
    expect(first.stdout).toContain('  appended       118\n  already known  0\n  refused        2\n');
    const command = /Refused rows are in broken\.rejects\.csv\. Correct them there, then: tend (.*)\n/.exec(
      first.stderr,
    )![1]!;
    expect(command).toBe('import broken.rejects.csv --dataset support --process support --mapping m.json');

    const rejects = readFileSync(folder.file('broken.rejects.csv'), 'utf8');
    expect(rejects.split('\n')[0]).toBe('Ticket,Activity,Agent,Time,Customer,Priority,Remark,_position,_line,_reason');
    let at = 0;
    const corrected = rejects.replaceAll('yesterday,', () => `${rows[[3, 7][at++]!]!.at},`);
    expect(at).toBe(2);
    folder.file('broken.rejects.csv', corrected);
    expect(await folder.json<ImportReport>(...command.split(' '))).toMatchObject({ appended: 2, known: 0, refused: 0 });
    expect(
      await folder.json<ImportReport>('import', 'log.csv', '--process', 'support', '--mapping', 'm.json'),
    ).toMatchObject({
      appended: 0,
      known: 120,
    });
  });

  it('names the column of a mapping that the file does not have, and appends nothing', async () => {
    folder.file('log.csv', csvOf(rows));
    await folder.run('import', 'log.csv', '--dry-run', '--save-mapping', 'm.json');
    const mapping = readFileSync(folder.file('m.json'), 'utf8').replaceAll('"Customer"', '"Customers"');
    folder.file('m.json', mapping);
    const { status, stdout, stderr } = await folder.run('import', 'log.csv', '--mapping', 'm.json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('The file has no column "Customers"');
    expect(stderr).toContain('(mapping-invalid)');
    expect(await folder.json('imports')).toMatchObject({ imports: [] });
  });

  it('makes files that nobody else can read, whatever others are made like', async () => {
    const before = process.umask(0);
    try {
      await folder.run('import', folder.file('log.csv', csvOf(rows)), '--process', 'support');
      await folder.run('export', 'csv', '--output', folder.file('out.csv'));
    } finally {
      process.umask(before);
    }
    const made = [
      'out.csv',
      ...readdirSync(folder.file('data'), { recursive: true, encoding: 'utf8' }).map((name) => `data/${name}`),
    ];
    expect(made).toEqual(expect.arrayContaining(['data/tend.json', 'data/ledger/head.mark']));
    expect(made.filter((name) => (statSync(folder.file(name)).mode & 0o077) !== 0)).toEqual([]);
  });

  it('looks without a trace in a dry run', async () => {
    folder.file('log.csv', csvOf(rows));
    const { status, stdout } = await folder.run('import', 'log.csv', '--process', 'support', '--dry-run');
    expect([status, stdout.replace(/[\d.]+ s/, 'S')]).toEqual([
      0,
      'support: 120 rows read in S; nothing is appended in a dry run\n  new            120\n  already known  0\n',
    ]);
    expect(readdirSync(folder.path)).toEqual(['log.csv']);
  });

  it('goes on with the files after one that cannot be read, and tells all of them', async () => {
    folder.file('a.csv', csvOf(rows.slice(0, 40)));
    folder.file('empty.csv', '');
    folder.file('binary.csv', Buffer.from(Array.from({ length: 5_000 }, (_none, index) => (index * 37) % 256)));
    folder.file('b.csv', csvOf(rows.slice(40)));
    const files = ['a.csv', 'empty.csv', 'binary.csv', 'b.csv'];
    const { status, stdout, stderr } = await folder.run('import', ...files, '--process', 'support', '--json');
    expect(status).toBe(1);
    const answer = JSON.parse(stdout) as { imports: ImportReport[]; failed: { file: string; code: string }[] };
    expect(answer.imports.map(({ appended }) => appended)).toEqual([40, 80]);
    expect(answer.failed.map(({ file, code }) => [file, code])).toEqual([
      ['empty.csv', 'file-unreadable'],
      ['binary.csv', 'file-unreadable'],
    ]);
    expect(stderr).toContain('b.csv: read with the same mapping.');
    expect(stderr.match(/The first rows as they would be read:/g)).toHaveLength(1);
  });

  it('reads the standard input', async () => {
    const run = folder.start(['import', '-', '--process', 'support', '--json'], { stdin: 'pipe' });
    run.child.stdin!.end(csvOf(rows));
    const { status, stdout } = await run.ended;
    expect(status).toBe(0);
    expect(counts(JSON.parse(stdout) as ImportReport)).toMatchObject({ read: 120, appended: 120 });
  });

  it('stops in order at Ctrl-C, says where, and completes when it is run again', async () => {
    const many = supportLog(1_200);
    const run = folder.start(['import', '-', '--process', 'support'], { stdin: 'pipe' });
    const text = csvOf(many);
    // The end never comes: whoever writes into the pipe is slow. A mapping is proposed from the first 256 KiB.
    expect(text.length).toBeGreaterThan(320 * 1024);
    run.child.stdin!.write(text.slice(0, 320 * 1024));
    await run.told('The first rows as they would be read:');
    run.child.kill('SIGINT');
    const stopped = await run.ended;
    expect(stopped.status).toBe(130);
    expect(stopped.stderr).toContain('Stopping …');
    expect(stopped.stderr).toMatch(/Stopped (?:in|while)/);

    folder.file('many.csv', text);
    const report = await folder.json<ImportReport>('import', 'many.csv', '--process', 'support');
    expect(report).toMatchObject({ read: 4_800, refused: 0, differing: 0, state: 'completed' });
    expect(report.appended + report.known).toBe(4_800);
    expect(await folder.json('processes')).toMatchObject({ processes: [{ cases: 1_200, events: 4_800 }] });
    expect((await folder.run('doctor')).status).toBe(0);
  });

  it('stops at Ctrl-C while it waits for the beginning of its input', async () => {
    const run = folder.start(['import', '-', '--process', 'support', '--dry-run'], { stdin: 'pipe' });
    run.child.stdin!.write('Ticket,Activity\n');
    await once(run.child, 'spawn');
    // Early enough to meet the program before it listens: then the signal ends it, which is as good.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    run.child.kill('SIGINT');
    const { status, stdout } = await run.ended;
    expect([130, null]).toContain(status);
    expect(stdout).toBe('');
  });

  it('completes and doubles nothing after it was killed', async () => {
    folder.file('many.csv', csvOf(supportLog(700)));
    const run = folder.start(['import', 'many.csv', '--process', 'support']);
    await run.told('The first rows as they would be read:');
    const killed = once(run.child, 'exit');
    // A first group on its way to the disk is time enough; whether it arrived does not matter.
    await new Promise((resolve) => setTimeout(resolve, 300));
    run.child.kill('SIGKILL');
    await killed;
    const report = await folder.json<ImportReport>('import', 'many.csv', '--process', 'support');
    expect(report.appended + report.known).toBe(2_800);
    expect(await folder.json('processes')).toMatchObject({ processes: [{ cases: 700, events: 2_800 }] });
    expect((await folder.json<RelationshipsAnswer>('relationships', '--limit', '1')).total).toBe(15);
  });
});
