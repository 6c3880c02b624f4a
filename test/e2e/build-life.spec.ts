import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '#workspace/local-tend.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '#workspace/testing.js';
import { root } from '../architecture/tracked-files.js';

jest.setTimeout(120_000);

const message = (number: number) => ({
  id: `${number}`,
  at: new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString(),
  customer: ['Amber Mills', 'Birch Tools', 'Cedar Bay'][number % 3]!,
  person: 'Ann',
});
const messages = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => message(from + i));

describe('a projection whose file is edited', () => {
  let folder: TestFolder;
  let projections: string;

  beforeEach(() => {
    folder = testFolder();
    projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(root, 'libs/read-models/src');
    for (const file of readdirSync(readModels))
      if (!/\.spec\.|testing/.test(file)) cpSync(join(readModels, file), join(projections, file));
  });

  afterEach(() => folder.dispose());

  const start = (activation: 'automatic' | 'review' = 'review') =>
    folder.open({ projections, activation, follow: true });

  function edit(file: string, from: string, to: string): void {
    const path = join(projections, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  }

  /** Asks for the portfolio all the while, from another opening of the directory; every answer is kept. */
  async function startReader() {
    const reader = await folder.open({ projections });
    const totals = new Set<number>();
    const builds = new Set<string>();
    let isDone = false;
    // What it reads it opens while the workspace is open for writing: one process has one opening of a file.
    await reader.relationships({});
    const reading = (async () => {
      while (!isDone) {
        const { total, build } = await reader.relationships({});
        totals.add(total);
        builds.add(build);
        await wait(2);
      }
    })();
    return {
      builds,
      async stop() {
        isDone = true;
        await reading;
        await folder.close(reader);
        return [...totals];
      },
    };
  }

  const statesOf = async (tend: LocalTend) =>
    (await tend.builds.list('relationships')).builds.map(({ number, state }) => [number, state]);
  const built = async (tend: LocalTend): Promise<void> => {
    while ((await tend.status()).building !== undefined) await wait(5);
  };
  const touchpointsOf = async (tend: LocalTend) =>
    (await tend.relationships({ sort: 'name' })).rows.map(({ touchpoints }) => touchpoints);

  it('is built beside, compared, activated, rolled back and dropped, and readers notice nothing', async () => {
    let tend = await start();
    await importLines(tend, messages(0, 90));
    const reader = await startReader();
    await folder.close(tend);

    edit('relationships.projection.ts', 'doc.touchpoints++;', 'doc.touchpoints += 2;');
    tend = await start();
    await built(tend);
    expect(await statesOf(tend)).toEqual([
      [1, 'serving'],
      [2, 'ready'],
    ]);
    expect((await tend.projections()).projections.find(({ name }) => name === 'relationships')).toMatchObject({
      build: 'relationships.1',
      waiting: 'relationships.2',
    });

    const diff = await tend.builds.diff('relationships', { examples: 1 }, {});
    expect(diff).toMatchObject({
      from: { build: 'relationships.1', documents: 3 },
      to: { build: 'relationships.2', documents: 3 },
      documents: { compared: 3, added: 0, removed: 0, changed: 3 },
      rows: { changed: 3 },
      fields: [{ path: 'touchpoints', documents: 3 }],
    });
    expect(diff.examples[0]!.fields).toEqual([{ path: 'touchpoints', before: 30, after: 60 }]);
    const evidence = diff.examples[0]!.evidence.map((id) => tend.workspace.ledger.get(id as never)?.type);
    expect(evidence).toEqual(Array(5).fill('MessageReceived'));

    await importLines(tend, messages(90, 120));
    await tend.builds.change('relationships', 'activate', {}, {});
    expect(await touchpointsOf(tend)).toEqual([80, 80, 80]);
    await importLines(tend, messages(120, 150));
    await tend.builds.change('relationships', 'rollback', {}, {});
    expect(await touchpointsOf(tend)).toEqual([50, 50, 50]);
    // Then as now: the past is told with the code that serves, here and in a process that only reads.
    const beside = await folder.open({ projections });
    for (const asked of [tend, beside])
      expect((await asked.relationship('Amber Mills', { asOf: '2026-03-01' })).touchpoints).toBe(50);
    await folder.close(beside);
    expect(await refusalOf(() => tend.builds.change('relationships', 'rollback', {}, {}))).toMatchObject({
      code: 'build-conflict',
    });
    expect(await refusalOf(() => tend.builds.change('relationships', 'drop', { build: '1' }, {}))).toMatchObject({
      code: 'build-conflict',
    });
    // After a restart as well: each build with its own code, although the file holds only one of them.
    await folder.close(tend);
    tend = await start('automatic');
    await importLines(tend, messages(150, 180));
    expect(await touchpointsOf(tend)).toEqual([60, 60, 60]);
    await tend.builds.change('relationships', 'activate', {}, {});
    expect(await touchpointsOf(tend)).toEqual([120, 120, 120]);
    await tend.builds.change('relationships', 'drop', {}, {});
    expect(await statesOf(tend)).toEqual([[2, 'serving']]);

    expect(await reader.stop()).toEqual([3]);
    expect([...reader.builds].sort()).toEqual(['relationships.1', 'relationships.2']);
    const decisions = [...tend.workspace.ledger.readStream('policy-projections')].map(({ type, data }) => [
      type,
      (data as { number: number }).number,
    ]);
    expect(decisions).toEqual([
      ['BuildActivated', 2],
      ['BuildRolledBack', 1],
      ['BuildActivated', 2],
      ['BuildDropped', 1],
    ]);
  });

  it('takes over by itself, and goes on from its bundle when the file does not load or has gone', async () => {
    let tend = await start();
    await importLines(tend, messages(0, 30));
    await folder.close(tend);
    edit('relationships.projection.ts', 'doc.touchpoints++;', 'doc.touchpoints += 2;');
    tend = await start('automatic');
    await built(tend);
    expect(await touchpointsOf(tend)).toEqual([20, 20, 20]);
    await folder.close(tend);

    edit('relationships.projection.ts', 'export const relationships', 'export const const');
    tend = await start('automatic');
    await importLines(tend, messages(30, 60));
    expect(await touchpointsOf(tend)).toEqual([40, 40, 40]);
    const row = (answer: Awaited<ReturnType<LocalTend['projections']>>) =>
      answer.projections.find(({ name }) => name === 'relationships');
    expect(row(await tend.projections())!.problem).toContain('relationships.projection.ts: ');
    expect((await refusalOf(() => tend.builds.rebuild('relationships', {}, {}))).code).toBe('build-conflict');
    await folder.close(tend);

    rmSync(join(projections, 'relationships.projection.ts'));
    tend = await start('automatic');
    await importLines(tend, messages(60, 90));
    expect(await touchpointsOf(tend)).toEqual([60, 60, 60]);
    expect(row(await tend.projections())!.problem).toContain('Its file has gone');
    await tend.builds.change('relationships', 'drop', {}, {});
    expect(row(await tend.projections())).toBeUndefined();
  });

  it('is asked what it would be with another zone, and nothing of that is kept', async () => {
    const tend = await start();
    await importLines(tend, messages(0, 90));
    const before = readdirSync(join(folder.path, 'data/read')).toSorted();
    const answer = await tend.builds.whatIf('relationships', { set: { zone: 'Pacific/Auckland' } }, {});
    expect(answer).toMatchObject({
      from: { build: 'relationships.1' },
      to: { build: 'what-if', documents: 3 },
      documents: { compared: 3 },
    });
    expect(answer.fields.map(({ path }) => path)).toContain('theirs.latest[]');
    expect(readdirSync(join(folder.path, 'data/read')).toSorted()).toEqual(before);
    expect(await refusalOf(() => tend.builds.whatIf('relationships', { set: { moon: 1 } }, {}))).toMatchObject({
      code: 'invalid',
      violations: [{ field: 'moon', message: 'is none of zone' }],
    });
  });
});
