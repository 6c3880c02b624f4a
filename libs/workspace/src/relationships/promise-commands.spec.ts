import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { Id } from '#core/time.js';
import type { PromiseAction } from '#domain/commands/work-on-promises.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import type { PromisesQuery } from './promise-answers.js';
import type { PromiseCommand } from './promise-command-answers.js';

jest.setTimeout(120_000);

const dayMs = 86_400_000;
const now = Date.parse('2026-01-10T12:00:00Z');
const due = '2026-01-15T09:00:00.000Z';

describe('what people say became of promises', () => {
  let folder: TestFolder;
  let clock: ReturnType<typeof fixedClock>;
  let tend: LocalTend;
  let workspace: WritableWorkspace;
  let n = 0;

  beforeEach(async () => {
    folder = testFolder();
    clock = fixedClock(now);
    tend = await folder.open({ clock, user: 'ann' });
    workspace = tend.workspace as WritableWorkspace;
    await record(promise('Amber Mills', 'A quote'), promise('Birch & Co', 'The drawings'));
  });
  afterEach(() => folder.dispose());

  const organisation = (name: string) => ({
    kind: 'organisation',
    name,
    role: 'customer',
    side: 'customer',
    identifiers: [{ scheme: 'no', value: name }],
  });
  const event = (type: string, at: string, customers: readonly string[], data: object, personal = {}) => {
    const parties = customers.map(organisation);
    return { id: `e${++n}`, type, occurredAt: at, parties, actor: parties[0], data, personal };
  };
  const promise = (customer: string, text: string, dueAt = due, more: readonly string[] = []) =>
    event(
      'PromiseMade',
      '2026-01-08T09:00:00Z',
      [customer, ...more],
      { by: 'ours', dueAt: Date.parse(dueAt), confirmBy: 'actor' },
      { text },
    );
  const record = (...events: readonly object[]) =>
    tend.import(
      fileOf('a.ndjson', events.map((one) => `${JSON.stringify(one)}\n`).join('')),
      { dataset: 'a', format: 'ndjson' },
      {},
    );
  const rows = async (query: PromisesQuery = {}) => (await tend.promises.list({ state: 'all', ...query })).rows;
  const idOf = async (text: string): Promise<Id> => (await rows()).find((row) => row.text === text)!.id;
  const stateOf = async (text: string) => (await rows()).find((row) => row.text === text)!.state;
  const recorded = () => workspace.ledger.head().sequence;
  const act = (action: PromiseAction, command: PromiseCommand) => tend.promiseCommands.act(action, command, {});
  const thing = async (id: Id) => (await tend.today.of({})).things.find(({ matter }) => matter === `promise/${id}`);

  it('is asked when the due time has passed, answered by keeping it, and asked again when that is taken back', async () => {
    const id = await idOf('A quote');
    const until = { matter: `promise/${id}`, promise: id, command: `tend promises keep ${id.slice(0, 12)}` };
    clock.set(Date.parse(due) + 1);
    // Deadlines are folded as the ledger goes on.
    await record(promise('Cedar Bay', 'Something else', '2026-03-01T09:00:00Z'));
    expect(await stateOf('A quote')).toBe('unconfirmed');
    const asked = await thing(id);
    expect(asked).toMatchObject({ ...until, kind: 'promise-unconfirmed', question: 'Was it kept?' });
    clock.advance(3 * dayMs);

    const { promises, unchanged } = await act('keep', { promises: [id] });
    expect(unchanged).toBe(0);
    // It was kept by its due time: the question is what was, and not when somebody came to answer it.
    const [word] = [...workspace.ledger.readDimension('type', 'PromiseKept')];
    const kept = { state: 'kept', known: 'self-reported', keptAt: due, evidence: [id, word!.id], text: 'A quote' };
    expect(promises).toMatchObject([{ id, ...kept, relationship: { name: 'Amber Mills' } }]);
    expect(await rows({ state: 'kept' })).toMatchObject([kept]);
    expect((await tend.promises.list({})).rates).toMatchObject([{ evidence: 'self-reported', kept: 1, broken: 0 }]);
    expect(await thing(id)).toBeUndefined();
    expect((await tend.relationship('Amber Mills')).promises!.rows[0]).toMatchObject(kept);
    // Whose word it is stands in the history; who clicked is a party of ours.
    expect(word).toMatchObject({ data: { promise: id, confirmedBy: 'actor' }, occurredAt: Date.parse(due) });
    expect(workspace.names.find('ann')).toEqual([word!.actor]);

    expect(await act('undo', { promises: [id] })).toMatchObject({
      promises: [{ state: 'unconfirmed', evidence: [id] }],
      unchanged: 0,
    });
    expect(await thing(id)).toEqual(asked);
    expect(await rows({ state: 'kept' })).toEqual([]);
    // What was known in between is known still of that moment.
    expect([...workspace.ledger.readDimension('type', 'TouchpointRetracted')]).toMatchObject([
      { data: { target: word!.id }, stream: word!.stream },
    ]);
  });

  it('is late where somebody says so, and confirmed by the customer where they do', async () => {
    const id = await idOf('A quote');
    clock.set(Date.parse('2026-01-20T12:00:00Z'));
    const keep = async (more: Partial<PromiseCommand>) => {
      const [row] = (await act('keep', { promises: [id], ...more })).promises;
      return [row!.state, row!.known, row!.keptAt];
    };
    // A date is its end; today is over now.
    expect(await keep({ keptAt: '2026-01-17' })).toEqual(['kept-late', 'self-reported', '2026-01-17T23:59:59.999Z']);
    await act('undo', { promises: [id] });
    expect(await keep({ keptAt: '2026-01-20' })).toEqual(['kept-late', 'self-reported', '2026-01-20T12:00:00.000Z']);
    await act('undo', { promises: [id] });
    expect(await keep({})).toEqual(['kept', 'self-reported', due]);
    expect((await refusalOf(() => keep({ keptAt: '2026-01-17' }))).hint).toContain(`undo ${id.slice(0, 12)}`);
    // The customer’s word goes further than ours, and confirms when it was.
    expect(await keep({ by: 'customer' })).toEqual(['kept', 'customer-confirmed', due]);
    expect((await act('keep', { promises: [id] })).unchanged).toBe(1);
    // Each is taken back by itself.
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([{ known: 'self-reported' }]);
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([{ state: 'unconfirmed' }]);
    expect((await act('undo', { promises: [id] })).unchanged).toBe(1);
  });

  it('is renegotiated before it is due, and not afterwards', async () => {
    const id = await idOf('A quote');
    const before = recorded();
    const moved = await act('renegotiate', { promises: [id], dueAt: '2026-01-25' });
    expect(moved.promises).toMatchObject([
      { state: 'renegotiated', dueAt: '2026-01-25T23:59:59.999Z', renegotiations: 1 },
    ]);
    expect(moved.promises[0]!.evidence).toHaveLength(2);
    expect((await act('renegotiate', { promises: [id], dueAt: '2026-01-25' })).unchanged).toBe(1);
    expect(recorded()).toBe(before + 1);
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([
      { state: 'open', dueAt: due, evidence: [id] },
    ]);
    await act('renegotiate', { promises: [id], dueAt: '2026-01-25' });
    clock.set(Date.parse('2026-01-26T00:00:00Z'));
    const refused = await refusalOf(() => act('renegotiate', { promises: [id], dueAt: '2026-02-01' }));
    expect(refused).toMatchObject({ code: 'invalid', violations: [{ field: 'promises' }] });
    expect(refused.message).toContain('would break it');
    await act('keep', { promises: [id] });
    expect((await refusalOf(() => act('renegotiate', { promises: [id], dueAt: '2026-02-01' }))).message).toContain(
      'It is kept',
    );
    // First that it was kept, then that it was moved.
    await act('undo', { promises: [id] });
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([{ state: 'unconfirmed', dueAt: due }]);
  });

  it('is recorded once, however often and by however many it is said at once', async () => {
    const id = await idOf('A quote');
    const before = recorded();
    const both = await Promise.all([act('keep', { promises: [id, id] }), act('keep', { promises: [id] })]);
    expect(both[0].unchanged + both[1].unchanged).toBe(1);
    expect((await act('keep', { promises: [id] })).unchanged).toBe(1);
    expect(recorded()).toBe(before + 1);
  });

  it('is said of all that are named, or of none', async () => {
    const [one, other] = [await idOf('A quote'), await idOf('The drawings')];
    await act('keep', { promises: [other] });
    const before = recorded();
    const refused = await refusalOf(() => act('renegotiate', { promises: [one, other], dueAt: '2026-02-01' }));
    expect(refused).toMatchObject({
      code: 'invalid',
      violations: [{ field: 'promises', message: `${other} It is kept.` }],
    });
    expect((await refusalOf(() => act('keep', { promises: [one, one.replace(/^./, 'f')] }))).code).toBe('not-found');
    expect(recorded()).toBe(before);
    expect(await act('keep', { promises: [one, other] })).toMatchObject({
      promises: [{ id: one, state: 'kept' }, { id: other }],
      unchanged: 1,
    });
  });

  it('takes ids that are cut to their beginning, of promises alone', async () => {
    const id = await idOf('A quote');
    expect((await act('keep', { promises: [id.slice(0, 10)] })).promises).toMatchObject([{ id }]);
    await act('undo', { promises: [id] });
    const [word] = [...workspace.ledger.readDimension('type', 'PromiseKept')];
    for (const text of [word!.id, word!.id.slice(0, 12), '0000'])
      expect((await refusalOf(() => act('keep', { promises: [text] }))).code).toBe('not-found');
    for (const text of ['abc', 'Amber', 'A quote'])
      expect(await refusalOf(() => act('keep', { promises: [text] }))).toMatchObject({
        code: 'invalid',
        violations: [{ field: 'promises' }],
      });
  });

  it('is said of the promise of several relationships in each of them', async () => {
    await record(promise('Cedar Bay', 'One for both', due, ['Dune Ltd']));
    const ids = (await rows()).filter(({ text }) => text === 'One for both').map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    await act('keep', { promises: [ids[0]!] });
    const states = (await rows()).filter(({ text }) => text === 'One for both').map(({ state }) => state);
    expect(states).toEqual(['kept', 'kept']);
  });

  it('leaves what a source brought to the source', async () => {
    const id = await idOf('A quote');
    await record(event('PromiseKept', '2026-01-09T09:00:00Z', ['Amber Mills'], { promise: id, confirmedBy: 'actor' }));
    expect(await stateOf('A quote')).toBe('kept');
    const refused = await refusalOf(() => act('undo', { promises: [id] }));
    expect(refused.message).toContain('was brought by a source');
    expect((await act('keep', { promises: [id] })).unchanged).toBe(1);
    // Our own word over it can be taken back.
    await act('keep', { promises: [id], by: 'customer' });
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([{ state: 'kept', known: 'self-reported' }]);
  });

  it('is said of an order that is required by a time', async () => {
    const requiredBy = Date.parse(due);
    await record(event('OrderPlaced', '2026-01-08T09:00:00Z', ['Amber Mills'], { requiredBy }));
    const { id } = (await rows()).find(({ source }) => source === 'order')!;
    expect((await act('keep', { promises: [id], by: 'customer' })).promises).toMatchObject([
      { source: 'order', state: 'kept', known: 'customer-confirmed' },
    ]);
  });

  async function say(type: 'ErasureRequested' | 'ProcessingObjected' | 'ProcessingRestricted', party: Id, data = {}) {
    const parties = [{ id: party, role: 'subject', side: 'customer' as const }];
    const stream = streamOf(type, { parties });
    const word = ownEvent(workspace, { type, stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [word] });
  }

  it.each([
    ['ErasureRequested', {}, 'invalid'],
    ['ProcessingObjected', { purpose: 'relationship-analysis' }, 'not-found'],
    ['ProcessingRestricted', {}, 'not-found'],
  ] as const)('is recorded of nobody of whom nothing may be told: %s', async (type, data, code) => {
    const [id, other] = [await idOf('A quote'), await idOf('The drawings')];
    await say(type, workspace.names.find('Amber Mills')[0]!, data);
    const before = recorded();
    const refused = await refusalOf(() => act('keep', { promises: [id] }));
    expect(refused.code).toBe(code);
    expect((await refusalOf(() => act('keep', { promises: [id.slice(0, 12)] }))).code).toBe('not-found');
    expect(recorded()).toBe(before);
    expect((await act('keep', { promises: [other] })).unchanged).toBe(0);
  });

  it('is of nothing whose making was taken back', async () => {
    const id = await idOf('A quote');
    const { stream } = workspace.ledger.get(id)!;
    const word = ownEvent(workspace, { type: 'TouchpointRetracted', stream, data: { target: id } });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [word] });
    expect((await refusalOf(() => act('keep', { promises: [id] }))).code).toBe('not-found');
  });

  it.each([
    ['keep', { promises: [] }, 'promises'],
    ['keep', { by: 'connector' as never }, 'by'],
    ['keep', { keptAt: '2026-01-11' }, 'keptAt'],
    ['keep', { keptAt: 'soon' }, 'keptAt'],
    ['keep', { dueAt: '2026-02-01' }, 'dueAt'],
    ['renegotiate', {}, 'dueAt'],
    ['renegotiate', { dueAt: '2026-01-09' }, 'dueAt'],
    ['renegotiate', { dueAt: '2026-02-31' }, 'dueAt'],
    ['renegotiate', { dueAt: '2026-02-01', by: 'actor' }, 'by'],
    ['not-kept', { by: 'connector' as never }, 'by'],
    ['not-kept', { keptAt: '2026-01-09' }, 'keptAt'],
    ['not-kept', { dueAt: '2026-02-01' }, 'dueAt'],
    ['undo', { keptAt: '2026-01-09' }, 'keptAt'],
  ] as const)('refuses to %s with %j', async (action, command, field) => {
    const id = await idOf('A quote');
    const before = recorded();
    const refused = await refusalOf(() => act(action, { promises: [id], ...command }));
    expect(refused).toMatchObject({ code: 'invalid', violations: [{ field }] });
    expect(recorded()).toBe(before);
  });

  it('needs a workspace that this process writes', async () => {
    const id = await idOf('A quote');
    const reader = await folder.open({ clock });
    expect((await refusalOf(() => reader.promiseCommands.act('keep', { promises: [id] }, {}))).code).toBe(
      'data-directory-locked',
    );
  });
});
