import type { User } from './access.js';
import type { DoubleStore } from './event-store.js';
import type { DoubleCall, Faults } from './faults.js';

/** What all calls of one server share. */
export interface DoubleContext {
  readonly store: DoubleStore;
  /** Who may call; undefined on an insecure server. */
  readonly users: readonly User[] | undefined;
  readonly faults: Faults;
  /** How many events a live subscriber may fall behind before it is dropped. */
  readonly liveLagEvents: number;
}

/** Does what a call asks for between the two hooks of the tests. */
export async function perform<T>({ faults, store }: DoubleContext, call: DoubleCall, act: () => T): Promise<T> {
  await faults.beforeCall?.(call);
  const result = act();
  await store.log.whenStored();
  await faults.beforeAnswer?.(call);
  return result;
}
