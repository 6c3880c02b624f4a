import type { Catalogue } from './catalogue.js';

/**
 * Builds whose files may differ from what is on disk. The catalogue knows that there are some before the first is written,
 * so that what a machine that went down has left behind is not taken for whole.
 */
export class UnsyncedFiles {
  private readonly written = new Set<string>();
  /** Those that other threads are writing: how often each is lent. */
  private readonly lent = new Map<string, number>();
  private marking: Promise<void> | undefined;

  /** @param sync puts the files of these builds on disk, and says how long each is there at least */
  constructor(
    private readonly catalogue: Pick<Catalogue, 'markWritten' | 'markOnDisk'>,
    private readonly sync: (ids: readonly string[]) => ReadonlyMap<string, number>,
  ) {}

  /** Resolves when the catalogue knows. @throws LedgerError `disk-full` */
  async mark(id: string): Promise<void> {
    this.written.add(id);
    const marking = (this.marking ??= this.catalogue.markWritten());
    try {
      await marking;
    } catch (error) {
      // The next one tries again.
      if (this.marking === marking) this.marking = undefined;
      throw error;
    }
  }

  isMarked(id: string): boolean {
    return this.marking !== undefined && this.written.has(id);
  }

  /** Marks a build until the function is called that this resolves with, whatever is flushed meanwhile. */
  async hold(id: string): Promise<() => void> {
    this.lent.set(id, (this.lent.get(id) ?? 0) + 1);
    const end = (): void => {
      const left = this.lent.get(id)! - 1;
      if (left === 0) this.lent.delete(id);
      else this.lent.set(id, left);
    };
    try {
      await this.mark(id);
      return end;
    } catch (error) {
      end();
      throw error;
    }
  }

  forget(id: string): void {
    this.written.delete(id);
  }

  async flush(): Promise<void> {
    if (this.written.size === 0) return;
    await this.marking;
    const written = [...this.written];
    this.written.clear();
    for (const id of this.lent.keys()) this.written.add(id);
    if (this.written.size === 0) this.marking = undefined;
    let bytes: ReadonlyMap<string, number>;
    try {
      bytes = this.sync(written);
    } catch (error) {
      for (const id of written) this.written.add(id);
      throw error;
    }
    if (this.written.size === 0) await this.catalogue.markOnDisk(bytes);
  }
}
