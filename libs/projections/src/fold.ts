import type { AnyFact } from '#domain/fact.js';
import { compareFoldKeys } from '#event-store/fold-order.js';
import { unpack } from '#read-store/packing.js';
import type { KeyEntry, Place, Quarantine } from '#read-store/port.js';
import type { CompiledProjection } from './compiled-projection.js';
import { flatten, packContributions } from './contributions.js';
import type { FlatContribution } from './contributions.js';
import { packDocument, packRow } from './storable.js';

/** A fact as one key gets it. */
export interface KeyFact {
  readonly fact: AnyFact;
  /** What `within` threw for it. */
  readonly error?: unknown;
}

/** What a key is after folding, and what it contributes. */
export interface FoldedKey {
  readonly entry: KeyEntry;
  readonly contributions: readonly FlatContribution[];
}

/** Before every fact. */
const nowhere: Place = Object.freeze({ occurredAt: -Infinity, ordinal: 0, sequence: 0 });

/** A function of a definition threw, or gave what cannot be kept. */
class Fault extends Error {
  constructor(
    readonly step: string,
    readonly reason: unknown,
  ) {
    super(step);
  }
}

/** The document of one key on its way through facts: from the beginning, or from where it was left. */
export class KeyFold {
  facts: number;
  place: Place;

  private constructor(
    private readonly projection: CompiledProjection,
    private readonly doc: object,
    entry?: KeyEntry,
  ) {
    this.facts = entry?.facts ?? 0;
    this.place = entry?.place ?? nowhere;
  }

  static begin(projection: CompiledProjection): KeyFold {
    return new KeyFold(
      projection,
      attempt('initial', () => projection.initial(projection.ctx)),
    );
  }

  static resume(projection: CompiledProjection, entry: KeyEntry): KeyFold {
    return new KeyFold(projection, unpack<object>(entry.document!), entry);
  }

  /** Folds one fact; with `counting`, also makes sure that its own contribution can be had. @throws Fault */
  apply({ fact, error }: KeyFact, counting: boolean): void {
    const { projection, doc } = this;
    if (error !== undefined) throw new Fault('within', error);
    const handler = projection.handlers.get(fact.type);
    if (handler !== undefined) {
      const result = attempt(`on.${fact.type}`, () => handler(doc, fact, projection.ctx));
      if (isThenable(result)) throw new Fault(`on.${fact.type}`, new TypeError('A handler waits for nothing.'));
    }
    if (counting && fact.share === 1) countOf(projection, fact);
    if (handler === undefined) return;
    this.facts++;
    this.place = fact;
  }

  /** What is kept of it. @throws Fault */
  finish(): FoldedKey {
    const { projection, doc } = this;
    const { index, rollup } = projection;
    const document = attempt('document', () => packDocument(doc));
    const row = index && attempt('index', () => packRow(index(doc, projection.ctx)));
    const contributions = rollup === undefined ? [] : attempt('rollup', () => flatten(rollup(doc, projection.ctx)));
    const packed = packContributions(contributions);
    const { occurredAt, ordinal, sequence } = this.place;
    const entry: KeyEntry = {
      place: { occurredAt, ordinal, sequence },
      facts: this.facts,
      document,
      ...(row === undefined ? {} : { row }),
      ...(packed === undefined ? {} : { contributions: packed }),
    };
    return { entry, contributions };
  }
}

/** What an event itself contributes. @throws Fault */
export function countOf(projection: CompiledProjection, fact: AnyFact): readonly FlatContribution[] {
  const counter = projection.counters.get(fact.type);
  if (counter === undefined) return [];
  return attempt(`count.${fact.type}`, () => flatten(counter(fact, projection.ctx)));
}

/** Whether a key of these facts has a document: not when nothing of it is handled, and its facts, if any, only count. */
export function makesDocument(projection: CompiledProjection, facts: Iterable<KeyFact>): boolean {
  for (const { fact, error } of facts) {
    if (error !== undefined || projection.handlers.has(fact.type)) return true;
    try {
      if (fact.share === 1) countOf(projection, fact);
    } catch {
      return true;
    }
  }
  return false;
}

