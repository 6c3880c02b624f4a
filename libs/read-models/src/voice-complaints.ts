import type { Id, Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { caseStateAfter } from '#measures/process/case-state.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { SignalOnset } from '#projections/definition/definition.js';

/** Complaints that are remembered: beyond it first the resolved give way, then the oldest open ones. */
export const complaintsMax = 200;

/** A complaint that is open, or was resolved and may be opened again. */
export interface Complaint {
  readonly onset: SignalOnset;
  /** The matter and the case that it is about: what resolves them resolves it. */
  readonly about: Id[];
  readonly topic: string | null;
  readonly severity: string | null;
  resolvedAt: Instant | null;
}

export function addComplaint(complaints: Complaint[], event: Fact<'ComplaintRaised'>): void {
  const { topic = null, severity = null } = event.data;
  complaints.push({ onset: begunBy(event), about: aboutOf(event), topic, severity, resolvedAt: null });
  if (complaints.length <= complaintsMax) return;
  const resolved = complaints.findIndex(({ resolvedAt }) => resolvedAt !== null);
  complaints.splice(Math.max(0, resolved), 1);
}

/** Resolves the complaints about the matter or case that ends, or opens them again where it begins anew. */
export function followMatter(complaints: readonly Complaint[], event: Fact): void {
  const ends = caseStateAfter('open', event) === 'ended';
  if (!ends && event.type !== 'CaseReopened') return;
  const about = aboutOf(event);
  for (const complaint of complaints) {
    if (!complaint.about.some((id) => about.includes(id))) continue;
    if (!ends) complaint.resolvedAt = null;
    else complaint.resolvedAt ??= event.occurredAt;
  }
}

/** Forgets complaints about nothing that anybody could resolve, raised by then. */
export function lapseComplaints(complaints: Complaint[], raisedBy: Instant): Complaint[] {
  return complaints.filter(({ about, onset }) => about.length > 0 || onset.since > raisedBy);
}

function aboutOf({ matter, process }: Fact): Id[] {
  return [...new Set([matter, process?.case].filter((id) => id !== undefined))];
}
