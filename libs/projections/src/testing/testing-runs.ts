import { LedgerError } from '#core/errors.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';
import { fixedClock } from '#core/testing.js';
import { formatInstant } from '#core/time.js';
import type { Instant } from '#core/time.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import type { ParameterValues } from '../definition/definition.js';
import { Follower } from '../batches/follower.js';
import { GivenEvent } from '../facts/given-event.js';
import { canonicalContents, contentsOf } from '../oracle/naive-projection.js';
import { PastView } from '../queries/past-view.js';
import { projectionReads } from '../queries/projection-reader.js';
import type { HeadView, ProjectionView } from '../queries/projection-reader.js';
import { viewedHead, viewedPast } from '../queries/viewed-projection.js';
import { Visibility } from '../facts/visibility.js';

/** An event before the ledger has placed it, or one that has been recorded. */
export type GivenFact = (UnplacedEvent | RecordedEvent) & {
  /**
   * When the ledger gets to know it. Without it: when it occurs (a rule: when it comes to be valid), or as soon as
   * those before it in the list are known.
   */
  readonly arrivesAt?: Instant;
};

/** What the test kit folds. */
export interface Subject {
  readonly definition: AnyDefinition;
  /** In the order in which they become known. */
  readonly facts: readonly GivenFact[];
  readonly parameters: ParameterValues;
  /** The instant up to which time passes. */
  readonly until: Instant;
}

/** How facts reach a follower. */
export interface Delivery {
  /** Their order of arrival, as places of the list. */
  readonly order?: readonly number[];
  /** So many at once. */
  readonly size?: number;
  /** A new follower after each lot, as after a restart. */
  readonly restart?: boolean;
  /** Time passes between them, so that deadlines fire when they are due; otherwise all is folded at the end of time. */
  readonly live?: boolean;
}

/** Where always something else is due, time would never have passed. */
const duesMost = 200;

/** One ledger, and what one follower has made of it. */
export class KitRun {
  readonly ledger: MemoryEventStore;
  /** Instants at which time itself did something, when the run was live. */
  readonly dues: Instant[] = [];
  private readonly store = new MemoryReadStore();
  private readonly recording = fixedClock(0);
  private readonly now;
  private readonly compiled;

  private constructor(private readonly subject: Subject) {
    this.ledger = new MemoryEventStore(this.recording);
    this.now = fixedClock(subject.until);
    // Few facts between snapshots: whoever writes a projection gives few facts.
    this.compiled = { ...compileProjection(subject.definition, subject.parameters), snapshotFacts: 3 };
  }

  static async of(subject: Subject, delivery: Delivery = {}): Promise<KitRun> {
    const run = new KitRun(subject);
    await run.deliver(delivery);
    return run;
  }

  get events(): readonly RecordedEvent[] {
    return [...this.ledger.readAll()];
  }

  /** Everything that was made, as one text. */
  get text(): string {
    return this.read((view) => canonicalContents(contentsOf(view)));
  }

  /** What was made, as it is seen when all time has passed. */
  read<T>(work: (view: ReturnType<typeof viewedHead>) => T): T {
    const book = () => new ContextBook(this.ledger);
    return this.readHead((head) => work(viewedHead(head, this.compiled, this.subject.until, book)));
  }

  /** The same of what had occurred by an instant, as far as the first `known` events tell. */
  readAt<T>(asOf: Instant, known: number, work: (view: ProjectionView) => T): T {
    const { ledger, compiled, subject } = this;
    const amendments = { visibility: new Visibility(ledger), book: new ContextBook(ledger) };
    const past = { mirror: ledger, now: subject.until, ...amendments };
    return this.readHead((head) =>
      work(viewedPast(new PastView(head, compiled, past, { asOf, known }), head, compiled, () => past.book)),
    );
  }

  private readHead<T>(work: (head: HeadView) => T): T {
    return projectionReads(this.store, () => true).read(this.compiled.name, work);
  }

  private async deliver({ order, size, restart = false, live = false }: Delivery): Promise<void> {
    const { subject, ledger, store, compiled, now } = this;
    const { facts, until } = subject;
    const places = order ?? facts.map((_, i) => i);
    const lot = size ?? Math.max(1, facts.length);
    // A rule that is given is known to the build, also where it was published for the past.
    const build = await store.create(compiled.name, 'test', { beganAt: facts.length });
    const start = () => new Follower(compiled, build, ledger, now);
    if (live) now.set(Math.min(until, ...facts.map(arrivalOf)));
    let follower = start();
    for (let from = 0; from < places.length; from += lot) {
      for (const i of places.slice(from, from + lot)) {
        const fact = facts[i]!;
        if (live) await this.passTime(follower, Math.min(until, arrivalOf(fact)));
        this.recording.set(Math.max(this.recording.now(), arrivalOf(fact)));
        await ledger.append({ stream: fact.stream, expected: 'any', events: [unplaced(fact)] });
      }
      const events = [...ledger.readAll({ from: follower.position + 1 })];
      await follower.advance(events.map((event) => new GivenEvent(event)));
      if (restart) follower = start();
    }
    if (live) await this.passTime(follower, until);
    // Views tell what is known where the build stands, also in slots that had nothing to fold.
    await follower.publish();
    await store.activate(build.info.id);
  }

  /** Stops at every instant at which something is due, as a server does that is always on. */
  private async passTime(follower: Follower, to: Instant): Promise<void> {
    while (follower.nextDueAt <= to) {
      if (this.dues.length === duesMost)
        throw new LedgerError(
          'invalid',
          `In the projection ${this.compiled.name} more than ${duesMost} deadlines are due until ${formatInstant(this.subject.until)}: say with \`asOf\` or \`until\` how long time passes.`,
        );
      this.now.set(Math.max(this.now.now(), follower.nextDueAt));
      this.dues.push(this.now.now());
      await follower.passTime();
    }
    this.now.set(Math.max(this.now.now(), to));
    await follower.passTime();
  }
}

/** When the ledger gets to know a fact, unless those before it come later. */
export function arrivalOf({ arrivesAt, effectiveFrom, occurredAt }: GivenFact): Instant {
  return arrivesAt ?? effectiveFrom ?? occurredAt;
}

function unplaced(fact: GivenFact): UnplacedEvent {
  const {
    sequence: _s,
    revision: _r,
    recordedAt: _a,
    leaf: _l,
    arrivesAt: _t,
    ...event
  } = fact as RecordedEvent & {
    arrivesAt?: Instant;
  };
  return event;
}
