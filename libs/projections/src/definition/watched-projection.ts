import type { AnyFact } from '#domain/fact.js';
import type { CallKind, CallMark } from '../calls/call-mark.js';
import type { CompiledProjection } from './compiled-projection.js';

type AnyFunction = (...given: never[]) => unknown;

/** A projection each of whose functions leaves a mark while it runs, so that one that does not end can be told. */
export function watchedProjection(
  projection: CompiledProjection,
  mark: Pick<CallMark, 'atEvent' | 'enter' | 'leave'>,
): CompiledProjection {
  const watched = <F extends AnyFunction>(work: F): F =>
    ((...given: Parameters<F>) => {
      mark.enter();
      try {
        return work(...given);
      } finally {
        mark.leave();
      }
    }) as F;
  const ofEvent = <F extends AnyFunction>(work: F, place: 0 | 1, kind?: CallKind): F => {
    const inner = watched(work);
    return ((...given: Parameters<F>) => {
      mark.atEvent((given[place] as unknown as AnyFact).sequence, kind);
      return inner(...given);
    }) as F;
  };
  const each = <F extends AnyFunction>(all: ReadonlyMap<string, F>, wrap: (work: F) => F): ReadonlyMap<string, F> =>
    new Map(Array.from(all, ([name, work]) => [name, wrap(work)]));
  const members = Object.entries(projection).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function' ? watched(member as AnyFunction) : member,
  ]);
  const { within } = projection;
  return {
    ...(Object.fromEntries(members) as unknown as CompiledProjection),
    ...(within === undefined ? {} : { within: ofEvent(within, 0, 'within') }),
    handlers: each(projection.handlers, (work) => ofEvent(work, 1)),
    counters: each(projection.counters, (work) => ofEvent(work, 0, 'count')),
    scopes: each(projection.scopes, watched),
  };
}
