import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Answered, RelationshipAnswer } from '../answers.js';
import { openMade } from '../documents/made-testing.js';
import type { LocalTend } from '../local-tend.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import { now, refusalOf, testFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import { buyer, idsOf, importStory, openSeeded, quayside, quaysideLines } from './standing-testing.js';

jest.setTimeout(120_000);

const lines = quaysideLines();
const until = (at: number) => lines.filter(({ occurredAt }) => Date.parse(occurredAt) <= at);
/** What is recorded long after it happened. */
const isLate = ({ id }: { readonly id: string }): boolean => /kept|met|score/.test(id) || /asked \d*3$/.test(id);

/**
 * All that is told of how it stands, without which build told it, and where in its ledger that and the evidence stand; of a
 * signal without whether it is history, which is of when it was recorded.
 */
function standingOf(answer: RelationshipAnswer): object {
  const { build: _build, position: _position, horizon: _horizon, parts, events, signals, ...told } = answer;
  const evidence = events.map(({ id, type, occurredAt }) => [id, type, occurredAt]);
  const rows = signals?.rows.map(({ historic: _historic, ...row }) => row).sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...told,
    evidence,
    parts: parts.map(({ projection, state }) => [projection, state]),
    signals: { ...signals, rows },
  };
}

/** Without what is told by when it was recorded alone. */
function withoutSignals({
  parts,
  signals: _signals,
  events: _events,
  ...told
}: RelationshipAnswer): RelationshipAnswer {
  return { ...told, parts: parts.filter(({ projection }) => projection !== 'signals'), events: [] };
}

