import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { detectFormat } from '#capture/format-detection.js';
import { importFile } from '#capture/import.js';
import { readXes } from '#capture/xes/xes-reader.js';
import { systemClock } from '#core/clock.js';
import { systemRandom } from '#core/random.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { openDirectory } from '#privacy/directory.js';
import { openKeyStore } from '#privacy/key-store.js';
import type { Figure } from './figure.js';

const file = join(process.env['TEND_TEST_DATA'] ?? resolve('..', 'shared', 'data'), 'process', 'bpic2012.xes.gz');
const zone = 'UTC';

/** From the file to the disk, into a new data directory each round. */
async function imported(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'tend-import-'));
  const random = systemRandom();
  const keys = await openKeyStore({ directory: join(directory, 'keys'), random });
  const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
  try {
    const ports = {
      ledger,
      keys,
      random,
      directory: openDirectory(keys, random),
      clock: systemClock,
      mayMeasure: () => true,
      zone,
    };
    const startedMs = performance.now();
    const outcome = await importFile(
      { name: 'bpic2012.xes.gz', bytes: createReadStream(file), sizeBytes: statSync(file).size },
      { process: 'bpic2012' },
      ports,
    );
    const seconds = (performance.now() - startedMs) / 1000;
    if (outcome.appended !== 262_200) throw new Error(`Only ${outcome.appended} events were appended`);
    return outcome.appended / seconds;
  } finally {
    await ledger.close();
    await keys.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The same reader, its drafts thrown away. */
async function parsed(): Promise<number> {
  const startedMs = performance.now();
  let events = 0;
  const { bytes } = await detectFormat(createReadStream(file));
  for await (const readings of readXes(bytes, { process: 'bpic2012', zone })) events += readings.length;
  return events / ((performance.now() - startedMs) / 1000);
}

export const figures: readonly Figure[] = [
  {
    name: 'import.bpic2012',
    what: 'events/s, file to durable, nothing sealed but names',
    unit: 'events/s',
    prepare: async () => ({ value: imported, reference: { name: 'parsing the same file alone', value: parsed } }),
  },
];
