import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { nodeOn, serverOfTests } from './ledger-nodes.js';
import { sameCommands } from './same-commands.js';

const server = serverOfTests();
/** `TEND_TEST_COMMANDS=100000` for the long run. */
const count = Number(process.env['TEND_TEST_COMMANDS'] ?? 1_000);

it(
  `answers ${count} commands alike on every engine, and ends with the same root`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tend-same-'));
    const clocks = Array.from({ length: 3 }, () => fixedClock(1_700_000_000_000));
    const node = nodeOn(server());
    const stores = [
      await openEventStore(join(directory, 'ledger'), { clock: clocks[0]! }),
      await node.open(clocks[1]),
      // Every read of it is a scan: of a long run it takes only the beginning.
      ...(count <= 2_000 ? [new MemoryEventStore(clocks[2]!)] : []),
    ];
    try {
      const { heads, differs } = await sameCommands(
        stores.map((ledger, at) => ({ ledger, clock: clocks[at]! })),
        count,
        20_261_130,
      );
      expect(differs).toBeUndefined();
      expect(heads[0]!.size).toBeGreaterThan(count);
      expect(new Set(heads.map(({ root }) => root)).size).toBe(1);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await node.remove();
      rmSync(directory, { recursive: true, force: true });
    }
  },
  60_000 + count * 30,
);
