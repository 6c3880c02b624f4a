import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, refusalOf, testFolder } from '../testing.js';
import { thingsMost } from './today.js';

const dayMs = 86_400_000;
/** A Tuesday. */
const now = Date.parse('2026-01-20T12:00:00Z');
jest.setTimeout(180_000);

interface Given {
  readonly thread?: string;
  readonly matter?: string;
  readonly data?: object;
  readonly more?: readonly object[];
}

/** Something of every source, of one relationship each, and the list that a person would write of it. */
describe('today', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  let tend: LocalTend;
  let n = 0;

  const party = (name: string, role: string, side: string, kind = 'organisation') => ({
    kind,
    name,
    role,
    side,
    identifiers: [{ scheme: 'no', value: name }],
  });
  const event = (type: string, at: string | number, customer: string, { more = [], ...given }: Given = {}) => ({
    type,
    occurredAt: new Date(at).toISOString(),
    id: `e${++n}`,
    data: {},
    ...given,
    parties: [party(customer, 'customer', 'customer'), ...more],
    actor: party(customer, 'customer', 'customer'),
  });
  const message = (at: string | number, customer: string, thread?: string) =>
    event('MessageReceived', at, customer, { data: { channel: 'email' }, ...(thread === undefined ? {} : { thread }) });
  const promise = (made: string, customer: string, dueAt: string, by = 'ours') =>
    event('PromiseMade', made, customer, { data: { by, dueAt: Date.parse(dueAt), confirmBy: 'actor' } });
  const contract = (customer: string, noticeBy: string, value: number, currency = 'EUR') => {
    const [startAt, endAt] = [Date.parse('2026-01-02T00:00Z'), Date.parse('2026-12-31T00:00Z')];
    return event('Contracted', '2026-01-02T09:00Z', customer, {
      data: { startAt, endAt, noticeBy: Date.parse(noticeBy), autoRenew: false, value, currency },
    });
  };
  const owned = (customer: string, owner: string) =>
    event('OwnerChanged', '2026-01-10T09:00Z', customer, { more: [party(owner, 'owner', 'ours', 'person')] });
  const append = (...events: readonly object[]) =>
    tend.import(
      fileOf('a.ndjson', events.map((one) => `${JSON.stringify(one)}\n`).join('')),
      { dataset: 'a', format: 'ndjson' },
      {},
    );
  /** Called every second day from June on, and not since the tenth of December. */
  const silent = (customer: string) =>
    Array.from({ length: 88 }, (_, i) =>
      event('CallHeld', Date.parse('2025-12-10T06:00:00Z') - (87 - i) * 2 * dayMs, customer, {
        data: { direction: 'inbound' },
      }),
    );
  const brief = async (query: Parameters<LocalTend['today']['of']>[0] = {}) =>
    (await tend.today.of(query)).things.map(({ gravity, kind, relationship, also }) => [
      gravity,
      kind,
      relationship?.name,
      ...also,
    ]);

  beforeAll(async () => {
    clock.set(Date.parse('2025-12-11T12:00:00Z'));
    tend = await folder.open({ clock, user: 'ann' });
    await append(...silent('Silent'));
    clock.set(now);
    await append(
      message('2026-01-05T10:00Z', 'Late reply', 'thread 1'),
      message('2025-11-03T10:00Z', 'History', 'thread 2'),
      message('2026-01-20T09:00Z', 'Waits', 'thread 3'),
      promise('2026-01-12T09:00Z', 'Promise soon', '2026-01-21T09:00Z'),
      promise('2026-01-12T09:00Z', 'Promise in three days', '2026-01-23T09:00Z'),
      promise('2026-01-12T09:00Z', 'Promise far away', '2026-02-23T09:00Z'),
      promise('2026-01-12T09:00Z', 'Promise past', '2026-01-18T09:00Z'),
      promise('2026-01-12T09:00Z', 'Their promise', '2026-01-18T10:00Z', 'customer'),
      contract('Renewal', '2026-02-03T00:00Z', 1_000),
      contract('Waits', '2026-12-01T00:00Z', 90_000),
      event('NeedStated', '2026-01-02T09:00Z', 'Need', { matter: 'm 1', data: { topic: 'export' } }),
      owned('Silent', 'Kim'),
      owned('Waits', 'Kim'),
      owned('Need', 'Lee'),
    );
  });
  afterAll(() => folder.dispose());

  it('is what is owed, then what runs out, then who turns away, then what is asked: each matter once', async () => {
    expect(await brief()).toEqual([
      [1, 'customer-unanswered', 'Late reply', 'unanswered'],
      // Of those that run out, the one that is worth most before the others, and these in the order of their time.
      [2, 'customer-waiting', 'Waits'],
      [2, 'renewal-due-now', 'Renewal'],
      [2, 'promise-due-soon', 'Promise soon', 'promise-due'],
      [2, 'promise-due', 'Promise in three days'],
      [3, 'silence', 'Silent'],
      [4, 'promise-unconfirmed', 'Promise past'],
      [4, 'promise-of-theirs', 'Their promise'],
      [4, 'need-untouched', 'Need'],
    ]);
  });

  it('says of each why, since when, by when, by which events, and what to do', async () => {
    const { things, total, rest, settled, missing } = await tend.today.of({});
    expect([total, rest, settled, missing]).toEqual([9, { count: 0, kinds: [] }, 1, undefined]);
    const of = (name: string) => things.find(({ relationship }) => relationship?.name === name)!;
    expect(of('Waits')).toMatchObject({
      owner: { name: 'Kim' },
      value: 'top-tenth',
      since: '2026-01-20T09:00:00.000Z',
      dueAt: '2026-01-20T17:00:00.000Z',
      why: 'A message of theirs has waited for an answer for 3 hours; one is due on 2026-01-20.',
      todo: 'Answer it.',
      signals: [],
    });
    expect(of('Promise past')).toMatchObject({ question: 'Was it kept?', dueAt: '2026-01-18T09:00:00.000Z' });
    expect(of('Their promise').why).toBe('A promise of theirs was due on 2026-01-18; nobody said whether it was kept.');
    expect(of('Silent')).toMatchObject({
      why: 'Usually every 2 days (87 gaps); silent for 41.',
      todo: 'Get in touch.',
    });
    expect(of('Silent').command).toBe(`tend signals resolve ${of('Silent').signals[0]!.slice(0, 12)}`);
    // What waits for somebody’s word says how to give it, of theirs as of ours.
    for (const name of ['Promise past', 'Their promise', 'Promise soon', 'Promise in three days']) {
      const { promise: id, matter, command } = of(name);
      expect([matter, command]).toEqual([`promise/${id}`, `tend promises keep ${id!.slice(0, 12)}`]);
    }
    expect(of('Waits').promise).toBeUndefined();
    for (const { evidence, because } of things) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.every((id) => tend.workspace.ledger.get(id) !== undefined)).toBe(true);
      expect(because).toMatch(/\.$/);
    }
  });

  it('is of one owner, or of nobody', async () => {
    expect(await brief({ owner: 'Kim' })).toEqual([
      [2, 'customer-waiting', 'Waits'],
      [3, 'silence', 'Silent'],
    ]);
    expect(await brief({ owner: 'Lee' })).toEqual([[4, 'need-untouched', 'Need']]);
    expect((await brief({ owner: 'none' })).map(([, , name]) => name)).not.toContain('Silent');
    const { owners, owner } = await tend.today.of({ owner: 'Kim' });
    expect(owner).toMatchObject({ name: 'Kim' });
    // How much our own people have to do ranks nobody.
    const told = (all: typeof owners) => all.map((one) => [one.owner.name ?? one.owner.id, one.things]);
    expect(told(owners)).toEqual([
      ['none', 6],
      ['Kim', undefined],
      ['Lee', undefined],
    ]);
    const policy = { version: '1', agreementRef: 'works agreement 12', teamMin: 1 };
    await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data: policy }], {});
    expect(told((await tend.today.of({})).owners)).toEqual([
      ['none', 6],
      ['Kim', 2],
      ['Lee', 1],
    ]);
    await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data: { ...policy, version: '2', teamMin: 5 } }], {});
    expect(told((await tend.today.of({})).owners)).toEqual(told(owners));
    expect((await refusalOf(() => tend.today.of({ owner: 'Nobody' }))).code).toBe('not-found');
  });

  it('finds whose relationships are meant without a list of what there is to do', async () => {
    const { owner } = await tend.today.of({ owner: 'Kim' });
    expect(await tend.today.findOwner({ owner: 'Kim' })).toEqual({ id: owner!.id });
    expect(await tend.today.findOwner({ owner: 'none' })).toEqual({ id: 'none' });
    // Nobody had said so then.
    for (const query of [{ owner: 'Nobody' }, { owner: 'Kim', asOf: '2026-01-09' }])
      expect((await refusalOf(() => tend.today.findOwner(query))).code).toBe('not-found');
  });

  it('is as of any moment', async () => {
    const past = await tend.today.of({ asOf: '2026-01-17T12:00:00Z' });
    expect(past.asOf).toBe('2026-01-17T12:00:00.000Z');
    const names = past.things.map(({ kind, relationship }) => `${kind} ${relationship!.name}`);
    expect(names).toContain('promise-due-soon Promise past');
    expect(names).not.toContain('customer-waiting Waits');
    expect(names.some((one) => one.startsWith('promise-unconfirmed'))).toBe(false);
    // All but the calls became known on the twentieth.
    expect(await brief({ knownBy: '2026-01-19' })).toEqual([[3, 'silence', 'Silent']]);
  });

  it('leaves out what somebody has taken on, put off or dealt with, with all that tells of it', async () => {
    const thing = async (name: string) =>
      (await tend.today.of({})).things.find(({ relationship }) => relationship?.name === name);
    for (const [name, action, more] of [
      ['Late reply', 'acknowledge', {}],
      ['Promise soon', 'snooze', { until: '1d' }],
      ['Silent', 'resolve', {}],
    ] as const) {
      const { signals } = (await thing(name))!;
      await tend.signalCommands.act(action, { signals: [signals[0]!], ...more }, {});
      expect(await thing(name)).toBeUndefined();
    }
    expect((await tend.today.of({})).settled).toBe(4);
  });

  it('makes a silence and the play for it one thing, and asks for an answer to the play', async () => {
    const data = { version: '1', play: 'call', phases: ['neglect', 'withdrawal'], horizonDays: 30, holdout: 0 };
    await tend.rules.publish([{ type: 'PlayPublished', data }], {});
    const silence = async () =>
      (await tend.today.of({})).things.find(({ relationship }) => relationship?.name === 'Silent');
    // The silence is resolved: what is left is the play.
    expect(await silence()).toMatchObject({
      kind: 'play-of-decline',
      also: [],
      command: 'tend plays accept Silent call',
    });
    const [row] = (await tend.signals({ kind: 'silence', work: 'all' })).rows;
    await tend.signalCommands.act('reopen', { signals: [row!.id] }, {});
    expect(await silence()).toMatchObject({
      plays: [{ play: 'call', version: '1', state: 'open' }],
      todo: 'Accept the play “call”, or decline it and say why.',
    });
    expect([(await silence())!.kind, ...(await silence())!.also].sort()).toEqual(['play-of-decline', 'silence']);
    await tend.plays.act('accept', { relationship: 'Silent', play: 'call' }, {});
    expect((await silence())!.command).toBe('tend plays done Silent call');
    await tend.plays.act('done', { relationship: 'Silent', play: 'call' }, {});
    expect(await silence()).toMatchObject({ kind: 'silence', plays: [] });
    // Of whom everything is held out nothing is shown.
    await tend.rules.publish([{ type: 'PlayPublished', data: { ...data, play: 'write', holdout: 1 } }], {});
    expect(JSON.stringify((await tend.today.of({})).things)).not.toContain('write');
  });

  it('is never more than ten things, and counts the others by kind', async () => {
    const customers = Array.from({ length: 15 }, (_, i) => `Asked ${String(i).padStart(2, '0')}`);
    await append(...customers.map((customer, i) => message(now - (i + 1) * 60_000, customer, `thread of ${customer}`)));
    const { things, total, rest } = await tend.today.of({});
    expect(things).toHaveLength(thingsMost);
    expect(rest.count).toBe(total - thingsMost);
    expect(rest.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(rest.count);
    expect(rest.kinds.every(({ count }, i) => i === 0 || count <= rest.kinds[i - 1]!.count)).toBe(true);
  });

  it('says so when there is nothing to do', async () => {
    const empty = await folder.open({ name: 'empty', clock });
    expect(await empty.today.of({})).toMatchObject({ things: [], total: 0, settled: 0, owners: [] });
  });
});
