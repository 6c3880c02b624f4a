import type { Following } from './following.js';

/** What other nodes write into builds that are followed here: it is told as what is folded here, once for many batches. */
export class MovedBuilds {
  private readonly listening = new Map<Following, () => void>();

  /** @param folded a follower may stand further than before */
  constructor(private readonly folded: (follower: Following) => void) {}

  listen(follower: Following): void {
    if (follower.isShared !== true || this.listening.has(follower)) return;
    let isComing = false;
    const look = (): void => {
      isComing = false;
      if (this.listening.has(follower)) this.folded(follower);
    };
    const forget = follower.build.onMoved?.(() => {
      if (!isComing) setImmediate(look);
      isComing = true;
    });
    if (forget !== undefined) this.listening.set(follower, forget);
  }

  forget(follower: Following): void {
    this.listening.get(follower)?.();
    this.listening.delete(follower);
  }

  close(): void {
    for (const follower of this.listening.keys()) this.forget(follower);
  }
}
