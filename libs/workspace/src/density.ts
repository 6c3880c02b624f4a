import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { DensityAnswer } from './answers.js';
import type { Workspace } from './workspace.js';

const bucketsDefault = 120;
const bucketsMax = 1_000;

/** Touchpoints of a relationship in equal parts of its time. @throws LedgerError `invalid` */
export function densityOf(workspace: Workspace, relationship: Id, buckets?: number): DensityAnswer {
  const instants: Instant[] = [];
  for (const { occurredAt } of workspace.ledger.readDimension('relationship', relationship)) instants.push(occurredAt);
  return densityAnswer(
    instants.map((at) => [at, 1]),
    partsOf(buckets),
    workspace.directory.zone,
  );
}

/** All touchpoints in equal parts of the time from the first to the last, from the totals by day. */
export function densityOfAll(workspace: Workspace, buckets?: number): DensityAnswer {
  const parts = partsOf(buckets);
  return workspace.projections.read('touchpoint-days', (view) => {
    const days = [...view.cells(['day'])].map((cell): [Instant, number] => [
      Date.parse(`${String(cell.at[1])}T12:00:00Z`),
      Number(cell.sums['touchpoints'] ?? 0n),
    ]);
    return densityAnswer(days, parts, workspace.directory.zone);
  });
}

function densityAnswer(counted: readonly (readonly [Instant, number])[], parts: number, zone: string): DensityAnswer {
  const from = counted.reduce((least, [at]) => Math.min(least, at), Infinity);
  const to = counted.reduce((most, [at]) => Math.max(most, at), -Infinity);
  if (counted.length === 0) return { counts: [] };
  const counts = Array.from({ length: parts }, () => 0);
  const width = (to - from) / parts;
  for (const [at, count] of counted) {
    const part = width === 0 ? 0 : Math.min(parts - 1, Math.floor((at - from) / width));
    counts[part]! += count;
  }
  return { from: formatInstant(from, zone), to: formatInstant(to, zone), counts };
}

function partsOf(buckets: number | undefined): number {
  const wanted = buckets ?? bucketsDefault;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= bucketsMax) return wanted;
  throw new LedgerError('invalid', `There can be 1 to ${bucketsMax} buckets.`, {
    violations: [{ field: 'buckets', message: `must be a whole number from 1 to ${bucketsMax}` }],
  });
}
