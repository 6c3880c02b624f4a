import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { Id } from '#core/time.js';
import type { PromiseAction } from '#domain/commands/work-on-promises.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import type { PromisesQuery } from './promise-answers.js';
import type { PromiseCommand } from './promise-command-answers.js';

jest.setTimeout(120_000);

const due = '2026-01-15T09:00:00.000Z';

describe('that a promise was not kept', () => {
  let folder: TestFolder;
  let clock: ReturnType<typeof fixedClock>;
  let tend: LocalTend;
  let workspace: WritableWorkspace;

  beforeEach(async () => {
    folder = testFolder();
    clock = fixedClock(Date.parse('2026-01-10T12:00:00Z'));
    tend = await folder.open({ clock, user: 'ann' });
    workspace = tend.workspace as WritableWorkspace;
    const party = {
      kind: 'organisation',
      name: 'Amber Mills',
      role: 'customer',
      side: 'customer',
      identifiers: [{ scheme: 'no', value: 'Amber Mills' }],
    };
    const data = { by: 'ours', dueAt: Date.parse(due), confirmBy: 'actor' };
    const made = { id: 'e1', type: 'PromiseMade', occurredAt: '2026-01-08T09:00:00Z', parties: [party], actor: party };
    const line = JSON.stringify({ ...made, data, personal: { text: 'A quote' } });
    await tend.import(fileOf('a.ndjson', `${line}\n`), { dataset: 'a', format: 'ndjson' }, {});
  });
  afterEach(() => folder.dispose());

  const rows = async (query: PromisesQuery = {}) => (await tend.promises.list({ state: 'all', ...query })).rows;
  const recorded = () => workspace.ledger.head().sequence;
  const act = (action: PromiseAction, command: PromiseCommand) => tend.promiseCommands.act(action, command, {});
  const thing = async (id: Id) => (await tend.today.of({})).things.find(({ matter }) => matter === `promise/${id}`);

  it('breaks it, and it is a question again when that is taken back', async () => {
    const { id } = (await rows())[0]!;
    const early = await refusalOf(() => act('not-kept', { promises: [id] }));
    expect(early).toMatchObject({ code: 'invalid', violations: [{ field: 'promises' }] });
    expect(early.message).toContain('has not passed yet');
    clock.set(Date.parse('2026-01-20T12:00:00Z'));
    const before = recorded();
    const { promises, unchanged } = await act('not-kept', { promises: [id] });
    const [word] = [...workspace.ledger.readDimension('type', 'PromiseNotKept')];
    const broken = { state: 'broken', known: 'self-reported', evidence: [id, word!.id] };
    expect([promises, unchanged]).toMatchObject([[{ id, ...broken }], 0]);
    // It was not kept by its due time, whenever somebody comes to say so.
    expect(word).toMatchObject({ data: { promise: id, confirmedBy: 'actor' }, occurredAt: Date.parse(due) + 1 });
    expect(workspace.names.find('ann')).toEqual([word!.actor]);
    expect(await rows({ state: 'broken' })).toMatchObject([broken]);
    expect((await tend.promises.list({})).rates).toMatchObject([{ evidence: 'self-reported', kept: 0, broken: 1 }]);
    expect((await thing(id))?.kind).toBe('promise-broken');
    expect((await act('not-kept', { promises: [id] })).unchanged).toBe(1);
    expect(recorded()).toBe(before + 1);
    // The customer’s word goes further than ours, and each is taken back by itself.
    const theirs = await act('not-kept', { promises: [id], by: 'customer' });
    expect(theirs.promises).toMatchObject([{ state: 'broken', known: 'customer-confirmed' }]);
    expect((await act('not-kept', { promises: [id] })).unchanged).toBe(1);
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([broken]);
    // Made good afterwards it is late, and that is taken back first.
    expect((await act('keep', { promises: [id] })).promises).toMatchObject([
      { state: 'kept-late', keptAt: '2026-01-20T12:00:00.000Z' },
    ]);
    const refused = await refusalOf(() => act('not-kept', { promises: [id] }));
    expect([refused.message, refused.hint]).toMatchObject([
      expect.stringContaining('It is kept'),
      expect.stringContaining(`undo ${id.slice(0, 12)}`),
    ]);
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([broken]);
    expect((await act('undo', { promises: [id] })).promises).toMatchObject([{ state: 'unconfirmed', evidence: [id] }]);
    expect((await act('undo', { promises: [id] })).unchanged).toBe(1);
    expect(await rows({ state: 'broken' })).toEqual([]);
  });
});
