import { expect, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { BuildFollower } from './build-follower.js';
import type { BuildLog } from './build-log.js';
import { RedisBuild } from './redis-build.js';

/** A log that others write, and a replica that follows it when it is told to. */
function followed() {
  let written = 0;
  const replica = { place: { version: 0, chain: '' } };
  let looks = 0;
  let failure: Error | undefined;
  let told: (() => void) | undefined;
  const follower = {
    replica,
    logBytes: 0,
    baseBytes: 0,
    follow: async (): Promise<boolean> => {
      looks++;
      if (failure !== undefined) throw failure;
      const seen = written;
      await turn();
      // What others say goes another way than the answer, and may be here before it.
      told?.();
      await turn();
      const hasMoved = replica.place.version !== seen;
      replica.place = { version: seen, chain: '' };
      return hasMoved;
    },
  };
  const build = new RedisBuild(
    {} as BuildLog,
    follower as unknown as BuildFollower,
    () => ({ id: 'flow.1' }) as never,
    'n',
  );
  return {
    build,
    write: () => void written++,
    failWith: (error: Error) => void (failure = error),
    onAnswer: (listener: () => void) => void (told = listener),
    get version() {
      return replica.place.version;
    },
    get looks() {
      return looks;
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

test('what others tell while it is being looked is not forgotten, although the look began before it', async () => {
  const log = followed();
  log.write();
  log.onAnswer(() => {
    log.onAnswer(() => undefined);
    log.write();
    log.build.hear(2);
  });
  log.build.hear(1);
  await turns(20);
  expect([log.version, log.looks]).toEqual([2, 2]);
});

test('what others have told of and Redis has lost is looked for once, and not for ever', async () => {
  const log = followed();
  log.write();
  log.build.hear(7);
  await turns(50);
  expect([log.version, log.looks]).toEqual([1, 1]);
});

test('what cannot be taken is left to whoever looks next, and not tried again and again', async () => {
  const log = followed();
  log.write();
  log.failWith(new LedgerError('disk-full'));
  log.build.hear(1);
  await turns(50);
  expect([log.version, log.looks]).toEqual([0, 1]);
});
