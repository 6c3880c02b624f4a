import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portfolioTruths } from '#workspace/demonstration/portfolio.js';
import { lines, run, serve } from '../testing.js';

const folder = mkdtempSync(join(tmpdir(), 'tend-generate-'));
const at = (name: string): string => join(folder, name);
const size = ['--relationships', '6', '--events', '120', '--seed', '5'];
describe('tend generate --truth', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes the same truth with and without a server, and finds each by what it says', async () => {
    const here = await run(['generate', ...size, '--truth', at('here.ndjson'), '--data', at('data'), '--json']);
    expect([here.status, here.stderr]).toEqual([0, expect.stringContaining(`is in ${at('here.ndjson')}`)]);
    const server = await serve({ 'POST /demonstration': lines({ result: JSON.parse(here.stdout) as object }) });
    const environment = { TEND_TOKEN: 't' };
    const there = await run(['generate', ...size, '--truth', at('there.ndjson'), '--server', server.url], {
      environment,
    });
    expect([there.status, there.stderr]).toEqual([0, expect.stringContaining('there.ndjson')]);
    expect(server.asked[0]!.query).toEqual({ relationships: '6', events: '120', seed: '5' });
    await server.close();
    const text = readFileSync(at('here.ndjson'), 'utf8');
    expect(readFileSync(at('there.ndjson'), 'utf8')).toBe(text);
    const told = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { relationship: string; kind: string; turnAt: string | null });
    const truths = [...portfolioTruths({ relationships: 6, events: 120, seed: 5 })];
    expect(told.map(({ relationship, kind }) => [relationship, kind])).toEqual(
      truths.map(({ relationship, kind }) => [relationship, kind]),
    );
    expect(told.map(({ turnAt }) => (turnAt === null ? null : Date.parse(turnAt)))).toEqual(
      truths.map(({ turnAt }) => turnAt),
    );
    const found = await run(['relationship', told.at(-1)!.relationship, '--data', at('data'), '--json']);
    expect(found.status).toBe(0);
  }, 60_000);

  it('ends on the day that is given, with and without a server', async () => {
    const until = ['--until', '2026-03-01'];
    const made = [...size, ...until, '--truth', at('until.ndjson'), '--json'];
    const here = await run(['generate', ...made, '--data', at('until')]);
    expect([here.status, JSON.parse(here.stdout)]).toMatchObject([0, { dataset: 'demonstration-5-2026-03-01' }]);
    const ends = readFileSync(at('until.ndjson'), 'utf8').trimEnd().split('\n');
    for (const line of ends) expect(JSON.parse(line)).toMatchObject({ until: '2026-03-01T17:00:00.000Z' });
    const server = await serve({ 'POST /demonstration': lines({ result: JSON.parse(here.stdout) as object }) });
    const environment = { TEND_TOKEN: 't' };
    await run(['generate', ...size, ...until, '--server', server.url], { environment });
    await run(['generate', ...size, '--until', 'today', '--server', server.url], { environment });
    const asked = server.asked.map(({ query }) => query);
    expect(asked[0]).toEqual({ relationships: '6', events: '120', seed: '5', until: '2026-03-01' });
    expect(asked[1]!['until']).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    await server.close();
    const stopped = await serve({
      'POST /demonstration': lines({ result: { ...(JSON.parse(here.stdout) as object), state: 'stopped', read: 50 } }),
    });
    const today = await run(['generate', ...size, '--until', 'today', '--server', stopped.url], { environment });
    const day = stopped.asked[0]!.query['until'];
    expect(today.stderr).toContain(`Stopped after 50 touchpoints. Run it again with --until ${day} to complete it;`);
    const given = await run(['generate', ...size, ...until, '--server', stopped.url], { environment });
    expect(given.stderr).toContain('Run the same command again to complete it;');
    await stopped.close();
    const early = await run(['generate', ...size, '--until', '0001-01-01', '--data', at('never')]);
    expect(early.stderr).toContain('The day 0001-01-01 is too early.');
    const refused = await run(['generate', ...size, '--until', '9999-01-01', '--data', at('never')]);
    expect([refused.status, existsSync(at('never'))]).toEqual([1, false]);
    expect(refused.stderr).toContain('The day 9999-01-01 is not over.');
  }, 60_000);

  it('replaces an earlier one and nothing else, and makes no data directory before', async () => {
    writeFileSync(at('letter.txt'), 'Dear all');
    const refused = await run(['generate', ...size, '--truth', at('letter.txt'), '--data', at('other')]);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('is not a file of truths')]);
    expect(readFileSync(at('letter.txt'), 'utf8')).toBe('Dear all');
    const inside = await run(['generate', ...size, '--truth', at('nowhere/t.ndjson'), '--data', at('other')]);
    expect(inside.stderr).toContain('does not exist');
    expect(existsSync(at('other'))).toBe(false);
    const again = ['generate', '--relationships', '3', '--events', '60', '--seed', '6', '--truth', at('here.ndjson')];
    expect((await run([...again, '--data', at('third')])).status).toBe(0);
    expect(readFileSync(at('here.ndjson'), 'utf8').trimEnd().split('\n').length).toBe(3);
  }, 60_000);
});
