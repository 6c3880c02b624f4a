import type { Id, Instant } from '#core/time.js';

/** One template to more than this many parties in an hour is bulk (definitions.md §1.1). */
export const bulkParties = 20;
export const bulkWindowMs = 3_600_000;

/** A message of ours that was made from a template. */
export interface TemplateSend {
  readonly at: Instant;
  /** Undefined: written by hand, never bulk by this rule. */
  readonly template: string | undefined;
  /** To whom it went. */
  readonly parties: readonly Id[];
}

/**
 * Which messages are bulk: those within some hour (both ends less than 60 minutes apart) in which their template went to
 * more than 20 different parties. The first ones of such an hour are bulk like the last: so it takes all messages of a
 * batch at once.
 * @param sends in any order
 * @returns one answer a message, in the order given
 */
export function bulkSends(sends: readonly TemplateSend[]): boolean[] {
  const bulk = sends.map(() => false);
  const byTemplate = new Map<string, number[]>();
  for (const [index, { template }] of sends.entries()) {
    if (template === undefined) continue;
    const known = byTemplate.get(template);
    if (known === undefined) byTemplate.set(template, [index]);
    else known.push(index);
  }
  for (const indices of byTemplate.values()) {
    indices.sort((a, b) => sends[a]!.at - sends[b]!.at);
    markBulk(sends, indices, bulk);
  }
  return bulk;
}

/** Slides the window over the messages of one template; each is entered, left and marked once. */
function markBulk(sends: readonly TemplateSend[], ordered: readonly number[], bulk: boolean[]): void {
  const inWindow = new Map<Id, number>();
  let first = 0;
  let marked = 0;
  for (const [place, index] of ordered.entries()) {
    for (const party of new Set(sends[index]!.parties)) inWindow.set(party, (inWindow.get(party) ?? 0) + 1);
    for (; sends[index]!.at - sends[ordered[first]!]!.at >= bulkWindowMs; first++) {
      for (const party of new Set(sends[ordered[first]!]!.parties)) {
        const left = inWindow.get(party)! - 1;
        if (left === 0) inWindow.delete(party);
        else inWindow.set(party, left);
      }
    }
    if (inWindow.size <= bulkParties) continue;
    for (marked = Math.max(marked, first); marked <= place; marked++) bulk[ordered[marked]!] = true;
  }
}
