import type { TimelineEntry } from '#workspace/answers.js';

/** A line of the timeline: the head of a day, or a touchpoint. */
export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly occurredAt: string; readonly count?: number }
  | { readonly kind: 'entry'; readonly key: string; readonly entry: TimelineEntry };

/**
 * The touchpoints, newest first as they come, with the head of each day before them.
 * @param dayKey equal for instants of one day
 * @param complete there are no older ones; otherwise the oldest day may have more, and its count is left out
 */
export function timelineRows(
  entries: readonly TimelineEntry[],
  dayKey: (iso: string) => string,
  complete: boolean,
): readonly TimelineRow[] {
  const counts = new Map<string, number>();
  const keys = entries.map(({ occurredAt }) => dayKey(occurredAt));
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return entries.flatMap((entry, at): TimelineRow[] => {
    const row: TimelineRow = { kind: 'entry', key: entry.id, entry };
    const key = keys[at]!;
    if (key === keys[at - 1]) return [row];
    const count = complete || key !== keys.at(-1) ? { count: counts.get(key)! } : {};
    return [{ kind: 'day', key: `day ${key}`, occurredAt: entry.occurredAt, ...count }, row];
  });
}

/** The steps of one case, or everything where none is asked for. */
export function ofCase(entries: readonly TimelineEntry[], caseId: string | undefined): readonly TimelineEntry[] {
  return caseId === undefined ? entries : entries.filter(({ process }) => process?.case.id === caseId);
}

/** Who a touchpoint was between: its actor, and the other parties, our own people after the customer's. */
export function peopleOf({ actor, parties }: Pick<TimelineEntry, 'actor' | 'parties'>): {
  readonly actor: TimelineEntry['actor'];
  readonly others: TimelineEntry['parties'];
} {
  const seen = new Set([actor.id]);
  const rank = { customer: 0, ours: 1, other: 2 };
  const others = parties
    .filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)))
    .toSorted((a, b) => rank[a.side] - rank[b.side]);
  return { actor, others };
}
