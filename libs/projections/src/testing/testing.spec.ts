import { describe, expect, jest, test } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { defineProjection } from '../definition/define-projection.js';
import { endOfHistory, messages } from '../oracle/random-history.js';
import { journal, nothing, reminders, trails } from '../oracle/sample-projections.js';
import { customer, duplicate, fact, given, late, published, reinstatement, retraction } from './testing.js';

jest.setTimeout(60_000);

const hourMs = 3_600_000;

/** Whether a customer waits for an answer, and since when too long: longer than the rules, or two days. */
const waiting = defineProjection({
  name: 'waiting',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0, since: null as number | null, overdueAt: null as number | null }),
  context: [{ type: 'PhaseRulesPublished' }],
  on: {
    ...nothing,
    MessageReceived: (doc, event) => {
      doc.messages++;
      doc.since ??= event.occurredAt;
    },
    MessageSent: (doc) => {
      doc.since = null;
      doc.overdueAt = null;
    },
  },
  deadline: (doc, ctx) => {
    if (doc.since === null || doc.overdueAt !== null) return undefined;
    const hours = ctx.valid('PhaseRulesPublished')?.parameters[0]?.value ?? 48;
    return doc.since + hours * hourMs;
  },
  onDeadline: (doc, at) => void (doc.overdueAt = at),
  index: (doc) => ({ isOverdue: doc.overdueAt !== null }),
  rollup: (doc) => [{ at: ['overdue'], add: { n: doc.overdueAt === null ? 0 : 1 } }],
});

const asked = fact('MessageReceived', '2024-03-01T10:00Z');
const answer = fact('MessageSent', '2024-03-02T10:00Z');
const none = { messages: 0, since: null, overdueAt: null };
const open = { messages: 1, since: asked.occurredAt, overdueAt: null };
const overdue = { ...open, overdueAt: Date.parse('2024-03-03T10:00Z') };
const answered = { ...none, messages: 1 };

