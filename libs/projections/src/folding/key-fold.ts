import { limits } from '#core/limits.js';
import { isInstant } from '#core/time.js';
import type { Instant } from '#core/time.js';
import type { AnyFact } from '#domain/fact.js';
import { unpack } from '#read-store/packing.js';
import type { Place } from '#read-store/port.js';
import { timeOf } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextTimeline } from '../facts/context-book.js';
import { countOf } from './count.js';
import { attempt, Fault } from '../calls/fault.js';
import { FoldContext } from '../facts/fold-context.js';
import { StepRecorder } from './step-recorder.js';
import type { StepCounts } from './step-recorder.js';

/** A fact as one key gets it. */
export interface KeyFact {
  readonly fact: AnyFact;
  /** What `within` threw for it, or the fault that somebody has put in its place. */
  readonly error?: unknown;
}

/** Where a fold can go on: what a key was behind one of its facts. */
export interface Checkpoint extends StepCounts {
  readonly place: Place;
  readonly facts: number;
  /** The greatest sequence among the facts. */
  readonly known: number;
  readonly document: Uint8Array;
}

/** Before every fact. */
export const nowhere: Place = Object.freeze({ occurredAt: -Infinity, ordinal: 0, sequence: 0 });

const noSteps: StepCounts = { rowSteps: 0, totalSteps: 0, signalSteps: 0 };

/**
 * The document of one key on its way through its inputs (engine.md §3, §4): facts, what comes to be valid, and deadlines,
 * in the order of time, and at one instant in this order. It begins with the first fact, or where it was left behind one.
 */
export class KeyFold {
  facts: number;
  place: Place;
  known: number;
  /** How often time that passed since the last fact has done something. */
  passes = 0;
  readonly steps: StepRecorder;
  /** Of the input that is folded, or was last. */
  instant: Instant;
  private doc: object | undefined;
  private due: Instant = Infinity;
  private readonly ctx: FoldContext;

  constructor(
    private readonly projection: CompiledProjection,
    private readonly timeline: ContextTimeline,
    from?: Checkpoint,
  ) {
    this.facts = from?.facts ?? 0;
    this.place = from?.place ?? nowhere;
    this.known = from?.known ?? 0;
    this.instant = from === undefined ? -Infinity : timeOf(projection, from.place);
    this.ctx = new FoldContext(projection, timeline, this);
    this.steps = new StepRecorder(projection, from ?? noSteps);
    if (from === undefined) return;
    FoldContext.pass(this.ctx, timeline.countUpTo(this.instant));
    this.doc = unpack<object>(from.document);
    this.steps.resume(this.doc, this.ctx);
    this.askDeadline();
  }

  get document(): object | undefined {
    return this.doc;
  }

  /** When time changes it next; Infinity when it does not. */
  get dueAt(): Instant {
    return this.due;
  }

  /** Folds one fact; with `counting`, also makes sure that its own contribution can be had. @throws Fault */
  apply({ fact, error }: KeyFact, counting: boolean): void {
    const { projection } = this;
    const time = timeOf(this.projection, fact);
    const handler = projection.handlers.get(fact.type);
    if (error !== undefined) this.stopAt(time, error instanceof Fault ? error : new Fault('within', error));
    // What only counts is no input of the document.
    if (handler === undefined) {
      if (counting) this.requireCount(fact, time);
      return;
    }
    if (this.doc !== undefined) this.pass(time, false);
    const doc = this.doc ?? this.begin(time);
    this.moveTo(time);
    attempt(`on.${fact.type}`, () => handler(doc, fact, this.ctx));
    if (counting && fact.share === 1) countOf(projection, fact);
    this.settle(time, fact.sequence);
    this.passes = 0;
    this.facts++;
    this.place = fact;
    if (fact.sequence > this.known) this.known = fact.sequence;
  }

  /** The document before any fact, as it is told from the instant of one that cannot be folded. @throws Fault */
  beginAt(fact: AnyFact): void {
    const time = timeOf(this.projection, fact);
    this.begin(time);
    this.settle(time, fact.sequence);
  }

