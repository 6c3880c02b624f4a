import type { KeyStore } from '#core/ports.js';
import type { PartyRef } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { DraftParty } from '#domain/touchpoint.js';
import type { Directory } from '#privacy/directory.js';

interface ClaimPorts {
  readonly keys: Pick<KeyStore, 'dropped'>;
  readonly directory: Pick<Directory, 'claim' | 'label'>;
}

/** How many labelled cases are remembered instead of asked for again. */
const labelsRemembered = 20_000;

/**
 * Parties and labels of one import or request, each claimed once: readers give the same party out for many rows. Claimed
 * anew is everything where another node was first, or has erased somebody, since.
 */
export class Claims {
  private refs = new WeakMap<DraftParty, PartyRef>();
  private readonly labelled = new Set<Id>();
  /** What the key store had dropped when they were claimed. */
  private seen: number;

  constructor(private readonly ports: ClaimPorts) {
    this.seen = ports.keys.dropped;
  }

  claim(party: DraftParty, dataset: string): PartyRef {
    this.follow();
    let ref = this.refs.get(party);
    if (ref === undefined) {
      ref = { id: this.ports.directory.claim(party, dataset), role: party.role, side: party.side };
      this.refs.set(party, ref);
    }
    return ref;
  }

  label(caseId: Id, number: string, subject: Id): void {
    this.follow();
    if (this.labelled.has(caseId)) return;
    if (this.labelled.size >= labelsRemembered) this.labelled.clear();
    this.labelled.add(caseId);
    this.ports.directory.label(caseId, number, subject);
  }

  private follow(): void {
    const { dropped } = this.ports.keys;
    if (dropped === this.seen) return;
    this.seen = dropped;
    this.refs = new WeakMap();
    this.labelled.clear();
  }
}
