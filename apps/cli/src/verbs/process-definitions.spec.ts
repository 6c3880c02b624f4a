import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { DefinedAnswer, DefinitionsAnswer } from '#workspace/processes/definitions/definition-answers.js';
import { lines, run, serve } from '../testing.js';

const row = {
  id: 'a',
  type: 'ProcessDefined',
  scope: 'helpdesk',
  version: '2',
  effectiveFrom: '2026-11-24T12:00:00.000Z',
  recordedAt: '2026-11-24T12:00:00.000Z',
  actor: { id: 'b', name: 'Ann Mills' },
  standing: 'valid',
  data: {},
} as const;
const defined: DefinedAnswer = {
  process: 'helpdesk',
  version: '2',
  definition: { process: 'helpdesk', terminal: ['Closed'] },
  before: { version: '1', effectiveFrom: '2026-01-01T00:00:00.000Z' },
  differences: [
    { part: 'terminal', before: ['Done'], after: ['Closed', 'Rejected'] },
    { part: 'path', after: ['Open', 'Answer', 'Closed'] },
    { part: 'stages', before: ['Open', 'Closed'] },
    {
      part: 'outcomes',
      after: [
        { activity: 'Signed', outcome: 'won' },
        { activity: 'Paid', outcome: 'won' },
        { activity: 'Refused', outcome: 'lost' },
      ],
    },
    {
      part: 'target reply',
      after: { target: 'reply', to: { activities: ['Answer'] }, limitHours: 0.5, calendar: 'office' },
    },
  ],
  warnings: [{ field: 'terminal', message: '“Rejected” was never seen in “helpdesk”. Did you mean “Reject”?' }],
  cases: {
    cases: 4_580,
    withTerminal: 4_557,
    ended: 4_550,
    open: 30,
    undeclared: 0,
    openLast: [{ activity: 'Wait', cases: 12 }],
  },
  published: { published: [row], unchanged: 0, readers: [{ projection: 'process-flow', sees: 'built-beside' }] },
};

