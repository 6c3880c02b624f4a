import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ProjectionRow, ProjectionsAnswer, RelationshipsAnswer } from '#workspace/answers.js';
import type { BuildsAnswer } from '#workspace/builds/build-answers.js';
import { root } from '../architecture/tracked-files.js';
import { endOf } from '../faults/ledger-child.js';
import { touchpoint } from '../faults/server-appends.js';
import { builtProgram } from './cli-program.js';

jest.setTimeout(240_000);

/** Its handler does not come back from the second message of anybody. */
const looping = `import { defineProjection } from '#projections/definition/define-projection.js';
export const looping = defineProjection({
  name: 'looping',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0 }),
  on: {
    MessageReceived: (doc) => {
      doc.messages++;
      while (doc.messages > 1);
    },
  },
});
`;

describe('the built server, which folds in threads', () => {
  let directory: string;
  let servers: ChildProcess[];

  /** The built program in a folder of its own, with one projection more and a time limit that a test can wait for. */
  beforeEach(() => {
    servers = [];
    builtProgram('ledger');
    directory = mkdtempSync(join(tmpdir(), 'tend-folding-'));
    cpSync(join(root, 'dist'), join(directory, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(directory, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, 'dist/libs/read-models/src/looping.projection.js'), looping);
    const limits = join(directory, 'dist/libs/core/src/limits.js');
    const text = readFileSync(limits, 'utf8');
    expect(text).toContain('handlerMs: 5_000');
    writeFileSync(limits, text.replace('handlerMs: 5_000', 'handlerMs: 200'));
  });

  afterEach(() => {
    for (const server of servers) server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  function run(program: 'ledger' | 'cli', args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { NODE_OPTIONS: _options, ...inherited } = process.env;
    const child = spawn(process.execPath, [join(directory, 'dist/apps', program, 'src/main.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, TEND_DATA: join(directory, 'data'), TZ: 'UTC', ...env },
    });
    return { child, ended: endOf(child, 200_000) };
  }

  async function start() {
    const { child, ended } = run('ledger', [], {
      TEND_PORT: '0',
      TEND_ZONE: 'UTC',
      TEND_FOLDING_THREADS: '2',
      TEND_LOG: 'error',
    });
    servers.push(child);
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (text: string) => {
        const link = /(http:\/\/[^/\s]+)\/open\//.exec((said += text));
        if (link !== null) resolve(`${link[1]!}/api/v1`);
      });
      void ended.then(({ stderr }) => reject(new Error(`The server did not start: ${stderr}`)));
    });
    const authorization = `Bearer ${readFileSync(join(directory, 'data/api.token'), 'utf8').trim()}`;
    const call = (path: string, options: RequestInit = {}) =>
      fetch(`${url}${path}`, { ...options, headers: { authorization, ...options.headers } });
    const get = async <Answer>(path: string): Promise<Answer> => (await (await call(path)).json()) as Answer;
    const rowOf = async (name: string): Promise<ProjectionRow> =>
      (await get<ProjectionsAnswer>('/projections')).projections.find((row) => row.name === name)!;
    return {
      call,
      get,
      rowOf,
      /** Asks until a projection is as it should come to be. */
      until: async (name: string, holds: (row: ProjectionRow) => boolean): Promise<ProjectionRow> => {
        for (;;) {
          const row = await rowOf(name);
          if (holds(row)) return row;
          await wait(100);
        }
      },
      kill: async () => {
        child.kill('SIGKILL');
        expect(await ended).toMatchObject({ signal: 'SIGKILL', stderr: '' });
      },
    };
  }

  /** What `relationships` itself says: the rest of a row comes of other projections, and drifts with time. */
  function countsOf({ rows }: RelationshipsAnswer) {
    return rows.map(({ id, lastTouchpoint, touchpoints, contactDays, cases, openCases }) => {
      return { id, lastTouchpoint, touchpoints, contactDays, cases, openCases };
    });
  }

  it('stops one projection alone at a handler that loops, lets it pass by decision, and survives being killed', async () => {
    const first = await start();
    for (let i = 0; i < 6; i++) {
      const sent = await first.call('/touchpoints', {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(touchpoint(`a${i}`, 1)),
      });
      expect(sent.status).toBe(201);
    }
    const stalled = await first.until('looping', ({ state }) => state === 'stalled');
    expect(stalled.reason).toMatch(/A function takes longer than 2 s for the key \S+ at event \d+\./);
    const rebuilt = await first.call('/projections/relationships/rebuild?activate=true', { method: 'POST' });
    expect((await rebuilt.text()).trim().split('\n').at(-1)).toContain('"result"');
    const serving = await first.until('relationships', ({ lagEvents }) => lagEvents === 0);
    expect(serving).toMatchObject({ state: 'serving', build: 'relationships.2' });
    const rows = countsOf(await first.get<RelationshipsAnswer>('/relationships'));
    await first.kill();

    const second = await start();
    // It is known at once: nobody waits for the handler again.
    expect(await second.rowOf('looping')).toMatchObject({ state: 'stalled', reason: stalled.reason });
    await second.until('relationships', ({ lagEvents }) => lagEvents === 0);
    expect(countsOf(await second.get<RelationshipsAnswer>('/relationships'))).toEqual(rows);
    for (;;) {
      const { builds } = await second.get<BuildsAnswer>('/projections/looping/builds');
      const { stall, lagEvents } = builds[0]!;
      if (stall === undefined && lagEvents === 0) break;
      if (stall !== undefined) {
        const key = encodeURIComponent(stall.key);
        await (await second.call(`/projections/looping/quarantine?key=${key}`, { method: 'POST' })).text();
      }
      await wait(100);
    }
    expect((await second.rowOf('looping')).quarantined).toBeGreaterThan(0);
    await second.kill();

    const { code, stdout, stderr } = await run('cli', ['doctor']).ended;
    expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
  });
});
