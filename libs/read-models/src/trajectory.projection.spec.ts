import { describe, expect, it, jest } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import {
  colleague,
  customer,
  duplicate,
  fact,
  feedStarted,
  feedStopped,
  given,
  late,
  published,
  retraction,
  type GivenFact,
} from '#projections/testing/testing.js';
import { foldTrajectory } from './trajectory-testing.js';
import { trajectory } from './trajectory.projection.js';

jest.setTimeout(60_000);

const start = Date.parse('2024-01-01T09:00Z');
const onDay = (day: number): number => start + day * dayMs;
const key = idOf(100);
let threads = 0;

/** A message of theirs in a thread of its own, and our answer an hour later. */
function exchange(day: number, from: object = {}): GivenFact[] {
  const thread = idOf(50_000 + ++threads);
  const asked = fact('MessageReceived', onDay(day), { thread, ...from });
  return [asked, fact('MessageSent', onDay(day) + 3_600_000, { thread, data: { automated: false }, parties: ours })];
}
const ours = [customer(100), colleague(1)];

/** Every ten days from day 0 on. */
const regular = (count: number, from = 0): GivenFact[] =>
  Array.from({ length: count }, (_, i) => exchange(from + 10 * i)).flat();

function at(facts: readonly GivenFact[], day: number) {
  const folded = foldTrajectory(facts, onDay(day));
  return { ...folded, kinds: folded.signals.map(({ kind }) => kind) };
}

