import type { Id } from '#core/time.js';

/**
 * The teams whose work is not told of: those that fewer people are known to work in than have to, and the next smallest as
 * well where those that are not told of would have too few between them, because what is not told is the whole less what
 * is. A team that nobody is known to work in may be one person: it is not told of either.
 * @param peopleOf who works in each team
 * @param least the fewest people that a team has to have
 */
export function teamsWithheld(peopleOf: ReadonlyMap<string, ReadonlySet<Id>>, least: number): ReadonlySet<string> {
  const smallestFirst = [...peopleOf].sort(([a, one], [b, other]) => one.size - other.size || (a < b ? -1 : 1));
  const withheld = new Set<string>();
  const people = new Set<Id>();
  for (const [team, ofTeam] of smallestFirst) {
    const coversOthers = withheld.size > 0 && people.size < least;
    if (ofTeam.size >= least && !coversOthers) break;
    withheld.add(team);
    for (const id of ofTeam) people.add(id);
  }
  return withheld;
}
