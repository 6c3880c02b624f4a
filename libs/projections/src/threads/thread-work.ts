import assert from 'node:assert';
import type { Clock } from '#core/ports.js';
import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { takeBatch } from '#event-store/take-batch.js';
import { openBuildToWrite } from '#read-store/embedded/embedded-read-store.js';
import type { OpenedBuild } from '#read-store/embedded/embedded-read-store.js';
import type { CallMark } from '../calls/call-mark.js';
import type { FoldWatch } from '../batches/batch-input.js';
import { EventsBySlot } from '../batches/events-by-slot.js';
import { Follower } from '../batches/follower.js';
import { GivenEvent } from '../facts/given-event.js';
import { requireHeapRoom } from '../calls/heap-room.js';
import { Knowledge } from '../facts/knowledge.js';
import { keptDefinition } from '../builds/projection-builds.js';
import type { KeptCode } from '../definition/projection-registry.js';
import { standOf } from '../batches/following.js';
import type { Stand } from '../batches/following.js';
import type { ThreadTask } from './thread-protocol.js';
import { watchedProjection } from '../definition/watched-projection.js';

/** The task of a build on its turn. */
export interface ThreadTurn {
  readonly id: number;
  /** Called when it will take long: others may begin, and have their turns in its pauses. */
  readonly yields: () => void;
}

/** A build that this thread folds. */
interface Opened {
  readonly follower: Follower;
  readonly build: OpenedBuild;
  readonly mark: CallMark;
  readonly said: Said;
}

/** What the task says that has its turn. */
interface Said {
  now: Instant;
  info: ThreadTask['build'];
  turn: ThreadTurn;
}

/**
 * What a thread does: it folds builds and commits them, one task after the other; where one takes long, the next ones in
 * its pauses. Of one build there is one task at a time.
 */
export class ThreadWork {
  private readonly opened = new Map<string, Opened>();
  private readonly knowledge: Knowledge;
  private readonly eventsBySlot: EventsBySlot;
  /** Builds of one thread mostly want the same events one after the other: they are decoded once. */
  private batch: readonly GivenEvent[] = [];

  constructor(
    private readonly mirror: Mirror,
    private readonly code: KeptCode,
    private readonly mark: CallMark,
  ) {
    this.knowledge = new Knowledge(mirror);
    this.eventsBySlot = new EventsBySlot(mirror, this.knowledge.visibility);
  }

  async run(task: ThreadTask, turn: ThreadTurn): Promise<Stand | undefined> {
    if (task.step === 'close') {
      await this.close(task.path);
      return undefined;
    }
    this.knowledge.reach(task.position);
    const opened = this.opened.get(task.path) ?? (await this.open(task, turn));
    Object.assign(opened.said, { now: task.now, info: task.build, turn } satisfies Said);
    opened.mark.task = turn.id;
    opened.mark.atKey('', 0);
    const { follower } = opened;
    if (task.isLive) follower.goLive();
    // Opened anew, it stands where the last slot was written that had nothing to fold; who gives the tasks knows better.
    while (follower.position < task.position) await this.fold(follower, task.position);
    if (task.step === 'fold') await this.fold(follower, task.to);
    else if (task.step === 'slots') await follower.makeSome(task.slots!, task.to);
    else await follower[task.step]();
    return standOf(follower);
  }

  async closeAll(): Promise<void> {
    for (const path of this.opened.keys()) await this.close(path);
  }

  private async open({ path, build: info, now }: ThreadTask, turn: ThreadTurn): Promise<Opened> {
    const { mirror, knowledge } = this;
    const { visibility, book } = knowledge;
    const mark = this.mark.another();
    const definition = await keptDefinition(info, this.code);
    const projection = watchedProjection(knowledge.apart.without(definition, info), mark);
    const said: Said = { now, info, turn };
    const build = openBuildToWrite(path, () => said.info, requireHeapRoom);
    const clock: Clock = { now: () => said.now };
    const watch: FoldWatch = {
      atKey: (key, sequence) => mark.atKey(key, sequence),
      yields: () => said.turn.yields(),
    };
    const opened: Opened = {
      follower: new Follower(
        projection,
        build,
        mirror,
        clock,
        visibility,
        undefined,
        book,
        undefined,
        watch,
        this.eventsBySlot,
      ),
      build,
      mark,
      said,
    };
    this.opened.set(path, opened);
    return opened;
  }

  private async close(path: string): Promise<void> {
    const { build, follower } = this.opened.get(path) ?? {};
    this.opened.delete(path);
    await follower?.close();
    await build?.close();
    if (this.opened.size === 0) this.batch = [];
  }

  private async fold(follower: Follower, to: number): Promise<void> {
    if (follower.position >= to) return;
    if (follower.isBeginning) {
      // Other threads may have made slots of it.
      await follower.restart();
      await follower.catchUp(to);
      return;
    }
    const events = this.eventsBehind(follower, to);
    await follower.advance(events);
  }

  private eventsBehind({ position, batchEvents }: Follower, to: number): readonly GivenEvent[] {
    const { batch } = this;
    const isTheSame = batch[0]?.event.sequence === position + 1 && batch.at(-1)!.event.sequence <= to;
    if (isTheSame) return batch;
    const limit = Math.min(batchEvents, to - position);
    const recorded = takeBatch(this.mirror.readAll({ from: position + 1, limit }));
    assert(recorded.length > 0, 'the mirror holds everything up to its head');
    this.knowledge.learn(recorded);
    this.batch = recorded.map((event) => new GivenEvent(event));
    return this.batch;
  }
}
