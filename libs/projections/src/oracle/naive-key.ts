import { canonicalJson } from '#core/canonical-json.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { AnyFact } from '#domain/fact.js';
import { definitionOf } from '#domain/vocabulary.js';
import { naiveUp } from './naive-feeds.js';
import { canBeWritten, sound, soundSignals } from './naive-sound.js';
import type { Contribution, ParameterValues, ProjectionDefinition } from '../definition/definition.js';

export type Definition = ProjectionDefinition<object, ParameterValues, Record<string, never>, unknown>;
export type Loose = (...args: readonly unknown[]) => unknown;

export interface NaiveFact {
  readonly fact: AnyFact;
  readonly error?: unknown;
}

/** What a key is in the end, and what it contributes. */
export interface NaiveKey {
  readonly shown: object;
  readonly contributions: readonly Contribution[];
}

/** Something published, with the instant from which on it is valid. */
export type Published = RecordedEvent & { readonly effectiveFrom: Instant };

/** What a build that began at a sequence sees of what was published, in order: (effectiveFrom, sequence). */
export function publishedFor(
  definition: Definition,
  events: readonly RecordedEvent[],
  horizon: Instant,
  beganAt: number,
): readonly Published[] {
  const types = (definition.context ?? []).map(({ type }) => type as string);
  return events
    .filter(
      (event): event is Published =>
        types.includes(event.type) && event.effectiveFrom !== undefined && event.effectiveFrom <= horizon,
    )
    .filter(({ sequence, recordedAt, effectiveFrom }) => sequence <= beganAt || effectiveFrom >= recordedAt - 60_000)
    .toSorted((a, b) => a.effectiveFrom - b.effectiveFrom || a.sequence - b.sequence);
}

/** What a key is folded from. */
export interface NaiveInputs {
  readonly facts: readonly NaiveFact[];
  readonly published: readonly Published[];
  /** All that is known, for feeds. */
  readonly known: readonly RecordedEvent[];
  readonly horizon: Instant;
  readonly parameters: ParameterValues;
}

/**
 * One key by the formula: all inputs put in one order, and played. When something throws, the inputs before are played
 * again, and that is what is shown.
 */
export function naiveKey(definition: Definition, inputs: NaiveInputs): NaiveKey | undefined {
  const whole = new Play(definition, inputs);
  if (!whole.makesDocument()) return undefined;
  const event = whole.playUntil(Infinity);
  if (event === undefined) return whole.shown();
  const before = new Play(definition, inputs);
  if (before.playUntil(whole.inputs) !== undefined || !before.beginBefore(whole.next))
    return { shown: { setApartAt: '' }, contributions: [] };
  const { shown, contributions } = before.shown();
  const { signals: _signals, rest: _rest, ...other } = shown as { signals?: unknown; rest?: unknown };
  return { shown: { ...other, setApartAt: event }, contributions };
}

/** An instant, which of its inputs comes first, and what it does. */
type Option = readonly [at: number, rank: 0 | 1 | 2, play: () => void];

class Play {
  /** Inputs that were played, and the fact that is next. */
  inputs = 0;
  next = 0;
  private doc: object | undefined;
  private due: number | undefined;
  private valid = 0;
  /** Of the input that is played, or was last. */
  private at = -Infinity;
  private readonly call: Readonly<Record<string, Loose | undefined>>;
  private readonly ctx: object;

  constructor(
    private readonly definition: Definition,
    private readonly given: NaiveInputs,
  ) {
    this.call = definition as unknown as Record<string, Loose | undefined>;
    this.ctx = {
      parameters: given.parameters,
      feeds: { up: (connector: string, at: number) => this.isUp(connector, Math.min(at, this.at)) },
      valid: (type: string, scope?: string) =>
        given.published.slice(0, this.valid).findLast((one) => one.type === type && scopeOf(one) === scope)?.data,
    };
  }

  makesDocument(): boolean {
    return this.given.facts.some(
      ({ fact, error }) => error !== undefined || this.isHandled(fact) || !this.canCount(fact),
    );
  }

  /** @returns what threw: a fact, or (empty) something at an instant between facts; undefined when nothing did */
  playUntil(most: number): string | undefined {
    while (this.inputs < most) {
      const [first] = this.options().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      const isOver = this.next === this.given.facts.length && first !== undefined && first[0] > this.given.horizon;
      if (first === undefined || isOver) break;
      const event = first[1] === 1 ? this.given.facts[this.next]!.fact.id : '';
      try {
        first[2]();
      } catch {
        return event;
      }
    }
    return undefined;
  }

  /** Where the first fact cannot be folded, the document is the one before any. */
  beginBefore(next: number): boolean {
    if (this.doc !== undefined) return true;
    try {
      const { fact } = this.given.facts[next]!;
      this.at = this.timeOf(fact);
      this.begin(fact);
      this.tell(this.timeOf(fact));
      return true;
    } catch {
      return false;
    }
  }

