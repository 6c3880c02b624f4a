import { addPerformer, countPair, indexOf, noHandovers, takeOverFrom, type Handovers } from './handovers.js';

/** What a step of a case says of teams. */
export interface TeamStep {
  /** The team that the case is with at it: that did it, or that it was given to. */
  readonly team: string | undefined;
  /** The team that the case came from, where the step itself says so. */
  readonly from?: string | undefined;
  /** The team whose work the step itself was: of a step that gives the case away not the one that gets it. */
  readonly workOf: string | undefined;
  /** Who of ours performed it: a number of the caller's, or −1 when it is not known or was nobody of ours. */
  readonly performer: number;
}

/**
 * The work of teams in a case. Handovers between them are those between performers (`handovers.ts`) with the team that the
 * case is with at each step in the place of who performed it; what a step says itself of where the case came from goes
 * before the step in front of it.
 *
 * Grows with the case: a step at a time.
 */
export interface TeamWork {
  /** Its performers are teams. */
  readonly handovers: Handovers;
  /** Team (an index of those performers), performer and steps, three numbers for each that worked for a team. */
  readonly members: number[];
  /** Steps without a team. */
  withoutTeam: number;
}

export function noTeamWork(): TeamWork {
  return { handovers: noHandovers(), members: [], withoutTeam: 0 };
}

/** Adds a step behind the others. The caller keeps fold order. */
export function addTeamStep(work: TeamWork, { team, from, workOf, performer }: TeamStep): void {
  const { handovers, members } = work;
  if (from !== undefined) takeOverFrom(handovers, from);
  addPerformer(handovers, team);
  if (team === undefined) work.withoutTeam++;
  if (workOf !== undefined && performer >= 0) countPair(members, indexOf(handovers.performers, workOf), performer);
}

/** How many steps of a case somebody did for a team. */
export interface TeamMember {
  readonly team: string;
  readonly performer: number;
  readonly steps: number;
}

export function membersOf({ handovers, members }: TeamWork): TeamMember[] {
  const found: TeamMember[] = [];
  for (let i = 0; i < members.length; i += 3) {
    found.push({ team: handovers.performers[members[i]!]!, performer: members[i + 1]!, steps: members[i + 2]! });
  }
  return found;
}
