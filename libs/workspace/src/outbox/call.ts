import type { Instant } from '#core/time.js';

/** One attempt to give a message to a receiver. */
export interface Call {
  readonly url: string;
  /** The id of the receiver. */
  readonly receiver: string;
  /** Of the message: the same at each attempt. */
  readonly id: string;
  readonly type: string;
  readonly body: string;
  /** Of the message. */
  readonly createdAt: Instant;
  /** `whsec_` and base64: what the receiver checks the signature with. */
  readonly secret: string;
  /** Of this attempt. */
  readonly at: Instant;
}

/**
 * What came of it. `final`: this message will never be taken, so that it is not tried again; `gone`: the receiver wants
 * nothing more at all.
 */
export type CallOutcome =
  | { readonly taken: true }
  | { readonly taken: false; readonly failure: string; readonly final?: boolean; readonly gone?: boolean };

/** Never throws; a `signal` that aborts ends the attempt. */
export type Sender = (call: Call, signal: AbortSignal) => Promise<CallOutcome>;
