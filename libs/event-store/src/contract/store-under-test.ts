import type { Clock } from '#core/ports.js';
import type { fixedClock } from '#core/testing.js';
import type { EventStore } from '../port.js';

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