describe('the test kit', () => {
  test('gives documents, rows and cells', async () => {
    const folded = await given(messages(3)).fold(trails);
    expect(folded.documents[idOf(1)]).toEqual({ ids: ['03e9'], gapsMs: [], lastAt: expect.any(Number) });
    expect(folded.rows[idOf(0)]).toEqual({ last: '03ea', n: 2 });
    expect(folded.cells.find(({ at }) => at[0] === 'all')!.sums).toEqual({ keys: 2n, facts: 3n, ms: -14n });
    expect(() => folded.document).toThrow('has 2 documents');
    expect((await given(messages(1)).fold(trails)).document.ids).toEqual(['03e8']);
  });

  test('gives what has occurred by a time, under given parameters', async () => {
    const notYet = { ...messages(2)[1]!, id: idOf(5), occurredAt: endOfHistory + 1 };
    const folded = await given([messages(1)[0]!, notYet], { until: endOfHistory, parameters: { unitMs: 5 } }).fold(
      trails,
    );
    expect(Object.keys(folded.documents)).toEqual([idOf(0)]);
  });

  test('shows what a key was set apart for', async () => {
    const fails = defineProjection({
      ...waiting,
      name: 'fails',
      onDeadline: () => {
        throw new Error('no');
      },
    });
    const folded = await given([asked]).fold(fails);
    expect(folded.quarantined[idOf(100)]).toMatchObject({ step: 'onDeadline', message: 'Error: no' });
    expect(() => folded.document).toThrow('The projection fails threw in onDeadline: Error: no');
  });

  test('asks for what had occurred by an instant, deadlines included', async () => {
    const facts = given([asked, answer]).of(waiting);
    await facts.asOf('2024-03-01T09:59Z').expectNothing();
    await facts.asOf('2024-03-01T10:00Z').expect(open);
    await facts.asOf('2024-03-05').expect(answered);
    await facts.expect(answered);
    await given([asked]).of(waiting).asOf('2024-03-03T10:00Z').expect(overdue);
    await given([asked]).of(waiting).asOf('2024-03-03T09:59:59.999Z').expect(open);
    await given([asked], { until: '2024-03-09' }).of(waiting).asOf('2024-03-02').expect(open);
  });

  test('tells late facts from those that were known at once', async () => {
    const facts = given([asked, late(answer, '2024-03-09T08:00Z')]).of(waiting);
    await facts.asOf('2024-03-05').expect(answered);
    await facts.knownBy('2024-03-05').expect(overdue);
    await facts.knownBy('2024-03-05').asOf('2024-03-02T12:00Z').expect(open);
    await facts.knownBy('2024-03-09T08:00Z').expect(answered);
  });

  test('gives duplicates, retractions and rules', async () => {
    await given([asked, duplicate(asked)])
      .of(waiting)
      .asOf('2024-03-02')
      .expect(open);
    const retracted = [asked, answer, retraction(answer, '2024-03-04')];
    await given(retracted).of(waiting).expect(overdue);
    await given(retracted).of(waiting).knownBy('2024-03-03').expect(answered);
    await given([...retracted, reinstatement(answer, '2024-03-05')])
      .of(waiting)
      .expect(answered);
    const rule = (from: string) => published('PhaseRulesPublished', from, { parameters: [{ name: 'h', value: 1 }] });
    await given([rule('2024-01-01'), asked])
      .of(waiting)
      .expect({ ...open, overdueAt: asked.occurredAt + hourMs });
    await given([asked, rule('2024-03-02')])
      .of(waiting)
      .expect({ ...open, overdueAt: Date.parse('2024-03-02') });
  });

  test('asks for one key, for rows and for totals', async () => {
    const other = fact('MessageReceived', '2024-03-01T11:00Z', { parties: [customer(7)], data: { channel: 'chat' } });
    const both = given([asked, other, answer]).of(waiting);
    await both.key(idOf(7)).asOf('2024-03-02').expectRow({ isOverdue: false });
    await both.key(idOf(7)).expectRow({ isOverdue: true });
    await both.key(idOf(8)).expectNothing();
    await both.expectTotal(['overdue'], { n: 1 });
    await both.asOf('2024-03-02').expectTotal(['overdue'], { n: 0 });
    await expect(both.key(idOf(7)).expectRow({ isOverdue: false })).rejects.toThrow('isOverdue');
    await expect(both.expectTotal(['overdue'], { n: 2 })).rejects.toThrow('2n');
    await expect(given([asked]).of(waiting).expect(open)).rejects.toThrow('overdueAt');
    await expect(given([asked]).of(waiting).expectNothing()).rejects.toThrow('since');
  });

  test('asks for what is seen at a time, of documents and of rows', async () => {
    const seen = defineProjection({
      ...waiting,
      name: 'seen',
      view: (doc, t, ctx) => {
        if (doc.since === null) throw new Error('nobody waits');
        return { waitsHours: (t - doc.since) / hourMs, rules: ctx.valid('PhaseRulesPublished')?.version ?? 'none' };
      },
      viewRow: (row, t) => ({ ...row, seenAt: t }),
    });
    const rule = published('PhaseRulesPublished', '2024-03-02T00:00Z');
    const facts = given([asked, rule, late(answer, '2024-03-09T10:00Z')]).of(seen);
    const at = '2024-03-02T11:00Z';
    await facts
      .asOf(at)
      .knownBy('2024-03-08')
      .expectView({ waitsHours: 25, rules: (rule.data as { version: string }).version });
    await facts.asOf('2024-03-01T11:00Z').expectView({ waitsHours: 1, rules: 'none' });
    await facts.asOf(at).expectRow({ isOverdue: false, seenAt: Date.parse(at) });
    // What throws sets nothing apart: the document and its row are there.
    await facts.asOf(at).expect(answered);
    await expect(facts.asOf(at).expectView({ waitsHours: 0, rules: 'none' })).rejects.toThrow(
      'The projection seen threw in view: Error: nobody waits',
    );
    await expect(facts.asOf('2024-03-01T11:00Z').expectView({ waitsHours: 2, rules: 'none' })).rejects.toThrow(
      'waitsHours',
    );
  });

  test('asks projections in the order of the ledger by what was known', async () => {
    const source = { connector: 'csv', dataset: 'x', importId: idOf(70) };
    const facts = [
      fact('NoteAdded', '2024-03-02', { source }),
      late(fact('NoteAdded', '2024-03-01', { source }), '2024-03-04'),
    ];
    const rows = given(facts).of(journal);
    await rows.knownBy('2024-03-03').expectRow({ n: 1 });
    await rows.expectRow({ n: 2 });
    expect(() => rows.asOf('2024-03-03')).toThrow('only by `knownBy`');
  });

  test('says that time has to end where something is always due', async () => {
    const daily = defineProjection({
      ...waiting,
      name: 'daily',
      deadline: (doc) => (doc.overdueAt ?? asked.occurredAt) + 24 * hourMs,
    });
    await expect(given([asked]).of(daily).expect(open)).rejects.toThrow(
      'In the projection daily more than 200 deadlines are due until 9999-12-31T23:59:59.999Z: say with `asOf` or',
    );
    await given([asked]).of(daily).asOf('2024-03-03T11:00Z').expect(overdue);
    await given([asked], { until: '2024-03-03T11:00Z' }).of(daily).expect(overdue);
  });

  test('folds time in a sample that has every kind of input', async () => {
    const { documents } = await given([...messages(6), published('PhaseRulesPublished', '2023-11-14T22:13:21Z')], {
      until: endOfHistory,
    }).fold(reminders);
    expect(Object.keys(documents)).toEqual([idOf(0), idOf(1)]);
  });
});
