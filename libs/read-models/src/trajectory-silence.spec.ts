import { describe, expect, it, jest } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import { fact, feedStarted, feedStopped, given, published, type GivenFact } from '#projections/testing/testing.js';
import { trajectory } from './trajectory.projection.js';
import { at, exchange, key, onDay, regular } from './trajectory-testing.js';

jest.setTimeout(60_000);

describe('the silence of a relationship', () => {
  it('alarms about silence by itself, and enters deterioration only when it is surer', () => {
    const facts = regular(12);
    const last = facts.at(-2)!;
    const before = at(facts, 111 + 20);
    expect(before.kinds).toEqual([]);
    const due = at(facts, 1_000).document.trajectory.silence;
    expect(due.alarmAt! - onDay(110)).toBeGreaterThan(14 * dayMs);
    const alarmDay = (due.alarmAt! - onDay(0)) / dayMs;
    const alarmed = at(facts, alarmDay + 0.01);
    expect(alarmed).toMatchObject({ row: { phase: 'management' }, kinds: ['silence'] });
    expect(alarmed.signals[0]).toMatchObject({ event: last.id, since: onDay(110), usualDays: 10, gaps: 11 });
    const { p, threshold, outcome } = alarmed.view.silence.theirs!;
    expect(outcome).toBe('alarm');
    expect(p! / threshold!).toBeCloseTo(1, 2);
    expect(at(facts, alarmDay - 0.01).view.silence.theirs!.outcome).toBe('usual');
    const sureDay = (due.sureAt! - onDay(0)) / dayMs;
    expect(sureDay).toBeGreaterThan(alarmDay);
    const row = {
      phase: 'deterioration',
      cause: 'withdrawal',
      reason: 'silence',
      onset: onDay(110),
      detectedAt: due.sureAt,
    };
    expect(at(facts, sureDay + 0.01).row).toMatchObject(row);
  });

  it('has no alarm and no p below four gaps', () => {
    const { view, kinds, row } = at(regular(4), 400);
    expect(view.silence.theirs).toMatchObject({ p: null, usualDays: null, outcome: 'too-few-contacts', days: 370 });
    expect(kinds).toEqual([]);
    expect(row).toMatchObject({ p: null, silentDays: 370 });
  });

  it('tells neglect by a message that was left unanswered or a missed cadence', () => {
    const asked = fact('MessageReceived', onDay(110), { thread: idOf(49_999) });
    const neglected = at([...regular(11), asked], 250);
    expect(neglected.row).toMatchObject({ phase: 'deterioration', cause: 'neglect', overdue: 1 });
    expect(neglected.kinds).toEqual(['silence', 'unanswered']);
    const classified = fact('RelationshipClassified', onDay(1), {
      data: { kind: 'b2b', segment: 'gold', cadenceDays: 30 },
    });
    const missed = at([...regular(12), classified], 250);
    expect(missed.row).toMatchObject({ cause: 'neglect', segment: 'gold', kind: 'b2b' });
    expect(missed.row['cadenceMissedAt']).toBe(onDay(110) + 3_600_000 + 30 * dayMs + 1);
    expect(missed.kinds).toEqual(['silence', 'our-silence']);
    expect(missed.view.silence.ours).toMatchObject({ cadenceDays: 30, waiting: [] });
  });

  it('lets an absence pause the wait for an answer, although they wrote of something else since', () => {
    const facts = (more: readonly GivenFact[] = []) => [
      ...regular(11),
      fact('MessageReceived', onDay(110), { thread: idOf(49_999) }),
      fact('AbsenceAnnounced', onDay(110.1), { data: { from: onDay(110.2), to: onDay(118) } }),
      ...more,
    ];
    const alone = at(facts(), 300).document.trajectory.ours.waiting[0]!.overdueAt!;
    expect((alone - onDay(0)) / dayMs).toBeGreaterThan(118);
    // Their next contact comes behind the absence, and before the answer is due.
    const written = at(facts(exchange(118.05)), 300).document.trajectory.ours.waiting[0]!;
    expect(written.overdueAt).toBe(alone);
    const announced = fact('AbsenceAnnounced', onDay(118.1), { data: { from: onDay(200), to: onDay(201) } });
    expect(at(facts([...exchange(118.05), announced]), 300).document.trajectory.ours.waiting[0]!.overdueAt).toBe(alone);
  });

  it('does not call a feed that is down silence', () => {
    const live = regular(12).map((one) => ({ ...one, source: { connector: 'imap', dataset: 'mail' } }));
    const facts = [feedStarted('imap', onDay(-1)), ...live, feedStopped('imap', onDay(125))];
    const dead = at(facts, 300);
    expect(dead.row).toMatchObject({ phase: 'management', silenceAlarmAt: null, p: null });
    expect(dead.row.unknownSince).not.toBeNull();
    expect(dead.view.silence.theirs).toMatchObject({ p: null, outcome: 'unknown' });
    expect(dead.view.basis).toMatchObject({ feeds: ['imap'] });
    expect(Math.abs(dead.view.basis.unknownSince! - onDay(125))).toBeLessThan(2 * 60_000);
    // It is asked again after 1, 2, 4 … days, and not for ever more often.
    expect(at(facts, 30_000).dues).toBeLessThan(30);
    const back = [...facts, feedStarted('imap', onDay(280))];
    expect(at(back, 600).row).toMatchObject({ phase: 'dissolved', unknownSince: null });
    expect(at(facts.slice(0, -1), 300).row).toMatchObject({ phase: 'deterioration', unknownSince: null });
    expect(at(live, 300).view.basis).toMatchObject({ feeds: [], unknownSince: null });
  });

  it('hears of feeds from the engine', async () => {
    const source = { connector: 'imap', dataset: 'mail' };
    const contacts = [0, 10, 20, 30, 40].map((day) => fact('MessageReceived', onDay(day), { source }));
    const facts = [feedStarted('imap', onDay(-1)), ...contacts, feedStopped('imap', onDay(50))];
    const { rows } = await given(facts).of(trajectory).asOf(onDay(200)).folded();
    expect(rows[key]).toMatchObject({ silenceAlarmAt: null, p: null, feeds: 'imap' });
    const back = await given([...facts, feedStarted('imap', onDay(180))])
      .of(trajectory)
      .asOf(onDay(400))
      .folded();
    expect(back.rows[key]).toMatchObject({ phase: 'deterioration' });
  });

  it('takes rhythm, calendar and rules that are published, and looks anew', () => {
    const facts = regular(12);
    const strict = published('PhaseRulesPublished', onDay(112), {
      version: 'calm',
      parameters: [
        { name: 'falseAlarmsPerYear', value: 0 },
        { name: 'falsePhasesPerYear', value: 0 },
        { name: 'no-rule-of-ours', value: Number.MAX_VALUE },
      ],
    });
    expect(at([...facts, strict], 300).kinds).toEqual([]);
    const afterwards = { ...strict, occurredAt: onDay(250), effectiveFrom: onDay(250), id: idOf(60_001) };
    const withdrawn = at([...facts, afterwards], 260);
    expect(withdrawn.row).toMatchObject({ phase: 'management', silenceAlarmAt: null });
    expect(withdrawn.view.rules).toMatchObject({ version: 'calm', rhythm: { version: '0' } });
    const fit = published('RhythmFitted', onDay(0), {
      segment: 'all',
      k: 20,
      r: 30,
      alpha: 15,
      fittedThrough: onDay(400),
    });
    const early = at([fit, ...facts], 300);
    const lateAlarm = at(facts, 300).document.trajectory.silence.alarmAt!;
    expect(early.document.trajectory.silence.alarmAt!).toBeLessThan(lateAlarm);
    expect(early.view.rules.rhythm).toEqual({ version: '1', segment: 'all', hindsightParameters: true });
    const closed = published('CalendarPublished', onDay(0), {
      calendar: 'office',
      zone: 'UTC',
      hours: [],
      holidays: [],
    });
    expect(at([closed, ...facts], 600).kinds).toEqual([]);
  });

  it('pauses in an announced absence', () => {
    const away = fact('AbsenceAnnounced', onDay(111), { data: { from: onDay(112), to: onDay(212) } });
    const [plain, paused] = [at(regular(12), 900), at([...regular(12), away], 900)];
    const alarmAt = (one: typeof plain): number => one.document.trajectory.silence.alarmAt!;
    expect(Math.abs(alarmAt(paused) - alarmAt(plain) - 100 * dayMs)).toBeLessThan(2);
  });

  it('shows a trend with its limits, and none of few contact-days', () => {
    const dense = Array.from({ length: 60 }, (_, i) => exchange(i * 3)).flat();
    const { view } = at(dense, 178);
    expect(view.trend).toMatchObject({ kind: 'between', windowDays: 28 });
    expect(view.trend.low!).toBeLessThan(1);
    expect(view.trend.high!).toBeGreaterThan(1);
    expect(at(regular(3), 200).view.trend).toMatchObject({ kind: 'too-few', ratio: null, low: null });
    expect(at(dense, 250).view.trend).toMatchObject({ ratio: 0, low: 0 });
  });
});
