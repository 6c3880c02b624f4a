import type { Id } from '#core/time.js';
import { LedgerError } from '#core/errors.js';
import { smallestTeam } from '../ledger/workforce.js';
import type { Figure } from './overview-answers.js';
import type { Workspace } from '../workspace.js';

/** Who owns relationships, as far as that decides on what may be told (trust.md §7). */
export interface Owners {
  /** Undefined for nobody. */
  readonly ownerOf: (key: Id) => Id | undefined;
  /** Whether an owner is no team. */
  readonly isPerson: (owner: Id) => boolean;
}

/** How many people of ours own some relationships. */
function peopleOwning(keys: readonly Id[], { ownerOf, isPerson }: Owners): number {
  return [...new Set(keys.flatMap((key) => ownerOf(key) ?? []))].filter(isPerson).length;
}

/**
 * Whether a measure of some relationships would be one of single people of ours: some own them, and fewer than the
 * smallest team that may be told of.
 */
export function singlesOut(workspace: Workspace, keys: readonly Id[], owners: Owners): boolean {
  const people = peopleOwning(keys, owners);
  return people > 0 && people < smallestTeam(workspace);
}

/** Groups that make up a whole that is told, by what each is called. */
export type Groups<Member> = ReadonlyMap<string, readonly Member[]>;

/**
 * The groups that are not told: those that would single people out, and the next smallest as well for as long as those
 * that are not told would do so together, which are the whole less those that are told. Groups that people own go first:
 * only they make it a measure of more people.
 * @param samplesOf what is told of some members: the relationships that each measure is of
 * @param isWithheld what is withheld for another reason
 */
export function withheldGroups<Member>(
  workspace: Workspace,
  groups: Groups<Member>,
  owners: Owners,
  samplesOf: (members: readonly Member[]) => readonly (readonly Id[])[],
  isWithheld: (group: string) => boolean = () => false,
): ReadonlySet<string> {
  const isOfFew = (members: readonly Member[]): boolean =>
    samplesOf(members).some((keys) => singlesOut(workspace, keys, owners));
  const isUnowned = (members: readonly Member[]): boolean =>
    samplesOf(members).every((keys) => peopleOwning(keys, owners) === 0);
  const withheld = new Map([...groups].filter(([group, members]) => isWithheld(group) || isOfFew(members)));
  const others = [...groups]
    .filter(([group]) => !withheld.has(group))
    .map(([group, members]) => ({ group, members, last: isUnowned(members) ? 1 : 0 }))
    .sort((a, b) => a.last - b.last || a.members.length - b.members.length || (a.group < b.group ? -1 : 1));
  for (const { group, members } of others) {
    if (!isOfFew([...withheld.values()].flat())) break;
    withheld.set(group, members);
  }
  return new Set(withheld.keys());
}

/** What is told in the place of a figure that would be a measure of single people of ours. */
export const ofFew: Figure = { n: 0, lacks: 'too few people of ours own these relationships' };

/** What is refused of a team of very few, without a policy. @param when of which moments it is said */
export function refusedAsFew(workspace: Workspace, when: string): LedgerError {
  const sentence = `Too few people of ours own these relationships ${when}, or those of the teams that are not told of either: the numbers would be a measure of fewer than ${smallestTeam(workspace)} people.`;
  return new LedgerError('forbidden', sentence, {
    hint: 'The policy for the workforce says from how many people on a team is told of (WorkforcePolicyPublished, teamMin).',
  });
}
