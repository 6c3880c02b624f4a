import { describe, expect, it } from '@jest/globals';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import { demonstrationUntil, generatePortfolio } from './portfolio.js';

const day = 86_400_000;
const drafts = [...generatePortfolio({ relationships: 200, events: 15_000, seed: 7 })];

const memberships = drafts.filter(({ type }) => type === 'PartyAffiliated');

const keyOf = ({ identifiers }: DraftParty): string => identifiers[0]!.value;
const inRole = (draft: TouchpointDraft, role: string): DraftParty | undefined =>
  draft.parties.find((party) => party.role === role);

/** Who owns relationships at a moment, by the team that they are in then; by the plainest means. */
function ownersAt(at: number): Map<string, Set<string>> {
  const owners = new Map<string, string>();
  for (const draft of drafts.toSorted((a, b) => a.occurredAt.instant - b.occurredAt.instant))
    if (draft.type === 'OwnerChanged' && draft.occurredAt.instant <= at)
      owners.set(keyOf(inRole(draft, 'customer')!), keyOf(inRole(draft, 'owner')!));
  const teams = new Map<string, Set<string>>();
  for (const { parties } of membershipsAt(at)) {
    const [member, team] = parties as [DraftParty, DraftParty];
    const isOwner = [...owners.values()].includes(keyOf(member));
    if (isOwner) teams.set(team.name!, (teams.get(team.name!) ?? new Set()).add(keyOf(member)));
  }
  return teams;
}

function membershipsAt(at: number): TouchpointDraft[] {
  return memberships.filter(({ data }) => {
    const { from, to = Infinity } = data as { from: number; to?: number };
    return from <= at && at <= to;
  });
}

describe('the teams of a portfolio', () => {
  it('are two of which enough people own relationships to be told of, and one of too few', () => {
    const sizes = Object.fromEntries([...ownersAt(demonstrationUntil)].map(([team, owners]) => [team, owners.size]));
    expect(sizes).toEqual({ 'Team North': 7, 'Team South': 5, 'Key accounts': 2 });
  });

  it('are another for one of ours before they changed it, and never two at once', () => {
    const before = ownersAt(demonstrationUntil - 300 * day);
    expect(before.get('Team South')).toContain('A-7');
    expect(before.get('Team North')).not.toContain('A-7');
    expect(ownersAt(demonstrationUntil).get('Team North')).toContain('A-7');
    for (let at = demonstrationUntil; at > demonstrationUntil - 400 * day; at -= day / 3) {
      const members = membershipsAt(at).map(({ parties }) => keyOf(parties[0]!));
      expect(new Set(members).size).toBe(members.length);
    }
  });

  it('are said of every owner, once, before their first relationship, and of nobody else', () => {
    const said = new Set<string>();
    const owning = new Set<string>();
    for (const draft of drafts) {
      const [first] = draft.parties;
      if (draft.type === 'PartyAffiliated') said.add(keyOf(first!));
      const owner = inRole(draft, 'owner');
      if (owner !== undefined) {
        expect(said).toContain(keyOf(owner));
        owning.add(keyOf(owner));
      }
    }
    expect(said).toEqual(owning);
    expect(memberships.length).toBe(owning.size + 1);
  });
});
