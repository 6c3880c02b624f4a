import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { lines, run, serve } from '../testing.js';

const rule = {
  id: 'a',
  type: 'RhythmFitted',
  scope: 'all',
  version: '2',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-02-01T09:30:00.000Z',
  actor: { id: 'b', name: 'Ann Mills' },
  standing: 'valid',
  data: { k: 1.4 },
};
const type = {
  type: 'RhythmFitted',
  description: 'The rhythm of contact.',
  scope: 'segment',
  readBy: ['trajectory'],
  example: { k: 2 },
};
const listed = { asOf: '2026-11-24T12:00:00.000Z', rules: [rule], types: [type] };

describe('rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tend-rules-'));
  const given = { environment: { TEND_TOKEN: 't' } };
  const servers: Awaited<ReturnType<typeof serve>>[] = [];
  const at = async (routes: Parameters<typeof serve>[0]) => {
    const server = await serve(routes);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileOf = (content: unknown): string => {
    const file = join(folder, 'rules.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };

  it('are listed, and those of one type with what they say and an example', async () => {
    const { url, asked } = await at({ 'GET /rules': listed });
    const short = await run(['rules', '--known-by', '2026-03-01', '--all', '--server', url], given);
    expect(short.stdout).toMatch(/RhythmFitted +all +2 +2026-01-01 00:00 +valid .*Ann Mills/);
    expect(short.stdout).toMatch(/RhythmFitted +segment +trajectory/);
    expect(asked.at(-1)!.query).toEqual({ knownBy: '2026-03-01', all: 'true' });
    const whole = await run(['rules', '--type', 'RhythmFitted', '--server', url], given);
    expect(whole.stdout).toContain('"k": 1.4');
    expect(whole.stdout).toContain('Read by trajectory. A file to publish:');
    expect(whole.stdout).toContain('"k": 2');
  });

  it('say that nothing is published', async () => {
    const { url } = await at({ 'GET /rules': { ...listed, rules: [] } });
    const { stdout } = await run(['rules', '--server', url], given);
    expect(stdout).toContain('Nothing is published: what projections ship with holds.');
  });

  it('are published from a file, and what becomes of projections is told', async () => {
    const answer = {
      published: [rule],
      unchanged: 1,
      readers: [
        { projection: 'trajectory', sees: 'built-beside' },
        { projection: 'health', sees: 'for-review' },
        { projection: 'promises', sees: 'at-once' },
        { projection: 'needs', sees: 'not-now' },
      ],
    };
    const { url, asked } = await at({ 'POST /commands/PublishRules': lines({ result: answer }) });
    const rules = { type: 'RhythmFitted', effectiveFrom: '2026-01-01', data: { k: 1.4 } };
    const { stdout, status } = await run(['rules', 'publish', fileOf(rules), '--server', url], given);
    expect(status).toBe(0);
    expect(JSON.parse(asked.at(-1)!.body)).toEqual({ rules: [rules] });
    expect(stdout).toContain('RhythmFitted (all) 2 holds from 2026-01-01 00:00.');
    expect(stdout).toContain('1 rule held already');
    expect(stdout).toContain('trajectory is built beside');
    expect(stdout).toContain('tend projections diff health');
    expect(stdout).toContain('promises goes on with it.');
    expect(stdout).toContain('needs does not see it now');
  });

  it('are only checked by a dry run, and shown as they would be published', async () => {
    const rules = [{ type: 'CalendarPublished', data: { calendar: 'office', holidays: ['2026-12-25'] } }];
    const answer = { published: [], unchanged: 1, readers: [], wouldPublish: rules };
    const { url, asked } = await at({ 'POST /commands/PublishRules': lines({ result: answer }) });
    const { stdout } = await run(['rules', 'publish', fileOf(rules), '--dry-run', '--server', url], given);
    expect(JSON.parse(asked.at(-1)!.body)).toEqual({ rules, dryRun: true });
    expect(stdout).toBe(`${JSON.stringify(rules, null, 2)}\n1 rule would change nothing.\nNothing is published.\n`);
    expect((await run(['rules', '--dry-run', '--server', url], given)).stderr).toContain(
      '--dry-run does not fit here.',
    );
  });

  it('tell how many holidays a calendar was given', async () => {
    const data = {
      holidays: ['2026-12-25', '2026-12-26'],
      holidaysOf: { country: 'AT', fromYear: 2026, toYear: 2026 },
    };
    const answer = {
      published: [{ ...rule, type: 'CalendarPublished', scope: 'office', data }],
      unchanged: 0,
      readers: [],
    };
    const { url } = await at({ 'POST /commands/PublishRules': lines({ result: answer }) });
    const { stdout } = await run(['rules', 'publish', fileOf([]), '--server', url], given);
    expect(stdout).toBe('CalendarPublished (office) 2 holds from 2026-01-01 00:00, with 2 holidays.\n');
  });

  it('say what is wrong with a file, or with the words', async () => {
    const { url } = await at({});
    const publish = async (content: unknown) => run(['rules', 'publish', fileOf(content), '--server', url], given);
    expect((await publish('{')).stderr).toContain('is not JSON');
    expect((await publish([{ type: 'RhythmFitted' }])).stderr).toContain('is no list of {"type"');
    const many = Array.from({ length: 101 }, () => ({ type: 'RhythmFitted', data: {} }));
    expect((await publish(many)).stderr).toContain('has 101 rules; the limit is 100.');
    expect(await run(['rules', 'publish', '--server', url], given)).toMatchObject({ status: 2 });
    expect(await run(['rules', 'forget', '--server', url], given)).toMatchObject({ status: 2 });
  });
});
