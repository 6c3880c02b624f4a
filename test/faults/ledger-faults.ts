import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flipLoop } from './ledger-flip.js';
import { killLoop } from './ledger-kill.js';

/**
 * `ledger-faults kill|flip [COUNT] [SEED]`: the long campaigns, of which the specs run a slice. The seed is printed, so
 * that a fault can be met again.
 */
const [campaign = 'kill', count = campaign === 'kill' ? '50' : '200', seed = String(Date.now() % 2 ** 31)] =
  process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'tend-faults-'));
const ledger = join(directory, 'ledger');
console.log(`${campaign}, ${count} times, seed ${seed}`);
try {
  const kills = await killLoop(ledger, {
    rounds: campaign === 'kill' ? Number(count) : 3,
    seed: Number(seed),
    writers: 64,
  });
  console.log(JSON.stringify(kills));
  const flips =
    campaign === 'flip'
      ? await flipLoop(ledger, join(directory, 'copy'), { flips: Number(count), seed: Number(seed) })
      : undefined;
  if (flips !== undefined) console.log(JSON.stringify(flips));
  process.exitCode = kills.faults.length + (flips?.faults.length ?? 0) === 0 ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
