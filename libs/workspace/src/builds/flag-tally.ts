import type { FlagFate } from '#measures/prediction/flag-fate.js';
import type { Id } from '#core/time.js';
import { linearQuantile } from '#measures/statistics/linear-quantile.js';
import type { FlagCounts, FlagOutcome, FlagRecord } from './flag-answers.js';

const names = {
  'left': 'left',
  'stayed': 'stayed',
  'not-yet-known': 'notYetKnown',
  'feed-down': 'feedDown',
  'unusable': 'unusable',
} as const satisfies Readonly<Record<FlagOutcome, keyof FlagCounts>>;

/** Counts flags by what became of the flagged. */
export class FlagTally {
  private readonly counted = { left: 0, stayed: 0, notYetKnown: 0, feedDown: 0, unusable: 0 };
  private readonly flagged = new Set<Id>();
  private readonly gone = new Set<Id>();
  private readonly leads: number[] = [];
  private flags = 0;
  private hindsight = 0;

  /** @param byHindsight raised before the end of what its parameters were fitted to */
  add(relationship: Id, { outcome, leadDays }: FlagFate, byHindsight: boolean): void {
    this.flags++;
    if (byHindsight) this.hindsight++;
    this.counted[names[outcome]]++;
    this.flagged.add(relationship);
    if (outcome === 'left') this.gone.add(relationship);
    if (leadDays !== undefined) this.leads.push(leadDays);
  }

  counts(): FlagCounts {
    const { flags, flagged, gone, counted, hindsight } = this;
    return { flags, relationships: flagged.size, relationshipsLeft: gone.size, ...counted, hindsight };
  }

  /** @param relationshipYears how long all relationships were watched, flagged or not */
  record(relationshipYears: number, budgetPerYear: number | undefined): FlagRecord {
    const leads = this.leads.toSorted((one, other) => one - other);
    const quartile = (share: number): number => linearQuantile(leads, share);
    return {
      ...this.counts(),
      ...(budgetPerYear === undefined ? {} : { budgetPerYear }),
      stayedPerYear: relationshipYears > 0 ? this.counted.stayed / relationshipYears : null,
      leadDays: leads.length === 0 ? null : { low: quartile(0.25), median: quartile(0.5), high: quartile(0.75) },
    };
  }
}
