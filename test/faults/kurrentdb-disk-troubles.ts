import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { longMs, restart, shortMs } from './kurrentdb-scene.js';
import type { TroubleKind } from './kurrentdb-scene.js';

/** What a disk does to the mirror of a node. */
export const diskTroubles: Readonly<Record<string, TroubleKind>> = {
  'disk-full': {
    make: async (scene) => {
      const { process } = scene.node;
      await process.ask({ isDiskFull: true });
      await wait(longMs(scene));
      await process.ask({ isDiskFull: false });
    },
  },
  // LMDB is let down in the middle of a commit, as by a quota. It tells of that past the end of 100 bytes (`free-space.ts`),
  // so the process may end of it, now or later: it is made to end now.
  'write-fails': {
    takes: ['node'],
    lacking: () => withoutProgram('prlimit', ['--version']),
    make: async (scene) => {
      const { process, mirror } = scene.node;
      process.limitFiles(statSync(join(mirror, 'data.mdb')).size);
      await wait(shortMs(scene));
      await process.kill();
      await restart(scene, () => process.start());
    },
  },
  'sync-fails': {
    takes: ['node'],
    lacking: () => withoutProgram('strace', ['-qq', '-o', '/dev/null', '-e', 'trace=fsync', 'true']),
    make: async (scene) => {
      const end = await scene.node.process.failSyncs();
      await wait(longMs(scene));
      await end();
    },
  },
};

const tried = new Map<string, string | undefined>();

function withoutProgram(name: string, args: readonly string[]): string | undefined {
  if (!tried.has(name)) tried.set(name, spawnSync(name, args).status === 0 ? undefined : `needs ${name}`);
  return tried.get(name);
}
