import { countText } from '../relationships/standing-presentation.js';
import type { PhaseAnswer } from '../relationships/standing-answers.js';
import { dayIn, line, typeText, type HandoverMaterial, type Line } from './handover-material.js';

const bad: ReadonlySet<string> = new Set(['deterioration', 'dissolved']);

/** Open, overdue, broken and not made good, or in question. */
export function isWaitingPromise(state: string): boolean {
  return state === 'open' || state === 'renegotiated' || state === 'broken' || state === 'unconfirmed';
}

/** A time in which something was wrong, and the phase that ended it. */
export interface WrongTime {
  readonly phases: readonly PhaseAnswer[];
  readonly end: PhaseAnswer;
}

/** Neighbouring phases of deterioration or dissolution are one time. What has not ended is not past. */
export function wrongTimes(history: readonly PhaseAnswer[]): WrongTime[] {
  const times: WrongTime[] = [];
  let phases: PhaseAnswer[] = [];
  for (const entry of history) {
    if (bad.has(entry.phase)) phases.push(entry);
    else if (phases.length > 0) {
      times.push({ phases, end: entry });
      phases = [];
    }
  }
  return times;
}

/** The latest first: what it was, what ended it, and what we did meanwhile. That it helped nobody can know. */
export function pastLines({ answer: { history = [] }, habits: { mendings } }: HandoverMaterial): Line[] {
  return wrongTimes(history)
    .toReversed()
    .map(({ phases, end }) => {
      const first = phases[0]!;
      const [from, to] = [Date.parse(first.onset), Date.parse(end.detectedAt)];
      const meanwhile = mendings.filter(({ at }) => at >= from && at <= to);
      const counts = new Map<string, number>();
      for (const { type } of meanwhile.toReversed()) counts.set(type, (counts.get(type) ?? 0) + 1);
      const did = [...counts].map(([type, n]) => countText(n, typeText(type), typeText(type))).join(', ');
      const wrong = phases.map(({ phaseWords, why }) => `${phaseWords} (${why})`).join(', then ');
      return line(
        `${dayIn(first.onset)} to ${dayIn(end.detectedAt)}: ${wrong}; ended by ${end.phaseWords}: ${end.why}${did === '' ? '' : `; meanwhile: ${did}`}`,
        first.evidence,
        end.evidence,
        meanwhile.map(({ event }) => event),
      );
    });
}
