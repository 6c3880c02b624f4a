import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PQueue from 'p-queue';
import { testDataPath } from '#core/test-data.js';
import { runScenarios, type ScenarioRun } from './scenario-run.js';

/** What was recorded of a real server, by file; those that wait longest come first. */
const files: Readonly<Record<string, number>> = {
  'restart.json': 9,
  'process.json': 10,
  'subscriptions.json': 27,
  'idempotence.json': 22,
  'append.json': 52,
  'filters.json': 15,
  'sizes.json': 10,
  'deletes.json': 13,
  'concurrency.json': 14,
  'metadata.json': 8,
  'all.json': 11,
  'reads.json': 10,
};
const atOnce = 4;

describe('the double of the event store server', () => {
  const runs = new Map<string, Promise<ScenarioRun>>();
  const queue = new PQueue({ concurrency: atOnce });

  beforeAll(() => {
    for (const file of Object.keys(files))
      runs.set(
        file,
        queue.add(() => runScenarios(file)),
      );
  });

  afterAll(async () => {
    queue.clear();
    await queue.onIdle();
  });

  it('knows all 201 scenarios that were recorded', () => {
    const recorded = Object.keys(files).map((file) => {
      const text = readFileSync(join(testDataPath('kurrentdb'), file), 'utf8');
      return [file, (JSON.parse(text) as { scenarios: unknown[] }).scenarios.length];
    });
    expect(Object.fromEntries(recorded)).toEqual(files);
    expect(Object.values(files).reduce((sum, count) => sum + count)).toBe(201);
  });

  it.each(Object.entries(files))(
    'behaves as the real server did in %s',
    async (file, count) => {
      expect(await runs.get(file)).toEqual({ exitStatus: 0, passed: count, failures: '' });
    },
    300_000,
  );
});
