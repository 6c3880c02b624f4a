import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { messages } from '#projections/oracle/random-history.js';
import { bundledRegistry } from './thread-program.js';
import { ThreadWorkspace } from './thread-workspace.js';

/** `stuck-program BUNDLES`: folds with a thread that never comes back, and stops. It has ended well when it says `stopped`. */
const [bundles] = process.argv.slice(2) as [string];
const workspace = await ThreadWorkspace.open({
  program: { url: new URL('./stuck-thread.ts', import.meta.url) },
  bundles,
  registry: await bundledRegistry(bundles, 'sample-projections.js', ['trails']),
  count: 1,
  batchEndMs: 100,
});
await workspace.append(...messages(3));
await workspace.start();
while (workspace.workers.length === 0) await wait(10);
await once(workspace.workers[0]!, 'message');
await workspace.close();
writeSync(1, 'stopped\n');
