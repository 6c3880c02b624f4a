import { hash } from 'node:crypto';
import { openMirror } from '#event-store/embedded/open.js';
import { verifyLedger } from '#event-store/embedded/verify-ledger.js';

/** `ledger-examine DIRECTORY`: the number of findings, then a hash of everything that the ledger holds. */
const [directory] = process.argv.slice(2) as [string];
const findings = await verifyLedger(directory);
process.stdout.write(`findings ${findings.length}\n`);
if (findings.length === 0) {
  const mirror = await openMirror(directory);
  let all = '';
  for (const event of mirror.readAll()) {
    all = hash(
      'sha256',
      all +
        JSON.stringify(event, (_key, value: unknown) =>
          ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value,
        ),
    );
  }
  await mirror.close();
  process.stdout.write(`content ${all}\n`);
}
