import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemRandom } from '#core/random.js';
import { openMirror } from '#event-store/embedded/open.js';
import { openKeyStore } from '#privacy/key-store.js';
import { openDirectory } from '#privacy/directory.js';
import { exportNames } from '#capture/export/export-names.js';
import { testData } from '../oracles/test-data.js';
import { endOf, startProgram } from './ledger-child.js';

const file = testData('process', 'receipt.xes.gz');

describe('an import that is killed', () => {
  jest.setTimeout(180_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-import-kill-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Kills it some time after its first group is on the disk. */
  async function killed(afterMs: number): Promise<void> {
    const child = startProgram('import-child', [directory, file]);
    child.stdout!.once('data', () => void wait(afterMs).then(() => child.kill('SIGKILL')));
    await endOf(child, 60_000);
  }

  it('is completed by running it again: nothing is missing, nothing is there twice, everything opens', async () => {
    const random = mulberry32(20_261_124);
    for (let round = 0; round < 3; round++) await killed(random() * 400);
    const { stdout, stderr } = await endOf(startProgram('import-child', [directory, file]), 120_000);
    expect(stderr).toBe('');
    const counts = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number>;
    expect(counts).toMatchObject({ read: 8577, refused: 0, differing: 0 });
    expect(counts['appended']! + counts['known']!).toBe(8577);
    expect(counts['known']).toBeGreaterThan(0);

    const keys = await openKeyStore({ directory: join(directory, 'keys'), random: systemRandom(), readOnly: true });
    const mirror = await openMirror(join(directory, 'ledger'));
    const names = exportNames(openDirectory(keys, systemRandom()), keys);
    const cases = new Set<string>();
    let events = 0;
    for (const event of mirror.readDimension('process', 'receipt')) {
      events++;
      cases.add(names.caseNumber(event.process!.case)!);
      expect(names.personal(event)).not.toBe('erased');
      expect(names.party(event.actor)?.name).toMatch(/./);
    }
    expect([events, cases.size, cases.has(undefined as never)]).toEqual([8577, 1434, false]);
    await mirror.close();
    await keys.close();
  });
});
