import { afterEach, beforeEach, describe } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { appendContract } from './contract/append.contract.js';
import { concurrencyContract } from './contract/concurrency.contract.js';
import { idempotenceContract } from './contract/idempotence.contract.js';
import { leavesContract } from './contract/leaves.contract.js';
import { modelContract } from './contract/model.contract.js';
import { readContract } from './contract/read.contract.js';
import { subscriptionContract } from './contract/subscription.contract.js';
import type { StoreHome, StoreUnderTest } from './contract/store-under-test.js';

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
    leavesContract(test);
    subscriptionContract(test);
    concurrencyContract(test);
    modelContract(makeHome);
  });
}
