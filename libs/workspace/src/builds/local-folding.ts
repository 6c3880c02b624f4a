import { limits } from '#core/limits.js';
import type { Work } from '../work.js';
import { isWritable, type Workspace } from '../workspace.js';
import { whenFolded, whenSettled } from './when-folded.js';

/** How long a question waits for projections to catch up: as long as it takes, because nobody else will make them. */
const catchUpMs = 24 * 60 * 60 * 1000;

interface Options {
  /** A server answers with what is folded, and says how far that is; nobody waits for it. */
  readonly serves: boolean;
  /** Lets projections fold from now on. */
  readonly follow: () => Promise<void>;
}

/** How far the projections of a workspace in this process have to be before something is answered. */
export class LocalFolding {
  constructor(
    private readonly workspace: Workspace,
    private readonly options: Options,
  ) {}

  /**
   * Everything recorded by now is in the answers of these projections; where another process folds, whatever it has
   * folded. One that has stopped, or is no longer there, answers with what it has.
   */
  async caughtUp(names: readonly string[], work: Work): Promise<void> {
    const { workspace } = this;
    if (this.serves || !isWritable(workspace)) return;
    await this.options.follow();
    await whenFolded(workspace, names, { ...work, timeoutMs: catchUpMs, withBuilds: true });
  }

  /** Whether a server answers. */
  get serves(): boolean {
    return this.options.serves;
  }

  /** Everything recorded by now is folded by whatever can fold, or it takes too long. */
  async settled(work: Work): Promise<void> {
    const { workspace } = this;
    const { serves } = this;
    await this.options.follow();
    if (!isWritable(workspace)) return;
    // A server folds anyway and is not waited for for ever; elsewhere nobody else will fold what is missing.
    const timeoutMs = serves ? limits.waitMs : catchUpMs;
    await whenSettled(workspace, { ...work, timeoutMs, withBuilds: !serves });
  }
}
