import { LedgerError } from '#core/errors.js';
import { diffBuilds } from './build-diff.js';
import type { BuildDiff, DiffOptions } from './build-diff.js';
import type { ProjectionBuilds } from './projection-builds.js';
import type { EngineParts } from './engine-parts.js';
import type { Following } from '../batches/following.js';
import type { BuildInfo } from '#read-store/port.js';
import type { KeptCode } from '../definition/projection-registry.js';
import { whatIf } from './what-if.js';
import type { WhatIfChanges, WhatIfOptions } from './what-if.js';

export interface CompareOptions extends DiffOptions {
  /** Builds by id or number. By default what serves, and what waits; where nothing waits, what is kept, and what serves. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Comparisons of builds: as many at once as somebody asks for, but one replay of history at a time. */
export class Comparing {
  private isReplaying = false;

  constructor(
    private readonly parts: EngineParts,
    private readonly code: KeptCode | undefined,
  ) {}

  /** @throws LedgerError `not-found`, `build-conflict`, `cancelled` */
  async diff(builds: ProjectionBuilds, options: CompareOptions): Promise<BuildDiff> {
    const { ending, eventStore } = this.parts;
    const [from, to] = sidesOf(builds, options);
    if (from.id === to.id) throw new LedgerError('build-conflict', `The build ${from.id} is compared with itself.`);
    const signal = options.signal === undefined ? ending : AbortSignal.any([options.signal, ending]);
    return diffBuilds(this.folded(builds, from), this.folded(builds, to), eventStore, { ...options, signal });
  }

  /** @throws LedgerError `invalid`, `build-conflict`, `unavailable` when another one goes on, `cancelled`, `disk-full` */
  async whatIf(builds: ProjectionBuilds, changes: WhatIfChanges, options: WhatIfOptions): Promise<BuildDiff> {
    const serving = builds.serving();
    if (serving === undefined)
      throw new LedgerError('unavailable', `The projection ${builds.name} is being built for the first time.`);
    if (this.isReplaying)
      throw new LedgerError('unavailable', 'History is being replayed for another question; ask again after it.');
    this.isReplaying = true;
    try {
      return await whatIf(this.folded(builds, serving.info), changes, this.parts, this.code, options);
    } finally {
      this.isReplaying = false;
    }
  }

  private folded(builds: ProjectionBuilds, info: BuildInfo): Following {
    const follower = builds.followers.get(info.id);
    const stall = follower && this.parts.folding.stallOf(follower);
    if (follower !== undefined && stall === undefined) return follower;
    const reason = stall ?? builds.notFolded.get(info.id) ?? 'It is not complete.';
    throw new LedgerError('build-conflict', `The build ${info.id} cannot be compared. ${reason}`);
  }
}

function sidesOf(builds: ProjectionBuilds, { from, to }: CompareOptions): readonly [BuildInfo, BuildInfo] {
  const serving = builds.serving()?.info;
  const ready = builds.inState('ready').at(-1);
  const kept = builds.inState('kept').at(-1);
  const [first, second] = ready === undefined ? [kept, serving] : [serving, ready];
  const left = from === undefined ? (to === undefined ? first : serving) : builds.require(from);
  const right = to === undefined ? (from === undefined ? second : serving) : builds.require(to);
  if (left !== undefined && right !== undefined) return [left, right];
  const isGoing = builds.inState('building', 'paused').length > 0;
  throw new LedgerError('build-conflict', `There are no two builds of ${builds.name} to compare.`, {
    hint: isGoing
      ? 'One is on its way; compare when it is complete.'
      : `Build it anew beside the one that serves: tend projections rebuild ${builds.name}.`,
  });
}
