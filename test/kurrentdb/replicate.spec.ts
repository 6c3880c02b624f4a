import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvents } from '#event-store/contract/sample-events.js';
import { replicate } from '#event-store/replicate.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { nodeOn, serverOfTests } from './ledger-nodes.js';

const server = serverOfTests();

describe('a ledger that moves', () => {
  it('is the same on a server, and the same again when it comes back', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tend-copy-'));
    const clock = fixedClock(1_700_000_000_000);
    const [embedded, back] = await Promise.all(
      ['first', 'back'].map((name) => openEventStore(join(directory, name), { clock })),
    );
    const node = nodeOn(server());
    const store = await node.open(fixedClock(1_900_000_000_000));
    try {
      for (let n = 0; n < 300; n++) {
        clock.advance(n % 3);
        const stream = caseStream(n % 7);
        await embedded!.append({ stream, expected: 'any', events: sampleEvents(stream, 1 + (n % 5), n * 10) });
      }
      await replicate(embedded!, store);
      expect([...store.readAll()]).toEqual([...embedded!.readAll()]);
      await replicate(store, back!);
      expect([...back!.readAll()]).toEqual([...embedded!.readAll()]);
    } finally {
      await Promise.all([embedded, back, store].map((each) => each!.close()));
      await node.remove();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
