/**
 * The numbers in the rules of the phases (definitions.md §1.4). Days are calendar days, gaps are multiples of ḡ, the mean
 * completed gap between contact-days of theirs; where both are given the longer counts.
 */
export interface PhaseRules {
  /** A phase is kept at least so long, except where a graver one (dissolved, betrayal) follows. */
  readonly dwellDays: number;
  /** f, the false alarms allowed for a relationship in a year: p* = min(0.05, f·ḡ/365). */
  readonly falseAlarmsPerYear: number;
  /** The same for a phase, which is harder to take back than an alarm: silence and decline have to be so much surer. */
  readonly falsePhasesPerYear: number;
  readonly outreachContactDays: number;
  readonly outreachDays: number;
  /** How long a contract that ended may be without its renewal. */
  readonly contractGraceDays: number;
  readonly dissolvedProbability: number;
  readonly dissolvedDays: number;
  /** So long an open breach counts for betrayal. */
  readonly breachDays: number;
  /** So soon after a breach what they do counts as their answer to it. */
  readonly breachWindowDays: number;
  readonly breachWindowGaps: number;
  /** On 0 to 10. */
  readonly scoreDrop: number;
  readonly detractorAtMost: number;
  /** A decline alarm stands so long at most. */
  readonly declineDays: number;
  readonly declineGaps: number;
  /** A decline is over when so many gaps in a row were, on average, no longer than so many times the usual one. */
  readonly declineOverGaps: number;
  readonly declineOverRatio: number;
  readonly recoveryContactDays: number;
  readonly recoveredContactDays: number;
  /** A silence that ended before it was so many times as long as its alarm took is chance, and needs no recovery. */
  readonly recoverySilenceRatio: number;
  /** Who comes back is watched so long for the further contact-days. */
  readonly comebackDays: number;
  readonly comebackGaps: number;
  readonly establishedContactDays: number;
  /** The 90 % Kaplan–Meier time to the second contact; `secondContactDays/SEGMENT` for one segment. */
  readonly secondContactDays: number;
  readonly growthDays: number;
  readonly growthGaps: number;
  /** A person or a product is new when it was not there in so many days before. */
  readonly newDays: number;
  /** A message may wait so many open days for its answer. */
  readonly replyTargetDays: number;
  /** With fewer contact-days than this it is too early to tell. */
  readonly toldFromContactDays: number;
}

/** What holds as long as nothing is published. A proposal, not calibrated: the numbers are those of definitions.md. */
export const phaseRulesV0: PhaseRules = Object.freeze({
  dwellDays: 14,
  falseAlarmsPerYear: 0.2,
  falsePhasesPerYear: 0.05,
  outreachContactDays: 3,
  outreachDays: 30,
  contractGraceDays: 30,
  dissolvedProbability: 0.001,
  dissolvedDays: 365,
  breachDays: 90,
  breachWindowDays: 30,
  breachWindowGaps: 2,
  scoreDrop: 2,
  detractorAtMost: 6,
  declineDays: 180,
  declineGaps: 6,
  declineOverGaps: 4,
  declineOverRatio: 1.25,
  recoveryContactDays: 2,
  recoveredContactDays: 4,
  recoverySilenceRatio: 1.5,
  comebackDays: 180,
  comebackGaps: 6,
  establishedContactDays: 5,
  secondContactDays: 180,
  growthDays: 180,
  growthGaps: 6,
  newDays: 365,
  replyTargetDays: 2,
  toldFromContactDays: 4,
});

/** More days than this are no instant any more. */
const greatest = 1e6;

export interface PublishedNumber {
  readonly name: string;
  readonly value: number;
}

/**
 * Published numbers over those of v0. A number that is negative or beyond a million, and a name that is none of the rules, is
 * passed over: a mistake in one rule does not take the others away.
 * @param segment its own numbers, published as `NAME/SEGMENT`, come before those for all
 */
export function phaseRulesOf(published: readonly PublishedNumber[], segment: string): PhaseRules {
  const rules: Record<string, number> = { ...phaseRulesV0 };
  const take = (name: string, value: number): void => {
    if (Object.hasOwn(phaseRulesV0, name) && value >= 0 && value <= greatest) rules[name] = value;
  };
  for (const { name, value } of published) take(name, value);
  const suffix = `/${segment}`;
  for (const { name, value } of published) if (name.endsWith(suffix)) take(name.slice(0, -suffix.length), value);
  return rules as unknown as PhaseRules;
}
