import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import type { ThreadProgram } from '#projections/threads/pool-thread.js';
import { endOfHistory, history, messages, startOfHistory } from '#projections/oracle/random-history.js';
import { joinSteps } from '#projections/signals/signal-steps.js';
import { byId, unpackTransition } from '#projections/signals/signal-transitions.js';
import { idsOfKey } from '#projections/signals/signals.js';
import { bundledRegistry, threadProgram } from './thread-program.js';
import { ThreadWorkspace } from './thread-workspace.js';

/** Events at a time, and whether the thread that was started last is ended then, wherever it is. */
const delivery = fc.array(fc.record({ size: fc.integer({ min: 1, max: 12 }), ends: fc.boolean() }), { maxLength: 5 });

describe('signals of builds folded by threads', () => {
  jest.setTimeout(240_000);
  const root = mkdtempSync(join(tmpdir(), 'tend-threads-'));
  const bundles = join(root, 'bundles');
  const opened: ThreadWorkspace[] = [];
  let program: ThreadProgram;

  beforeAll(async () => {
    program = await threadProgram();
  });
  afterEach(async () => {
    for (const workspace of opened.splice(0)) await workspace.close();
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are numbered where they are committed: who follows the numbers knows what stands, wherever threads end', async () => {
    let transitions = 0;
    await fc.assert(
      fc.asyncProperty(history, delivery, fc.integer({ min: 1, max: 2 }), async (all, chunks, count) => {
        const drafts = all.filter(({ effectiveFrom = endOfHistory }) => effectiveFrom >= startOfHistory);
        const registry = await bundledRegistry(bundles, 'sample-signals.js', ['alarms']);
        const workspace = await ThreadWorkspace.open({ program, bundles, registry, count });
        opened.push(workspace);
        const { workers } = workspace;
        await workspace.start();
        let given = 0;
        for (const { size, ends } of chunks) {
          await workspace.append(...drafts.slice(given, (given += size)));
          if (ends) await workers.at(-1)?.terminate();
        }
        await workspace.append(...drafts.slice(given), { ...messages(1)[0]!, id: idOf(9) });
        await workspace.settle();
        workspace.projections.read('alarms', ({ source: { snapshot } }) => {
          const followed = new Map<string, string>();
          const { entries, first } = snapshot.transitions(0, 10_000);
          expect(entries.map(({ number }) => number)).toEqual(entries.map((_, i) => first + i));
          for (const { transition } of entries) {
            const { key, id, became, signal } = unpackTransition(transition);
            if (became === 'raised' || became === 'changed') followed.set(`${key} ${id}`, signal.severity);
            else expect(followed.delete(`${key} ${id}`)).toBe(true);
          }
          transitions += entries.length;
          const stands = Array.from(snapshot.signals()).flatMap(({ key, signals }) =>
            Array.from(
              byId(joinSteps(signals), idsOfKey({ name: 'alarms' }, key)),
              ([id, { severity }]) => [`${key} ${id}`, severity] as const,
            ),
          );
          expect(followed).toEqual(new Map(stands));
        });
        await opened.pop()!.close();
      }),
      { numRuns: 12 },
    );
    expect(transitions).toBeGreaterThan(0);
  });
});
