import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Finding, ImportReport, ProjectionRow, RelationshipsAnswer, TimelineAnswer } from '#workspace/answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { CliFolder, csvOf, supportLog } from './cli-program.js';

jest.setTimeout(180_000);

const tickets = 600;

describe('tend, on a ledger with a log in it', () => {
  let folder: CliFolder;

  beforeAll(async () => {
    folder = new CliFolder();
    folder.file('log.csv', csvOf(supportLog(tickets)));
    await folder.json<ImportReport>('import', 'log.csv', '--process', 'support');
  });

  afterAll(() => folder.remove());

  it('answers every reading verb with JSON that is alone on stdout', async () => {
    const portfolio = await folder.json<RelationshipsAnswer>('relationships', '--sort', 'name', '--limit', '4');
    expect(portfolio).toMatchObject({ total: 15 });
    const next = await folder.json<RelationshipsAnswer>(
      'relationships',
      '--sort',
      'name',
      '--limit',
      '1000',
      '--after',
      portfolio.next!,
    );
    const names = [...portfolio.rows, ...next.rows].map(({ name }) => name);
    expect(new Set(names).size).toBe(15);
    expect(names).toContain('O’Brien, "Ltd" 2');

    expect(await folder.json('relationship', '株式会社 1')).toMatchObject({ cases: 40, touchpoints: 160 });
    const timeline = await folder.json<TimelineAnswer>('timeline', 'Žižka 0', '--limit', '3');
    expect(timeline.total).toBe(160);
    expect(timeline.rows).toHaveLength(3);
    expect(timeline.rows[0]!.occurredAt).toMatch(/\+0[12]:00$/);

    const process = await folder.json<ProcessAnswer>('process', 'support', '--variants', '1');
    expect(process).toMatchObject({ cases: tickets, events: tickets * 4, variants: { count: 1 } });
    expect(process.flows.map(({ from, to, count }) => [from, to, count])).toEqual([
      ['Answer', 'Closed', tickets],
      ['Assign', 'Answer', tickets],
      ['Insert ticket', 'Assign', tickets],
    ]);
    const { projections } = await folder.json<{ projections: ProjectionRow[] }>('projections');
    expect(projections.map(({ lagEvents }) => lagEvents)).toEqual(projections.map(() => 0));
  });

  it('answers people in text, in the zone of the workspace', async () => {
    expect((await folder.run('timeline', 'Žižka 0', '--limit', '1')).stdout).toMatch(
      /^Žižka 0: 160 touchpoints\n2024-\d\d-\d\d \d\d:\d\d {2}CaseResolved · Closed · T-\d+ {2}agent 0 → Žižka 0/,
    );
    expect((await folder.run('process', 'support')).stdout).toContain(
      '1 variant, most frequent first:\n     600  Insert ticket → ',
    );
    expect((await folder.run('relationships', '--name', 'žižka')).stdout.split('\n')).toHaveLength(1 + 5 + 3 + 1);
  });

  it('draws the map into a file', async () => {
    const { status, stderr } = await folder.run('process', 'support', '--svg', 'map.svg');
    expect([status, stderr]).toEqual([0, 'The map is in map.svg.\n']);
    expect(readFileSync(folder.file('map.svg'), 'utf8')).toMatch(/^<svg[\s\S]*Insert ticket[\s\S]*<\/svg>\s*$/);
  });

  it('rebuilds a projection', async () => {
    const rebuilt = await folder.run('projections', 'rebuild', 'relationships');
    expect(rebuilt.stdout).toMatch(
      /^relationships is rebuilt: build relationships\.2 waits beside relationships\.1\.\n/,
    );
    // The next process finds what waits, compares it, and switches.
    expect((await folder.run('projections', 'diff', 'relationships')).stdout).toContain('Nothing differs.');
    expect((await folder.run('projections', 'activate', 'relationships')).stdout).toMatch(
      /^relationships\.2 serves now\.\n/,
    );
    expect((await folder.run('projections', 'rebuild', 'relationships', '--activate')).stdout).toBe(
      'relationships is rebuilt: 15 documents, build relationships.3.\n',
    );
    expect((await folder.run('projections', 'rollback', 'relationships')).stdout).toMatch(
      /^relationships\.2 serves again\.\n/,
    );
    expect(await folder.run('projections', 'rollback', 'relationships')).toMatchObject({ status: 1, stdout: '' });
    expect(await folder.run('projections', 'rebuild', 'nope')).toMatchObject({ status: 1, stdout: '' });
  });

  it.each([
    [['timeline', 'Nobody'], 'No relationship is known by “Nobody”'],
    [['process', 'nope'], 'nope'],
    [['export', 'csv', '--process', 'nope'], 'nope'],
    [['export', 'csv', '--relationship', 'Nobody'], '“Nobody”'],
  ])('says of %j that it is not known', async (args, text) => {
    const { status, stdout, stderr } = await folder.run(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(text);
    expect(stderr).toContain('(not-found)');
  });

  it('exports what can be imported again, and ends quietly when nobody reads on', async () => {
    const whole = await folder.run('export', 'cloudevents', '--process', 'support');
    expect(whole.stdout.trimEnd().split('\n')).toHaveLength(tickets * 4);
    expect(whole.stdout.length).toBeGreaterThan(1024 * 1024);

    const run = folder.start(['export', 'cloudevents']);
    await once(run.child.stdout!, 'data');
    run.child.stdout!.destroy();
    expect(await run.ended).toMatchObject({ status: 0, stderr: '' });

    const written = await folder.run('export', 'csv', '--relationship', 'Žižka 0', '--output', 'one.csv');
    expect(written).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(folder.file('one.csv'), 'utf8').match(/CaseResolved/g)).toHaveLength(40);

    const copy = ['import', 'back.ndjson', '--dataset', 'copy', '--data', 'copy'];
    folder.file('back.ndjson', whole.stdout);
    expect(await folder.json<ImportReport>(...copy)).toMatchObject({
      read: tickets * 4,
      appended: tickets * 4,
      refused: 0,
    });
    expect(await folder.json<ImportReport>(...copy)).toMatchObject({ appended: 0, known: tickets * 4 });
    const [original, copied] = [
      await folder.json<ProcessAnswer>('process', 'support'),
      await folder.json<ProcessAnswer>('process', 'support', '--data', 'copy'),
    ];
    for (const part of ['cases', 'events', 'activities', 'flows', 'variants', 'caseDuration'] as const) {
      expect(copied[part]).toEqual(original[part]);
    }
  });

  it('acts through a server that runs on the data directory, and without one whose announcement was left behind', async () => {
    const server = folder.start(['--data', folder.file('data')], {
      program: 'ledger',
      env: { TEND_PORT: '0', TEND_LOG: 'warn' },
    });
    const announcement = folder.file('data/server.json');
    for (let waits = 0; waits < 600 && statSync(announcement, { throwIfNoEntry: false }) === undefined; waits++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect((JSON.parse(readFileSync(announcement, 'utf8')) as { pid: number }).pid).toBe(server.child.pid);
    expect(await folder.json<ImportReport>('import', 'log.csv', '--process', 'support')).toMatchObject({
      appended: 0,
      known: tickets * 4,
      state: 'completed',
    });
    const throughServer = await folder.run('process', 'support');
    expect(await folder.run('timeline', 'Nobody')).toMatchObject({ status: 1, stdout: '' });
    expect(
      (await folder.json<{ findings: Finding[] }>('doctor')).findings.filter(({ state }) => state !== 'good'),
    ).toEqual([]);
    const left = readFileSync(announcement, 'utf8');
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);

    // Another process has its id by now: this one.
    writeFileSync(announcement, JSON.stringify({ ...(JSON.parse(left) as object), pid: process.pid }));
    expect((await folder.run('process', 'support')).stdout).toBe(throughServer.stdout);
  });

  it('tells a ledger whose bytes changed from one where all is well', async () => {
    const sound = await folder.run('doctor');
    expect(sound.status).toBe(0);
    expect(sound.stdout).toMatch(/^ok {4}node: version/);
    expect(sound.stdout).not.toMatch(/BAD/);

    const ledger = folder.file('data/ledger');
    const largest = readdirSync(ledger)
      .map((name) => path.join(ledger, name))
      .reduce((one, other) => (statSync(one).size > statSync(other).size ? one : other));
    // Pages that are no longer used hold old copies: all of them are changed, so that one that is used is among them.
    const bytes = readFileSync(largest);
    let changed = 0;
    for (let at = bytes.indexOf('CaseResolved'); at >= 0; at = bytes.indexOf('CaseResolved', at + 1)) {
      bytes[at]! ^= 1;
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
    writeFileSync(largest, bytes);
    const broken = await folder.run('doctor');
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(/^BAD {3}.*\n(?:.*\n)*? {6}→ /m);
  });
});
