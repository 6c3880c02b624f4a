import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { factOf, type Fact } from '#domain/fact.js';
import { idOf } from '#domain/testing.js';
import { eventDefinitions, type ContextType, type EventTypes } from '#domain/vocabulary.js';
import type { Context, Signal } from '#projections/definition/definition.js';
import { colleague, customer, fact, type GivenFact } from '#projections/testing/testing.js';
import type { TrajectoryDocument } from './trajectory-document.js';
import { trajectory } from './trajectory.projection.js';
import type { TrajectoryRow } from './trajectory-rows.js';
import type { TrajectoryParameters } from './trajectory-terms.js';
import type { TrajectoryView } from './trajectory-view.js';

/** One relationship at an instant. */
export interface FoldedTrajectory {
  readonly document: TrajectoryDocument;
  readonly row: TrajectoryRow & { readonly silentDays?: number | null; readonly p?: number | null };
  readonly view: TrajectoryView;
  readonly signals: readonly Signal[];
  /** How often time itself did something. */
  readonly dues: number;
}

/**
 * For specs: the formula of engine.md §3 for one relationship, without the engine and its checks: context first, then
 * facts, then deadlines. Many stories can be told in the time that the test kit takes for one.
 */
export function foldTrajectory(given: readonly GivenFact[], until: Instant): FoldedTrajectory {
  const inputs = inOrder(given.filter(({ occurredAt }) => occurredAt <= until));
  const fold = new Fold();
  for (const input of inputs) {
    fold.passTime(input.occurredAt - 1);
    fold.take(input as RecordedEvent);
  }
  fold.passTime(until);
  return fold.folded(until);
}

/** The signals at one instant after the other, each behind all that is given of it. @param instants ascending */
export function signalsThrough(given: readonly GivenFact[], instants: readonly Instant[]): readonly Signal[][] {
  const inputs = inOrder(given);
  const fold = new Fold();
  let next = 0;
  return instants.map((at) => {
    for (; next < inputs.length && inputs[next]!.occurredAt <= at; next++) {
      fold.passTime(inputs[next]!.occurredAt - 1);
      fold.take(inputs[next] as RecordedEvent);
    }
    fold.passTime(at);
    return fold.signals();
  });
}

function inOrder(given: readonly GivenFact[]): GivenFact[] {
  return given.toSorted((a, b) => a.occurredAt - b.occurredAt || kindOf(a) - kindOf(b) || a.ordinal - b.ordinal);
}

const kindOf = ({ type }: GivenFact): number => (eventDefinitions[type as ContextType].kind === 'context' ? 0 : 1);

class Fold {
  readonly #valid = new Map<string, object>();
  readonly #feeds: { readonly at: Instant; readonly connector: string; readonly up: boolean }[] = [];
  #doc: TrajectoryDocument | undefined;
  #dues = 0;
  readonly #ctx: Context<TrajectoryParameters> = {
    parameters: trajectory.parameters!,
    valid: <T extends ContextType>(type: T, scope?: string) =>
      this.#valid.get(`${type} ${scope ?? ''}`) as EventTypes[T] | undefined,
    feeds: {
      up: (connector, at) => this.#feeds.findLast((one) => one.connector === connector && one.at <= at)?.up ?? false,
    },
  };

  take(event: RecordedEvent): void {
    const { type, occurredAt: at, source } = event;
    if (type.startsWith('Feed')) {
      this.#feeds.push({ at, connector: source.connector, up: type !== 'FeedStopped' });
      return;
    }
    const definition = eventDefinitions[type as ContextType];
    if (definition.kind === 'context') {
      const scope = 'scope' in definition ? (event.data as unknown as Record<string, string>)[definition.scope] : '';
      this.#valid.set(`${type} ${scope}`, event.data);
      if (this.#doc !== undefined) trajectory.onContext!(this.#doc, at, this.#ctx);
      return;
    }
    const handler = trajectory.on[type as 'MessageReceived'];
    if (typeof handler !== 'function') return;
    this.#doc ??= trajectory.initial(this.#ctx);
    handler(this.#doc, factOf(event, 1) as Fact<'MessageReceived'>, this.#ctx);
  }

  passTime(to: Instant): void {
    if (this.#doc === undefined) return;
    for (;;) {
      const next = trajectory.deadline!(this.#doc, this.#ctx);
      if (next === undefined || next > to) return;
      if (++this.#dues > 100_000) throw new Error('Time does not end.');
      trajectory.onDeadline!(this.#doc, next, this.#ctx);
    }
  }

  signals(): Signal[] {
    return this.#doc === undefined ? [] : [...trajectory.signals!(this.#doc, this.#ctx)];
  }

  folded(t: Instant): FoldedTrajectory {
    const document = this.#doc ?? trajectory.initial(this.#ctx);
    const row = trajectory.index!(document, this.#ctx);
    return {
      document,
      row: { ...row, ...trajectory.viewRow!(row, t, this.#ctx) },
      view: trajectory.view!(document, t, this.#ctx),
      signals: trajectory.signals!(document, this.#ctx),
      dues: this.#dues,
    };
  }
}

const start = Date.parse('2024-01-01T09:00Z');
/** So many days after the first of January 2024, nine o'clock. */
export const onDay = (day: number): number => start + day * dayMs;
/** Of the relationship of facts that name no other. */
export const key = idOf(100);
let threads = 0;

/** A message of theirs in a thread of its own, and our answer an hour later. */
export function exchange(day: number, from: object = {}): GivenFact[] {
  const thread = idOf(50_000 + ++threads);
  const asked = fact('MessageReceived', onDay(day), { thread, ...from });
  return [asked, fact('MessageSent', onDay(day) + 3_600_000, { thread, data: { automated: false }, parties: ours })];
}
/** Parties of what one of ours does. */
export const ours = [customer(100), colleague(1)];

/** Every ten days from day 0 on. */
export const regular = (count: number, from = 0): GivenFact[] =>
  Array.from({ length: count }, (_, i) => exchange(from + 10 * i)).flat();

/** The relationship as of a day, and the kinds of its signals. */
export function at(facts: readonly GivenFact[], day: number) {
  const folded = foldTrajectory(facts, onDay(day));
  return { ...folded, kinds: folded.signals.map(({ kind }) => kind) };
}