  /**
   * Lets time pass up to an instant, it included, or until it has done something so often since the last fact.
   * @throws Fault whose `at` says when
   */
  passThrough(horizon: Instant, most = Infinity): void {
    if (this.doc !== undefined && this.projection.order === 'occurred') this.pass(horizon, true, most);
  }

  private requireCount(fact: AnyFact, time: Instant): void {
    try {
      if (fact.share === 1) countOf(this.projection, fact);
    } catch (error) {
      this.stopAt(time, error);
    }
  }

  /** Ends the fold at a fact: what time did before it still counts. */
  private stopAt(time: Instant, fault: unknown): never {
    if (this.doc !== undefined) this.pass(time, false);
    throw fault;
  }

  private begin(time: Instant): object {
    this.moveTo(time);
    this.doc = attempt('initial', () => this.projection.initial(this.ctx));
    return this.doc;
  }

  /** What happens between the last input and the facts of an instant; inclusive: and behind them. */
  private pass(until: Instant, inclusive: boolean, most = Infinity): void {
    for (let fired = 0; this.passes < most;) {
      const next = this.timeline.changes[FoldContext.passed(this.ctx)]?.at;
      if (next !== undefined && next <= until && next <= this.due) {
        this.during(next, () => this.takeContext(next));
      } else if (this.due !== Infinity && (inclusive ? this.due <= until : this.due < until)) {
        if (++fired > limits.deadlinesInARow)
          throw faultAt(
            this.due,
            'onDeadline',
            new RangeError(`More than ${limits.deadlinesInARow} deadlines in a row.`),
          );
        this.during(this.due, () => this.fire());
      } else return;
    }
  }

  private during(at: Instant, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof Fault) error.at = at;
      throw error;
    }
  }

  private takeContext(at: Instant): void {
    const { projection, timeline, ctx } = this;
    const doc = this.doc!;
    const count = FoldContext.passed(ctx);
    const { type, scope, sequence } = timeline.changes[count]!;
    FoldContext.pass(ctx, count + 1);
    this.instant = at;
    const scopes = projection.scopes.get(type);
    if (scopes !== undefined && scope !== undefined && !attempt('context', () => scopes(doc)).includes(scope)) return;
    const { onContext } = projection;
    if (onContext !== undefined) attempt('onContext', () => onContext(doc, at, ctx));
    this.settle(at, sequence);
    this.passes++;
  }

  private fire(): void {
    const { onDeadline } = this.projection;
    const at = this.due;
    const doc = this.doc!;
    this.instant = at;
    attempt('onDeadline', () => onDeadline!(doc, at, this.ctx));
    this.askDeadline();
    if (this.due <= at) throw new Fault('onDeadline', new Error('It leaves the deadline that it was called for.'));
    this.steps.record(at, this.place.sequence, doc, this.ctx);
    this.passes++;
  }

  /** What follows every input: the next deadline is asked for, and what has changed is recorded. */
  private settle(at: Instant, sequence: number): void {
    this.instant = at;
    this.askDeadline();
    this.steps.record(at, sequence, this.doc!, this.ctx);
  }

  private askDeadline(): void {
    const { deadline } = this.projection;
    if (deadline === undefined) return;
    const due = attempt('deadline', () => {
      const asked = deadline(this.doc!, this.ctx) ?? Infinity;
      if (asked !== Infinity && !isInstant(asked)) throw new TypeError(`${String(asked)} is no instant.`);
      return asked;
    });
    // One that has passed is due at the instant of the input that set it.
    this.due = Math.max(due, this.instant);
  }

  private moveTo(time: Instant): void {
    this.instant = time;
    if (this.timeline.changes.length > 0) FoldContext.pass(this.ctx, this.timeline.countUpTo(time));
  }
}

function faultAt(at: Instant, step: string, reason: unknown): Fault {
  const fault = new Fault(step, reason);
  fault.at = at;
  return fault;
}
