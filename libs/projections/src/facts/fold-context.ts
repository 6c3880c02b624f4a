import type { Instant } from '#core/time.js';
import type { ContextType, EventTypes } from '#domain/vocabulary.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { nothingPublished } from './context-book.js';
import type { ContextTimeline } from './context-book.js';
import type { Context, Feeds, ParameterValues } from '../definition/definition.js';

/** `ctx` of one fold: what is valid changes as its time passes. */
export class FoldContext implements Context<ParameterValues> {
  readonly parameters: ParameterValues;
  readonly feeds: Feeds;
  readonly #timeline: ContextTimeline;
  readonly #types: readonly string[];
  #count = 0;

  /** @param now whose instant is that of the call */
  constructor(
    { parameters, contextTypes }: CompiledProjection,
    timeline: ContextTimeline,
    now: { readonly instant: Instant },
  ) {
    this.parameters = parameters;
    const { feeds } = timeline;
    this.feeds =
      feeds === undefined
        ? unseenFeeds
        : Object.freeze({ up: (connector: string, at: Instant) => feeds.up(connector, Math.min(at, now.instant)) });
    this.#timeline = timeline;
    this.#types = contextTypes;
    Object.freeze(this);
  }

  valid<T extends ContextType>(type: T, scope?: string): EventTypes[T] | undefined {
    if (!this.#types.includes(type)) throw new TypeError(`The projection does not name ${type} in its context.`);
    return this.#timeline.valid(type, scope, this.#count) as EventTypes[T] | undefined;
  }

  /** For the fold: how many changes of the timeline are valid now. */
  static pass(ctx: FoldContext, count: number): void {
    ctx.#count = count;
  }

  static passed(ctx: FoldContext): number {
    return ctx.#count;
  }
}

const unseenFeeds: Feeds = Object.freeze({
  up: (): never => {
    throw new TypeError('The projection does not say `feeds: true`, or asks in `count`, where they are not seen.');
  },
});

const never = { instant: -Infinity };

const contexts = new WeakMap<CompiledProjection, FoldContext>();

/** `ctx` for functions that look at an event alone: nothing that was published. */
export function contextOfEvents(projection: CompiledProjection): FoldContext {
  let ctx = contexts.get(projection);
  if (ctx === undefined) contexts.set(projection, (ctx = new FoldContext(projection, nothingPublished, never)));
  return ctx;
}
