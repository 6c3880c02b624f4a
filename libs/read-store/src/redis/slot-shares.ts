import { hash } from 'node:crypto';
import { slotCount } from '../port.js';

/** A node that lives, as the others know it. */
export interface LeaseMember {
  /** Of one run of one program, never used again. */
  readonly token: string;
  /** Fingerprints whose builds it can fold. */
  readonly runs: ReadonlySet<string>;
  /** Fingerprints of what is defined in it. */
  readonly wants: ReadonlySet<string>;
}

/**
 * Which slots of a fingerprint's builds are whose: each is of the member, among those that can fold them, with the highest
 * hash of both (rendezvous hashing, Thaler and Ravishankar 1998). So all nodes that know the same members say the same, and
 * who comes or goes moves only slots of its own.
 */
export function shareOf(token: string, fingerprint: string, members: readonly LeaseMember[]): ReadonlySet<number> {
  const able = members.filter(({ runs }) => runs.has(fingerprint)).map((member) => member.token);
  const share = new Set<number>();
  if (!able.includes(token)) return share;
  for (let slot = 0; slot < slotCount; slot++) {
    const weights = able.map((one) => ({ one, weight: hash('sha1', `${fingerprint} ${slot} ${one}`) }));
    const most = weights.reduce((best, next) => (next.weight > best.weight ? next : best));
    if (most.one === token) share.add(slot);
  }
  return share;
}
