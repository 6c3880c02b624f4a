/** Since when numbers are unknown: a feed is down that they depend on. Absent while all are up. */
export interface MayBeUnknown {
  readonly unknownSince?: string;
}

/** @param since ISO 8601, as answers write instants */
export function unknownText(since: string): string {
  return `unknown ${unknownOf(since.slice(0, 10))}`;
}

/** @param day `YYYY-MM-DD` */
export function unknownOf(day: string): string {
  return `since ${day}: a feed is down that they came by`;
}

/**
 * Unknown is not silent (definitions.md §1.1): what is told of contact says since when it cannot be known, in a member and
 * in its sentence.
 * @param since from when on a feed is down that the latest contacts came by, as the basis of the phase has it; null: none
 */
export function knownUntil<Part extends object>(
  part: Part | undefined,
  since: string | null | undefined,
): (Part & MayBeUnknown) | undefined {
  if (part === undefined || since === null || since === undefined) return part;
  const { sentence } = part as { readonly sentence?: string };
  return {
    ...part,
    ...(sentence === undefined ? {} : { sentence: `${sentence}; ${unknownText(since)}` }),
    unknownSince: since,
  };
}
