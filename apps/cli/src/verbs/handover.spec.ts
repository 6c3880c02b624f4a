import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { HandoverPack, OwnerHandover } from '#workspace/handover/handover-answers.js';
import { run, serve } from '../testing.js';

const answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000+01:00' };
const id = '55261949-3819-404a-a9ab-cc04a89a77cd';
const pack: HandoverPack = {
  ...answered,
  relationship: { id, name: 'Amber *Mills*' },
  sections: [
    {
      topic: 'promises',
      title: 'Promises of ours that are open or not made good',
      lines: [
        { text: '“A quote”, due 2026-12-04: open', evidence: ['e-1'] },
        { text: '“[Training]”, due 2026-11-04: overdue', evidence: ['e-2', 'e-3'] },
      ],
      more: 4,
    },
  ],
  readingSeconds: 130,
  parts: [],
  events: [],
};
const ofOwner: OwnerHandover = { ...answered, owner: { id, name: 'Kim' }, rows: [pack], next: 'further', total: 3 };

describe('tend handover', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tend-handover-'));
  let server: Awaited<ReturnType<typeof serve>>;
  const ask = async (args: readonly string[], routes: Record<string, object>) => {
    server = await serve(routes);
    return run(['handover', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  };
  afterEach(() => server?.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows one relationship, each line with the event that says so', async () => {
    const { stdout, status } = await ask(['Amber Mills', '--as-of', '2026-11-24'], {
      'POST /relationships/find': { id },
      [`GET /relationships/${id}/handover`]: pack,
    });
    expect(status).toBe(0);
    expect(server.asked.at(-1)!.query).toEqual({ asOf: '2026-11-24' });
    expect(stdout).toBe(
      [
        `Amber *Mills*: handover as of 2026-11-24 12:00, 2 minutes to read  ${id}`,
        '',
        'Promises of ours that are open or not made good',
        '- “A quote”, due 2026-12-04: open [e-1]',
        '- “[Training]”, due 2026-11-04: overdue [e-2 +1]',
        '  and 4 more',
        '',
      ].join('\n'),
    );
  });

  it('shows all of an owner in pages, the name in a body', async () => {
    const { stdout } = await ask(['--owner', 'Kim', '--limit', '1'], { 'POST /handover': ofOwner });
    expect(server.asked.map(({ path, query }) => [path, query])).toEqual([['/handover', {}]]);
    expect(stdout).toMatch(/^3 relationships of Kim, value at risk first; 1 here\n\nAmber/);
    expect(stdout).toMatch(/\nMore: --after further\n$/);
  });

  it('says what to do where somebody owns none', async () => {
    const { stdout } = await ask(['--owner', id], { 'GET /handover': { ...answered, rows: [], total: 0 } });
    expect(stdout).toMatch(/owns no relationship now\. .*--as-of the day before/);
  });

  it('writes Markdown in which nothing that somebody wrote is mark-up, and replaces no other file', async () => {
    const file = join(folder, 'handover.md');
    for (let n = 0; n < 2; n++) {
      const { status, stderr } = await ask(['--owner', id, '--markdown', file], { 'GET /handover': ofOwner });
      expect([status, stderr]).toEqual([0, expect.stringContaining(`Written to ${file}.`)]);
      await server.close();
    }
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^# Handover as of 2026-11-24\n\n1 of 3 relationships\.\n\n## Amber \\\*Mills\\\*\n/);
    expect(text).toContain('- “\\[Training\\]”, due 2026-11-04: overdue (`e-2`, `e-3`)\n- and 4 more\n');
    const other = join(folder, 'mine.md');
    writeFileSync(other, 'My own notes');
    expect((await ask(['--owner', id, '--markdown', other], {})).status).toBe(2);
    expect(readFileSync(other, 'utf8')).toBe('My own notes');
  });

  it.each([[[]], [['Amber', '--owner', 'Kim']], [['Amber', '--limit', '2']], [['--owner', 'Kim', '--as-claimed']]])(
    'refuses %j as wrong usage',
    async (args) => {
      expect((await ask(args, {})).status).toBe(2);
    },
  );
});
