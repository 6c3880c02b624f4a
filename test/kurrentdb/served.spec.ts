import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WrittenAnswer } from '#workspace/answers.js';
import { startLedger, type RunningLedger } from '../../apps/ledger/src/start.js';
import { RemoteTend } from '../../apps/cli/src/remote/remote-tend.js';
import { touchpoint } from '../faults/server-appends.js';
import { startDouble, type RunningDouble } from '../kurrentdb-double/double-server.js';

/** The program as people run it, its ledger on a server. */
describe('a server whose ledger is on a server', () => {
  let directory: string;
  let double: RunningDouble;
  let running: RunningLedger | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tend-served-'));
    double = await startDouble({ directory: join(directory, 'server') });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await double.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const data = (): string => join(directory, 'data');
  const start = async (ledger = double.url): Promise<RunningLedger> => {
    running = await startLedger({ TEND_DATA: data(), TEND_PORT: '0', TEND_ZONE: 'UTC', TEND_LEDGER: ledger }, []);
    return running;
  };
  const stop = async (): Promise<void> => {
    await running!.stop();
    running = undefined;
  };
  const token = (): string => readFileSync(join(data(), 'api.token'), 'utf8').trim();
  const remote = (): RemoteTend => new RemoteTend(running!.url, token());
  const record = async (name: string, customer: number): Promise<string> => {
    const response = await fetch(`${running!.url}/api/v1/touchpoints?wait=relationships`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${token()}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(touchpoint(name, customer)),
    });
    const answer = (await response.json()) as WrittenAnswer & { code?: string };
    return answer.code ?? answer.events[0]!.outcome;
  };
  const timeline = async (): Promise<unknown> => {
    const { id } = await remote().relationship('Customer 1');
    return (await remote().timeline(id, {})).rows;
  };

  it('records and reads there, also after its connections were cut and after its mirror was deleted', async () => {
    await start();
    expect(await record('one', 1)).toBe('appended');
    double.cutConnections();
    expect(await record('two', 1)).toBe('appended');
    expect(await record('one', 1)).toBe('known');
    const before = await timeline();
    await stop();
    rmSync(join(data(), 'mirror'), { recursive: true });
    await start();
    expect(await timeline()).toEqual(before);
    expect(await remote().status()).toMatchObject({ mirror: { caughtUp: true, lagSeconds: 0 } });
  });

  it('goes on reading while the server is away, and says that nothing can be recorded', async () => {
    await start();
    await record('one', 1);
    const before = await timeline();
    await stop();
    await start('esdb://127.0.0.1:1?tls=false');
    expect(await timeline()).toEqual(before);
    // Unknown where the last attempt was given up before it had failed.
    expect(['unavailable', 'outcome-unknown']).toContain(await record('two', 1));
    expect(await remote().status()).toMatchObject({
      mirror: { caughtUp: false, lagSeconds: expect.any(Number), failure: expect.stringContaining('ECONNREFUSED') },
    });
    expect(await timeline()).toEqual(before);
  }, 90_000);

  it('does not start beside the ledger: without the server that it is on, with another one, or with none to reach', async () => {
    await expect(start('esdb://127.0.0.1:1?tls=false')).rejects.toMatchObject({ code: 'unavailable' });
    await start();
    await record('one', 1);
    await stop();
    await expect(start('embedded')).rejects.toMatchObject({ code: 'data-directory-foreign' });
    const other = await startDouble({ directory: join(directory, 'other') });
    try {
      await expect(start(other.url)).rejects.toMatchObject({ code: 'integrity' });
    } finally {
      await other.close();
    }
    expect((await start()).url).toContain('127.0.0.1');
  });
});
