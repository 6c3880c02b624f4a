import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '#core/clock.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { canonicalContents, contentsOf, naiveContents } from '#projections/naive-projection.js';
import { openProjections } from '#projections/projection-runtime.js';
import { registryOf } from '#projections/projection-registry.js';
import { journal, trails } from '#projections/sample-projections.js';
import { endOf, seededNumbers, startProgram } from './ledger-child.js';

describe('projections under faults', () => {
  jest.setTimeout(180_000);
  const rounds = 5;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-faults-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('are what a naive recomputation gives after kills while they fold, rebuild and switch', async () => {
    const random = seededNumbers(20_261_124);
    for (let round = 0; round < rounds; round++) {
      await foldUntilKilled(Math.floor(random() * 2 ** 31), random() * 700);
      await check();
    }
  });

  async function foldUntilKilled(seed: number, killAfterMs: number): Promise<void> {
    const child = startProgram('projections-folder', [directory, String(seed)]);
    const ended = endOf(child, 60_000);
    await Promise.race([new Promise((resolve) => child.stdout!.once('data', resolve)), ended]);
    await wait(killAfterMs);
    child.kill('SIGKILL');
    const { signal, stderr } = await ended;
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  }

  /** What the next process makes of what was left. */
  async function check(): Promise<void> {
    const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
    const registry = registryOf(trails, journal);
    const projections = await openProjections({
      eventStore: ledger,
      readStore: join(directory, 'read'),
      registry,
      clock: systemClock,
    });
    await projections.start();
    await projections.waitForAll({ timeoutMs: 60_000 });
    for (const definition of [trails, journal]) {
      const folded = projections.read(definition.name, (view) => canonicalContents(contentsOf(view)));
      // Compared as yes or no: the texts are long.
      expect(folded === canonicalContents(naiveContents(definition, [...ledger.readAll()], systemClock.now()))).toBe(
        true,
      );
    }
    await projections.stop();
    await ledger.close();
    expect(readdirSync(join(directory, 'read')).filter((name) => name.endsWith('.mdb'))).toHaveLength(3);
  }
});
