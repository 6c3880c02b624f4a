/** A call as the hooks see it. */
export interface DoubleCall {
  readonly method: 'append' | 'read' | 'subscribe' | 'delete' | 'tombstone';
  /** The stream, or `$all`. */
  readonly stream: string;
  /** The ids of the events of an append. */
  readonly ids: readonly string[];
}

/**
 * What a test may do to calls. A hook that waits delays the answer, one that never ends withholds it, and one that
 * throws an `RpcError` (such as `notLeader()` or `notReady()`) makes it the answer.
 */
export interface Faults {
  /** Before anything is decided: what throws or hangs here is not stored. */
  beforeCall?: ((call: DoubleCall) => Promise<void> | void) | undefined;
  /** After it is stored, before it is told: what throws or hangs here is stored and not answered. */
  beforeAnswer?: ((call: DoubleCall) => Promise<void> | void) | undefined;
}
