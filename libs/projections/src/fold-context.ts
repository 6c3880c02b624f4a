import type { ContextType, EventTypes } from '#domain/vocabulary.js';
import type { CompiledProjection } from './compiled-projection.js';
import { nothingPublished } from './context-book.js';
import type { ContextTimeline } from './context-book.js';
import type { Context, ParameterValues } from './definition.js';

/** `ctx` of one fold: what is valid changes as its time passes. */
export class FoldContext implements Context<ParameterValues> {
  readonly parameters: ParameterValues;
  readonly #timeline: ContextTimeline;
  readonly #types: readonly string[];
  #count = 0;

  constructor({ parameters, contextTypes }: CompiledProjection, timeline: ContextTimeline) {
    this.parameters = parameters;
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

const contexts = new WeakMap<CompiledProjection, FoldContext>();

/** `ctx` for functions that look at an event alone: nothing that was published. */
export function contextOfEvents(projection: CompiledProjection): FoldContext {
  let ctx = contexts.get(projection);
  if (ctx === undefined) contexts.set(projection, (ctx = new FoldContext(projection, nothingPublished)));
  return ctx;
}
