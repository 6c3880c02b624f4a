import { describe, expect, it, jest } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import {
  colleague,
  customer,
  fact,
  feedStarted,
  feedStopped,
  given,
  late,
  published,
  retraction,
  type GivenFact,
} from '#projections/testing/testing.js';
import { FoldOne } from './fold-one.js';
import { evidenceOf } from './health-measured.js';
import { changesKept } from './health-value.js';
import { health } from './health.projection.js';

jest.setTimeout(60_000);

const start = Date.parse('2024-01-01T09:00Z');
const onDay = (day: number): number => start + day * dayMs;
const ours = { parties: [customer(100), colleague(1)], actor: idOf(1) };
const key = idOf(100);

/** A message of theirs on so many days, from day 0 on, and no answer. */
const contacts = (count: number, every: number, given: object = {}): GivenFact[] =>
  Array.from({ length: count }, (_, i) => fact('MessageReceived', onDay(i * every), given));
/** Once a week for nineteen weeks: the trend of its last windows is none. */
const weekly = contacts(20, 7);
const score = (day: number, value: number, person = 100): GivenFact =>
  fact('SurveyAnswered', onDay(day), {
    actor: idOf(person),
    parties: [customer(person)],
    relationships: [key],
    data: { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better', score: value },
  });
const classified = (kind: 'b2b' | 'b2c', day = -1): GivenFact =>
  fact('RelationshipClassified', onDay(day), { data: { kind, segment: 'mid' } });

const at = (facts: readonly GivenFact[], day: number) => new FoldOne(health).fold(facts, onDay(day));

describe('the health of a relationship', () => {
  it('is no number below half of the weight, and says what is absent', () => {
    const few = at(contacts(4, 10), 31);
    expect(few.row).toMatchObject({ value: null, coverage: 15, lowest: null });
    expect(few.view).toMatchObject({
      contributions: [],
      absent: ['silence', 'trend', 'promises', 'answers', 'reply'],
      model: { version: '0', label: 'proposal, not calibrated' },
    });
    expect(few.totals).toEqual([{ at: ['health', 'all', 'uncovered'], add: { n: 1 } }]);
    // Silence, trend and complaints are 7 of 13, and once a week is what it was: (3·80 + 2·70 + 2·80)/7.
    const told = at(weekly, 133);
    expect(told.row).toMatchObject({ value: 77, coverage: 53, lowest: null });
    expect(told.totals).toEqual([{ at: ['health', 'all', 70], add: { n: 1 } }]);
  });

  it('is 50 and what each signal adds, by the model that is named', () => {
    const { view } = at([...weekly, score(126, 2)], 133);
    expect(view.contributions.map(({ signal, measured, weight }) => [signal, measured, weight])).toEqual([
      ['silence', 1, 3],
      ['trend', 1, 2],
      ['answers', 2, 2],
      ['complaints', 0, 2],
    ]);
    const sum = view.contributions.reduce((all, { contribution }) => all + contribution, 50);
    expect(Math.floor(sum + 0.5)).toBe(view.value);
    // 80, 70, 13⅓ and 80 weigh 3, 2, 2 and 2.
    expect(sum).toBeCloseTo((3 * 80 + 2 * 70 + (2 * 40) / 3 + 2 * 80) / 9, 9);
    expect(view.changed).toMatchObject({
      at: onDay(126),
      from: 77,
      to: 63,
      parts: [{ kind: 'coverage', points: -14, came: ['answers'], went: [] }],
    });
  });

  it('does not miss breadth where there is none', () => {
    const [b2c, b2b] = [at([classified('b2c'), ...weekly], 133), at([classified('b2b'), ...weekly], 133)];
    expect(b2c.row).toMatchObject({ value: 77, coverage: 53, kind: 'b2c', segment: 'mid' });
    expect(b2c.view.absent).not.toContain('breadth');
    expect(b2b.row).toMatchObject({ value: 77, coverage: 50 });
    expect(b2b.view.absent).toContain('breadth');
    // Who turns out to be a firm is weighed otherwise from then on: the event that said so is the evidence.
    const model = published('HealthModelPublished', onDay(-2), {
      version: '1',
      signals: [line('silence', 1, [0, 0], [1, 100]), line('breadth', 2, [0, 0], [1, 100])],
    });
    const firm = classified('b2b', 133);
    const turned = at([model, ...weekly, firm], 134);
    expect(turned.document.changes.at(-1)).toMatchObject({ from: 100, to: null, parts: [{ evidence: [firm.id] }] });
  });

  it('changes with the model from when that holds, and says which one', async () => {
    const model = published('HealthModelPublished', onDay(126) + 1, {
      version: 'spring',
      signals: [line('silence', 1, [0, 0], [1, 40]), line('trend', 1, [0, 0], [1, 60])],
    });
    const question = given([...weekly.slice(0, 19), model], { until: onDay(127) }).of(health);
    const { rows } = await question.asOf(onDay(126)).folded();
    expect(rows[key]).toMatchObject({ value: 77 });
    const { document, views } = await question.asOf(onDay(127)).folded();
    // Of what was known complaints weigh nothing now: that is the model's doing too.
    expect(document.changes.at(-1)).toEqual({
      at: onDay(126) + 1,
      from: 77,
      to: 50,
      parts: [{ kind: 'model', signal: null, points: -27, evidence: [] }],
      model: 'spring',
      hindsightParameters: false,
    });
    // Also where nothing that is measured is another.
    const only = published('HealthModelPublished', onDay(5), { signals: [line('complaints', 1, [0, 90], [1, 0])] });
    expect(at([fact('MessageReceived', onDay(0)), only], 5).document.changes).toMatchObject([
      { at: onDay(5), from: null, to: 90 },
    ]);
    expect(views[key]).toMatchObject({ model: { version: 'spring', label: null }, absent: [] });
  });

  it('does not know their silence and trend while a feed is down', () => {
    const source = { connector: 'imap', dataset: 'mail' };
    const facts = [feedStarted('imap', onDay(-2)), ...contacts(20, 7, { source })];
    const stops = feedStopped('imap', onDay(135));
    expect(at([...facts, stops], 134).row).toMatchObject({ value: 77 });
    expect(at([...facts, stops], 136).view).toMatchObject({ value: 77, at: onDay(133), feedDown: true });
    const down = at([...facts, stops], 141);
    expect(down.document.health.measured).toMatchObject({ silence: null, trend: null, complaints: 0 });
    expect(down.document.changes.at(-1)).toMatchObject({
      to: null,
      parts: [{ kind: 'coverage', points: 0, went: ['silence', 'trend'] }],
    });
    const back = at([...facts, stops, feedStarted('imap', onDay(142))], 155);
    expect(back.document.health.measured.silence).toBeLessThan(0.3);
  });

  it('forgets complaints, answers and replies when they no longer count, to the instant', () => {
    const complaint = fact('ComplaintRaised', onDay(90), { matter: idOf(7) });
    const facts = [...contacts(60, 5), complaint, score(92, 2)];
    const raised = at(facts, 91);
    expect(raised.document.changes.at(-1)).toMatchObject({
      at: onDay(90),
      parts: [{ kind: 'value', signal: 'complaints', evidence: [complaint.id] }],
    });
    expect(raised.row.lowest).toBe('complaints');
    const lapsesAt = (day: number) => new FoldOne(health).fold(facts, onDay(day) - 1).document.health.measured;
    expect([lapsesAt(180).complaints, at(facts, 180).document.health.measured.complaints]).toEqual([1, 0]);
    expect([lapsesAt(182).answers, at(facts, 182).document.health.measured.answers]).toEqual([2, null]);
  });

  it('counts promises of ours, and orders that name a date', () => {
    const promised = (day: number, dueIn: number): GivenFact =>
      fact('PromiseMade', onDay(day), {
        ...ours,
        data: { by: 'ours', dueAt: onDay(day + dueIn), confirmBy: 'customer' },
      });
    const kept = (one: GivenFact, day: number): GivenFact =>
      fact('PromiseKept', onDay(day), { ...ours, data: { promise: one.id, confirmedBy: 'customer' } });
    const [first, second] = [promised(10, 5), promised(11, 5)];
    const order = fact('OrderPlaced', onDay(12), { data: { requiredBy: onDay(20) } });
    const delivered = fact('Delivered', onDay(30), { ...ours, data: { order: order.id, partial: false } });
    const facts = [first, second, order, kept(first, 12), kept(second, 14), delivered];
    const asked = promised(13, 5);
    const notKept = fact('PromiseNotKept', onDay(31), {
      ...ours,
      data: { promise: asked.id, confirmedBy: 'customer' },
    });
    expect(at(facts, 29).document.health.measured.promises).toBeNull();
    expect(at(facts, 31).document.health.measured.promises).toBeCloseTo(2 / 3, 12);
    const answered = at([...facts, asked, notKept], 32).document;
    expect(answered.health.measured.promises).toBe(2 / 4);
    expect(evidenceOf(answered, 'promises')).toContain(notKept.id);
    expect(at([...facts, asked], 32).document.health.measured.promises).toBeCloseTo(2 / 3, 12);
    expect(at(facts, 12 + 365).document.health.measured.promises).toBeNull();
  });

  it('stands beside what people think, and says where they disagree', () => {
    const assessed = (day: number, level: 1 | 5, by: number): GivenFact =>
      fact('AssessmentGiven', onDay(day), { ...ours, actor: idOf(by), data: { level } });
    const bad = [...contacts(20, 5), score(94, 0)];
    const facts = [...bad, assessed(10, 1, 2), assessed(96, 5, 1), assessed(97, 1, 1), assessed(98, 5, 1)];
    const { row, view } = at(facts, 130);
    expect(row).toMatchObject({ assessed: 5, disagreement: 'assessed-better' });
    expect(row.value).toBeLessThan(40);
    expect(view.assessments.map(({ by, level }) => [by, level])).toEqual([
      [idOf(2), 1],
      [idOf(1), 5],
    ]);
    expect(at(bad, 130).row).toMatchObject({ value: row.value, assessed: null, disagreement: null });
    expect(at([...contacts(20, 5), assessed(95, 1, 1)], 95.5).row).toMatchObject({ disagreement: 'assessed-worse' });
  });

  it('marks what was judged by a fit on later facts', () => {
    const fit = published('RhythmFitted', onDay(-10), { segment: 'all', fittedThrough: onDay(97) });
    expect(at([fit, ...contacts(20, 5)], 95.5)).toMatchObject({ row: { hindsightParameters: true } });
    expect(at([fit, ...contacts(30, 5)], 120).row).toMatchObject({ hindsightParameters: false });
    expect(at(contacts(20, 5), 95.5).row).toMatchObject({ hindsightParameters: false });
  });

  it('is measured anew when a rhythm or a calendar comes to be valid, and stands still while they are away', () => {
    const fit = published('RhythmFitted', onDay(150), { segment: 'all', k: 2, r: 3, alpha: 20 });
    const before = at([...weekly, fit], 149.9).document.health;
    const after = at([...weekly, fit], 150).document.health;
    expect([before.at! < onDay(149), after.at]).toEqual([true, onDay(150)]);
    expect(after.measured.silence).not.toBeCloseTo(at(weekly, 150).document.health.measured.silence!, 3);
    // Two weeks of silence, one week of which they said to be away: as unlikely as one week.
    const away = fact('AbsenceAnnounced', onDay(133), { data: { from: onDay(134), to: onDay(141) } });
    const silence = (facts: readonly GivenFact[], day: number) => at(facts, day).document.health.measured.silence;
    expect(silence([...weekly, away], 147)).toBeCloseTo(silence(weekly, 140)!, 12);
  });

  it('tells a fall that no single signal made, once', () => {
    const complaint = fact('ComplaintRaised', onDay(99), { matter: idOf(7) });
    const facts = [...contacts(21, 5), score(60, 10), complaint, score(101, 4)];
    expect(at(facts, 100).signals).toEqual([]);
    const fallen = at(facts, 102);
    expect(fallen.signals).toMatchObject([
      {
        kind: 'health-drop',
        severity: 'warning',
        event: facts.at(-1)!.id,
        detectedAt: onDay(101),
        to: fallen.row.value,
      },
    ]);
    const resolved = fact('CaseResolved', onDay(103), { ...ours, matter: idOf(7) });
    expect(at([...facts, resolved, score(104, 9)], 105).signals).toEqual([]);
    // What made it has lapsed by then, and is no news.
    expect(at(facts, 101 + 91).signals).toEqual([]);
    // A silence has a signal of its own.
    expect(at(contacts(20, 5), 130)).toMatchObject({ signals: [], row: { lowest: 'silence' } });
  });

  it('is the same whether facts come late or are taken back', async () => {
    const facts = contacts(12, 9);
    const contact = fact('MessageReceived', onDay(104));
    const folded = (more: readonly GivenFact[]) =>
      given([...facts, ...more], { until: onDay(140) })
        .of(health)
        .asOf(onDay(140))
        .folded();
    const [without, told, back] = [
      await folded([]),
      await folded([late(contact, onDay(130))]),
      await folded([contact, retraction(contact, onDay(120))]),
    ];
    expect(told.document.rhythm.latest?.event).toBe(contact.id);
    expect(back.document).toEqual(without.document);
    expect(told.document.health.value).not.toBe(without.document.health.value);
  });

  it('keeps the latest changes and counts the others; looks end when nothing drifts any more', () => {
    const restless = [...contacts(60, 5), ...Array.from({ length: 150 }, (_, i) => score(100 + i, (i % 2) * 9))];
    const { document } = at(restless, 300);
    expect(document.changes).toHaveLength(changesKept);
    expect(document.dropped).toBeGreaterThan(40);
    expect(JSON.stringify(document).length).toBeLessThan(80_000);
    const silent = at(contacts(20, 5), 3_000);
    expect(silent.document.health).toMatchObject({ lookAt: null, lapseAt: null, value: null });
    expect(silent.dues).toBeLessThan(40);
  });

  it('stays small with very many people, promises, threads and complaints', () => {
    const facts = [classified('b2b')];
    for (let i = 0; i < 3_000; i++) {
      const when = onDay(i / 10);
      const person = customer(1_000 + (i % 700), 'contact');
      const theirs = { actor: person.id, parties: [customer(100), person], thread: idOf(10_000 + i) };
      facts.push(fact('MessageReceived', when, { ...theirs, matter: idOf(20_000 + i) }));
      facts.push(fact('MessageSent', when + 60_000, { ...ours, thread: theirs.thread, data: { automated: false } }));
      facts.push(fact('ComplaintRaised', when + 120_000, { ...theirs, thread: idOf(40_000 + i) }));
      const data = { by: 'ours', dueAt: onDay(i / 10 + 20), confirmBy: 'actor' } as const;
      facts.push(
        fact('PromiseMade', when + 180_000, { ...ours, data }),
        score(i / 10 + 0.01, i % 11, 1_000 + (i % 700)),
      );
      facts.push(fact('AssessmentGiven', when + 240_000, { ...ours, actor: idOf(i), data: { level: 3 } }));
    }
    const { document, row } = at(facts, 301);
    expect(row.coverage).toBeGreaterThan(50);
    expect(JSON.stringify(document).length).toBeLessThan(400_000);
    expect([document.promises, document.answers, document.people].map((list) => list.length)).toEqual([100, 100, 100]);
    expect([document.waits, document.breaches, document.assessments].map((list) => list.length)).toEqual([50, 50, 20]);
  });
});

function line(signal: string, weight: number, ...points: readonly (readonly [number, number])[]) {
  return { signal, weight, map: points.map(([raw, given]) => ({ raw, score: given })) };
}
