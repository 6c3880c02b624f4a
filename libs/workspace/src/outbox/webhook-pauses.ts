import { ExponentialBackoff, halfJitterGenerator } from 'cockatiel';
import type { IBackoff } from 'cockatiel';
import { limits } from '#core/limits.js';

const backoff = new ExponentialBackoff({
  generator: halfJitterGenerator,
  initialDelay: limits.webhookFirstPauseMs,
  maxDelay: limits.webhookLastPauseMs,
});

/**
 * How long to wait behind an attempt that failed: twice as long each time, and by chance down to half of it, so that
 * receivers that come back are not met by all at once.
 * @param attempts how many have failed, 1 or more
 */
export function pauseAfter(attempts: number): number {
  let pause: IBackoff<unknown> = backoff.next();
  for (let failed = 1; failed < attempts; failed++) pause = pause.next(undefined);
  return pause.duration;
}
