import type { Id } from '#core/time.js';
import type { Via } from '#domain/fact.js';
import type { EventType } from '#domain/vocabulary.js';
import type { IndexRow, Ignored, ParameterValues, ProjectionDefinition, SignalOnset } from './definition.js';

/** Marks what `defineProjection` made, also across two loaded copies of this file. */
export const projectionMark: unique symbol = Symbol.for('tend.projection') as never;

export type Projection<
  Doc extends object = object,
  Parameters extends ParameterValues = ParameterValues,
  Row extends IndexRow = IndexRow,
  View = unknown,
> = ProjectionDefinition<Doc, Parameters, Row, View> & { readonly [projectionMark]: true };

/** The document that a projection folds, for those who read it. */
export type DocumentOf<P> = P extends { readonly initial: (...args: never[]) => infer Doc } ? Doc : never;
/** The row that its lists show. */
export type RowOf<P> = P extends { readonly index?: (...args: never[]) => infer Row } ? Row : never;

/**
 * Defines a projection. It is the only export of a file `<name>.projection.ts` in the folder that the registry scans;
 * nothing else has to be edited to add one.
 *
 * Documents are inferred from `initial`, parameters from `parameters`, rows from `index`. A fact type that is neither
 * handled nor ignored does not compile.
 */
export function defineProjection<
  Doc extends object,
  Parameters extends ParameterValues = Record<never, never>,
  Row extends IndexRow = Record<never, never>,
  View = never,
>(definition: ProjectionDefinition<Doc, Parameters, Row, View>): Projection<Doc, Parameters, Row, View> {
  return Object.freeze({ ...definition, [projectionMark]: true as const });
}

/**
 * Answers for whole families: `{...ignoring(CommerceEvents, VoiceEvents), OrderPlaced: (doc, event) => …}`. It comes
 * first: behind a handler it would overwrite it, which the compiler refuses.
 */
export function ignoring<const Families extends readonly (readonly EventType[])[]>(
  ...families: Families
): { readonly [T in Families[number][number]]: Ignored } {
  return Object.fromEntries(families.flat().map((type) => [type, 'ignored'])) as {
    readonly [T in Families[number][number]]: Ignored;
  };
}

/**
 * What a definition says of the event that began a signal: a document keeps it as long as the signal stands. The party
 * is the one by which the event belongs to this key, the first of the customer's side, under the id that it was recorded
 * with: so each key of an event has a signal of its own, and a link does not raise it anew.
 */
export function begunBy(event: {
  readonly id: Id;
  readonly occurredAt: number;
  readonly parties: readonly { readonly id: Id; readonly side: string }[];
  readonly via?: Via;
}): SignalOnset {
  const party = event.via?.party ?? event.parties.find(({ side }) => side === 'customer')?.id;
  const organisation = event.via?.organisation;
  return {
    event: event.id,
    since: event.occurredAt,
    ...(party === undefined ? {} : { party }),
    ...(organisation === undefined ? {} : { organisation }),
  };
}
