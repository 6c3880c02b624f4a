/** A moment of a case, as a definition says it. */
export interface MilestoneDefinition {
  readonly activities?: readonly string[] | undefined;
  readonly occurrence?: 'first' | 'last' | undefined;
}

/** How long something may take, as a definition says it. */
export interface TargetDefinition {
  readonly target: string;
  readonly from?: MilestoneDefinition | undefined;
  readonly to?: MilestoneDefinition | undefined;
  readonly limitHours: number;
  readonly calendar?: string | undefined;
  readonly pausedByCustomer?: boolean | undefined;
  readonly atRiskFrom?: number | undefined;
}

/** A milestone ready to be looked for: any of the activities; null stands for the start or the end of the case. */
export interface TargetMilestone {
  readonly activities: ReadonlySet<string> | null;
  readonly isLast: boolean;
}

/** A target ready to be followed. */
export interface TargetTerms {
  readonly target: string;
  readonly from: TargetMilestone;
  readonly to: TargetMilestone;
  /** Whole ms, not negative. */
  readonly limitMs: number;
  readonly atRiskMs: number;
  /** null: every hour counts. */
  readonly calendar: string | null;
  readonly isPausedByCustomer: boolean;
}

/** At which share of its limit a target is at risk, unless its definition says otherwise: a proposal of ours, not calibrated. */
export const atRiskFromDefault = 0.8;

/** What a definition means. A limit that is no number, or negative, is none at all: due at once. */
export function targetTerms({
  target,
  from,
  to,
  limitHours,
  calendar,
  pausedByCustomer = false,
  atRiskFrom = atRiskFromDefault,
}: TargetDefinition): TargetTerms {
  const limitMs = wholeMs(limitHours * 3_600_000);
  return {
    target,
    from: milestoneOf(from),
    to: milestoneOf(to),
    limitMs,
    atRiskMs: Math.min(limitMs, wholeMs(limitMs * atRiskFrom)),
    calendar: calendar ?? null,
    isPausedByCustomer: pausedByCustomer,
  };
}

function milestoneOf({ activities, occurrence }: MilestoneDefinition = {}): TargetMilestone {
  return { activities: activities === undefined ? null : new Set(activities), isLast: occurrence === 'last' };
}

function wholeMs(ms: number): number {
  return ms > 0 ? Math.min(Math.round(ms), Number.MAX_SAFE_INTEGER) : 0;
}
