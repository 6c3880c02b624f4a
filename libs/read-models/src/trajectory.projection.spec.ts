import { describe, expect, it, jest } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import { customer, duplicate, fact, feedStarted, given, late, retraction } from '#projections/testing/testing.js';
import { trajectory } from './trajectory.projection.js';
import { at, exchange, key, onDay, ours, regular } from './trajectory-testing.js';

jest.setTimeout(60_000);

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

  it('keeps a deterioration over the first contact, and tells recovery from chance', () => {
    const silent = regular(12);
    const back = (...days: number[]) => [...silent, ...days.flatMap((day) => exchange(day))];
    expect(at(back(300), 301).row).toMatchObject({ phase: 'deterioration' });
    expect(at(back(300, 305), 306).row).toMatchObject({ phase: 'recovery', onset: onDay(300) });
    expect(at(back(300, 305, 310, 315), 330).row).toMatchObject({ phase: 'management' });
    const sure = at(silent, 1_000).document.trajectory.silence.sureAt!;
    const soon = (sure - onDay(0)) / dayMs + 2;
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

  it('takes a promise for broken by the word of who says that it was not kept', () => {
    const promise = fact('PromiseMade', onDay(50), {
      parties: ours,
      data: { by: 'ours', dueAt: onDay(55), confirmBy: 'actor' },
    });
    const said = (day: number) =>
      fact('PromiseNotKept', onDay(day), { parties: ours, data: { promise: promise.id, confirmedBy: 'actor' } });
    const facts = [...regular(6), promise, fact('SurveyAnswered', onDay(58), { data: { score: 0 } })];
    expect(at(facts, 59).row).toMatchObject({ phase: 'management' });
    expect(at([...facts, said(54)], 59).row).toMatchObject({ phase: 'management' });
    const broken = [...facts, said(56)];
    expect(at(broken, 59).row).toMatchObject({ cause: 'betrayal', reason: 'breach-then-detractor' });
    const kept = fact('PromiseKept', onDay(57), {
      parties: ours,
      data: { promise: promise.id, confirmedBy: 'actor' },
    });
    expect(at([...broken, kept], 59).row).toMatchObject({ phase: 'management' });
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

  it('does not grow by the firm itself, nor by whom it was before nobody said who', () => {
    const b2b = fact('RelationshipClassified', onDay(0), { data: { kind: 'b2b', segment: undefined } as object });
    const contact = { parties: [customer(100), customer(200, 'contact')], actor: idOf(200) };
    const other = { parties: [customer(100), customer(201, 'contact')], actor: idOf(201) };
    const people = [0, 10, 20, 30, 40, 50].flatMap((day) => exchange(day, contact));
    expect(at([b2b, ...people, ...exchange(55)], 56).row).toMatchObject({ phase: 'management' });
    expect(at([b2b, ...people, ...exchange(55, other)], 56).row).toMatchObject({ reason: 'new-person' });
    expect(at([b2b, ...regular(6), ...exchange(55, contact)], 56).row).toMatchObject({ phase: 'management' });
    const named = [...people, ...exchange(55)].map((one) => ({ ...one, relationships: [key] }));
    expect(at(named, 56).row).toMatchObject({ phase: 'management' });
    // Known for a firm later than it was first named.
    const later = { ...b2b, occurredAt: onDay(52) };
    expect(at([...regular(6), later, ...exchange(55, contact)], 56).row).toMatchObject({ phase: 'management' });
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
