import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectionsKillLoop } from './projections-kill.js';

describe('projections under faults', () => {
  jest.setTimeout(180_000);
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-faults-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('are what a naive recomputation gives after kills while they fold, rebuild and switch', async () => {
    const { kills, events, faults } = await projectionsKillLoop(directory, { rounds: 5, seed: 20_261_124 });
    expect({ kills, faults }).toEqual({ kills: 5, faults: [] });
    expect(events).toBeGreaterThan(0);
  });
});
