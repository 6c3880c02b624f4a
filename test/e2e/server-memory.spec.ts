import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RemoteTend } from '../../apps/cli/src/remote/remote-tend.js';
import { watchPeakMiB } from '../bench/memory.js';
import { startServerProcess, type ServerProcess } from '../faults/server-process.js';

const mebi = 1024 * 1024;
/** One row that is a row of a long letter: bytes, not events, are what is measured. */
const rowChars = 32 * 1024;
/** Large enough that the heap has reached the size at which it stays. */
const smallMiB = 64;
const largeMiB = 256;
/**
 * What the larger file may take more: half of what it is larger. Garbage not yet collected moves the peak by up to 100
 * MiB either way, while a server that kept the file would be above by the whole difference.
 */
const slackMiB = (largeMiB - smallMiB) / 2;

describe('an import over HTTP', () => {
  jest.setTimeout(180_000);
  let directory: string;
  let server: ServerProcess;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tend-memory-'));
    server = await startServerProcess(directory);
  });
  afterEach(async () => {
    server.child.kill('SIGTERM');
    await server.ended;
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([
    ['whose letters are sealed and kept', 'seal'],
    ['whose letters are dropped', 'drop'],
  ])('%s takes no more memory when the file is larger', async (_, unmapped) => {
    const remote = new RemoteTend(server.url, server.token);
    const peakOf = async (sizeMiB: number, dataset: string): Promise<number> => {
      const peak = watchPeakMiB(server.child.pid);
      const rows = (sizeMiB * mebi) / rowChars;
      const report = await remote.import(
        { name: 'letters.csv', bytes: letters(rows, dataset) },
        { dataset, mapping: { ...mapping, unmapped } },
        {},
      );
      expect([report.read, report.appended, report.refused]).toEqual([rows, rows, 0]);
      return peak();
    };
    const small = await peakOf(smallMiB, 'small');
    const large = await peakOf(largeMiB, 'large');
    expect(small).toBeGreaterThan(0);
    expect(large - small).toBeLessThan(slackMiB);
  });
});

const mapping = {
  version: 1,
  format: 'csv',
  zone: 'UTC',
  time: { column: 'time' },
  id: 'id',
  type: 'MessageReceived',
  parties: [{ column: 'who', kind: 'person', role: 'customer', side: 'customer' }],
};

async function* letters(rows: number, dataset: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from('id,time,who,letter\n');
  const letter = 'A line of a letter. '.repeat(Math.ceil(rowChars / 20)).slice(0, rowChars - 100);
  for (let row = 0; row < rows; row++) {
    yield Buffer.from(`${dataset}-${row},2026-03-01T09:30:00Z,Customer ${row % 20},${letter}\n`);
  }
}