describe('what a process is meant to be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tend-definitions-'));
  const given = { environment: { TEND_TOKEN: 't' } };
  const servers: Awaited<ReturnType<typeof serve>>[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const at = async (routes: Parameters<typeof serve>[0]) => {
    const server = await serve(routes);
    servers.push(server);
    return server;
  };
  const define = async (words: readonly string[], answer: DefinedAnswer = defined) => {
    const { url, asked } = await at({ 'POST /commands/DefineProcess': lines({ result: answer }) });
    const ended = await run(['processes', 'define', ...words, '--server', url], given);
    const body = asked.at(-1)?.body;
    return { ...ended, query: body === undefined ? undefined : (JSON.parse(body) as unknown) };
  };

  it('is asked for as it is typed', async () => {
    const { query } = await define(
      `helpdesk --terminal Closed,Rejected --terminal Done --reopening= --sequence ["Open","Wait,then_call"]
       --stages Open,Closed --won Signed,Paid --lost Refused --abandoned Gone --waiting Wait=customer --waiting a=b=Supplier
       --target reply:start->Answer_within_4h --target all:_within_2d --calendar office --case-type product
       --seriousness priority --without outcomes,reply --from 2026-01-01 --version-name spring --dry-run`
        .split(/\s+/)
        .map((word) => word.replaceAll('_', ' ')),
    );
    expect(query).toEqual({
      process: 'helpdesk',
      change: {
        without: ['outcomes', 'reply'],
        terminal: ['Closed', 'Rejected', 'Done'],
        reopening: [],
        sequence: ['Open', 'Wait,then call'],
        stages: ['Open', 'Closed'],
        outcomes: [
          { activity: 'Signed', outcome: 'won' },
          { activity: 'Paid', outcome: 'won' },
          { activity: 'Refused', outcome: 'lost' },
          { activity: 'Gone', outcome: 'abandoned' },
        ],
        waiting: [
          { activity: 'Wait', whom: 'customer' },
          { activity: 'a=b', whom: 'Supplier' },
        ],
        targets: [
          { target: 'reply', to: { activities: ['Answer'] }, limitHours: 4 },
          { target: 'all', limitHours: 48 },
        ],
        calendar: 'office',
        caseType: 'product',
        seriousness: 'priority',
      },
      effectiveFrom: '2026-01-01',
      version: 'spring',
      dryRun: true,
    });
  });

  it('goes with a model as it stands in its file, and back', async () => {
    const file = join(folder, 'model.bpmn');
    writeFileSync(file, '<definitions/>');
    expect((await define(['helpdesk', '--bpmn', file])).query).toEqual({
      process: 'helpdesk',
      change: {},
      bpmn: '<definitions/>',
    });
    expect((await define(['helpdesk', '--revert'])).query).toEqual({ process: 'helpdesk', revert: {} });
    expect((await define(['helpdesk', '--revert', '1', '--from', '2026-01-01'])).query).toEqual({
      process: 'helpdesk',
      revert: { version: '1' },
      effectiveFrom: '2026-01-01',
    });
    expect((await define(['helpdesk', '--from', '2026-01-01'])).query).toEqual({
      process: 'helpdesk',
      change: {},
      effectiveFrom: '2026-01-01',
    });
  });

  it('is told with what differs, what may not be meant, and how to take it back', async () => {
    const { stdout, status } = await define(['helpdesk', '--terminal', 'Closed']);
    expect(status).toBe(0);
    expect(stdout).toBe(`helpdesk: version 2 holds from now on, in the place of version 1.
  terminal      Closed, Rejected
                before: Done
  path          Open → Answer → Closed
  stages        nothing any more
                before: Open → Closed
  outcomes      won: Signed, Paid; lost: Refused
  target reply  start → Answer within 30min, calendar office
4,580 cases, 4,557 with a terminal activity: 4,550 have ended, 30 are open. Open ones stand last at Wait (12).
note: terminal: “Rejected” was never seen in “helpdesk”. Did you mean “Reject”?
process-flow is built beside with it, because it is for the past, and takes over by itself.
To take it back: tend processes define helpdesk --revert
`);
    const { published: _none, ...shown } = defined;
    const dry = await define(['helpdesk', '--terminal', 'Closed', '--dry-run'], shown);
    expect(dry.stdout).toContain('version 2 would hold from now on, in the place of version 1. Nothing is published.');
    expect(dry.stdout).not.toContain('To take it back');
    const past = await define(['my desk', '--terminal', 'Closed', '--from', '2026-01-01'], {
      ...defined,
      process: 'my desk',
      effectiveFrom: '2026-01-01T00:00:00.000Z',
    });
    expect(past.stdout).toContain('my desk: version 2 holds from 2026-01-01 00:00 on');
    expect(past.stdout).toContain("To take it back: tend processes define 'my desk' --revert --from 2026-01-01");
  });

  it('is told to hold already, or to be the same as before', async () => {
    const unchanged = { ...defined, differences: [], published: { published: [], unchanged: 1, readers: [] } };
    const again = await define(['helpdesk', '--terminal', 'Closed'], unchanged);
    expect(again.stdout).toContain('helpdesk: version 2 holds already as it would be published: nothing was.');
    expect(again.stdout).not.toContain('To take it back');
    const renamed = await define(['helpdesk', '--version-name', '2'], { ...defined, differences: [] });
    expect(renamed.stdout).toContain('version 2 holds from now on, saying what version 1 says.');
    const { before: _none, ...first } = defined;
    expect((await define(['helpdesk', '--terminal', 'A'], first)).stdout).toContain('holds from now on, the first.');
    const none = { ...defined.cases!, withTerminal: 0, ended: 0, open: 0, undeclared: 4_580, openLast: [] };
    expect((await define(['helpdesk', '--stages', 'A,B'], { ...defined, cases: none })).stdout).toContain(
      '4,580 cases, 0 with a terminal activity: nothing says whether they are open.',
    );
  });

  it('is listed version by version', async () => {
    const answer: DefinitionsAnswer = {
      process: 'helpdesk',
      versions: [
        {
          ...row,
          differences: [{ part: 'terminal', before: ['A'], after: ['B'] }],
          definition: { process: 'helpdesk', terminal: ['B'] },
        },
        {
          ...row,
          version: '1',
          standing: 'replaced',
          differences: [],
          definition: { process: 'helpdesk', terminal: ['A'] },
        },
      ],
    };
    const { url } = await at({ 'GET /processes/helpdesk/definitions': answer });
    const { stdout } = await run(['processes', 'definitions', 'helpdesk', '--server', url], given);
    expect(stdout).toBe(`helpdesk

version 2, holds from 2026-11-24 12:00 on; published 2026-11-24 12:00 by Ann Mills
  terminal  B
            before: A

version 1, replaced, held from 2026-11-24 12:00 on; published 2026-11-24 12:00 by Ann Mills
  says the same as the one before
`);
    const none = await at({ 'GET /processes/helpdesk/definitions': { process: 'helpdesk', versions: [] } });
    expect((await run(['processes', 'definitions', 'helpdesk', '--server', none.url], given)).stdout).toBe(
      'Nothing is declared of helpdesk. To say what ends its cases: tend processes define helpdesk --terminal ACTIVITY\n',
    );
  });

  it.each([
    [
      ['processes', 'forget', 'helpdesk'],
      'Use `tend processes`, or one of define, definitions. One process: tend process NAME.',
    ],
    [['processes', 'define'], 'define needs the name of a process'],
    [['processes', 'define', 'helpdesk'], 'Say what it is meant to be, such as --terminal "Closed"'],
    [['processes', 'define', 'helpdesk', '--dry-run'], 'Say what it is meant to be'],
    [['processes', 'define', 'helpdesk', '--terminal', 'A', '--as-of', '-3d'], '--as-of does not fit here.'],
    [['processes', 'definitions', 'helpdesk', '--terminal', 'A'], '--terminal does not fit here.'],
    [['processes', '--terminal', 'A'], '--terminal does not fit here. Say first: tend processes define NAME.'],
    [
      ['processes', 'define', 'helpdesk', '--sequence', ''],
      '--sequence names nothing. To take away what is declared: --without path.',
    ],
    [
      ['processes', 'define', 'helpdesk', '--won', ''],
      '--won names nothing. To take away what is declared: --without outcomes.',
    ],
    [['processes', 'define', 'helpdesk', '--without', ','], '--without names nothing.'],
    [['processes', 'define', 'helpdesk', '--sequence', 'A', '--bpmn', 'x'], 'Give --sequence or --bpmn'],
    [['processes', 'define', 'helpdesk', '--revert', '--terminal', 'A'], '--revert takes a version up again as it was'],
    [['processes', 'define', 'helpdesk', '--waiting', 'Wait'], 'It must be such as "Wait=customer"'],
    [['processes', 'define', 'helpdesk', '--waiting', '=customer'], 'It must be such as "Wait=customer"'],
    [['processes', 'define', 'helpdesk', '--target', 'reply'], 'It must be such as "reply: start -> Answer within 4h"'],
    [['processes', 'define', 'helpdesk', '--terminal', '["A"'], 'names with commas between, or a JSON list'],
  ])('is refused %j', async (words, says) => {
    const { url, asked } = await at({});
    const { status, stderr } = await run([...words, '--server', url], given);
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toContain(says);
  });

  it('needs a model that can be read', async () => {
    const missing = await define(['helpdesk', '--bpmn', join(folder, 'none.bpmn')]);
    expect([missing.status, missing.query]).toEqual([1, undefined]);
    expect(missing.stderr).toContain('(file-missing)');
    const large = join(folder, 'large.bpmn');
    writeFileSync(large, 'x'.repeat(4 * 1024 * 1024 + 1));
    expect((await define(['helpdesk', '--bpmn', large])).stderr).toContain('(limit-exceeded)');
    expect((await define(['helpdesk', '--bpmn', folder])).stderr).toContain('(file-unreadable)');
  });
});
