import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kurrentdbFaultsLoop } from './kurrentdb-faults.js';
import type { KurrentFaultsOptions, KurrentFaultsReport } from './kurrentdb-faults.js';
import { campaignServer } from './kurrentdb-server.js';
import type { CampaignServer } from './kurrentdb-server.js';

describe('the ledger on a server under faults', () => {
  jest.setTimeout(180_000);
  let directory: string;
  let campaign: CampaignServer;
  let running: Promise<unknown>;
  let ending: AbortController;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-faults-'));
    [running, ending] = [Promise.resolve(), new AbortController()];
    campaign = await campaignServer(join(directory, 'server'));
  });

  afterEach(async () => {
    ending.abort();
    // Also of one that was given up: its nodes end before their server and their disks do.
    await Promise.allSettled([running]);
    const left = existsSync(directory) ? await readdir(directory) : [];
    await campaign.end();
    await rm(directory, { recursive: true, force: true });
    expect(left).toEqual(['server']);
  });

  const run = (options: Omit<KurrentFaultsOptions, 'signal'>): Promise<KurrentFaultsReport> => {
    const loop = kurrentdbFaultsLoop(campaign.server, directory, { ...options, signal: ending.signal });
    running = loop;
    return loop;
  };

  it('keeps everything that was told, whatever happens to the server, to nodes and on the way between them', async () => {
    const report = await run({ rounds: 8, seed: 20_261_201 });
    expect(report.faults).toEqual([]);
    expect(Object.keys(report.troubles).length).toBeGreaterThanOrEqual(8);
    expect(report.acknowledged).toBeGreaterThan(0);
  });

  it('ends what it has started when it is given up', async () => {
    const report = run({ rounds: 1000, seed: 7, onRound: () => ending.abort() });
    await expect(report).rejects.toMatchObject({ name: 'AbortError' });
  });
});
