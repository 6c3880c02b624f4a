import { canonicalJson } from '#core/canonical-json.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { AnyFact } from '#domain/fact.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { Contribution, ParameterValues, ProjectionDefinition } from './definition.js';

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

interface Ending {
  readonly doc?: object;
  readonly ctx?: object;
  readonly inputs: number;
  /** The fact that is next. */
  readonly next: number;
  /** What threw: a fact, or (empty) something at an instant between facts. */
  readonly fault?: string;
}

/** One key by the formula: all inputs put in one order, and played. When something throws, the inputs before are played again. */
export class NaiveFold {
  constructor(
    private readonly definition: Definition,
    private readonly facts: readonly NaiveFact[],
    private readonly published: readonly Published[],
    private readonly horizon: Instant,
    private readonly parameters: ParameterValues,
  ) {}

  result(): NaiveKey | undefined {
    if (
      this.facts.every((given) => given.error === undefined && !this.isHandled(given.fact) && this.counts(given.fact))
    )
      return undefined;
    const whole = this.play(Infinity);
    if (whole.fault === undefined) return this.keep(whole);
    const before = this.play(whole.inputs, whole.next);
    if (before.fault !== undefined) return { shown: { setApartAt: '' }, contributions: [] };
    const kept = this.keep(before);
    return { ...kept, shown: { ...kept.shown, setApartAt: whole.fault } };
  }

  private keep({ doc, ctx }: Ending): NaiveKey {
    const { index, rollup } = this.definition as unknown as { index?: Loose; rollup?: Loose };
    const row = index?.(doc, ctx);
    return {
      shown: { document: JSON.parse(canonicalJson(doc)) as unknown, ...(row === undefined ? {} : { row }) },
      contributions: sound(rollup?.(doc, ctx) ?? []),
    };
  }

  private play(most: number, stoppedAt = 0): Ending {
    const { definition, facts, published, horizon } = this;
    const call = definition as unknown as Record<string, Loose | undefined>;
    const recorded = definition.order === 'recorded';
    let valid = 0;
    const ctx = {
      parameters: this.parameters,
      valid: (type: string, scope?: string) =>
        published.slice(0, valid).findLast((one) => one.type === type && scopeOf(one) === scope)?.data,
    };
    const timeOf = (fact: AnyFact): number => (recorded ? fact.sequence : fact.occurredAt);
    let doc: object | undefined;
    let due: number | undefined;
    let next = 0;
    let event = '';
    let inputs = 0;
    const tell = (at: number): void => {
      const asked = call['deadline']?.(doc, ctx) as number | null | undefined;
      if (asked !== undefined && asked !== null && !Number.isSafeInteger(asked)) throw new Error('no instant');
      due = asked === undefined || asked === null ? undefined : Math.max(asked, at);
      call['index']?.(doc, ctx);
      sound(call['rollup']?.(doc, ctx) ?? []);
    };
    const begin = (fact: AnyFact): void => {
      valid = published.filter(({ effectiveFrom }) => effectiveFrom <= timeOf(fact)).length;
      doc = call['initial']!(ctx) as object;
    };
    try {
      while (inputs < most) {
        const options: [at: number, rank: number, play: () => void][] = [];
        const change = published[valid];
        if (doc !== undefined && change !== undefined) {
          const play = (): void => {
            valid++;
            const scope = definition.context!.find(({ type }) => type === change.type)!.scope as Loose | undefined;
            const own = scopeOf(change);
            if (scope !== undefined && own !== undefined && !(scope(doc) as string[]).includes(own)) return;
            call['onContext']?.(doc, change.effectiveFrom, ctx);
            tell(change.effectiveFrom);
            inputs++;
          };
          options.push([change.effectiveFrom, 0, play]);
        }
        const given = facts[next];
        if (given !== undefined) {
          const play = (): void => {
            const { fact, error } = given;
            event = fact.id;
            if (error !== undefined) throw new Error('`within` threw');
            if (this.isHandled(fact)) {
              if (doc === undefined) begin(fact);
              (definition.on[fact.type as keyof typeof definition.on] as unknown as Loose)(doc, fact, ctx);
            }
            if (!this.counts(fact)) throw new Error('does not count');
            next++;
            if (!this.isHandled(fact)) return;
            tell(timeOf(fact));
            inputs++;
          };
          options.push([timeOf(given.fact), 1, play]);
        }
        if (due !== undefined) {
          const at = due;
          const play = (): void => {
            call['onDeadline']!(doc, at, ctx);
            tell(at);
            if (due !== undefined && due <= at) throw new Error('the same deadline again');
            inputs++;
          };
          options.push([at, 2, play]);
        }
        const [first] = options.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        if (first === undefined || (given === undefined && first[0] > horizon)) break;
        event = '';
        first[2]();
      }
      event = '';
      if (doc === undefined) {
        begin(facts[stoppedAt]!.fact);
        tell(timeOf(facts[stoppedAt]!.fact));
      }
      return { doc: doc!, ctx, inputs, next };
    } catch {
      return { fault: event, inputs, next };
    }
  }

  private isHandled(fact: AnyFact): boolean {
    return typeof this.definition.on[fact.type as keyof typeof this.definition.on] === 'function';
  }

  /** Whether the event's own contribution, if it makes one here, can be had. */
  private counts(fact: AnyFact): boolean {
    const { count } = this.definition;
    const counter = count?.[fact.type as keyof typeof count] as Loose | undefined;
    try {
      if (counter !== undefined && fact.share === 1) sound(counter(fact, { parameters: this.parameters }));
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

/** Contributions that can be added up. @throws when they cannot */
export function sound(given: unknown): Contribution[] {
  const contributions = given as Contribution[];
  for (const { at, add = {}, values = {} } of contributions) {
    const numbers = [...Object.values(add), ...Object.values(values).flat()];
    if (!numbers.every((number) => Number.isSafeInteger(number))) throw new Error('not whole');
    if (!at.every((element) => typeof element === 'string' || Number.isFinite(element))) throw new Error('no place');
  }
  return structuredClone(contributions);
}
