import type { MayBeUnknown } from './unknown-since.js';

export interface ContactDaysPart extends MayBeUnknown {
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** Only the latest are listed: there are earlier ones. */
  readonly earlier: boolean;
}
