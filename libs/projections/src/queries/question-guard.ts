import { createContext, Script } from 'node:vm';
import { limits } from '#core/limits.js';
import type { AnyFact } from '#domain/fact.js';
import type { CallKind, CallPlace } from '../calls/call-mark.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { watchedProjection } from '../definition/watched-projection.js';

/** Work took longer than the guard has waited for, and no single call of it did: it is to be done again with more time. */
export class WorkCutOff extends Error {}

/** What is called, and since when: for a thread that watches itself. */
class OwnMark {
  private kind: CallKind = 'fold';
  private sequence = 0;
  private enteredAt: number | undefined;

  begin(): void {
    this.enteredAt = undefined;
    this.kind = 'fold';
    this.sequence = 0;
  }

  atEvent(sequence: number, kind: CallKind = 'fold'): void {
    this.sequence = sequence;
    this.kind = kind;
  }

  enter(): void {
    this.enteredAt = performance.now();
  }

  leave(): void {
    this.enteredAt = undefined;
  }

  /** How long the call lasts that was cut off. */
  ranMs(): number {
    return this.enteredAt === undefined ? 0 : performance.now() - this.enteredAt;
  }

  place(key: string): CallPlace {
    return { kind: this.kind, key: this.kind === 'fold' ? key : '', sequence: this.sequence };
  }
}

/**
 * Calls functions of a definition in the thread that answers, and cuts them off when one does not come back. What is
 * guarded must hold nothing open: it is left where it stands. A guard costs a thread of its own for a moment (some tenths
 * of a millisecond), so that it goes round many calls at once.
 */
export class QuestionGuard {
  /** The definition with functions that the guard knows of. */
  readonly watched: CompiledProjection;
  private readonly mark = new OwnMark();
  /** What did not come back once hardly does the next time; but the machine may have been busy. */
  private readonly overdue = new Map<string, { readonly error: CallOverdue; readonly until: number }>();
  private waitMs: number;

  constructor(
    projection: CompiledProjection,
    private readonly limitMs: number = limits.handlerMs,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.watched = watchedProjection(projection, this.mark);
    this.waitMs = limitMs;
  }

  /** @param limitMs of one call; what was said first for a projection holds */
  static of(projection: CompiledProjection, limitMs?: number): QuestionGuard {
    let guard = guards.get(projection);
    if (guard === undefined) guards.set(projection, (guard = new QuestionGuard(projection, limitMs)));
    return guard;
  }

  /** What did not come back for a key a while ago. */
  known(key: string): CallOverdue | undefined {
    const { error, until = 0 } = this.overdue.get(key) ?? {};
    return this.now() < until ? error : undefined;
  }

  /** @throws CallOverdue, WorkCutOff, and what the work throws */
  run<T>(key: string, work: () => T): T {
    this.mark.begin();
    try {
      return cutOffAfter(this.waitMs, work);
    } catch (error) {
      if (!isCutOff(error)) throw error;
      const ranMs = this.mark.ranMs();
      if (ranMs < this.limitMs * almost) {
        this.waitMs *= 2;
        throw new WorkCutOff('It takes longer', { cause: error });
      }
      const overdue = new CallOverdue(this.mark.place(key), this.limitMs);
      this.overdue.set(key, { error: overdue, until: this.now() + rememberedLimits * this.limitMs });
      throw overdue;
    }
  }

  /** The same for work that can be done again from its beginning. @throws CallOverdue, and what the work throws */
  repeat<T>(key: string, work: () => T): T {
    for (;;) {
      try {
        return this.run(key, work);
      } catch (error) {
        if (!(error instanceof WorkCutOff)) throw error;
      }
    }
  }

  /**
   * The definition whose functions of events alone are cut off too. Those of events that a build has folded came back
   * there, where they were watched.
   */
  ofEvents(projection: CompiledProjection, folded: number): CompiledProjection {
    const { within, counters } = projection;
    const guarded =
      <Rest extends readonly unknown[], R>(work: (fact: AnyFact, ...rest: Rest) => R, kind: CallKind) =>
      (fact: AnyFact, ...rest: Rest): R =>
        fact.sequence <= folded ? work(fact, ...rest) : this.repeat(`${kind} ${fact.id}`, () => work(fact, ...rest));
    const { watched } = this;
    return {
      ...projection,
      ...(within === undefined ? {} : { within: guarded(watched.within!, 'within') }),
      counters: new Map(Array.from(counters.keys(), (type) => [type, guarded(watched.counters.get(type)!, 'count')])),
    };
  }
}

const guards = new WeakMap<CompiledProjection, QuestionGuard>();
/** A call that never comes back is made again after so many times its limit: it takes no more of the thread than that. */
const rememberedLimits = 20;
/** Clocks of timers and of calls differ a little. */
const almost = 0.9;

const context = createContext({ work: undefined as unknown });
const script = new Script('work()');

function cutOffAfter<T>(timeoutMs: number, work: () => T): T {
  const before: unknown = context['work'];
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout: Math.ceil(timeoutMs) }) as T;
  } finally {
    context['work'] = before;
  }
}

function isCutOff(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
