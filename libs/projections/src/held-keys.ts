import type { Position } from '#read-store/port.js';
import type { Belonging } from './belonging.js';
import type { CompiledProjection } from './compiled-projection.js';
import { assignmentsOf } from './given-event.js';
import type { Assignment, GivenEvent } from './given-event.js';
import { slotOf } from './projection-key.js';

/** Which keys hold an event, in a build whose slots may stand apart: each slot as it was known where it stands. */
export class HeldKeys {
  /** Where slots stand, each moment of whose events are once. */
  readonly sequences: readonly number[];
  private readonly sequenceOf: readonly number[];

  /** @param positions where the slots stand, by number */
  constructor(
    private readonly projection: CompiledProjection,
    private readonly belonging: Belonging,
    positions: readonly Position[],
  ) {
    const known = new Map<unknown, number>();
    this.sequenceOf = positions.map(({ sequence }) => {
      const moment = belonging.at(sequence);
      if (!known.has(moment)) known.set(moment, sequence);
      return known.get(moment)!;
    });
    this.sequences = [...known.values()];
  }

  of(given: GivenEvent): readonly Assignment[] {
    const { projection, belonging, sequences } = this;
    if (sequences.length === 1) return assignmentsOf(projection, given, belonging, sequences[0]!);
    return sequences.flatMap((k) =>
      assignmentsOf(projection, given, belonging, k).filter(({ value }) => this.sequenceOf[slotOf(value)] === k),
    );
  }
}

/** What an event was to a key, and what it is. */
export interface Reassignment {
  readonly key: string;
  readonly value: string;
  readonly before: Assignment | undefined;
  readonly now: Assignment | undefined;
}

/** Every key of either, with what the event is to it in both. */
export function reassignmentsOf(before: readonly Assignment[], now: readonly Assignment[]): readonly Reassignment[] {
  const found = new Map<string, { key: string; value: string; before?: Assignment; now?: Assignment }>();
  for (const assignment of before)
    found.set(assignment.key, { key: assignment.key, value: assignment.value, before: assignment });
  for (const assignment of now) {
    const known = found.get(assignment.key);
    if (known === undefined)
      found.set(assignment.key, { key: assignment.key, value: assignment.value, now: assignment });
    else known.now = assignment;
  }
  return Array.from(found.values(), (one) => ({ before: undefined, now: undefined, ...one }));
}
