import { describe, expect, it } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { cancelled, contractMade } from './contracts.js';
import { phases } from './phase.js';
import { phaseRulesV0 } from './phase-rules.js';
import { regular, start, terms, Told } from './testing.js';
import {
  breachBegan,
  breachMended,
  contractsTurned,
  expanded,
  matterTurned,
  noticeReceived,
  scoreGiven,
  termsChanged,
} from './trajectory.js';
import { historyMax } from './trajectory-state.js';

const matter = 'm';

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

  it('begin to come back anew when they fell silent again in between', () => {
    const told = regular(12);
    for (const [day, phase] of [
      [300, 'neglect'],
      [600, 'neglect'],
      [606, 'recovery'],
    ] as const) {
      told.act(day, 'theirs');
      expect(told.phaseOn(day)).toBe(phase);
    }
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
