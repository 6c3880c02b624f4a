import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lastInstant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { ContactSide } from '#measures/contact/contact-state.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { cancelled, contractMade } from './contracts.js';
import { nextLookAt } from './next-look.js';
import { isGrave, phases, type PhaseEvent } from './phase.js';
import { phaseRulesV0 } from './phase-rules.js';
import {
  breachBegan,
  breachMended,
  contactHappened,
  contractsTurned,
  expanded,
  matterTurned,
  noticeReceived,
  productsTaken,
  scoreGiven,
  termsChanged,
  timePassed,
} from './trajectory.js';
import { historyMax, noTrajectory, type TrajectoryState, type TrajectoryTerms } from './trajectory-state.js';

const everyDay: RunningClock = {
  msBetween: (from, to) => Math.max(0, to - from),
  instantAfter: (from, ms) => from + ms,
  isRunning: () => true,
};
const terms: TrajectoryTerms = {
  rules: phaseRulesV0,
  rhythm: { k: 1, r: 1, alpha: 14 },
  clock: everyDay,
  openDays: everyDay,
  cadenceDays: 30,
  kind: 'b2b',
  feedsUp: () => true,
};
const start = Date.UTC(2024, 0, 1, 9);
const matter = 'm';

/** A relationship that is told things day by day, with all that time does in between. */
class Told {
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

function regular(count: number, gapDays = 10): Told {
  const told = new Told();
  for (let i = 0; i < count; i++) {
    told.act(i * gapDays, 'theirs');
    told.act(i * gapDays + 0.1, 'ours');
  }
  return told;
}

describe('the phases', () => {
  it('end with a default, and begin with outreach', () => {
    expect(phases.at(-1)).toBe('management');
    const told = new Told();
    told.act(0, 'ours');
    expect(told.phaseOn(1)).toBe('outreach');
    expect(regular(9).phaseOn(85)).toBe('management');
  });

  it('do not flap while they come back from a silence', () => {
    const told = regular(12);
    expect(told.phaseOn(299)).toBe('neglect');
    for (const [day, phase] of [
      [300, 'neglect'],
      [306, 'recovery'],
      [313, 'recovery'],
      [321, 'management'],
    ] as const) {
      told.act(day, 'theirs');
      expect(told.phaseOn(day)).toBe(phase);
    }
    expect(told.state.history.map(({ phase }) => phase)).toEqual([
      'establishment',
      'management',
      'deterioration',
      'recovery',
    ]);
  });

  it('need no recovery where they only answer us: the fourth contact-day ends what was wrong', () => {
    const told = regular(12);
    for (const [i, day] of [300, 310, 320, 330].entries()) {
      told.act(day - 1, 'ours', `t${i}`);
      told.act(day, 'theirs', `t${i}`);
      expect(told.phaseOn(day)).toBe(i < 3 ? 'neglect' : 'management');
    }
  });

  it('need a new silence to deteriorate again, and keep a phase for its dwell time', () => {
    const told = regular(12);
    const alarm = 110 * dayMs;
    told.phaseOn(299);
    expect(told.state.phase.onset).toBe(start + alarm);
    for (const day of [300, 302, 304, 306]) told.act(day, 'theirs');
    // Management would be right already; recovery lasts its 14 days.
    expect([told.phaseOn(307), told.state.dwelling]).toEqual(['recovery', true]);
    expect(told.phaseOn(302 + 14)).toBe('management');
    expect(told.phaseOn(900)).toBe('dissolved');
  });

  it('tell a decline by its gaps, and that it is over by theirs', () => {
    const told = regular(30, 10);
    let day = 290;
    while (told.phaseOn(day) === 'management' && day < 2_000) told.act((day += 38), 'theirs');
    expect(told.state.phase).toMatchObject({ cause: 'neglect', reason: 'decline' });
    expect(told.state.phase.onset).toBe(start + 290 * dayMs);
    for (let i = 0; i < 8; i++) told.act((day += 9), 'theirs');
    expect(told.phaseOn(day)).toBe('management');
  });

  it('grow by a growth alarm for half a year', () => {
    const told = regular(30, 20);
    let day = 580;
    while (told.phaseOn(day) === 'management' && day < 2_000) told.act((day += 3), 'theirs');
    expect(told.state.phase).toMatchObject({ phase: 'growth', reason: 'growth-alarm' });
    expect(told.state.phase.onset).toBeGreaterThanOrEqual(start + 560 * dayMs);
  });

  it.each([
    [
      'a detractor',
      (t: Told, at: number) => scoreGiven(t.state, { instrument: 'nps', by: 'p', score: 6, event: 'x', at }, terms),
      'betrayal',
    ],
    [
      'a passive answer',
      (t: Told, at: number) => scoreGiven(t.state, { instrument: 'nps', by: 'p', score: 7, event: 'x', at }, terms),
      'management',
    ],
    ['notice', (t: Told, at: number) => noticeReceived(t.state, { event: 'x', since: at }, terms), 'betrayal'],
    ['an expansion', (t: Told, at: number) => expanded(t.state, { event: 'x', since: at }, terms), 'growth'],
    [
      'a score that is none',
      (t: Told, at: number) =>
        scoreGiven(t.state, { instrument: 'nps', by: 'p', score: Number.NaN, event: 'x', at }, terms),
      'management',
    ],
  ] as const)('after a complaint and %s', (_what, answer, phase) => {
    const told = regular(9);
    const complaint = {
      kind: 'complaint' as const,
      id: 'c',
      begun: told.begun(start + 81 * dayMs),
      conversations: [matter],
    };
    breachBegan(told.state, { ...complaint, at: start + 81 * dayMs }, start + 81 * dayMs, terms);
    expect(told.phaseOn(82)).toBe('management');
    answer(told, start + 95 * dayMs);
    expect(told.phaseOn(95)).toBe(phase);
  });

  it('take for an answer to a breach only what comes soon after, and only while it is open', () => {
    for (const [day, closed, phase] of [
      [81 + 30, false, 'betrayal'],
      [81 + 31, false, 'management'],
      [90, true, 'management'],
    ] as const) {
      const told = regular(9);
      const at = start + 81 * dayMs;
      breachBegan(
        told.state,
        { kind: 'complaint', id: 'c', at, begun: told.begun(at), conversations: [matter] },
        at,
        terms,
      );
      if (closed) matterTurned(told.state, 'resolved', [matter], at + dayMs, terms);
      scoreGiven(told.state, { instrument: 'nps', by: 'p', score: 0, event: 'x', at: start + day * dayMs }, terms);
      expect(told.phaseOn(day)).toBe(phase);
    }
  });

  it('take a second breach for betrayal, and its escalation for the same one', () => {
    const told = regular(9);
    const breach = (id: string, day: number, conversation: string, kind: 'complaint' | 'escalation'): void => {
      const at = start + day * dayMs;
      breachBegan(told.state, { kind, id, at, begun: told.begun(at), conversations: [conversation] }, at, terms);
    };
    breach('a', 81, 'm1', 'complaint');
    breach('b', 82, 'm1', 'escalation');
    expect(told.phaseOn(82)).toBe('management');
    breach('c', 83, 'm2', 'complaint');
    expect(told.phaseOn(83)).toBe('betrayal');
    breachMended(told.state, 'a', start + 84 * dayMs, terms);
    expect(told.state.breaches.map(({ open }) => open)).toEqual([false, true]);
  });

  it('are taken back where other rules would not have told them', () => {
    const told = regular(12);
    expect(told.phaseOn(249)).toBe('neglect');
    const none = { ...terms, rules: { ...phaseRulesV0, falseAlarmsPerYear: 0, falsePhasesPerYear: 0 } };
    termsChanged(told.state, start + 250 * dayMs, none);
    expect(told.state.phase.phase).toBe('management');
    expect(told.state.silence).toMatchObject({ alarmAt: null, sureAt: null });
  });

  it('keep the latest of a long history, and count the rest', () => {
    const told = new Told();
    for (let i = 0; i < 150; i++) {
      const at = start + i * 30 * dayMs;
      told.act(i * 30, 'theirs');
      cancelled(told.state.contracts, undefined, told.begun(at + 1));
      contractsTurned(told.state, at + 1, terms);
      contractMade(told.state.contracts, { id: `c${i}`, begun: told.begun(at + 2), endAt: null, autoRenew: false });
      for (let day = 15; day < 24; day += 2) told.act(i * 30 + day, 'theirs');
    }
    expect(told.state.history).toHaveLength(historyMax);
    expect(told.state.dropped).toBeGreaterThan(100);
  });
});

type Step = readonly [what: number, days: number, which: number];
const steps = fc.array(fc.tuple(fc.nat(11), fc.constantFrom(0, 0.01, 1, 3, 10, 40, 200, 3_000), fc.nat(3)), {
  maxLength: 60,
});

function tell(told: Told, [what, days, which]: Step, from: number): number {
  const day = from + days;
  const at = Math.floor(start + day * dayMs);
  told.passTo(at);
  const begun = told.begun(at);
  const id = `b${which}`;
  switch (what) {
    case 0:
      breachBegan(told.state, { kind: 'complaint', id: begun.event, at, begun, conversations: [id] }, at, terms);
      break;
    case 1:
      breachBegan(told.state, { kind: 'broken-promise', id, at, begun, conversations: [] }, at, terms);
      break;
    case 2:
      matterTurned(told.state, which === 0 ? 'reopened' : 'resolved', [id], at, terms);
      break;
    case 3:
      scoreGiven(told.state, { instrument: 'nps', by: 'p', score: which * 3, event: begun.event, at }, terms);
      break;
    case 4:
      cancelled(told.state.contracts, which === 0 ? undefined : id, begun);
      contractsTurned(told.state, at, terms);
      break;
    case 5:
      contractMade(told.state.contracts, { id, begun, endAt: at + which * 10 * dayMs, autoRenew: which === 1 });
      contractsTurned(told.state, at, terms);
      break;
    case 6:
      productsTaken(told.state, [id], begun, terms);
      break;
    case 7:
      noticeReceived(told.state, begun, terms);
      break;
    case 8:
      termsChanged(told.state, at, { ...terms, rhythm: { k: which + 0.5, r: 2, alpha: 10 } });
      break;
    default:
      told.act(day, what === 9 ? 'ours' : 'theirs', which === 0 ? undefined : id, id);
  }
  return day;
}

describe('whatever happens', () => {
  it('there is one phase, dated, told by finite numbers, and kept for its dwell time', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const told = new Told();
        let day = 0;
        for (const step of list) day = tell(told, step, day);
        told.passTo(start + (day + 5_000) * dayMs);
        const { history, phase, at } = told.state;
        const entries = [...history, phase];
        for (const [i, entry] of entries.entries()) {
          expect(phases).toContain(entry.phase);
          expect(entry.cause === null).toBe(entry.phase !== 'deterioration');
          expect(entry.onset).toBeLessThanOrEqual(entry.detectedAt);
          const next = entries[i + 1];
          if (next === undefined) continue;
          expect([next.phase, next.cause]).not.toEqual([entry.phase, entry.cause]);
          const waits = !isGrave(next) && entry.phase !== 'outreach';
          expect(next.detectedAt - entry.detectedAt).toBeGreaterThanOrEqual(waits ? 14 * dayMs : 0);
        }
        expect(at ?? 0).toBeLessThan(lastInstant);
        expect(
          JSON.stringify(told.state, (_key, value: unknown) => (Number.isNaN(value) ? 'NaN' : value)),
        ).not.toContain('NaN');
        const next = nextLookAt(told.state, terms);
        if (next !== undefined) expect(next).toBeGreaterThan(at!);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('nothing changes when the state was stored in between', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const [kept, stored] = [new Told(), new Told()];
        let day = 0;
        for (const step of list) {
          tell(kept, step, day);
          stored.state = JSON.parse(JSON.stringify(stored.state)) as TrajectoryState;
          day = tell(stored, step, day);
        }
        expect(stored.state).toEqual(kept.state);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  it('time does the same in one step and in many', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 400 }), (list, pause) => {
        const [rare, often] = [new Told(), new Told()];
        let day = 0;
        for (const step of list) {
          tell(rare, step, day);
          for (let between = day + pause; between < day + step[1]; between += pause) {
            if (often.state.at === null) break;
            often.passTo(Math.floor(start + between * dayMs));
            timePassed(often.state, Math.floor(start + between * dayMs), terms);
          }
          day = tell(often, step, day);
        }
        expect([often.state.phase, often.state.history]).toEqual([rare.state.phase, rare.state.history]);
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});
