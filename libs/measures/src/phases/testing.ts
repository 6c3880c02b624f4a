import { dayMs } from '#core/zones.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { ContactSide } from '#measures/contact/contact-state.js';
import { nextLookAt } from './next-look.js';
import type { PhaseEvent } from './phase.js';
import { phaseRulesV0 } from './phase-rules.js';
import { contactHappened, timePassed } from './trajectory.js';
import { noTrajectory, type TrajectoryState, type TrajectoryTerms } from './trajectory-state.js';

/** For specs: open every day, without a season. */
export const everyDay: RunningClock = {
  msBetween: (from, to) => Math.max(0, to - from),
  instantAfter: (from, ms) => from + ms,
  isRunning: () => true,
};
/** For specs: what is told by the rules of v0, with a cadence of thirty days. */
export const terms: TrajectoryTerms = {
  rules: phaseRulesV0,
  rhythm: { k: 1, r: 1, alpha: 14 },
  clock: everyDay,
  openDays: everyDay,
  cadenceDays: 30,
  kind: 'b2b',
  itself: [],
  feedsUp: () => true,
};
export const start = Date.UTC(2024, 0, 1, 9);
/** For specs: a relationship that is told things day by day, with all that time does in between. */
export class Told {
  state: TrajectoryState = noTrajectory();
  dues = 0;
  #events = 0;

  passTo(at: number): void {
    for (
      let next = nextLookAt(this.state, terms);
      next !== undefined && next < at;
      next = nextLookAt(this.state, terms)
    ) {
      this.dues++;
      timePassed(this.state, next, terms);
      if (this.dues > 10_000) throw new Error('Time does not end.');
    }
  }

  begun(at: number): PhaseEvent {
    return { event: `e${++this.#events}`, since: at };
  }

  act(day: number, side: ContactSide, thread?: string, person = 'p'): void {
    const at = start + day * dayMs;
    this.passTo(at);
    const people = { theirs: [person], ours: ['o'] };
    const conversations = thread === undefined ? [] : [thread];
    const act = { at, day: new Date(at).toISOString().slice(0, 10), sides: new Set([side]), conversations, people };
    contactHappened(this.state, act, this.begun(at), terms);
  }

  phaseOn(day: number): string {
    this.passTo(start + day * dayMs + 1);
    return this.state.phase.cause ?? this.state.phase.phase;
  }
}

/** For specs: contact of both sides every so many days. */
export function regular(count: number, gapDays = 10): Told {
  const told = new Told();
  for (let i = 0; i < count; i++) {
    told.act(i * gapDays, 'theirs');
    told.act(i * gapDays + 0.1, 'ours');
  }
  return told;
}
