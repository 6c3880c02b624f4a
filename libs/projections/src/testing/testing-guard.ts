import { createHook } from 'node:async_hooks';
import { LedgerError } from '#core/errors.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Members = Readonly<Record<string, unknown>>;

/** What a function of a definition did that none may do. */
interface Breach {
  readonly what: string;
  readonly instead: string;
}

const clock = 'time comes from `event.occurredAt`, from a rule, from a deadline, or is the `t` of a view';
const random = 'the same facts have to give the same';
const outside = 'a fold sees its document, facts, parameters and `ctx`, and nothing else';
const frozen = 'events, parameters and `ctx` belong to all; copy what the document is to change';

/** What stands in the place of something that is not pure. */
interface Refusal {
  readonly target: Record<string, unknown>;
  readonly name: string;
  readonly value: unknown;
  /** An ordinary member, and none that is inherited or made by a getter. */
  readonly isOwn: boolean;
}

/** How the engine of the language says that something frozen was to be changed. */
const ofFrozen =
  /read[- ]only property|not extensible|Cannot (?:delete|redefine) property|has only a getter|Cannot define property/;

/** Resources that begin without anything being asked of the outside. */
const harmless: ReadonlySet<string> = new Set(['PROMISE', 'Microtask', 'TickObject']);

/**
 * A definition whose functions are watched: while one of them runs, clocks, randomness, timers, files and the network
 * refuse. Nothing is changed for whatever else runs: the functions of a definition give their result at once, and what
 * was there before stands again when they have.
 */
export class GuardedDefinition {
  readonly definition: AnyDefinition;
  private readonly breaches: string[] = [];
  private running: string | undefined;
  private refusals: readonly Refusal[] | undefined;
  private readonly hook = createHook({
    init: (_id, type) => {
      if (this.running !== undefined && !harmless.has(type))
        this.note({ what: `begins something that goes on outside (${type})`, instead: outside });
    },
  });

  constructor(definition: AnyDefinition) {
    const { key, on, count, context, ...members } = definition as AnyDefinition & Members;
    this.definition = {
      ...this.watchedMembers(members, ''),
      key: key.within === undefined ? key : { ...key, within: this.watched('key.within', key.within) },
      on: this.watchedMembers(on as Members, 'on.'),
      ...(count === undefined ? {} : { count: this.watchedMembers(count as Members, 'count.') }),
      ...(context === undefined
        ? {}
        : { context: (context as readonly Members[]).map((use) => this.watchedMembers(use, 'context.')) }),
    } as unknown as AnyDefinition;
  }

  /** Runs something in which the definition is folded. @throws LedgerError `invalid` that says what was done, and where */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.hook.enable();
    try {
      const made = await work();
      this.requireNone();
      return made;
    } catch (error) {
      // What was done says more than what came of it.
      this.requireNone();
      throw error;
    } finally {
      this.hook.disable();
    }
  }

  /** @throws LedgerError `invalid` for the first breach, if there was one */
  requireNone(): void {
    const [first] = this.breaches;
    if (first !== undefined) throw new LedgerError('invalid', `The projection ${this.definition.name} ${first}.`);
  }

  private watchedMembers(members: Members, prefix: string): Members {
    return Object.fromEntries(
      Object.entries(members).map(([name, member]) => [
        name,
        typeof member === 'function' ? this.watched(`${prefix}${name}`, member as AnyFunction) : member,
      ]),
    );
  }

  private watched<F extends (...args: never[]) => unknown>(step: string, work: F): F {
    return ((...args: never[]) => {
      if (this.running !== undefined) return work(...args);
      const restore = this.forbid();
      this.running = step;
      try {
        return work(...args);
      } catch (error) {
        const { name, message } = (error ?? {}) as Partial<Error>;
        // By its name: an event may come from another realm, whose TypeError is another one.
        if (name === 'TypeError' && ofFrozen.test(message ?? ''))
          this.note({ what: `changes what is frozen (${message})`, instead: frozen });
        throw error;
      } finally {
        this.running = undefined;
        restore();
      }
    }) as F;
  }

  private note({ what, instead }: Breach): string {
    const sentence = `${what} in ${this.running}: ${instead}`;
    this.breaches.push(sentence);
    return sentence;
  }

  /** Puts a refusal in the place of everything that is not pure. @returns what puts it back */
  private forbid(): () => void {
    this.refusals ??= this.makeRefusals();
    // A plain assignment where that will do: this is done for every call of every function.
    const before = this.refusals.map(({ target, name, value, isOwn }) => {
      const was = isOwn ? target[name] : Object.getOwnPropertyDescriptor(target, name);
      if (isOwn) target[name] = value;
      else Object.defineProperty(target, name, { value, configurable: true, writable: true });
      return was;
    });
    return () => {
      for (const [i, { target, name, isOwn }] of this.refusals!.entries()) {
        const was = before[i];
        if (isOwn) target[name] = was;
        else if (was === undefined) Reflect.deleteProperty(target, name);
        else Object.defineProperty(target, name, was as PropertyDescriptor);
      }
    };
  }

  private makeRefusals(): readonly Refusal[] {
    const refusal = (breach: Breach) => () => {
      throw new Error(this.note(breach));
    };
    const values = forbidden().map(({ target, name, ...breach }) => ({
      target,
      name,
      value: refusal(breach) as unknown,
    }));
    return [...values, { target: globalThis, name: 'Date', value: dateWithoutNow(refusal) }].map((one) => ({
      ...one,
      target: one.target as Record<string, unknown>,
      isOwn: Object.getOwnPropertyDescriptor(one.target, one.name)?.writable === true,
    }));
  }
}

/** `Date` that still makes dates of instants, and does not know which one is now. */
function dateWithoutNow(refusal: (breach: Breach) => () => never): DateConstructor {
  const told = (name: string) => refusal({ what: `reads the clock (${name})`, instead: clock });
  const now = told('Date.now');
  return new Proxy(Date, {
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
    apply: told('Date'),
    construct: (target, args: unknown[], made) =>
      args.length === 0 ? told('new Date')() : (Reflect.construct(target, args, made) as Date),
  });
}

interface Forbidden extends Breach {
  readonly target: object;
  readonly name: string;
}

let all: readonly Forbidden[] | undefined;

function forbidden(): readonly Forbidden[] {
  all ??= [
    { target: performance, name: 'now', what: 'reads the clock (performance.now)', instead: clock },
    { target: process, name: 'hrtime', what: 'reads the clock (process.hrtime)', instead: clock },
    { target: Math, name: 'random', what: 'takes a random number (Math.random)', instead: random },
    ...['randomUUID', 'getRandomValues'].map((name) => ({
      target: globalThis.crypto,
      name,
      what: `takes a random number (crypto.${name})`,
      instead: random,
    })),
    { target: globalThis, name: 'fetch', what: 'does I/O (fetch)', instead: outside },
    ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
      target: globalThis,
      name,
      what: `sets a timer (${name})`,
      instead: outside,
    })),
    ...fileCalls(),
  ];
  return all;
}

/**
 * The calls that `node:fs` makes in the end, by whatever name it was imported: names that a module imports are bound to
 * it and cannot be changed from outside.
 */
function fileCalls(): readonly Forbidden[] {
  const { binding } = process as unknown as { binding?: (name: string) => Record<string, unknown> };
  const calls = binding?.call(process, 'fs') ?? {};
  const names = Object.keys(calls).filter((name) => typeof calls[name] === 'function' && /^[a-z]/.test(name));
  return names.map((name) => ({ target: calls, name, what: `does I/O (node:fs, ${name})`, instead: outside }));
}
