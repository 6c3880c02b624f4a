import type { Id } from '#core/time.js';

interface Group {
  /** The sequence of the last thing stated of one of them. */
  readonly last: number;
  /** Whether any of them is stated to be a member of an organisation, or to have one. */
  readonly hasMembers: boolean;
}

/**
 * Parties that anything ever stated ties together, whether it holds or not: what is stated of one may concern the others,
 * and nobody else. Groups only grow (a union-find), so a question costs next to nothing however much is known.
 */
export class TiedParties {
  private readonly parents = new Map<Id, Id>();
  private readonly groups = new Map<Id, Group>();

  /** Takes in a statement, in the order of the ledger. @returns the group that it is about */
  take(parties: readonly Id[], last: number, isMembership: boolean): Group {
    const roots = [...new Set(parties.map((id) => this.rootOf(id)))];
    const hasMembers = isMembership || roots.some((root) => this.groups.get(root)?.hasMembers);
    const [root, ...others] = roots;
    const group = { last, hasMembers };
    if (root === undefined) return group;
    for (const other of others) {
      this.parents.set(other, root);
      this.groups.delete(other);
    }
    this.groups.set(root, group);
    return group;
  }

  /** The sequence of the last statement that may concern a party; 0 where nothing was ever stated of it. */
  lastOf(party: Id): number {
    return this.groups.get(this.rootOf(party))?.last ?? 0;
  }

  private rootOf(party: Id): Id {
    let root = party;
    for (let next = this.parents.get(root); next !== undefined; next = this.parents.get(root)) {
      // Halves the way for the next question.
      const beyond = this.parents.get(next);
      if (beyond !== undefined) this.parents.set(root, beyond);
      root = next;
    }
    return root;
  }
}
