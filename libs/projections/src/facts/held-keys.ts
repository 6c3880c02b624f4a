import type { Position } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { assignmentsOf } from './given-event.js';
import type { Assignment, GivenEvent } from './given-event.js';
import { slotOf } from '../definition/projection-key.js';
import type { Visibility } from './visibility.js';

/** Which keys hold an event, in a build whose slots may stand apart: each slot as it was known where it stands. */
export class HeldKeys {
  private found: { readonly positions: readonly Position[]; readonly positionOf: readonly Position[] } | undefined;

  /** @param stands where the slots stand, by number */
  constructor(
    private readonly projection: CompiledProjection,
    private readonly visibility: Visibility,
    private readonly stands: readonly Position[],
  ) {}

  /** Positions of slots, one of each that give the same. */
  get positions(): readonly Position[] {
    return this.compared().positions;
  }

  of(given: GivenEvent): readonly Assignment[] {
    const { projection, visibility } = this;
    const { positions, positionOf } = this.compared();
    if (positions.length === 1) return assignmentsOf(projection, given, visibility, positions[0]!, positions[0]!);
    return positions.flatMap((position) =>
      assignmentsOf(projection, given, visibility, position, position).filter(
        ({ value }) => positionOf[slotOf(value)] === position,
      ),
    );
  }

  /** Few batches and questions have anything to compare. */
  private compared() {
    if (this.found === undefined) {
      const { belonging, permissions } = this.visibility;
      const known = new Map<string, Position>();
      const positionOf = this.stands.map((position) => {
        const moment = `${belonging.changesBy(position.sequence)} ${permissions.changesBy(position)}`;
        if (!known.has(moment)) known.set(moment, position);
        return known.get(moment)!;
      });
      this.found = { positions: [...known.values()], positionOf };
    }
    return this.found;
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

/** Whether a key is given the same fact, with the same parties in it, by the same way. */
export function isSameFact(a: Assignment | undefined, b: Assignment | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.share !== b.share || a.via?.party !== b.via?.party || a.via?.organisation !== b.via?.organisation) return false;
  const [one, other] = [a.given.event, b.given.event];
  if (one === other) return true;
  const ids = ({ parties, relationships }: typeof one): string =>
    [...parties.map(({ id }) => id), ' ', ...relationships].join();
  return ids(one) === ids(other);
}