  shown(): NaiveKey {
    const row = this.call['index']?.(this.doc, this.ctx) as object | undefined;
    const { signals, rest } = soundSignals(this.call['signals']?.(this.doc, this.ctx) ?? []);
    const threw: string[] = [];
    const view = this.read('view', this.doc!, threw);
    const over = row === undefined ? undefined : this.read('viewRow', row, threw);
    return {
      shown: {
        document: JSON.parse(canonicalJson(this.doc)) as unknown,
        ...(row === undefined ? {} : { row: { ...row, ...over } }),
        ...(signals.length === 0 ? {} : { signals }),
        ...(rest === 0 ? {} : { rest }),
        ...(view === undefined ? {} : { view }),
        ...(threw.length === 0 ? {} : { threw }),
      },
      contributions: sound(this.call['rollup']?.(this.doc, this.ctx) ?? []),
    };
  }

  /** What is made at reading, with all that is valid by then, also where the key was set apart before. */
  private read(name: 'view' | 'viewRow', of: object, threw: string[]): object | undefined {
    const { horizon, published, parameters } = this.given;
    const feeds = { up: (connector: string, at: number) => this.isUp(connector, Math.min(at, horizon)) };
    const valid = (type: string, scope?: string) =>
      published.findLast((one) => one.type === type && scopeOf(one) === scope)?.data;
    try {
      return this.call[name]?.(structuredClone(of), horizon, { parameters, valid, feeds }) as object | undefined;
    } catch {
      threw.push(name);
      return undefined;
    }
  }

  private isUp(connector: string, at: number): boolean {
    if (!('feeds' in this.definition)) throw new TypeError('not said');
    return naiveUp(this.given.known, connector, at);
  }

  private options(): Option[] {
    const options: Option[] = [];
    const change = this.given.published[this.valid];
    if (this.doc !== undefined && change !== undefined)
      options.push([change.effectiveFrom, 0, () => this.publish(change)]);
    const fact = this.given.facts[this.next];
    if (fact !== undefined) options.push([this.timeOf(fact.fact), 1, () => this.fold(fact)]);
    const { due } = this;
    if (due !== undefined) options.push([due, 2, () => this.fire(due)]);
    return options;
  }

  private publish(change: Published): void {
    this.valid++;
    const scope = this.definition.context!.find(({ type }) => type === change.type)!.scope as Loose | undefined;
    const own = scopeOf(change);
    if (scope !== undefined && own !== undefined && !(scope(this.doc) as string[]).includes(own)) return;
    this.at = change.effectiveFrom;
    this.call['onContext']?.(this.doc, change.effectiveFrom, this.ctx);
    this.tell(change.effectiveFrom);
    this.inputs++;
  }

  private fold({ fact, error }: NaiveFact): void {
    if (error !== undefined) throw new Error('`within` threw');
    if (this.isHandled(fact)) {
      this.at = this.timeOf(fact);
      if (this.doc === undefined) this.begin(fact);
      const handler = this.definition.on[fact.type as keyof typeof this.definition.on] as unknown as Loose;
      handler(this.doc, fact, this.ctx);
    }
    if (!this.canCount(fact)) throw new Error('does not count');
    // What only counts is no input of the document.
    if (this.isHandled(fact)) {
      this.tell(this.timeOf(fact));
      this.inputs++;
    }
    // Not before it is through: where it throws, it is the one that the document is begun before.
    this.next++;
  }

  private fire(at: number): void {
    this.at = at;
    this.call['onDeadline']!(this.doc, at, this.ctx);
    this.tell(at);
    if (this.due !== undefined && this.due <= at) throw new Error('the same deadline again');
    this.inputs++;
  }

  private begin(fact: AnyFact): void {
    this.valid = this.given.published.filter(({ effectiveFrom }) => effectiveFrom <= this.timeOf(fact)).length;
    this.doc = this.call['initial']!(this.ctx) as object;
  }

  /** What is asked after every input. */
  private tell(at: number): void {
    const asked = this.call['deadline']?.(this.doc, this.ctx) as number | null | undefined;
    if (asked !== undefined && asked !== null && asked !== Infinity && !canBeWritten(asked))
      throw new Error('no instant');
    this.due = asked === undefined || asked === null ? undefined : Math.max(asked, at);
    this.call['index']?.(this.doc, this.ctx);
    sound(this.call['rollup']?.(this.doc, this.ctx) ?? []);
    soundSignals(this.call['signals']?.(this.doc, this.ctx) ?? []);
  }

  private timeOf(fact: AnyFact): number {
    return this.definition.order === 'recorded' ? fact.sequence : fact.occurredAt;
  }

  private isHandled(fact: AnyFact): boolean {
    return typeof this.definition.on[fact.type as keyof typeof this.definition.on] === 'function';
  }

  /** Whether the event's own contribution, if it makes one here, can be had. */
  private canCount(fact: AnyFact): boolean {
    const { count } = this.definition;
    const counter = count?.[fact.type as keyof typeof count] as Loose | undefined;
    try {
      if (counter !== undefined && fact.share === 1) sound(counter(fact, { parameters: this.given.parameters }));
      return true;
    } catch {
      return false;
    }
  }
}

function scopeOf({ type, data }: Published): string | undefined {
  const field = definitionOf(type)?.scope;
  return field === undefined ? undefined : String((data as Record<string, unknown>)[field]);
}
