import assert from 'node:assert';
import { LedgerError } from '#core/errors.js';
import type { Build, BuildInfo, ReadStore } from '../port.js';
import { MemoryBuild } from './memory-build.js';

/** A read store in memory. */
export class MemoryReadStore implements ReadStore {
  private readonly kept = new Map<string, MemoryBuild>();
  private readonly pointers = new Map<string, string>();
  private readonly numbers = new Map<string, number>();

  builds(): readonly BuildInfo[] {
    const infos = [...this.kept.values()].map((build) => build.info);
    return infos.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.number - b.number));
  }

  serving(name: string): Build | undefined {
    const id = this.pointers.get(name);
    return id === undefined ? undefined : this.kept.get(id);
  }

  build(id: string): Build | undefined {
    return this.kept.get(id);
  }

  async create(name: string, fingerprint: string, beganAt = 0): Promise<Build> {
    const number = (this.numbers.get(name) ?? 0) + 1;
    this.numbers.set(name, number);
    const id = `${name}.${number}`;
    const build = new MemoryBuild(() => ({
      id,
      name,
      number,
      fingerprint,
      beganAt,
      state: this.pointers.get(name) === id ? 'serving' : 'building',
    }));
    this.kept.set(id, build);
    return build;
  }

  async activate(id: string): Promise<void> {
    const build = this.kept.get(id);
    if (build === undefined) throw new LedgerError('not-found', `There is no build ${id}.`);
    this.pointers.set(build.info.name, id);
  }

  async drop(id: string): Promise<void> {
    assert(![...this.pointers.values()].includes(id), 'the build that serves is not dropped');
    this.kept.delete(id);
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}
}
