import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';

type Told = Omit<TouchpointDraft, 'position'>;

/** A team of ours: who of its owners, by number, has been in it from the beginning. */
interface Team {
  readonly key: string;
  readonly name: string;
  readonly members: readonly number[];
}

const north: Team = { key: 'north', name: 'Team North', members: [1, 2, 3, 4, 5, 6] };
const south: Team = { key: 'south', name: 'Team South', members: [7, 8, 9, 10, 11, 12] };
/** So few that what its relationships do is told of nobody but by a policy (trust.md §7). */
const keyAccounts: Team = { key: 'key-accounts', name: 'Key accounts', members: [13, 14] };
const teams = [north, south, keyAccounts];

/** So many of ours own relationships; who works on cases besides is in no team. */
export const owners = teams.reduce((sum, { members }) => sum + members.length, 0);

/** Who goes from a team to another, and how long before the end. */
const change = { owner: 7, to: north, beforeDays: 200 };
/** Longer before the end than any story begins. */
const beginDays = 6 * 365;

/**
 * Of which team an owner of ours is, from when to when: what is told before they own a relationship for the first time.
 * One of them changes the team, so that a question about the past has another answer than one about today.
 */
export function membershipsOf(owner: DraftParty, until: Instant): readonly Told[] {
  const { value } = owner.identifiers[0]!;
  const number = Number(value.slice(value.indexOf('-') + 1));
  const team = teams.find(({ members }) => members.includes(number));
  if (team === undefined) return [];
  const day = (before: number): Instant => Math.floor(until / dayMs - before) * dayMs;
  const begin = day(beginDays);
  if (number !== change.owner) return [membership(owner, team, 1, begin)];
  const changed = day(change.beforeDays);
  return [membership(owner, team, 1, begin, changed - 1), membership(owner, change.to, 2, changed)];
}

function membership(owner: DraftParty, team: Team, times: number, from: Instant, to?: Instant): Told {
  const member: DraftParty = { ...owner, role: 'member' };
  const organisation: DraftParty = {
    kind: 'organisation',
    identifiers: [{ scheme: 'team', value: team.key }],
    name: team.name,
    role: 'organisation',
    side: 'ours',
  };
  return {
    type: 'PartyAffiliated',
    externalId: `${owner.identifiers[0]!.value}/${times}`,
    occurredAt: { instant: from, nanos: 0, text: new Date(from).toISOString() },
    parties: [member, organisation],
    data: to === undefined ? { from } : { from, to },
    personal: {},
  };
}
