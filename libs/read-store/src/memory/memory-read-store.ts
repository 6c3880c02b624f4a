import assert from 'node:assert';
import { LedgerError } from '#core/errors.js';
import type { Build, BuildInfo, BuildStall, BuildState, NewBuild, ReadStore } from '../port.js';
import { MemoryBuild } from './memory-build.js';

/** A read store in memory. */
export class MemoryReadStore implements ReadStore {
  private readonly kept = new Map<string, MemoryBuild>();
  private readonly pointers = new Map<string, string>();
  private readonly numbers = new Map<string, number>();
  private readonly states = new Map<string, BuildState>();
  private readonly stalls = new Map<string, BuildStall>();

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

  async create(name: string, fingerprint: string, options: NewBuild = {}): Promise<Build> {
    const { above = 0, beganAt = 0, code, activates } = options;
    const number = Math.max(this.numbers.get(name) ?? 0, above) + 1;
    this.numbers.set(name, number);
    const id = `${name}.${number}`;
    const build = new MemoryBuild(() => ({
      id,
      name,
      number,
      fingerprint,
      beganAt,
      state: this.pointers.get(name) === id ? 'serving' : (this.states.get(id) ?? 'building'),
      ...(code === undefined ? {} : { code }),
      ...(activates === true ? { activates } : {}),
      ...(this.stalls.has(id) ? { stall: this.stalls.get(id)! } : {}),
    }));
    this.kept.set(id, build);
    return build;
  }

  async note(id: string, state: 'building' | 'paused' | 'ready'): Promise<void> {
    this.require(id);
    this.states.set(id, state);
  }

  async noteStall(id: string, stall?: BuildStall): Promise<void> {
    this.require(id);
    if (stall === undefined) this.stalls.delete(id);
    else this.stalls.set(id, stall);
  }

  async activate(id: string): Promise<void> {
    const { name } = this.require(id).info;
    const served = this.pointers.get(name);
    if (served !== undefined) this.states.set(served, 'kept');
    this.pointers.set(name, id);
  }

  async drop(id: string): Promise<void> {
    assert(![...this.pointers.values()].includes(id), 'the build that serves is not dropped');
    this.kept.delete(id);
    this.states.delete(id);
    this.stalls.delete(id);
  }

  async retire(name: string): Promise<void> {
    this.pointers.delete(name);
    for (const { info } of this.kept.values()) if (info.name === name) await this.drop(info.id);
  }

  async scratch(): Promise<ReadStore> {
    return new MemoryReadStore();
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  private require(id: string): MemoryBuild {
    const build = this.kept.get(id);
    if (build === undefined) throw new LedgerError('not-found', `There is no build ${id}.`);
    return build;
  }
}
