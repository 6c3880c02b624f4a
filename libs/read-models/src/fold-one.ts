import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { factOf, type Fact } from '#domain/fact.js';
import { eventDefinitions, type ContextType, type EventTypes } from '#domain/vocabulary.js';
import type {
  Context,
  Contribution,
  IndexRow,
  ParameterValues,
  ProjectionDefinition,
  Signal,
} from '#projections/definition/definition.js';
import type { GivenFact } from '#projections/testing/testing.js';

/** One relationship at an instant. */
export interface FoldedOne<Doc, Row, View> {
  readonly document: Doc;
  readonly row: Row;
  readonly view: View;
  readonly signals: readonly Signal[];
  readonly totals: readonly Contribution[];
  /** How often time itself did something. */
  readonly dues: number;
}

/**
 * For specs: the formula of engine.md §3 for facts of one key, without the engine and its checks: context first, then
 * facts, then deadlines. Many histories can be folded in the time that the test kit takes for one.
 */
export class FoldOne<Doc extends object, Parameters extends ParameterValues, Row extends IndexRow, View> {
  readonly #valid = new Map<string, object>();
  readonly #feeds: { readonly at: Instant; readonly connector: string; readonly up: boolean }[] = [];
  readonly ctx: Context<Parameters>;
  #doc: Doc | undefined;
  #dues = 0;

  constructor(private readonly definition: ProjectionDefinition<Doc, Parameters, Row, View>) {
    this.ctx = {
      parameters: definition.parameters!,
      valid: <T extends ContextType>(type: T, scope?: string) =>
        this.#valid.get(`${type} ${scope ?? ''}`) as EventTypes[T] | undefined,
      feeds: {
        up: (connector, at) => this.#feeds.findLast((one) => one.connector === connector && one.at <= at)?.up ?? false,
      },
    };
  }

  /** All of it, up to an instant. */
  fold(given: readonly GivenFact[], until: Instant): FoldedOne<Doc, Row, View> {
    const inputs = given
      .filter(({ occurredAt }) => occurredAt <= until)
      .toSorted((a, b) => a.occurredAt - b.occurredAt || kindOf(a) - kindOf(b) || a.ordinal - b.ordinal);
    for (const input of inputs) {
      this.passTime(input.occurredAt - 1);
      this.take(input as RecordedEvent);
    }
    this.passTime(until);
    return this.folded(until);
  }

  take(event: RecordedEvent): void {
    const { type, occurredAt: at, source } = event;
    if (type.startsWith('Feed')) {
      this.#feeds.push({ at, connector: source.connector, up: type !== 'FeedStopped' });
      return;
    }
    const known = eventDefinitions[type as ContextType];
    if (known.kind === 'context') {
      const scope = 'scope' in known ? (event.data as unknown as Record<string, string>)[known.scope] : '';
      this.#valid.set(`${type} ${scope}`, event.data);
      if (this.#doc !== undefined) this.definition.onContext?.(this.#doc, at, this.ctx);
      return;
    }
    const handler = this.definition.on[type as 'MessageReceived'];
    if (typeof handler !== 'function') return;
    this.#doc ??= this.definition.initial(this.ctx);
    handler(this.#doc, factOf(event, 1) as Fact<'MessageReceived'>, this.ctx);
  }

  passTime(to: Instant): void {
    if (this.#doc === undefined) return;
    for (;;) {
      const next = this.definition.deadline?.(this.#doc, this.ctx);
      if (next === undefined || next > to) return;
      if (++this.#dues > 100_000) throw new Error('Time does not end.');
      this.definition.onDeadline!(this.#doc, next, this.ctx);
    }
  }

  folded(t: Instant): FoldedOne<Doc, Row, View> {
    const document = this.#doc ?? this.definition.initial(this.ctx);
    const row = this.definition.index!(document, this.ctx);
    return {
      document,
      row: { ...row, ...this.definition.viewRow?.(row, t, this.ctx) },
      view: this.definition.view!(document, t, this.ctx),
      signals: this.definition.signals?.(document, this.ctx) ?? [],
      totals: this.definition.rollup?.(document, this.ctx) ?? [],
      dues: this.#dues,
    };
  }
}

const kindOf = ({ type }: GivenFact): number => (eventDefinitions[type as ContextType].kind === 'context' ? 0 : 1);
