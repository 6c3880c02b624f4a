import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Clock } from '#core/ports.js';
import { fixedClock } from '#core/testing.js';
import { appendContract } from './contract/append.contract.js';
import { concurrencyContract } from './contract/concurrency.contract.js';
import { idempotenceContract } from './contract/idempotence.contract.js';
import { modelContract } from './contract/model.contract.js';
import { readContract } from './contract/read.contract.js';
import { subscriptionContract } from './contract/subscription.contract.js';
import type { EventStore } from './port.js';

/** One place that a store keeps its events in, for one test. */
export interface StoreHome {
  /** Opens the store; again after a close, when it is `durable`. */
  open(clock: Clock): Promise<EventStore>;
  /** Removes everything. */
  remove(): Promise<void>;
  /** Whether what was appended is there after closing and opening. */
  readonly durable: boolean;
}

/** What a test of the contract works with; made anew for each. */
export interface StoreUnderTest {
  store: EventStore;
  home: StoreHome;
  clock: ReturnType<typeof fixedClock>;
}

/**
 * What the port promises. Every engine runs it unchanged.
 * @param makeHome a new empty home
 */
export function eventStoreContract(name: string, makeHome: () => Promise<StoreHome>): void {
  describe(`event store contract: ${name}`, () => {
    const test = {} as StoreUnderTest;

    beforeEach(async () => {
      test.clock = fixedClock(1_700_000_000_000);
      test.home = await makeHome();
      test.store = await test.home.open(test.clock);
    });

    afterEach(async () => {
      await test.store.close();
      await test.home.remove();
    });

    appendContract(test);
    idempotenceContract(test);
    readContract(test);
    subscriptionContract(test);
    concurrencyContract(test);
    modelContract(makeHome);
  });
}
