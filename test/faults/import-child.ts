import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { importFile } from '#capture/import.js';
import { systemClock } from '#core/clock.js';
import { systemRandom } from '#core/random.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { openDirectory } from '#privacy/directory.js';
import { openKeyStore } from '#privacy/key-store.js';

/** `import-child.ts DIRECTORY FILE`: imports a XES file, says when it is under way, and prints the counts at its end. */
const [directory = '', file = ''] = process.argv.slice(2);
const random = systemRandom();
const keys = await openKeyStore({ directory: join(directory, 'keys'), random });
const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
const ports = {
  ledger,
  keys,
  random,
  directory: openDirectory(keys, random),
  clock: systemClock,
  mayMeasure: () => true,
  zone: 'UTC',
};
const progress = () => void process.stdout.write('group\n');
const outcome = await importFile(
  { name: 'receipt.xes.gz', bytes: createReadStream(file) },
  { process: 'receipt' },
  ports,
  { progress },
);
await ledger.close();
await keys.close();
const { read, appended, known, refused, differing } = outcome;
process.stdout.write(`${JSON.stringify({ read, appended, known, refused, differing })}\n`);