/** Folds facts into what a key was. Undefined when something threw: then `foldIsolated` finds out where. */
export function tryFold(
  projection: CompiledProjection,
  entry: KeyEntry | undefined,
  facts: Iterable<KeyFact>,
): FoldedKey | undefined {
  try {
    const fold = entry === undefined ? KeyFold.begin(projection) : KeyFold.resume(projection, entry);
    for (const fact of facts) fold.apply(fact, false);
    return fold.finish();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/**
 * The whole fold of a key in which something throws (engine.md §10): the document is the fold of the facts before the
 * one that cannot be folded, and it is marked. When a handler throws, that fact is the one. When what is made of the
 * document cannot be kept (a rollup throws, it grows too large), it is found by bisection, so that a large document
 * costs twenty folds and not one for every fact. Both depend on nothing but the facts.
 * @param read the key's facts in its order, from the first on, as often as it is called
 */
export function foldIsolated(projection: CompiledProjection, read: () => Iterable<KeyFact>): FoldedKey {
  const whole = prefixOf(projection, read, Infinity);
  if (whole.folded !== undefined) return whole.folded;
  let good = 0;
  let best = prefixOf(projection, read, 0);
  if (best.folded === undefined)
    return { entry: { place: nowhere, facts: 0, quarantine: quarantineOf(best) }, contributions: [] };
  let bad = whole;
  while (bad.facts - good > 1) {
    const middle = bad.during === 'facts' && bad === whole ? bad.facts - 1 : Math.floor((good + bad.facts) / 2);
    const tried = prefixOf(projection, read, middle);
    if (tried.folded === undefined) {
      bad = tried;
    } else {
      good = middle;
      best = tried;
    }
  }
  return { entry: { ...best.folded!.entry, quarantine: quarantineOf(bad) }, contributions: best.folded!.contributions };
}

interface Prefix {
  readonly folded?: FoldedKey;
  /** How many facts it goes over, the one that threw included. */
  readonly facts: number;
  readonly during?: 'facts' | 'finish';
  readonly last?: AnyFact;
  readonly fault?: Fault;
}

/** The fold of the first `size` facts. */
function prefixOf(projection: CompiledProjection, read: () => Iterable<KeyFact>, size: number): Prefix {
  let facts = 0;
  let last: AnyFact | undefined;
  let during: 'facts' | 'finish' = 'facts';
  try {
    const fold = KeyFold.begin(projection);
    if (size > 0) {
      for (const fact of read()) {
        facts++;
        last = fact.fact;
        fold.apply(fact, true);
        if (facts === size) break;
      }
    }
    during = 'finish';
    return { facts, folded: fold.finish() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { facts, during, fault: error, ...(last === undefined ? {} : { last }) };
  }
}

function quarantineOf({ fault, last }: Prefix): Quarantine {
  const { step, reason } = fault!;
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  return {
    step,
    message,
    ...(reason instanceof Error && reason.stack !== undefined ? { stack: reason.stack } : {}),
    ...(last === undefined
      ? {}
      : {
          event: last.id,
          type: last.type,
          place: { occurredAt: last.occurredAt, ordinal: last.ordinal, sequence: last.sequence },
        }),
  };
}

/**
 * Whether a fact itself cannot be folded, whatever comes after it; else what is made of the whole document failed. Where
 * the stack or the memory was too small, another try may do.
 */
export function isOfOneFact({ step, message }: Quarantine): boolean {
  if (message.startsWith('RangeError')) return false;
  return step === 'within' || step.startsWith('on.') || step.startsWith('count.');
}

/** The order in which a key's facts are folded. */
export function compareFacts(projection: CompiledProjection, a: Place, b: Place): number {
  return projection.order === 'recorded' ? a.sequence - b.sequence : compareFoldKeys(a, b);
}

function attempt<T>(step: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Fault(step, error);
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}
