import type { RelationshipAnswer } from '#workspace/answers.js';

/** The stretch of time that the bands are drawn over. */
export interface BandScale {
  readonly fromMs: number;
  readonly toMs: number;
  /** Where an instant lies, from 0 to 100; what lies outside is at the edge. */
  readonly at: (iso: string) => number;
}

/** Fewer days with an act of somebody than this have no rhythm that could be drawn. */
const fewestDays = 3;

/**
 * From the first that is known of the relationship to the moment that is told of.
 * @returns undefined where there is nothing to draw
 */
export function bandScale({ history = [], days, horizon }: RelationshipAnswer): BandScale | undefined {
  if (days === undefined || days.theirs.length + days.ours.length < fewestDays) return undefined;
  const starts = [...history.map(({ onset }) => onset), ...days.theirs.slice(0, 1), ...days.ours.slice(0, 1)];
  const fromMs = Math.min(...starts.map((iso) => Date.parse(iso)));
  const toMs = Date.parse(horizon);
  if (!(toMs > fromMs)) return undefined;
  const at = (iso: string): number => {
    const share = (100 * (Date.parse(iso) - fromMs)) / (toMs - fromMs);
    return Math.min(100, Math.max(0, share));
  };
  return { fromMs, toMs, at };
}

export interface PhaseSegment {
  readonly left: number;
  readonly width: number;
  readonly from: string;
  readonly to: string;
  readonly at: number;
}

/** The stretches of the phases, each until the next was seen: what was shown then. */
export function phaseSegments({ history = [], horizon }: RelationshipAnswer, scale: BandScale): PhaseSegment[] {
  return history.map(({ detectedAt }, at) => {
    const to = history[at + 1]?.detectedAt ?? horizon;
    const left = at === 0 ? 0 : scale.at(detectedAt);
    return { left, width: Math.max(0, scale.at(to) - left), from: detectedAt, to, at };
  });
}

/** Beginnings of years, or of months where there is no year between, with their labels; never so many that they touch. */
export function ticksOf({ fromMs, toMs }: BandScale): { readonly iso: string; readonly label: string }[] {
  const [first, last] = [new Date(fromMs).getUTCFullYear(), new Date(toMs).getUTCFullYear()];
  const years = last - first;
  if (years >= 2) {
    const step = Math.max(1, Math.ceil(years / 10));
    const found = [];
    for (let year = first + 1; year <= last; year += step) found.push({ iso: `${year}-01-01`, label: String(year) });
    return found;
  }
  const months = (toMs - fromMs) / (30.44 * 86_400_000);
  const step = Math.max(1, Math.ceil(months / 8));
  const found = [];
  const month = new Date(fromMs);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  for (
    month.setUTCMonth(month.getUTCMonth() + 1);
    month.getTime() < toMs;
    month.setUTCMonth(month.getUTCMonth() + step)
  ) {
    const iso = month.toISOString().slice(0, 10);
    found.push({ iso, label: iso.slice(0, 7) });
  }
  return found;
}

/**
 * The line of health over time: from each change level to the next, and a gap where there is no number.
 * @param changes the latest first
 * @returns pieces of an SVG path; 0 to 100 from left to right, and the best at the top
 */
export function healthSteps(
  changes: readonly { readonly at: string; readonly to: number | null }[],
  horizon: string,
  scale: BandScale,
): string[] {
  const steps = changes.toReversed();
  const pieces: string[] = [];
  let before: number | null = null;
  for (const [n, { at, to }] of steps.entries()) {
    const [left, right] = [scale.at(at), scale.at(steps[n + 1]?.at ?? horizon)].map((x) => x.toFixed(3));
    // A step up or down is drawn, a beginning after a gap is none.
    if (to !== null) pieces.push(`${before === null ? 'M' : 'L'}${left} ${100 - to}H${right}`);
    before = to;
  }
  return pieces;
}
