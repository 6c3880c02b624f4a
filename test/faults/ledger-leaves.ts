import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leafOf } from '#core/record-hashes.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { LeafHasher } from '#event-store/embedded/leaf-hasher.js';
import { encodeRecord, storedRecord } from '#event-store/embedded/record-codec.js';

/**
 * `ledger-leaves`: hashes groups of records with a second thread, which dies on the way and is started anew, and tells
 * how many groups were right: `right 40 of 40`.
 */
const built = new URL('../../libs/event-store/src/embedded/leaf-worker.js', import.meta.url);
const source = new URL('../../libs/event-store/src/embedded/leaf-worker.ts', import.meta.url);
const hasher = new LeafHasher(existsSync(fileURLToPath(built)) ? built : source);
const groups = 40;
let right = 0;
for (let group = 0; group < groups; group++) {
  const size = group % 10 === 9 ? 3000 : 200 + group * 20;
  const events = Array.from({ length: size }, (_, i) => ({
    ...sampleEvent(caseStream(group), i),
    revision: i,
    recordedAt: group,
    sequence: 1 + i,
    leaf: '',
  }));
  const encoded = events.map(encodeRecord);
  const hashing = hasher.leavesOf(encoded, encoded.map(storedRecord));
  if (group % 13 === 12) await hasher.close();
  const leaves = await hashing;
  if (leaves.length === size && events.every((event, i) => leaves[i] === leafOf(event))) right++;
}
process.stdout.write(
  `right ${right} of ${groups}, ${hasher.chunksElsewhere > 0 ? 'with' : 'without'} a second thread\n`,
);
await hasher.close();
