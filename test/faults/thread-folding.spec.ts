import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '#core/testing.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { canonicalContents, contentsOf, naiveContents } from '#projections/naive-projection.js';
import type { ThreadProgram } from '#projections/pool-thread.js';
import { openProjections } from '#projections/projection-runtime.js';
import { endOfHistory, messages } from '#projections/random-history.js';
import { journal, trails } from '#projections/sample-projections.js';
import { bundledRegistry, threadProgram } from './thread-program.js';

describe('builds folded by threads', () => {
  jest.setTimeout(120_000);
  let program: ThreadProgram;
  let root: string;

  beforeAll(async () => {
    program = await threadProgram();
    root = mkdtempSync(join(tmpdir(), 'tend-threads-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are what a naive recomputation gives', async () => {
    const clock = fixedClock(endOfHistory);
    const bundles = join(root, 'bundles');
    const ledger = await openEventStore(join(root, 'ledger'), { clock });
    const all = messages(60);
    for (const event of all.slice(0, 30))
      await ledger.append({ stream: event.stream, expected: 'any', events: [event] });
    mkdirSync(join(root, 'read'));
    const projections = await openProjections({
      eventStore: ledger,
      readStore: join(root, 'read'),
      registry: await bundledRegistry(bundles, 'sample-projections.js', ['trails', 'journal']),
      clock,
      threads: { count: 2, ledger: join(root, 'ledger'), bundles, program },
      logger: { info: console.log, warn: console.log },
    });
    await projections.start();
    await projections.waitForAll({ timeoutMs: 20_000 });
    for (const event of all.slice(30)) await ledger.append({ stream: event.stream, expected: 'any', events: [event] });
    await projections.waitForAll({ timeoutMs: 20_000 });
    for (const definition of [trails, journal]) {
      const shown = projections.read(definition.name, (view) => canonicalContents(contentsOf(view)));
      expect(shown).toBe(canonicalContents(naiveContents(definition, [...ledger.readAll()], endOfHistory)));
    }
    await projections.stop();
    await ledger.close();
  });
});
