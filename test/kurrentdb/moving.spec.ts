import { createReadStream, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#core/clock.js';
import { openTend } from '#workspace/local-tend.js';
import type { LedgerServer } from '#workspace/directory/ledger-server.js';
import { roles, type NodeSettings } from '#workspace/nodes/node-settings.js';
import { moveToDirectory, moveToServer } from '#workspace/moving/moving.js';
import { testData } from '../oracles/test-data.js';
import { serverOfTests } from './ledger-nodes.js';

const url = serverOfTests();

describe('moving a ledger', () => {
  let path: string;
  let server: LedgerServer;
  const clock = systemClock;

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'tend-moving-'));
    server = { url: url(), prefix: `tend.${randomUUID()}.` };
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  const on = (ledgerServer?: LedgerServer): { node?: NodeSettings } =>
    ledgerServer === undefined ? {} : { node: { name: 'spec', roles: new Set(roles), ledgerServer } };
  const told = async (ledgerServer?: LedgerServer): Promise<unknown> => {
    const tend = await openTend({ directory: path, zone: 'UTC', ...on(ledgerServer), follow: true });
    try {
      const { head } = await tend.status();
      const process = await tend.process('running-example', {});
      return { head, process };
    } finally {
      await tend.close();
    }
  };
  const importExample = async (ledgerServer?: LedgerServer): Promise<void> => {
    const tend = await openTend({ directory: path, zone: 'UTC', ...on(ledgerServer) });
    const bytes = createReadStream(testData('process/running-example.xes'));
    await tend.import({ name: 'running-example.xes', bytes }, {}, {});
    await tend.close();
  };

  it('to a server and back leaves head, root and answers as they were', async () => {
    await importExample();
    const before = await told();
    const moved = await moveToServer({ path, zone: 'UTC' }, { server, clock });
    expect(moved).toMatchObject({
      to: 'server',
      size: moved.copied,
      kept: ['ledger.moved', 'keys.moved'].map((name) => join(path, name)),
    });
    expect(await told(server)).toEqual(before);
    await expect(told()).rejects.toMatchObject({ code: 'data-directory-foreign' });
    const back = await moveToDirectory({ path }, { server, clock });
    expect([back.size, back.root]).toEqual([moved.size, moved.root]);
    expect(await told()).toEqual(before);
    await expect(moveToDirectory({ path }, { server, clock })).rejects.toMatchObject({
      code: 'data-directory-foreign',
    });
  }, 120_000);

  it('goes on where it was stopped, and where it was cut off between its last steps', async () => {
    await importExample();
    const before = await told();
    const stopped = moveToServer({ path, zone: 'UTC' }, { server, clock }, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await told()).toEqual(before);
    const moved = await moveToServer({ path, zone: 'UTC' }, { server, clock });
    expect(await told(server)).toEqual(before);
    // As a kill leaves it: the mirror has its name, the ledger still has its own.
    renameSync(join(path, 'ledger.moved'), join(path, 'ledger'));
    await expect(told(server)).rejects.toMatchObject({ code: 'data-directory-foreign' });
    await expect(told()).rejects.toMatchObject({ code: 'data-directory-foreign' });
    await expect(moveToServer({ path, zone: 'UTC' }, { server, clock })).rejects.toMatchObject({
      code: 'data-directory-foreign',
    });
    expect(existsSync(join(path, 'ledger'))).toBe(false);
    expect(await told(server)).toEqual(before);
    expect(moved.size).toBeGreaterThan(40);
  }, 120_000);

  it('is refused where something else is under the prefix, and nothing has changed', async () => {
    await importExample();
    const before = await told();
    await moveToServer({ path, zone: 'UTC' }, { server, clock });
    const other = mkdtempSync(join(tmpdir(), 'tend-moving-'));
    const first = path;
    path = other;
    try {
      await importExample();
      await expect(moveToServer({ path, zone: 'UTC' }, { server, clock })).rejects.toMatchObject({ code: 'integrity' });
      expect(existsSync(join(path, 'ledger'))).toBe(true);
      await told();
    } finally {
      rmSync(other, { recursive: true, force: true });
      path = first;
    }
    expect(await told(server)).toEqual(before);
  }, 120_000);

  it('ends where the server cannot be reached, and nothing has changed', async () => {
    await importExample();
    const before = await told();
    const nowhere = { ...server, url: 'esdb://127.0.0.1:1?tls=false' };
    await expect(moveToServer({ path, zone: 'UTC' }, { server: nowhere, clock })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await told()).toEqual(before);
    await moveToServer({ path, zone: 'UTC' }, { server, clock });
    await expect(moveToDirectory({ path }, { server: nowhere, clock })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await told(server)).toEqual(before);
  }, 120_000);
});
