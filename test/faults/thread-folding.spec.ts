import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import type { AnyDefinition } from '#projections/definition/compiled-projection.js';
import { naiveContents, canonicalContents } from '#projections/oracle/naive-projection.js';
import { endOfHistory, history, messages, startOfHistory } from '#projections/oracle/random-history.js';
import { faulty, journal, parts, reminders, trails } from '#projections/oracle/sample-projections.js';
import { endOf, startProgram } from './ledger-child.js';
import type { BuildStatus } from '#projections/builds/projection-status.js';
import { loops } from '#projections/oracle/sample-loops.js';
import { bundledRegistry, threadProgram } from './thread-program.js';
import { patience, ThreadWorkspace } from './thread-workspace.js';

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
  let program: Awaited<ReturnType<typeof threadProgram>>;

  beforeAll(async () => {
    program = await threadProgram();
  });
  afterEach(async () => {
    for (const workspace of opened.splice(0)) await workspace.close();
  });
  afterAll(() => {
    program.remove();
    rmSync(root, { recursive: true, force: true });
  });

  async function open(
    count: number,
    file: string,
    names: readonly string[],
    limits: { readonly callMs?: number; readonly memoryMiB?: number } = {},
  ): Promise<ThreadWorkspace> {
    const registry = await bundledRegistry(bundles, file, names);
    const workspace = await ThreadWorkspace.open({
      program,
      bundles,
      registry,
      count,
      ...limits,
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
      // To make a failing history smaller takes longer than the test may.
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('stand where they stood when their thread ends, although nothing comes', async () => {
    const names = ['trails', 'parts', 'journal'];
    const workspace = await open(1, 'sample-projections.js', names);
    const drafts = messages(8);
    await workspace.append(...drafts.slice(0, 5));
    await workspace.start();
    await workspace.settle();
    const { projections, workers } = workspace;
    // What has no party is of no slot of `trails`: nothing is written where it was looked at.
    await workspace.append({ ...drafts[5]!, parties: [] });
    await Promise.all(names.map((name) => projections.waitFor(name, 6, patience)));
    await workers.at(-1)!.terminate();
    const lags = () => projections.status().map(({ lagEvents }) => lagEvents);
    // Longer than it takes until positions of idle slots are written, by another thread then.
    for (let i = 0; i < 30; i++) {
      expect(lags()).toEqual([0, 0, 0]);
      await wait(100);
    }
    // Builds that stand elsewhere than they tell could never be compared.
    await projections.whatIf('trails', { parameters: { unitMs: 7 } });
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
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('stand still, each by itself, at an event whose handler does not come back', async () => {
    const workspace = await open(1, 'sample-loops.js', ['loops', 'trails'], { callMs: 100 });
    const [hello, note, ...others] = messages(8);
    await workspace.append(hello!);
    await workspace.start();
    await workspace.settle();
    await workspace.append({ ...note!, type: 'NoteAdded' }, ...others);
    const { projections } = workspace;
    await projections.waitFor('trails', 8, patience);
    await expect(projections.waitFor('loops', 8, patience)).rejects.toMatchObject({ code: 'stalled' });
    const [loops, trail] = projections.status();
    expect([trail!.state, trail!.position]).toEqual(['serving', 8]);
    expect([loops!.state, loops!.position]).toEqual(['stalled', 1]);
    expect(loops!.reason).toContain(`for the key ${idOf(1)} at event 2.`);
  });

  it('go on without the event when its key is set apart, and stand still again when it is released', async () => {
    const workspace = await open(1, 'sample-loops.js', ['loops'], { callMs: 100 });
    const [hello, note, ...others] = messages(8);
    await workspace.append(hello!, { ...note!, type: 'NoteAdded' }, ...others);
    await workspace.start();
    const stands = async () => {
      await expect(workspace.projections.waitFor('loops', 8, patience)).rejects.toMatchObject({ code: 'stalled' });
      const { build, stall } = workspace.projections.builds('loops')[0]!;
      return { build, stall };
    };
    const at = { kind: 'fold', key: idOf(1), event: note!.id, sequence: 2, limitMs: 1_000 };
    expect(await stands()).toEqual({ build: 'loops.1', stall: at });

    // The next process does not try it again by itself, and does when it is asked to.
    await workspace.restart();
    expect(await stands()).toEqual({ build: 'loops.1', stall: at });
    expect(workspace.workers).toHaveLength(0);
    await workspace.projections.resume('loops');
    await workspace.projections.waitForBuild('loops', patience).catch(() => undefined);
    expect(await stands()).toEqual({ build: 'loops.1', stall: at });
    expect(workspace.workers.length).toBeGreaterThan(0);

    await expect(workspace.projections.quarantine('loops', idOf(2))).rejects.toMatchObject({ code: 'build-conflict' });
    await workspace.projections.quarantine('loops', idOf(1));
    await workspace.settle();
    const [{ fingerprint, apart }] = workspace.projections.builds('loops') as [BuildStatus];
    expect(apart).toEqual([{ key: idOf(1), event: note!.id }]);
    const events = [...workspace.ledger.readAll()];
    const told = { events, now: workspace.clock.now() };
    const loopless = { ...loops, on: { ...loops.on, NoteAdded: () => undefined } } as unknown as AnyDefinition;
    const naive = naiveContents(loopless, events, workspace.clock.now(), {}, 0, told, events, fingerprint);
    expect(workspace.shown('loops')).toBe(canonicalContents(naive));
    // Whoever builds it anew sees the same.
    await workspace.projections.rebuild('loops');
    expect(workspace.shown('loops')).toBe(canonicalContents(naive));

    await workspace.projections.release('loops', idOf(1));
    const released = await workspace.projections
      .waitFor('loops', events.length + 2, patience)
      .catch((error: Error) => error);
    expect(released).toMatchObject({ code: 'stalled' });
    expect(workspace.projections.builds('loops').at(-1)!.stall).toMatchObject({ key: idOf(1), event: note!.id });
    await expect(workspace.projections.release('loops', idOf(2))).rejects.toMatchObject({ code: 'build-conflict' });
  });

  it('begin no commit when a definition has used up the memory of the thread, and others go on', async () => {
    const workspace = await open(1, 'sample-loops.js', ['hoards', 'trails'], { memoryMiB: 64 });
    await workspace.append(...messages(8));
    await workspace.start();
    const { projections } = workspace;
    await projections.waitFor('trails', 8, patience);
    const stall = async (): Promise<string> => {
      const error = await projections.waitFor('hoards', 8, patience).catch((thrown: Error) => thrown.message);
      return String(error);
    };
    await expect(stall()).resolves.toMatch(/The \d+ MiB of memory of the thread that folds are used up/);
    await opened.pop()!.close();
    // Every thread has come to its end by itself.
    expect(workspace.workers.map(({ threadId }) => threadId)).toEqual(workspace.workers.map(() => -1));
  });

  it('do not keep the program from ending when a thread stands in a transaction for ever', async () => {
    const ended = await endOf(startProgram('stuck-program', [bundles]), 120_000);
    expect(ended).toEqual({ code: null, signal: 'SIGKILL', stdout: 'stopped\n', stderr: '' });
  });

  it('keep nobody waiting who appends and asks, nor the end of the program', async () => {
    const workspace = await open(2, 'sample-loops.js', ['loops', 'trails']);
    const [hello, note, ...others] = messages(8);
    await workspace.append(hello!);
    await workspace.start();
    await workspace.settle();
    await workspace.append({ ...note!, type: 'NoteAdded' });
    const { projections } = workspace;
    await projections.waitFor('trails', 2, patience);
    for (const [i, event] of others.entries()) {
      await workspace.append(event);
      await projections.waitFor('trails', 3 + i, patience);
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
    const other = await projections.whatIf('trails', { parameters: { unitMs: 7 } });
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
