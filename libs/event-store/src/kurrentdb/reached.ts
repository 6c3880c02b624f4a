import type { Position } from '@eventstore/db-client';

/** Up to where on the server everything is in the mirror, and who waits for how far. */
export class Reached {
  private readonly waiting = new Set<{ readonly commit: bigint; readonly done: () => void }>();
  private last: Position | undefined;

  /** Of the last event that is in the mirror; undefined before there is one. */
  get position(): Position | undefined {
    return this.last;
  }

  tell(position: Position | undefined): void {
    if (position === undefined || (this.last !== undefined && position.commit < this.last.commit)) return;
    this.last = position;
    for (const { commit, done } of this.waiting) if (commit <= position.commit) done();
  }

  /** Resolves when everything up to a place is in the mirror, or when the signal aborts. */
  async wait(commit: bigint, signal: AbortSignal): Promise<void> {
    if ((this.last?.commit ?? -1n) >= commit || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        this.waiting.delete(waiting);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const waiting = { commit, done: finish };
      this.waiting.add(waiting);
      signal.addEventListener('abort', finish, { once: true });
    });
  }
}