describe('the trajectory of a relationship', () => {
  it('is outreach until they act, and says when nobody answers', () => {
    const tries = [0, 11, 22].map((day) =>
      fact('MessageSent', onDay(day), { data: { automated: false }, parties: ours }),
    );
    expect(at(tries, 29)).toMatchObject({ row: { phase: 'outreach', tooEarly: true }, kinds: [] });
    const later = at(tries, 31);
    expect(later.signals).toEqual([
      {
        kind: 'outreach-unanswered',
        severity: 'notice',
        event: tries[0]!.id,
        since: onDay(0),
        party: key,
        detectedAt: onDay(30),
      },
    ]);
    const answered = at([...tries, ...exchange(40)], 41);
    expect(answered).toMatchObject({ row: { phase: 'establishment', onset: onDay(40) }, kinds: [] });
  });

  it('is established with the fifth contact-day, and not established after half a year without', () => {
    expect(at(regular(4), 31).row).toMatchObject({ phase: 'establishment', contactDays: 4 });
    expect(at(regular(5), 41).row).toMatchObject({ phase: 'management', detectedAt: onDay(40) });
    expect(at(exchange(0), 179).row).toMatchObject({ phase: 'establishment' });
    expect(at(exchange(0), 181).row).toMatchObject({ phase: 'not-established', onset: onDay(180) });
  });

  it('alarms about silence by itself, and enters deterioration only when it is surer', () => {
    const facts = regular(12);
    const last = facts.at(-2)!;
    const before = at(facts, 111 + 20);
    expect(before.kinds).toEqual([]);
    const due = at(facts, 1_000).document.trajectory.silence;
    expect(due.alarmAt! - onDay(110)).toBeGreaterThan(14 * dayMs);
    const alarmDay = (due.alarmAt! - start) / dayMs;
    const alarmed = at(facts, alarmDay + 0.01);
    expect(alarmed).toMatchObject({ row: { phase: 'management' }, kinds: ['silence'] });
    expect(alarmed.signals[0]).toMatchObject({ event: last.id, since: onDay(110), usualDays: 10, gaps: 11 });
    const { p, threshold, outcome } = alarmed.view.silence.theirs!;
    expect(outcome).toBe('alarm');
    expect(p! / threshold!).toBeCloseTo(1, 2);
    expect(at(facts, alarmDay - 0.01).view.silence.theirs!.outcome).toBe('usual');
    const sureDay = (due.sureAt! - start) / dayMs;
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

  it('keeps a deterioration over the first contact, and tells recovery from chance', () => {
    const silent = regular(12);
    const back = (...days: number[]) => [...silent, ...days.flatMap((day) => exchange(day))];
    expect(at(back(300), 301).row).toMatchObject({ phase: 'deterioration' });
    expect(at(back(300, 305), 306).row).toMatchObject({ phase: 'recovery', onset: onDay(300) });
    expect(at(back(300, 305, 310, 315), 330).row).toMatchObject({ phase: 'management' });
    const sure = at(silent, 1_000).document.trajectory.silence.sureAt!;
    const soon = (sure - start) / dayMs + 2;
    const chance = at(back(soon, soon + 13, soon + 20), soon + 21);
    expect(chance.document.trajectory.history.map(({ phase }) => phase)).toEqual([
      'establishment',
      'management',
      'deterioration',
    ]);
    expect(chance.row).toMatchObject({ phase: 'management' });
  });

  it('is betrayal when they answer a breach, until it is mended; an apology mends nothing', () => {
    const matter = idOf(777);
    const complaint = fact('ComplaintRaised', onDay(60), { matter });
    const apology = fact('ApologyMade', onDay(61), { matter, parties: ours });
    const nps = fact('SurveyAnswered', onDay(65), { data: { score: 3 } });
    const facts = [...regular(6), complaint, apology, nps];
    expect(at(facts, 64).row).toMatchObject({ phase: 'management' });
    const betrayed = at(facts, 66);
    expect(betrayed.row).toMatchObject({
      phase: 'deterioration',
      cause: 'betrayal',
      onset: onDay(60),
      detectedAt: onDay(65),
    });
    expect(betrayed.signals.find(({ kind }) => kind === 'betrayal')).toMatchObject({
      severity: 'critical',
      event: complaint.id,
      evidence: `${complaint.id} ${nps.id}`,
    });
    const resolved = fact('CaseResolved', onDay(70), { matter, parties: ours });
    const mended = [...facts, resolved, ...exchange(75), ...exchange(78)];
    expect(at(mended, 74).row).toMatchObject({ cause: 'betrayal' });
    expect(at(mended, 79.5).row).toMatchObject({ phase: 'recovery', cause: null });
    const reopened = fact('CaseReopened', onDay(71), { matter, parties: ours });
    expect(at([...mended, reopened], 79).row).toMatchObject({ cause: 'betrayal' });
    // Without an end of it a breach counts for 90 days; then four contact-days of any kind bring it back.
    expect(at(facts, 152).row).toMatchObject({ cause: 'betrayal' });
  });

  it('takes a promise for broken only where its feed would have told', () => {
    const promise = fact('PromiseMade', onDay(50), {
      parties: ours,
      data: { by: 'ours', dueAt: onDay(55), confirmBy: 'connector' },
      source: { connector: 'shop', dataset: 'shop' },
    });
    const detractor = fact('SurveyAnswered', onDay(58), { data: { score: 0 } });
    const facts = [...regular(6), promise, detractor];
    expect(at(facts, 59).row).toMatchObject({ phase: 'management' });
    const observed = at([feedStarted('shop', onDay(-1)), ...facts], 59);
    expect(observed.row).toMatchObject({ cause: 'betrayal', reason: 'breach-then-detractor' });
    const kept = fact('PromiseKept', onDay(57), {
      parties: ours,
      data: { promise: promise.id, confirmedBy: 'connector' },
    });
    expect(at([feedStarted('shop', onDay(-1)), ...facts, kept], 59).row).toMatchObject({ phase: 'management' });
  });

  it('is dissolved by a cancellation, by a contract that ran out, and by a year of silence', () => {
    const cancelled = fact('Cancelled', onDay(60), { data: { contract: undefined } as object });
    const dissolved = at([...regular(6), cancelled], 61);
    expect(dissolved.row).toMatchObject({ phase: 'dissolved', reason: 'cancelled' });
    expect(dissolved.kinds).toEqual(['dissolved']);
    const contract = fact('Contracted', onDay(5), { data: { startAt: onDay(5), endAt: onDay(55), autoRenew: false } });
    expect(at([...regular(6), contract], 84).row).toMatchObject({ phase: 'management' });
    expect(at([...regular(6), contract], 86).row).toMatchObject({ phase: 'dissolved', onset: onDay(55) });
    expect(at(regular(12), 474).row).toMatchObject({ phase: 'deterioration' });
    expect(at(regular(12), 476).row).toMatchObject({ phase: 'dissolved', reason: 'silent-for-long' });
    const again = fact('OrderPlaced', onDay(500), { data: { products: [] } });
    expect(at([...regular(12), again, ...exchange(520)], 521).row).toMatchObject({ phase: 'recovery' });
  });

  it('grows by a new person of theirs, not of a consumer, and not in the beginning', () => {
    const other = [customer(100), { ...customer(200), role: 'contact' }];
    const joined = [...regular(6), ...exchange(55, { parties: other, actor: idOf(200) })];
    expect(at(joined, 56).row).toMatchObject({ phase: 'growth', reason: 'new-person', onset: onDay(55) + 3_600_000 });
    expect(at(joined, 250).row['phase']).not.toBe('growth');
    const b2c = fact('RelationshipClassified', onDay(0), { data: { kind: 'b2c', segment: undefined } as object });
    expect(at([b2c, ...joined], 56).row).toMatchObject({ phase: 'management', kind: 'b2c' });
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

  it('counts phases and movements, once for each relationship', async () => {
    const elsewhere = exchange(0).map((one) => ({ ...one, parties: [customer(300)], stream: `party-${idOf(300)}` }));
    const { cells } = await given([...regular(12), ...elsewhere])
      .of(trajectory)
      .asOf(onDay(250))
      .folded();
    const sums = cells.map(({ at: path, sums }) => [path.join('/'), Number(sums['n'] ?? 0)]);
    expect(Object.fromEntries(sums)).toMatchObject({
      'phase/all/deterioration': 1,
      'phase/all/not-established': 1,
      'cause/all/withdrawal': 1,
      'movement/2024-02/establishment/management': 1,
      'movement/2024-06/establishment/not-established': 1,
    });
  });

  it('is the same whether facts come late, twice, or are taken back', async () => {
    const facts = regular(12);
    const contact = exchange(150)[0]!;
    const told = await given([...facts, late(contact, onDay(220)), duplicate(contact)])
      .of(trajectory)
      .asOf(onDay(221))
      .folded();
    expect(told.document.trajectory.rhythm.latest!.event).toBe(contact.id);
    const back = await given([...facts, contact, retraction(contact, onDay(160))])
      .of(trajectory)
      .asOf(onDay(250))
      .folded();
    expect(back.rows[key]).toMatchObject({ lastContact: onDay(110), phase: 'deterioration' });
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

  it('has defined answers where nothing is known', () => {
    const note = fact('NoteAdded', onDay(0));
    const { row, view, kinds } = at([note], 10);
    expect(row).toMatchObject({ phase: 'outreach', onset: null, detectedAt: null, p: null, silentDays: null });
    expect(view).toMatchObject({
      phaseDays: null,
      silence: { theirs: null, ours: null },
      trend: { kind: 'no-exposure' },
    });
    expect(kinds).toEqual([]);
  });
});
