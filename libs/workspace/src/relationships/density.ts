import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { formatInstant, parseTimestamp, type Id, type Instant } from '#core/time.js';
import { isTouchpoint } from '#domain/vocabulary.js';
import { amendmentsOf } from '../ledger/amendments.js';
import type { DensityAnswer } from '../answers.js';
import { eventsOfRelationship } from '../ledger/belonging.js';
import type { Workspace } from '../workspace.js';

const bucketsDefault = 120;

/** Touchpoints of a relationship in equal parts of the time from its first until now. @throws LedgerError `invalid` */
export function densityOf(workspace: Workspace, relationship: Id, buckets?: number): DensityAnswer {
  const instants: Instant[] = [];
  const { visibility } = amendmentsOf(workspace.ledger);
  const head = workspace.ledger.head().sequence;
  for (const event of eventsOfRelationship(workspace, relationship, { known: head }))
    if (isTouchpoint(event.type) && !visibility.isHidden(event, head)) instants.push(event.occurredAt);
  return densityAnswer(
    instants.map((at) => [at, 1]),
    partsOf(buckets),
    { zone: workspace.directory.zone, nowMs: workspace.clock.now() },
  );
}

/** All touchpoints in equal parts of the time from the first until now, from the totals by day. */
export function densityOfAll(workspace: Workspace, buckets?: number): DensityAnswer {
  const parts = partsOf(buckets);
  const { zone } = workspace.directory;
  return workspace.projections.read('touchpoint-days', (view) => {
    const days = [...view.cells(['day'])].map((cell): [Instant, number] => [
      noonOf(String(cell.at[1]), zone),
      Number(cell.sums['touchpoints'] ?? 0n),
    ]);
    return densityAnswer(days, parts, { zone, nowMs: workspace.clock.now() });
  });
}

/** A day stands at its middle. */
function noonOf(day: string, zone: string): Instant {
  return parseTimestamp(`${day}T12:00`, { zone }).instant;
}

/**
 * Counts in equal parts of the time from the first until now, or until the last where that is later; what is on a border
 * belongs to the later part. Silence is part of it: who was last in touch long ago has empty parts at the end.
 */
export function densityAnswer(
  counted: readonly (readonly [Instant, number])[],
  parts: number,
  { zone, nowMs }: { readonly zone: string; readonly nowMs: Instant },
): DensityAnswer {
  if (counted.length === 0) return { counts: [] };
  const from = counted.reduce((least, [at]) => Math.min(least, at), Infinity);
  const last = counted.reduce((most, [at]) => Math.max(most, at), -Infinity);
  const to = Math.max(last, nowMs);
  const counts = Array.from({ length: parts }, () => 0);
  const width = to - from;
  for (const [at, count] of counted) {
    const part = width === 0 ? 0 : Math.min(parts - 1, Math.floor(((at - from) * parts) / width));
    counts[part]! += count;
  }
  return { from: formatInstant(from, zone), last: formatInstant(last, zone), to: formatInstant(to, zone), counts };
}

function partsOf(buckets: number | undefined): number {
  const wanted = buckets ?? bucketsDefault;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= limits.densityBuckets) return wanted;
  throw new LedgerError('invalid', `There can be 1 to ${limits.densityBuckets} buckets.`, {
    violations: [{ field: 'buckets', message: `must be a whole number from 1 to ${limits.densityBuckets}` }],
  });
}
