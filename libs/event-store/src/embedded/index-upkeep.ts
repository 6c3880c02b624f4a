import { setImmediate } from 'node:timers/promises';
import type { LedgerDatabase } from './ledger-database.js';
import { manifestKey } from './ledger-index.js';
import type { LedgerIndex } from './ledger-index.js';
import { buildSegment } from './segment-build.js';
import type { Steps } from './segment-build.js';
import { encodeManifest, manifestSegment, segmentStart } from './segment-format.js';
import type { Manifest, SegmentInfo } from './segment-format.js';
import { mergeSegments } from './segment-merge.js';

/** How many segments of one level are merged into one of the next. */
const defaultMergeCount = 16;
/** How many parts may wait in memory before appends wait for them. */
const partsInMemory = 4;
const batchBytes = 1024 * 1024;
const keysPerRemoval = 1000;

/**
 * Keeps the index small: makes segments of what is in memory, merges segments into larger ones, removes what was merged.
 * It works in steps of a millisecond or two between the appends. A segment counts from the moment that the manifest
 * names it, in the same transaction as its last page; what a crash leaves half done is removed when the ledger is opened.
 */
export class IndexUpkeep {
  private running: Promise<void> | undefined;
  private stopping = false;
  private failure: Error | undefined;

  constructor(
    private readonly database: LedgerDatabase,
    private readonly index: LedgerIndex,
    /** The last durable event: no segment may have a later one. */
    private readonly head: () => number,
    private readonly mergeCount = defaultMergeCount,
  ) {}

  /** Removes what was left half done, and makes segments of everything that is full. */
  async start(): Promise<void> {
    if (this.database.indexValue(manifestKey) === undefined) {
      await this.database.writeIndex([[manifestKey, encodeManifest(this.index.manifest)]], []);
    }
    await this.removeRange(this.index.manifest.nextId, manifestSegment);
  }

  /** Goes to work when there is something to do. A failure (a full disk) is tried again at the next call. */
  poke(): void {
    if (this.running !== undefined || this.stopping || !this.hasWork()) return;
    this.failure = undefined;
    this.running = this.work()
      .catch((error: unknown) => {
        if (!(error instanceof Stopped)) this.failure = error as Error;
      })
      .finally(() => {
        this.running = undefined;
      });
  }

  hasRoom(): boolean {
    return this.index.full(this.head()).length < partsInMemory;
  }

  /** Resolves when there is room in memory for more events: appends do not outrun the index. */
  async room(): Promise<void> {
    while (!this.hasRoom() && !this.stopping) {
      this.poke();
      await this.running;
      this.throwFailure();
    }
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Resolves when everything is done that is to be done now. */
  async settle(): Promise<void> {
    this.poke();
    await this.running;
  }

  /** Ends after the step it is in. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private hasWork(): boolean {
    const { index, mergeCount } = this;
    return (
      index.full(this.head()).length > 0 ||
      index.manifest.garbage.length > 0 ||
      index.mergeable(mergeCount) !== undefined
    );
  }

  private async work(): Promise<void> {
    for (;;) {
      const { manifest } = this.index;
      const [full] = this.index.full(this.head());
      const inputs = this.index.mergeable(this.mergeCount);
      if (full !== undefined) {
        await this.make((id, sink) => buildSegment(full, id, sink), []);
      } else if (inputs !== undefined) {
        await this.make(
          (id, sink) => mergeSegments(inputs, id, sink),
          inputs.map((input) => input.info.id),
        );
      } else if (manifest.garbage.length > 0) {
        await this.collect(manifest.garbage[0]!);
      } else {
        return;
      }
    }
  }

  /** Makes one segment in the place of others, or of a part in memory. */
  private async make(
    steps: (id: number, sink: (key: Buffer, value: Buffer) => void) => Steps<SegmentInfo>,
    replaced: readonly number[],
  ): Promise<void> {
    const { manifest } = this.index;
    const id = manifest.nextId;
    let pages: [Buffer, Buffer][] = [];
    let bytes = 0;
    const work = steps(id, (key, value) => {
      pages.push([key, value]);
      bytes += value.length;
    });
    let info: SegmentInfo | undefined;
    while (info === undefined) {
      const step = work.next();
      if (step.done === true) info = step.value;
      else if (bytes >= batchBytes) {
        await this.database.writeIndex(pages, []);
        pages = [];
        bytes = 0;
      } else await setImmediate();
      if (this.stopping) throw new Stopped();
    }
    const at =
      replaced.length === 0
        ? manifest.segments.length
        : manifest.segments.findIndex((segment) => segment.id === replaced[0]);
    const segments = manifest.segments.toSpliced(at, replaced.length, info);
    await this.change({ ...manifest, nextId: id + 1, segments, garbage: [...manifest.garbage, ...replaced] }, pages);
  }

  private async collect(id: number): Promise<void> {
    await this.removeRange(id, id + 1);
    const { manifest } = this.index;
    await this.change({ ...manifest, garbage: manifest.garbage.filter((other) => other !== id) }, []);
  }

  private async removeRange(from: number, to: number): Promise<void> {
    for (;;) {
      const keys = this.database.indexKeys(segmentStart(from), segmentStart(to), keysPerRemoval);
      if (keys.length === 0) return;
      await this.database.writeIndex([], keys);
      if (this.stopping) throw new Stopped();
    }
  }

  private async change(next: Manifest, pages: [Buffer, Buffer][]): Promise<void> {
    const manifest = { ...next, version: this.index.manifest.version + 1 };
    await this.database.writeIndex([...pages, [manifestKey, encodeManifest(manifest)]], []);
    this.index.adopt(manifest);
  }
}

/** The upkeep was told to end in the middle of something; what it had written is removed at the next start. */
class Stopped extends Error {}
