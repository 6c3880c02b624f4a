import { factOf } from '#domain/fact.js';
import type { AnyFact, Via } from '#domain/fact.js';
import { upcast } from '#domain/upcasting.js';
import { valuesOf } from '#event-store/dimension-values.js';
import type { RecordedEvent } from '#core/record.js';
import type { Position } from '#read-store/port.js';
import type { BelongingAt } from './belonging-at.js';
import { viaOf } from './belonging-via.js';
import { CallOverdue } from '../calls/call-overdue.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { KeyDimension } from '../definition/definition.js';
import { isWholeKey, partsOf, projectionKey } from '../definition/projection-key.js';
import type { Parts } from '../definition/projection-key.js';
import { setApart } from './set-apart.js';
import type { Visibility } from './visibility.js';

/**
 * An event on its way to the handlers of all projections: upcast once, made into a fact once for each share, its values
 * looked up once for each dimension.
 */
export class GivenEvent {
  readonly event: RecordedEvent;
  private readonly facts: [AnyFact | undefined, AnyFact | undefined] = [undefined, undefined];
  private readonly values = new Map<KeyDimension, readonly string[]>();

  constructor(recorded: RecordedEvent) {
    this.event = upcast(recorded);
  }

  fact(share: 0 | 1, via?: Via): AnyFact {
    if (via !== undefined) return factOf(this.event, share, via);
    return (this.facts[share] ??= factOf(this.event, share));
  }

  valuesBy(dimension: KeyDimension): readonly string[] {
    let values = this.values.get(dimension);
    if (values === undefined) this.values.set(dimension, (values = valuesOf(this.event, dimension)));
    return values;
  }
}

/** One key that a fact is given to. */
export interface Assignment {
  readonly key: string;
  readonly value: string;
  readonly share: 0 | 1;
  /** The event as it may be used. */
  readonly given: GivenEvent;
  /** How it came to this key, where a definition with signals has to know it. */
  readonly via?: Via;
  /** What `within` threw: the key is that of the value as a whole, and it is set apart. Or that somebody has set it apart. */
  readonly error?: unknown;
}

const none: readonly Assignment[] = [];

/**
 * All keys that an event is given to by what is known at a sequence, in their order; the first has share 1. In the order
 * of the ledger they are those that it was recorded with.
 * @param permittedAt where what is permitted is asked for: now
 */
export function assignmentsOf(
  projection: CompiledProjection,
  recorded: GivenEvent,
  { belonging, permissions }: Pick<Visibility, 'belonging' | 'permissions'>,
  { sequence }: Pick<Position, 'sequence'>,
  permittedAt: Position,
): readonly Assignment[] {
  if (projection.order === 'recorded')
    return assigned(projection, recorded, recorded.valuesBy(projection.by), undefined);
  const { event } = recorded;
  const permitted = permissions.permitted(event, projection.purpose, permittedAt);
  if (permitted === undefined) return none;
  const given = permitted === event ? recorded : new GivenEvent(permitted);
  const values = given.valuesBy(projection.by);
  if (values.length === 0) return none;
  const known = belonging.at(sequence);
  const own = known === undefined ? values : known.valuesOf(permitted, projection.by, values);
  return assigned(projection, given, own, known);
}

function assigned(
  projection: CompiledProjection,
  given: GivenEvent,
  values: readonly string[],
  known: BelongingAt | undefined,
): readonly Assignment[] {
  if (values.length === 0) return none;
  const apart = projection.apart?.keysAt(given.event.id);
  let parts: Parts;
  let error: unknown;
  try {
    if (apart !== undefined && projection.within !== undefined && [...apart].some(isWholeKey)) throw setApart();
    parts = partsOf(projection, given.fact(1));
  } catch (thrown) {
    if (thrown instanceof CallOverdue) throw thrown;
    parts = [undefined];
    error = thrown ?? new Error('`within` threw nothing at all');
  }
  const { by, signals } = projection;
  const assignment = (value: string, part: string | undefined, share: 0 | 1): Assignment => {
    const key = projectionKey(value, part);
    const via = signals === undefined ? undefined : viaOf(given.event, by, value, known);
    const thrown = error ?? (apart?.has(key) === true ? setApart() : undefined);
    const found = via === undefined ? { key, value, share, given } : { key, value, share, given, via };
    return thrown === undefined ? found : { ...found, error: thrown };
  };
  if (values.length === 1 && parts.length === 1) return [assignment(values[0]!, parts[0], 1)];
  return values.flatMap((value, i) => parts.map((part, j) => assignment(value, part, i === 0 && j === 0 ? 1 : 0)));
}
