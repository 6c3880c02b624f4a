import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lines, run, serve } from '../testing.js';

describe('an import', () => {
  let directory: string;
  let data: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    data = join(directory, 'data');
    writeFileSync(join(directory, 'a.csv'), 'case,activity,time,customer\nC1,Open,2024-01-01T10:00:00Z,Acme\n');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const runIn = (words: readonly string[], environment = {}) =>
    run(['import', join(directory, 'a.csv'), '--data', data, ...words], { environment });
  const zone = () => (JSON.parse(readFileSync(join(data, 'tend.json'), 'utf8')) as { zone: string }).zone;

  it('makes a directory of the zone that is named, and says so once', async () => {
    const first = await runIn(['--zone', 'Asia/Tokyo'], { TEND_ZONE: 'Europe/Berlin' });
    expect([first.status, zone()]).toEqual([0, 'Asia/Tokyo']);
    expect(first.stderr).toContain(`New data directory ${data}: its days are those of Asia/Tokyo.\n`);
    expect((await runIn([])).stderr).not.toContain('New data directory');
    expect(await runIn(['--zone', 'Europe/Berlin'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('are those of Asia/Tokyo and stay so'),
    });
  });

  it('takes the zone of TEND_ZONE, and makes nothing with one that is none', async () => {
    expect((await runIn(['--zone', 'Nowhere/Nope'])).stderr).toContain('Nowhere/Nope is not a time zone');
    expect(existsSync(data)).toBe(false);
    await runIn([], { TEND_ZONE: 'Europe/Berlin' });
    expect(zone()).toBe('Europe/Berlin');
  });

  it.each([
    [{ state: 'completed', read: 2, refused: 2 }, 1],
    [{ state: 'completed', read: 2, refused: 1 }, 0],
    [{ state: 'completed', read: 0, refused: 0 }, 0],
    // The server was stopped, nobody pressed Ctrl-C here.
    [{ state: 'interrupted', read: 2, refused: 0 }, 1],
  ])('of %j ends with %d', async (report, status) => {
    const counts = { dataset: 'd', format: 'csv', appended: 0, known: 0, differing: 0, refusals: [], seconds: 1 };
    const server = await serve({
      'POST /mappings/propose': {},
      'POST /imports': lines({ result: { ...counts, ...report } }),
    });
    try {
      expect((await runIn(['--server', server.url], { TEND_TOKEN: 't' })).status).toBe(status);
    } finally {
      await server.close();
    }
  });

  const progress = { progress: { stage: 'import', done: 1, unit: 'rows' } };
  const stoppedReport = {
    dataset: 'd',
    state: 'interrupted',
    read: 2,
    appended: 2,
    known: 0,
    refused: 0,
    differing: 0,
  };

  it.each<[string, Parameters<typeof serve>[0][string], RegExp]>([
    [
      'in order',
      lines(progress, { result: { ...stoppedReport, refusals: [], seconds: 1 } }),
      /^The server stopped in .*a\.csv after 2 rows\. Run the same command again to complete it; nothing is doubled\.$/m,
    ],
    ['in the middle of its answer', lines(progress), /stopped before it had answered/],
    [
      'in the middle of its answer, with the connection',
      (_asked, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        response.write(`${JSON.stringify(progress)}\n`, () => void response.socket?.destroy());
      },
      /stopped before it had answered/,
    ],
    [
      'before its answer',
      (_asked, response) => void response.socket?.destroy(),
      /stopped before it had answered\. \(unavailable\)\n.* Run the same command again to complete it; nothing is doubled\.$/m,
    ],
  ])('through a server that stops %s says so, and what to do', async (_when, answer, sentence) => {
    const server = await serve({ 'POST /mappings/propose': {}, 'POST /imports': answer });
    try {
      const { status, stderr } = await runIn(['--server', server.url], { TEND_TOKEN: 't' });
      expect([status, stderr]).toEqual([1, expect.stringMatching(sentence)]);
    } finally {
      await server.close();
    }
  });

  it('of the standard input that is stopped asks for it again', async () => {
    const result = { ...stoppedReport, refusals: [], seconds: 1 };
    const server = await serve({ 'POST /mappings/propose': {}, 'POST /imports': lines({ result }) });
    try {
      const words = ['import', '-', '--dataset', 'd', '--server', server.url];
      const { stderr } = await run(words, { stdin: 'a\n', environment: { TEND_TOKEN: 't' } });
      expect(stderr).toContain('Give it again to the same command to complete it; nothing is doubled.');
    } finally {
      await server.close();
    }
  });
});
