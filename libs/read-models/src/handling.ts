import type { Fact } from '#domain/fact.js';
import type { EventType } from '#domain/vocabulary.js';
import type { Context, Contribution } from '#projections/definition/definition.js';

/** A handler for facts of whatever type. */
export type AnyHandler<Doc, Parameters> = (doc: Doc, event: Fact, ctx: Context<Parameters>) => void;

/**
 * Answers for whole families with one handler: `{...handling(addStep, ContactEvents, MatterEvents)}`. The counterpart of
 * `ignoring`, for projections that look at what all facts share.
 */
export function handling<Doc, Parameters, const Families extends readonly (readonly EventType[])[]>(
  handler: AnyHandler<Doc, Parameters>,
  ...families: Families
): { readonly [T in Families[number][number]]: AnyHandler<Doc, Parameters> } {
  return Object.fromEntries(families.flat().map((type) => [type, handler])) as {
    readonly [T in Families[number][number]]: AnyHandler<Doc, Parameters>;
  };
}

/**
 * Answers for whole families with one handler for the types that it has something to do with; the others are ignored. An
 * event of a type that is handled is folded, kept and dated even where the handler does nothing: that is most of the cost.
 */
export function handlingSome<Doc, Parameters, const Families extends readonly (readonly EventType[])[]>(
  handler: AnyHandler<Doc, Parameters>,
  isHandled: (type: EventType) => boolean,
  ...families: Families
): { readonly [T in Families[number][number]]: AnyHandler<Doc, Parameters> | 'ignored' } {
  return Object.fromEntries(families.flat().map((type) => [type, isHandled(type) ? handler : 'ignored'])) as {
    readonly [T in Families[number][number]]: AnyHandler<Doc, Parameters> | 'ignored';
  };
}

/** What facts of whole families contribute by themselves, for `count`. */
export function counting<Parameters, const Families extends readonly (readonly EventType[])[]>(
  counter: (event: Fact, ctx: Context<Parameters>) => readonly Contribution[],
  ...families: Families
): { readonly [T in Families[number][number]]: typeof counter } {
  return Object.fromEntries(families.flat().map((type) => [type, counter])) as {
    readonly [T in Families[number][number]]: typeof counter;
  };
}