describe('how a relationship stands', () => {
  const folder = testFolder();
  let tend: LocalTend;
  let ids: ReadonlyMap<string, string>;

  beforeAll(async () => {
    ({ tend } = await openSeeded(folder, 'whole', now));
    await importStory(tend, lines);
    ids = await idsOf(tend);
  });

  afterAll(() => folder.dispose());

  it('is told with each part from its own projection, and with the events that say so', async () => {
    const answer = await tend.relationship(quayside);
    expect(answer).toMatchObject({
      party: { id: answer.id, name: quayside },
      phase: 'management',
      phaseWords: 'management',
      reason: 'otherwise',
      classified: { kind: 'b2b', segment: 'mid-market', cadenceDays: 30 },
      basis: { tooEarly: false, unknownSince: null },
      promises: {
        open: 1,
        kept: 1,
        broken: 1,
        unconfirmed: 1,
        theirs: { open: 0, kept: 0, broken: 0, unconfirmed: 0 },
      },
      needs: { untouched: 1, inHand: 0, declined: 0, met: 1, goals: { open: 1, overdue: 0, reached: 0 } },
      contracts: { inForce: 1, unattributed: 0 },
      people: { known: 2, singleThreaded: false, championLost: false, missingRoles: ['finance'] },
      voice: { answers: 2, latest: [{ instrument: 'nps', score: 6, changeOfTen: -3 }] },
      rules: { version: '0' },
      hindsightParameters: false,
    });
    expect(answer.parts.map(({ projection, state }) => `${projection} ${state}`)).toEqual([
      'trajectory told',
      'promises told',
      'needs told',
      'contracts told',
      'stakeholders told',
      'voice told',
      'replies told',
      'health told',
      'signals told',
    ]);
    const { sequence } = tend.workspace.ledger.head();
    for (const { build, position } of answer.parts.flatMap<Partial<Answered>>((part) => part.answered ?? [part]))
      expect([build !== undefined, position?.to]).toEqual([true, sequence]);
    expect(answer.promises!.rows.map(({ id, state, text }) => [id, state, text])).toEqual([
      [ids.get('training'), 'unconfirmed', 'The dates of the training'],
      [ids.get('quote'), 'open', 'A quote for two cranes'],
      [ids.get('technician'), 'kept-late', 'A technician on site'],
      [ids.get('drawings'), 'kept', 'Send the drawings'],
    ]);
    expect(answer.needs!.rows).toMatchObject([
      { id: ids.get('delivery'), status: 'untouched', text: 'Parts in two days' },
    ]);
    expect(answer.contracts!.rows).toMatchObject([
      { id: ids.get('contract'), settleBy: '2026-12-31T23:59:59.999Z', amounts: [{ currency: 'EUR', value: 84_200 }] },
    ]);
    const { health } = answer;
    expect(health).toMatchObject({ model: { version: '0', label: 'proposal, not calibrated' }, assessments: [] });
    const shown = health!.contributions.reduce((sum, { contribution }) => sum + contribution, 50);
    expect(Math.floor(shown + 0.5)).toBe(health!.value);
    for (const { from, to, parts } of health!.changes)
      if (from !== null && to !== null) expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(to - from);
    expect(answer.events.map(({ id }) => id)).toEqual(
      expect.arrayContaining(health!.contributions.flatMap(({ evidence }) => [...evidence])),
    );
    expect(answer.silence!.theirs!.evidence).toEqual([ids.get('asks')]);
    expect(answer.silence!.ours!.waiting).toMatchObject([{ event: ids.get('asks'), overdue: true }]);
    for (const { evidence } of [...answer.history!, ...answer.alarms!])
      for (const id of evidence) expect(tend.workspace.ledger.get(id)).toBeDefined();
  });

  it('is in the portfolio with the same health', async () => {
    for (const name of [quayside, buyer])
      for (const asOf of [undefined, '2025-09-01', '2026-11-01']) {
        const moment = asOf === undefined ? {} : { asOf };
        const [row] = (await tend.relationships({ q: name, ...moment })).rows;
        if (row === undefined) continue;
        const { health } = await tend.relationship(name, moment);
        expect(row.health?.value ?? null).toBe(health?.value ?? null);
        expect(row.health?.coverage).toBe(Math.floor(100 * (health?.coverage ?? 0) + 1e-7) / 100);
      }
  });

  it('counts the days that it lists', async () => {
    const { days, basis, contactDays } = await tend.relationship(quayside);
    expect([days!.theirs.length, days!.ours.length]).toEqual([contactDays.theirs, contactDays.ours]);
    expect(days!.theirs.length).toBe(basis!.contactDays);
    expect(days!.earlier).toBe(false);
  });

  it('is short of who bought once, and says what is too early to tell', async () => {
    const answer = await tend.relationship(buyer);
    expect(answer).toMatchObject({
      phase: 'establishment',
      basis: {
        contactDays: 1,
        tooEarly: true,
        sentence: '1 contact-day of theirs since 2026-08-10; too early to tell',
      },
      silence: { theirs: { p: null, usualDays: null, outcome: 'too-few-contacts' }, ours: null },
      trend: { kind: 'too-few', ratio: null },
      alarms: [],
    });
    for (const part of ['promises', 'needs', 'contracts', 'voice', 'replies', 'people'])
      expect(answer).not.toHaveProperty(part);
    expect(answer.parts.find(({ projection }) => projection === 'needs')).toMatchObject({
      state: 'nothing',
      says: 'Nothing recorded makes any.',
    });
  });

  describe.each(['2025-02-14T00:00:00Z', '2025-06-22T12:00:00Z', '2026-03-01T00:00:00Z', '2026-11-01T00:00:00Z'])(
    'at %s',
    (day) => {
      const at = Date.parse(day);
      const opened: LocalTend[] = [];
      /** A ledger that ends there. */
      const cut = async (name: string, some: typeof lines) => {
        const found = await openSeeded(folder, `${name} ${day}`, at);
        opened.push(found.tend);
        await importStory(found.tend, some);
        return found;
      };

      afterAll(async () => {
        for (const one of opened) await folder.close(one);
      });

      it('as of then is what a ledger says that ends there', async () => {
        const { tend: ended } = await cut('ended', until(at));
        const told = standingOf(await ended.relationship(quayside));
        expect(standingOf(await tend.relationship(quayside, { asOf: day }))).toEqual(told);
      });

      it('as known then is what a ledger says that knew no more', async () => {
        const early = until(at).filter((line) => !isLate(line));
        const { tend: ended } = await cut('early', early);
        const grown = await cut('grown', early);
        grown.clock.set(now);
        await importStory(
          grown.tend,
          lines.filter((line) => !early.includes(line)),
        );
        const told = standingOf(await ended.relationship(quayside));
        expect(standingOf(await grown.tend.relationship(quayside, { knownBy: day }))).toEqual(told);
        expect(standingOf(await grown.tend.relationship(quayside, { asOf: day }))).not.toEqual(told);
      });
    },
  );

  it('is told by the sources too', async () => {
    const day = '2026-03-01T00:00:00Z';
    const answer = await tend.relationship(quayside, {
      asOf: day,
      knownBy: new Date(now).toISOString(),
      asClaimed: true,
    });
    const { asClaimed, ...claimed } = answer;
    expect(asClaimed).toBe(true);
    const recorded = await tend.relationship(quayside, { asOf: day });
    expect(standingOf(withoutSignals(claimed))).toEqual(standingOf(withoutSignals(recorded)));
    expect(claimed).not.toHaveProperty('signals');
    expect(claimed.parts.at(-1)).toEqual({
      projection: 'signals',
      state: 'not-ready',
      says: 'They are told by what was recorded here, and not as claimed by the sources.',
    });
  });

  it('is refused before there was anything', async () => {
    expect((await refusalOf(() => tend.relationship(quayside, { asOf: '2024-01-01' }))).code).toBe('not-found');
  });
});

describe('a relationship of which not everything may be told', () => {
  const folder = testFolder();

  afterAll(() => folder.dispose());

  it('says which part is withheld, and tells the others', async () => {
    const { tend } = await openSeeded(folder, 'objection', now);
    await importStory(tend, lines);
    const { id } = await tend.relationship(quayside);
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id, role: 'subject', side: 'customer' as const }];
    const stream = streamOf('ProcessingObjected', { parties });
    const data = { purpose: 'service' };
    const event = ownEvent(workspace, { type: 'ProcessingObjected', stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    const answer = await tend.relationship(id);
    expect(answer).not.toHaveProperty('replies');
    expect(answer.phase).toBe('management');
    expect(answer.parts.find(({ projection }) => projection === 'replies')).toMatchObject({
      state: 'withheld',
      says: 'Nobody may be told of for this purpose.',
    });
  });
});

describe('a relationship where projections are missing', () => {
  it('says of each part that it cannot be told, and is answered all the same', async () => {
    const made = await openMade();
    const answer = await made.tend.relationship('Amber Mills');
    expect(answer.touchpoints).toBe(3);
    expect(answer).not.toHaveProperty('phase');
    expect(new Set(answer.parts.map(({ state }) => state))).toEqual(new Set(['not-ready']));
    expect(answer.parts[0]).toEqual({
      projection: 'trajectory',
      state: 'not-ready',
      says: 'There is no projection trajectory.',
    });
    await made.dispose();
  });
});
