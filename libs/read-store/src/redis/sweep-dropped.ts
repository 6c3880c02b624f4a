import { limits } from '#core/limits.js';
import { buildInRedis } from './open-builds.js';
import type { Node } from './open-builds.js';
import { sweepKey } from './redis-keys.js';
import { unlockScript } from './scripts.js';
import type { SharedContents } from './shared-catalogue.js';

/** Takes builds out of the catalogue, and notes that their keys are to be deleted. */
export function withDropped(contents: SharedContents, ids: readonly string[]): SharedContents {
  const gone = contents.builds.filter((build) => ids.includes(build.id));
  if (gone.length === 0) return contents;
  return {
    ...contents,
    builds: contents.builds.filter((build) => !gone.includes(build)),
    serving: contents.serving.filter(([name, number]) => !ids.includes(`${name}.${number}`)),
    dropped: [...contents.dropped, ...gone.map(({ name, epoch }) => ({ name, epoch }))],
  };
}

/**
 * Deletes all keys of builds that were dropped, some at a time, where no other node is doing so. What ends it is no loss:
 * they stand in the catalogue until they are gone.
 * @throws LedgerError `unavailable`
 */
export async function sweepDropped(node: Node): Promise<void> {
  const { redis, catalogue, namespace, name } = node;
  if ((await catalogue.read()).dropped.length === 0) return;
  const lock = sweepKey(namespace);
  // Taken before memory is free, and then refused: what frees memory must not need any.
  const taken = await redis.call('set', lock, name, 'NX', 'PX', limits.redisGraceMs).catch(() => 'no memory');
  if (taken === null) return;
  try {
    for (const { name: build, epoch } of (await catalogue.read()).dropped) {
      const { log, bases } = buildInRedis(node, build, epoch);
      await redis.call('unlink', log.keys.head);
      await log.trim(Infinity);
      await bases.sweep(undefined);
      for (const key of [log.keys.log, log.keys.bases, log.keys.lock]) await redis.call('unlink', key);
      await catalogue.change((contents) => ({
        ...contents,
        dropped: contents.dropped.filter((left) => left.epoch !== epoch),
      }));
    }
  } finally {
    await redis.run(unlockScript, [lock], [name]);
  }
}
