import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { fixedClock } from '#core/testing.js';
import type { Following } from './following.js';
import { LiveFolding } from './live-folding.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';

jest.setTimeout(30_000);

/** Stands for a build: folds one event after the other, and fails as a test wants it. */
class Folds {
  readonly readsAlone = false;
  readonly batchEvents = 1000;
  readonly horizonMs = 0;
  nextDueAt = Infinity;
  position = 0;
  fails: 'advance' | 'passTime' | undefined;
  /** Steps wait for each other, as those of a follower do. */
  private working: Promise<unknown> = Promise.resolve();

  goLive(): void {}

  advance(events: readonly { readonly event: { readonly sequence: number } }[]): Promise<void> {
    return this.alone('advance', () => (this.position = events.at(-1)!.event.sequence));
  }

  catchUp(to: number): Promise<void> {
    return this.alone('advance', () => (this.position = to));
  }

  passTime(): Promise<void> {
    return this.alone('passTime', () => (this.nextDueAt = Infinity));
  }

  publish(): Promise<void> {
    return this.alone('publish', () => undefined);
  }

  async restart(): Promise<void> {
    await this.working.catch(() => undefined);
  }

  idle = this.restart.bind(this);
  close = this.restart.bind(this);

  private async alone(step: string, work: () => unknown): Promise<void> {
    const done = this.working
      .catch(() => undefined)
      .then(async () => {
        if (step === this.fails) {
          // Longer than it takes until positions of idle slots are written.
          await wait(1300);
          throw new Error(`no ${step}`);
        }
        work();
      });
    this.working = done;
    await done;
  }
}

describe('one of those that fold fails', () => {
  let folding: LiveFolding | undefined;
  afterEach(() => folding?.stop());

  const started = async () => {
    const ledger = ledgerAt(endOfHistory);
    const told: string[] = [];
    folding = new LiveFolding(ledger, fixedClock(endOfHistory), {
      folded: () => told.push('folded'),
      stalled: (_follower, error) => told.push((error as Error).message),
      quiet: async () => undefined,
      failed: (error) => told.push(String(error)),
    });
    const one = new Folds();
    const follower = one as unknown as Following;
    await folding.join(follower);
    folding.start(0);
    return { ledger, folding, one, follower, told };
  };
  const until = async (holds: () => boolean): Promise<void> => {
    for (let i = 0; i < 200 && !holds(); i++) await wait(50);
    expect(holds()).toBe(true);
  };

  test('and is tried again, also where a step behind the failing one succeeds', async () => {
    const { ledger, folding: live, one, follower, told } = await started();
    const drafts = messages(3);
    await record(ledger, drafts.slice(0, 1));
    await until(() => one.position === 1);
    one.fails = 'advance';
    await record(ledger, drafts.slice(1, 2));
    await until(() => told.includes('no advance'));
    one.fails = undefined;
    // Whatever is queued behind it has its turn.
    await wait(300);
    expect(live.stallOf(follower)).toBe('no advance');
    await until(() => one.position === 2);
    expect(live.stallOf(follower)).toBeUndefined();
    await record(ledger, drafts.slice(2));
    await until(() => one.position === 3);
  });

  test('and stays told as stopped as long as time does not pass in it', async () => {
    const { ledger, folding: live, one, follower, told } = await started();
    one.fails = 'passTime';
    one.nextDueAt = endOfHistory - 1;
    await record(ledger, messages(1));
    await until(() => told.includes('no passTime'));
    // Long enough for the first trial: it catches up, having nothing to fold, and fails again.
    for (let i = 0; i < 60; i++) {
      expect(live.stallOf(follower)).toBe('no passTime');
      await wait(50);
    }
    expect(told.filter((line) => line === 'no passTime').length).toBeGreaterThan(1);
    one.fails = undefined;
    await until(() => live.stallOf(follower) === undefined);
    expect(one.nextDueAt).toBe(Infinity);
  });
});
