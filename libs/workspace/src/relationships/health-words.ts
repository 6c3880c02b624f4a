import { signalWords, type HealthSignal } from '#measures/health/health-signals.js';
import type { HealthChangeAnswer, HealthPartAnswer, RelationshipHealth } from './relationship-health.js';

/** Health as it is read out: one text for the terminal, the pages and the handover. */

/** “58 (coverage 80 %)”; without a number, what is missing to tell it. */
export function healthText({ value, coverage, absent }: RelationshipHealth): string {
  const share = coverageText(coverage);
  if (value !== null) return `${value} (coverage ${share})`;
  const missing = absent.map(({ label, signal }) => lowered(label ?? signal)).join(', ');
  return `no number: what is known covers ${share} of its weight, and below 50 % none is told; missing: ${missing}`;
}

/** A hair below the half is no half, as the row of `health` has it. @param coverage 0–1 */
export function coverageText(coverage: number): string {
  return `${Math.floor(100 * coverage + 1e-7)} %`;
}

/** “77 → 63 on 2024-05-13: −14 open complaints”: the parts add up to the change. */
export function healthChangeText({ at, from, to, parts }: HealthChangeAnswer): string {
  const moved = `${from ?? 'no number'} → ${to ?? 'no number'} on ${at.slice(0, 10)}`;
  const shown = parts.filter(({ kind, points }) => points !== 0 || kind === 'coverage').map(healthPartText);
  return shown.length === 0 ? moved : `${moved}: ${shown.join(' · ')}`;
}

/** “−12 first reply”; of the coverage, which signals came and went. */
export function healthPartText(part: HealthPartAnswer): string {
  const { kind, points, signal, label, came = [], went = [] } = part;
  const what =
    kind === 'model'
      ? 'another model'
      : kind === 'value'
        ? lowered(label ?? signal ?? 'rounding')
        : [came.length > 0 && `now told: ${labelsOf(came)}`, went.length > 0 && `no longer told: ${labelsOf(went)}`]
            .filter((text) => text !== false)
            .join('; ') || 'what is known';
  return points === 0 ? what : `${pointsText(points)} ${what}`;
}

/** The model that the number is of, with what it says of itself. */
export function healthModelText({ model: { version, label }, hindsightParameters, feedDown }: RelationshipHealth) {
  return [
    `model v${version}${label === undefined ? '' : `: ${label}`}`,
    hindsightParameters ? 'fitted on what came later (hindsight)' : '',
    feedDown ? 'a feed is down: silence and trend as they were before' : '',
  ]
    .filter((text) => text !== '')
    .join('; ');
}

/** What people think of it, beside the number; undefined where nobody said. */
export function assessmentText({ assessments, disagreement }: RelationshipHealth): string | undefined {
  const [latest, ...others] = assessments;
  if (latest === undefined) return undefined;
  const said = `${latest.by.name ?? latest.by.id} says ${latest.level} of 5 on ${latest.at.slice(0, 10)}`;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const against = {
    'assessed-better': '; that is better than the number says',
    'assessed-worse': '; that is worse than the number says',
  };
  return `${said}${more}${disagreement === undefined ? '' : against[disagreement]}`;
}

function labelsOf(signals: readonly string[]): string {
  const labelOf = (signal: string): string =>
    Object.hasOwn(signalWords, signal) ? lowered(signalWords[signal as HealthSignal].label) : signal;
  return signals.map(labelOf).join(', ');
}

function pointsText(points: number): string {
  return points > 0 ? `+${points}` : `−${-points}`;
}

function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}
