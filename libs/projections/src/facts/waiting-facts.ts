import type { Build, Position, WaitingFact } from '#read-store/port.js';

/**
 * Facts that have waited until now. Those of slots that are further already, after a restart, wait on: a position never
 * goes back.
 * @param slots where they stand, by number
 */
export function factsDueBy(
  build: Pick<Build, 'read'>,
  slots: readonly Position[],
  { sequence, horizon }: Position,
): readonly WaitingFact[] {
  const isReached = ({ slot }: WaitingFact): boolean => slots[slot]!.sequence <= sequence;
  return build.read((snapshot) => [...snapshot.waiting(horizon)].filter(isReached));
}
