import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import type { AnyDefinition } from '#projections/compiled-projection.js';
import { naiveContents, canonicalContents } from '#projections/naive-projection.js';
import type { ThreadProgram } from '#projections/pool-thread.js';
import { endOfHistory, history, messages, startOfHistory } from '#projections/random-history.js';
import { faulty, journal, parts, reminders, trails } from '#projections/sample-projections.js';
import { bundledRegistry, threadProgram } from './thread-program.js';
import { ThreadWorkspace } from './thread-workspace.js';

const definitions = [trails, parts, journal, faulty, reminders] as unknown as AnyDefinition[];

/** Events at a time, and which of the threads started so far is ended then, wherever it is. */
const delivery = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    ends: fc.option(fc.nat({ max: 2 }), { nil: undefined, freq: 2 }),
  }),
  { maxLength: 5 },
);

describe('builds folded by threads', () => {
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

  async function open(
    count: number,
    file: string,
    names: readonly string[],
    callMs?: number,
  ): Promise<ThreadWorkspace> {
    const registry = await bundledRegistry(bundles, file, names);
    const workspace = await ThreadWorkspace.open({
      program,
      bundles,
      registry,
      count,
      ...(callMs === undefined ? {} : { callMs }),
    });
    opened.push(workspace);
    return workspace;
  }

  it('are what a naive recomputation gives, with any number of threads, wherever these end', async () => {
    const names = ['trails', 'parts', 'journal', 'faulty', 'reminders'];
    await fc.assert(
      fc.asyncProperty(history, delivery, fc.nat({ max: 3 }), async (all, chunks, count) => {
        // What is published for the past makes a build anew; that is shown elsewhere.
        const drafts = all.filter(({ effectiveFrom = endOfHistory }) => effectiveFrom >= startOfHistory);
        const workspace = await open(count, 'sample-projections.js', names);
        const { clock, workers, ledger } = workspace;
        const first = chunks[0]?.size ?? 0;
        await workspace.append(...drafts.slice(0, first));
        await workspace.start();
        let given = first;
        for (const { size, ends } of chunks.slice(1)) {
          await workspace.append(...drafts.slice(given, (given += size)));
          if (ends !== undefined && workers.length > 0) await workers.at(-1 - (ends % workers.length))!.terminate();
        }
        clock.advance(2_000);
        await workspace.append(...drafts.slice(given), { ...messages(1)[0]!, id: idOf(9) });
        await workspace.settle();
        expect(count === 0 || workers.length > 0).toBe(true);
        const events = [...ledger.readAll()];
        for (const definition of definitions) {
          const naive = canonicalContents(naiveContents(definition, events, clock.now()));
          expect(workspace.shown(definition.name)).toBe(naive);
        }
        await opened.pop()!.close();
      }),
      { numRuns: 12 },
    );
  });

  it('are made side by side, slots by each thread, wherever these end', async () => {
    const names = ['trails', 'parts', 'journal', 'faulty', 'reminders'];
    const ends = fc.array(fc.record({ afterMs: fc.nat({ max: 60 }), which: fc.nat({ max: 2 }) }), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(history, ends, fc.integer({ min: 2, max: 3 }), async (all, ended, count) => {
        const workspace = await open(count, 'sample-projections.js', names);
        const { clock, workers, ledger } = workspace;
        await workspace.append(...all, { ...messages(1)[0]!, id: idOf(9) });
        await workspace.start();
        for (const { afterMs, which } of ended) {
          await wait(afterMs);
          if (workers.length > 0) await workers.at(-1 - (which % workers.length))!.terminate();
        }
        await workspace.settle();
        const events = [...ledger.readAll()];
        for (const definition of definitions) {
          const naive = canonicalContents(naiveContents(definition, events, clock.now(), {}, events.length));
          expect(workspace.shown(definition.name)).toBe(naive);
        }
        await opened.pop()!.close();
      }),
      { numRuns: 8 },
    );
  });

  it('stand still, each by itself, at an event whose handler does not come back', async () => {
    const workspace = await open(1, 'sample-loops.js', ['loops', 'trails'], 100);
    const [hello, note, ...others] = messages(8);
    await workspace.append(hello!);
    await workspace.start();
    await workspace.settle();
    await workspace.append({ ...note!, type: 'NoteAdded' }, ...others);
    const { projections } = workspace;
    await projections.waitFor('trails', 8);
    await expect(projections.waitFor('loops', 8)).rejects.toMatchObject({ code: 'stalled' });
    const [loops, trail] = projections.status();
    expect([trail!.state, trail!.position]).toEqual(['serving', 8]);
    expect([loops!.state, loops!.position]).toEqual(['stalled', 1]);
    expect(loops!.reason).toContain(`for the key ${idOf(1)} at event 2.`);
  });

  it('keep nobody waiting who appends and asks, nor the end of the program', async () => {
    const workspace = await open(2, 'sample-loops.js', ['loops', 'trails']);
    const [hello, note, ...others] = messages(8);
    await workspace.append(hello!);
    await workspace.start();
    await workspace.settle();
    await workspace.append({ ...note!, type: 'NoteAdded' });
    const { projections } = workspace;
    await projections.waitFor('trails', 2);
    for (const [i, event] of others.entries()) {
      await workspace.append(event);
      await projections.waitFor('trails', 3 + i);
      expect(workspace.shown('loops')).toContain('"messages":1');
    }
    expect(projections.status().map(({ name, state, position }) => [name, state, position])).toEqual([
      ['loops', 'serving', 1],
      ['trails', 'serving', 8],
    ]);
    await opened.pop()!.close();
  });

  it('are compared, switched, held, given up and asked what if as they are without threads', async () => {
    const workspace = await open(2, 'sample-projections.js', ['trails', 'journal']);
    const all = messages(24);
    await workspace.append(...all.slice(0, 8));
    await workspace.start();
    await workspace.settle();
    const { projections, directory } = workspace;
    await projections.rebuild('trails', undefined, undefined, { activate: false });
    await workspace.append(...all.slice(8, 16));
    const same = await projections.diff('trails');
    expect(same.documents).toMatchObject({ added: 0, removed: 0, changed: 0 });
    await projections.activate('trails');
    await projections.rollBack('trails');
    await projections.drop('trails', 'trails.2');
    const other = await projections.whatIf('trails', { unitMs: 7 });
    expect(other.to.id).toBe('what-if');
    const rebuilding = projections.rebuild('trails');
    await projections.cancel('trails').catch(() => undefined);
    await rebuilding.catch(() => undefined);
    await workspace.append(...all.slice(16));
    await workspace.settle();
    const events = [...workspace.ledger.readAll()];
    for (const definition of [trails, journal] as unknown as AnyDefinition[])
      expect(workspace.shown(definition.name)).toBe(
        canonicalContents(naiveContents(definition, events, workspace.clock.now())),
      );
    const known = projections.builds('trails').map(({ build }) => `${build}.mdb`);
    const files = readdirSync(join(directory, 'read')).filter((name) => /^trails.*\.mdb$|^scratch/.test(name));
    expect(files).toEqual(known);
  });
});
