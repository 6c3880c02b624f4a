import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flipLoop } from './ledger-flip.js';
import { killLoop } from './ledger-kill.js';

describe('the ledger under faults', () => {
  jest.setTimeout(180_000);
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-faults-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps every acknowledged event, once, whole and in its place, when the process is killed', async () => {
    const report = await killLoop(join(directory, 'ledger'), { rounds: 4, seed: 20_261_124, writers: 64 });
    expect(report.faults).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.recorded).toBeGreaterThanOrEqual(report.acknowledged);
  });

  it('names a flipped byte, or is not changed by it', async () => {
    const ledger = join(directory, 'ledger');
    await killLoop(ledger, { rounds: 1, seed: 7, writers: 64 });
    const report = await flipLoop(ledger, join(directory, 'copy'), { flips: 12, seed: 20_261_124 });
    expect(report.faults).toEqual([]);
    expect(report.named + report.crashed + report.harmless).toBe(12);
    expect(report.named).toBeGreaterThan(0);
  });
});
