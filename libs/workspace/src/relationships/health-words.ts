import { signalWords, type HealthSignal } from '#measures/health/health-signals.js';
import type { HealthChangeAnswer, HealthPartAnswer, RelationshipHealth } from './health-answers.js';

/** Health as it is read out: one text for the terminal, the pages and the handover. */

/** “58 (coverage 80 %)”; without a number, what is missing to tell it. */
export function healthText({ value, coverage, absent }: Pick<RelationshipHealth, 'value' | 'coverage' | 'absent'>) {
  const share = coverageText(coverage);
  if (value !== null) return `${value} (coverage ${share})`;
  const missing = absent.map(({ label, signal }) => lowered(label ?? signal)).join(', ');
  return `no number: what is known covers ${share} of its weight, and below 50 % none is told; missing: ${missing}`;
}

/** A hair below the half is no half, as the row of `health` has it. @param coverage 0–1 */
function coverageText(coverage: number): string {
  return `${Math.floor(100 * coverage + 1e-7)} %`;
}

/** “77 → 63 on 2024-05-13”. */
export function healthMoveText({ at, from, to }: Pick<HealthChangeAnswer, 'at' | 'from' | 'to'>): string {
  return `${from ?? 'no number'} → ${to ?? 'no number'} on ${at.slice(0, 10)}`;
}

/** “77 → 63 on 2024-05-13: −14 open complaints”: the parts add up to the change. */
export function healthChangeText({ sentence, parts }: HealthChangeAnswer): string {
  const shown = shownParts(parts).map((part) => part.sentence);
  return shown.length === 0 ? sentence : `${sentence}: ${shown.join(' · ')}`;
}

/** Parts that did something, or say what came and went. */
function shownParts(parts: readonly HealthPartAnswer[]): readonly HealthPartAnswer[] {
  return parts.filter(({ kind, points }) => points !== 0 || kind === 'coverage');
}

/** “−12 first reply”; of the coverage, which signals came and went. */
export function healthPartText(part: Omit<HealthPartAnswer, 'sentence'>): string {
  const { points } = part;
  const what = causeText(part);
  if (points === 0) return what;
  return `${points > 0 ? `+${points}` : `−${-points}`} ${what}`;
}

function causeText({ kind, signal, label, came = [], went = [] }: Omit<HealthPartAnswer, 'sentence'>): string {
  if (kind === 'model') return 'another model';
  if (kind === 'value') return lowered(label ?? signal ?? 'rounding');
  const moved = [
    came.length > 0 ? `now told: ${labelsOf(came)}` : '',
    went.length > 0 ? `no longer told: ${labelsOf(went)}` : '',
  ];
  return moved.filter((text) => text !== '').join('; ') || 'what is known';
}

/** The model that the number is of, with what it says of itself. */
export function healthModelText(
  { version, label }: { readonly version: string; readonly label: string | null },
  hindsightParameters: boolean,
  feedDown: boolean,
): string {
  return [
    `model v${version}${label === null ? '' : `: ${label}`}`,
    hindsightParameters ? 'fitted on what came later (hindsight)' : '',
    feedDown ? 'a feed is down: silence and trend as they were before' : '',
  ]
    .filter((text) => text !== '')
    .join('; ');
}

/** What people think of it, beside the number; undefined where nobody said. @param assessments the latest first */
export function assessmentText(
  assessments: RelationshipHealth['assessments'],
  disagreement: RelationshipHealth['disagreement'] | null,
): string | undefined {
  const [latest, ...others] = assessments;
  if (latest === undefined) return undefined;
  const said = `${latest.by.name ?? latest.by.id} says ${latest.level} of 5 on ${latest.at.slice(0, 10)}`;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  if (disagreement === undefined || disagreement === null) return `${said}${more}`;
  return `${said}${more}; that is ${disagreement === 'assessed-better' ? 'better' : 'worse'} than the number says`;
}

function labelsOf(signals: readonly string[]): string {
  const labelOf = (signal: string): string =>
    Object.hasOwn(signalWords, signal) ? lowered(signalWords[signal as HealthSignal].label) : signal;
  return signals.map(labelOf).join(', ');
}

function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
