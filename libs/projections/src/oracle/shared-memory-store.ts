import { MemoryBuild } from '#read-store/memory/memory-build.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { Batch, Build, BuildInfo, HeldSnapshot, ReadStore, Snapshot } from '#read-store/port.js';

/** What was committed to a build, in order. */
type Written = Batch | 'settled';

/** When what one node has written comes to another one; by default soon. */
export type Delivery = (deliver: () => void) => void;

/**
 * For specs: a read store that several nodes share, each with a replica of its own of every build. The store compares
 * positions, one commit after the other; replicas move later, in the order of the commits.
 */
export class SharedMemoryStore {
  private readonly core = new MemoryReadStore();
  private readonly logs = new Map<string, Log>();
  readonly nodes = new Set<NodeStore>();

  constructor(readonly deliver: Delivery = setImmediate) {}

  /** @param tells whether it says by itself that the catalogue has changed */
  node(tells = true): ReadStore {
    const node = new NodeStore(this.core, this);
    this.nodes.add(node);
    return tells ? node : Object.assign(node, { onCatalogue: undefined });
  }

  logOf(id: string): Log {
    let log = this.logs.get(id);
    if (log === undefined) this.logs.set(id, (log = new Log(this.core.build(id)!, this)));
    return log;
  }
}

/** One build as the store holds it. */
class Log {
  readonly written: Written[] = [];
  readonly replicas = new Set<Replica>();
  private working: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly held: Build,
    private readonly store: SharedMemoryStore,
  ) {}

  async commit(batch: Batch): Promise<boolean> {
    return this.alone(async () => {
      const isWritten = await this.held.commit(batch);
      if (isWritten) this.tell(batch);
      return isWritten;
    });
  }

  async settle(): Promise<void> {
    await this.alone(async () => {
      await this.held.settle();
      this.tell('settled');
    });
  }

  private tell(written: Written): void {
    this.written.push(written);
    for (const replica of this.replicas) this.store.deliver(() => void replica.follow());
  }

  private async alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.working.then(work);
    this.working = done.catch(() => undefined);
    return done;
  }
}

/** One build as a node sees it. */
class Replica implements Build {
  private readonly build: MemoryBuild;
  private readonly listeners = new Set<() => void>();
  private applied = 0;

  constructor(
    describe: () => BuildInfo,
    private readonly log: Log,
  ) {
    this.build = new MemoryBuild(describe);
    log.replicas.add(this);
    void this.follow();
  }

  get info(): BuildInfo {
    return this.build.info;
  }

  async commit(batch: Batch): Promise<boolean> {
    const isWritten = await this.log.commit(batch);
    await this.follow();
    return isWritten;
  }

  async settle(): Promise<void> {
    await this.log.settle();
    await this.follow();
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return this.build.read(work);
  }

  hold(): HeldSnapshot {
    return this.build.hold();
  }

  onMoved(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Applies what was written meanwhile; in memory a commit is done when its promise is given. */
  async follow(): Promise<void> {
    const done = [];
    while (this.applied < this.log.written.length) {
      const written = this.log.written[this.applied++]!;
      done.push(written === 'settled' ? this.build.settle() : this.build.commit(written));
    }
    if (done.length > 0) for (const listener of this.listeners) listener();
    await Promise.all(done);
  }
}

/** The read store as a node sees it. */
class NodeStore implements ReadStore {
  private readonly replicas = new Map<string, Replica>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly core: MemoryReadStore,
    private readonly shared: SharedMemoryStore,
  ) {}

  builds(): readonly BuildInfo[] {
    return this.core.builds();
  }

  serving(name: string): Build | undefined {
    const serving = this.core.serving(name);
    return serving && this.build(serving.info.id);
  }

  build(id: string): Build | undefined {
    const held = this.core.build(id);
    if (held === undefined) return undefined;
    let replica = this.replicas.get(id);
    if (replica === undefined) this.replicas.set(id, (replica = new Replica(() => held.info, this.shared.logOf(id))));
    return replica;
  }

  async create(...args: Parameters<ReadStore['create']>): Promise<Build> {
    const { info } = await this.core.create(...args);
    this.tell();
    return this.build(info.id)!;
  }

  async note(...args: Parameters<ReadStore['note']>): Promise<void> {
    await this.core.note(...args);
    this.tell();
  }

  async noteStall(...args: Parameters<ReadStore['noteStall']>): Promise<void> {
    await this.core.noteStall(...args);
    this.tell();
  }

  async activate(id: string): Promise<void> {
    await this.core.activate(id);
    this.tell();
  }

  async drop(id: string): Promise<void> {
    await this.core.drop(id);
    this.tell();
  }

  async retire(name: string): Promise<void> {
    await this.core.retire(name);
    this.tell();
  }

  onCatalogue(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async scratch(): Promise<ReadStore> {
    return new MemoryReadStore();
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.shared.nodes.delete(this);
  }

  private tell(): void {
    for (const other of this.shared.nodes)
      if (other !== this) this.shared.deliver(() => other.listeners.forEach((listener) => listener()));
  }
}
