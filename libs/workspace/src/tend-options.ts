import type { WorkspaceOptions } from './directory/open-workspace.js';
import type { TellingOptions } from './telling.js';
import type { Work } from './work.js';

/** How a workspace is opened. */
export interface TendOptions extends WorkspaceOptions {
  /**
   * Whether projections fold from the beginning, as in a server. Otherwise they do when an answer needs them, so that an
   * import has the machine to itself and catches up at its end.
   */
  readonly follow?: boolean;
  readonly version?: string;
  /** How webhooks and digests are told; a server tells them. */
  readonly telling?: TellingOptions;
  /** What a question does while it waits for projections to catch up: tells how far they are, and can be stopped. */
  readonly work?: Work;
}
