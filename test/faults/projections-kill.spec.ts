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
import { pointerOf } from '#projections/build-decisions.js';
import { endOf, seededNumbers, startProgram } from './ledger-child.js';
import { ledgerJournal } from './ledger-journal.js';

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
      journal: ledgerJournal(ledger),
    });
    await projections.start();
    const answered = projections.status().map(({ build }) => build);
    await projections.waitForAll({ timeoutMs: 60_000 });
    await projections.waitForBuild('trails', { timeoutMs: 60_000 });
    const pointer = pointerOf('trails', ledgerJournal(ledger).read());
    const serving = projections.builds('trails').find(({ state }) => state === 'serving')!;
    expect(serving.number).toBe(pointer.serving?.number ?? 1);
    // Of a build that went on, and was meant to serve, the decision is newer.
    expect(answered.every((build) => build !== undefined)).toBe(true);
    for (const definition of [trails, journal]) {
      const folded = projections.read(definition.name, (view) => canonicalContents(contentsOf(view)));
      // Compared as yes or no: the texts are long.
      expect(folded === canonicalContents(naiveContents(definition, [...ledger.readAll()], systemClock.now()))).toBe(
        true,
      );
    }
    await projections.stop();
    await ledger.close();
    const files = readdirSync(join(directory, 'read')).filter((name) => name.endsWith('.mdb'));
    // The catalogue, what serves, and at most one build kept and one that waits.
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(files.length).toBeLessThanOrEqual(5);
  }
});
