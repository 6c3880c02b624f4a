import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { codeOf, dayMs, DigestsWorld, event, now, tokenOf } from './digests-testing.js';

jest.setTimeout(120_000);

describe('the links of digests', () => {
  const world = new DigestsWorld();
  const { box, clock } = world;

  beforeEach(() => world.begin());
  afterEach(() => world.end());

  it('say what they say, by whom they were sent to, and take it back', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const token = tokenOf(await world.mailed(id), 'I see to it');
    const { digestLinks } = world.tend;
    expect(await digestLinks.look(token)).toMatchObject({
      word: 'acknowledge',
      kind: 'complaint-open',
      by: 'kim@example.org',
      relationship: { name: 'Acme <GmbH>' },
    });
    const workOf = async () => (await world.tend.signals({ relationship: 'Acme <GmbH>', state: 'open' })).rows[0]!.work;
    expect((await workOf()).state).toBe('new');
    await digestLinks.act(token, {});
    await digestLinks.act(token, {});
    const { state, by } = await workOf();
    expect(state).toBe('acknowledged');
    const said = await world.lastOf('SignalAcknowledged');
    expect([said.actor, said.authority, said.recorder]).toEqual([
      by!.id,
      `digest:${id}:2026-01-20:acknowledge`,
      'system:tend',
    ]);
    expect(by!.id).not.toBe('system:tend');
    expect((await world.tend.today.of({ owner: 'Kim Lee' })).total).toBe(0);
    await digestLinks.act(token, { undo: true });
    expect((await workOf()).state).toBe('new');
  });

  it('say that a promise was kept, and takes it back', async () => {
    const data = { by: 'ours', dueAt: Date.parse('2026-01-18T12:00Z'), confirmBy: 'actor' };
    await world.append(event('4', 'PromiseMade', '2026-01-15T09:00Z', 'Acme <GmbH>', data));
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const text = await world.mailed(id);
    expect(text).toContain('Was it kept?');
    const token = tokenOf(text, 'It was kept');
    const stateOf = async () => (await world.tend.promises.list({ state: 'all' })).rows.map(({ state }) => state);
    expect(await stateOf()).toEqual(['unconfirmed']);
    expect(await world.tend.digestLinks.act(token, {})).toMatchObject({ word: 'kept', canUndo: true });
    expect(await stateOf()).toEqual(['kept']);
    const said = await world.lastOf('PromiseKept');
    expect(said.authority).toBe(`digest:${id}:2026-01-20:kept`);
    await world.tend.digestLinks.act(token, { undo: true });
    expect(await stateOf()).toEqual(['unconfirmed']);
  });

  it('take nobody else’s word back, whoever has them', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const text = await world.mailed(id);
    const { digestLinks, signalCommands } = world.tend;
    const find = async () => (await world.tend.signals({ relationship: 'Acme <GmbH>', work: 'all' })).rows[0]!;
    const signal = (await find()).id;
    await signalCommands.act('resolve', { signals: [signal] }, {});
    // A colleague has resolved it: neither a link that nobody has followed nor one that says less opens it again.
    for (const label of ['I see to it', 'Resolved'])
      expect(await codeOf(() => digestLinks.act(tokenOf(text, label), { undo: true }))).toBe('invalid');
    expect((await find()).work.state).toBe('resolved');
    await signalCommands.act('reopen', { signals: [signal] }, {});
    await digestLinks.act(tokenOf(text, 'Resolved'), {});
    await digestLinks.act(tokenOf(text, 'Resolved'), { undo: true });
    expect((await find()).work.state).toBe('new');
  });

  it('take back that a promise was kept once, and not what was said of it before', async () => {
    const data = { by: 'ours', dueAt: Date.parse('2026-01-21T12:00Z'), confirmBy: 'actor' };
    await world.append(event('4', 'PromiseMade', '2026-01-15T09:00Z', 'Acme <GmbH>', data));
    const promise = async () => (await world.tend.promises.list({ state: 'all' })).rows[0]!;
    await world.tend.promiseCommands.act('renegotiate', { promises: [(await promise()).id], dueAt: '2026-01-22' }, {});
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const token = tokenOf(await world.mailed(id), 'It was kept');
    const { digestLinks } = world.tend;
    await digestLinks.act(token, {});
    expect((await promise()).state).toBe('kept');
    await digestLinks.act(token, { undo: true });
    expect(await codeOf(() => digestLinks.act(token, { undo: true }))).toBe('invalid');
    expect(await promise()).toMatchObject({ state: 'renegotiated', dueAt: expect.stringContaining('2026-01-22') });
  });

  it('answer plays, and are not taken back there', async () => {
    const play = { play: 'call', version: '1', phases: ['establishment'], horizonDays: 30, holdout: 0 };
    await world.tend.rules.publish([{ type: 'PlayPublished', data: play }], {});
    await world.settled();
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const text = await world.mailed(id);
    const { digestLinks } = world.tend;
    const answered = async () => {
      const [row] = (await world.tend.plays.list({ state: 'all', relationship: 'Acme <GmbH>' })).rows;
      return [row!.play, row!.state, row!.reason];
    };
    expect(await answered()).toEqual(['call', 'open', undefined]);
    expect(await codeOf(() => digestLinks.act(tokenOf(text, 'Not this'), {}))).toBe('invalid');
    await digestLinks.act(tokenOf(text, 'Not this'), { reason: 'no-time' });
    expect(await answered()).toEqual(['call', 'declined', 'no-time']);
    expect((await world.lastOf('PlayDeclined')).authority).toBe(`digest:${id}:2026-01-20:decline`);
    await digestLinks.act(tokenOf(text, 'I do it'), {});
    expect(await answered()).toEqual(['call', 'accepted', undefined]);
    expect(await codeOf(() => digestLinks.act(tokenOf(text, 'I do it'), { undo: true }))).toBe('invalid');
    await digestLinks.act(tokenOf(await world.mailed(id), 'It is done'), {});
    expect((await answered())[1]).toBe('done');
  });

  it('speak for who has the mailbox with us, also where a customer has the same address', async () => {
    const contact = {
      kind: 'person',
      name: 'Ada',
      role: 'contact',
      side: 'customer',
      identifiers: [{ scheme: 'email', value: 'ada@example.org' }],
    };
    await world.append(
      event('5', 'MessageReceived', '2026-01-19T09:00Z', 'Acme <GmbH>', { channel: 'email' }, [contact]),
    );
    const { id } = await world.tend.digests.add({ mail: 'ada@example.org' });
    await world.tend.digestLinks.act(tokenOf(await world.mailed(id), 'I see to it'), {});
    const { actor } = await world.lastOf('SignalAcknowledged');
    const message = await world.lastOf('MessageReceived');
    expect(message.parties.length).toBe(2);
    expect(message.parties.map((one) => one.id)).not.toContain(actor);
  });

  it('say that a promise was not kept, and takes it back', async () => {
    const data = { by: 'ours', dueAt: Date.parse('2026-01-18T12:00Z'), confirmBy: 'actor' };
    await world.append(event('4', 'PromiseMade', '2026-01-15T09:00Z', 'Acme <GmbH>', data));
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const token = tokenOf(await world.mailed(id), 'It was not kept');
    const stateOf = async () => (await world.tend.promises.list({ state: 'all' })).rows.map(({ state }) => state);
    expect(await world.tend.digestLinks.act(token, {})).toMatchObject({ word: 'not-kept', canUndo: true });
    expect(await stateOf()).toEqual(['broken']);
    expect((await world.lastOf('PromiseNotKept')).authority).toBe(`digest:${id}:2026-01-20:not-kept`);
    await world.tend.digestLinks.act(token, { undo: true });
    expect(await stateOf()).toEqual(['unconfirmed']);
  });

  it('say nothing in a preview', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    const { text, html } = await world.tend.digests.preview(id);
    expect(tokenOf(text, 'Resolved')).toBe('preview');
    expect(html).toContain('/confirm/preview');
    expect(await codeOf(() => world.tend.digestLinks.act('preview', {}))).toBe('not-found');
  });

  it('are links that nobody else can make, that end, and that end with their digest', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    const text = await world.mailed(id);
    const token = tokenOf(text, 'Resolved');
    const [said, signature] = token.split('.') as [string, string];
    const other = Buffer.from(Buffer.from(said, 'base64url').toString().replace('resolve', 'snooze')).toString(
      'base64url',
    );
    const { digestLinks } = world.tend;
    for (const forged of [
      `${other}.${signature}`,
      `${said}.${signature.slice(0, -2)}AA`,
      said,
      '',
      '.',
      'e30.x',
      `${said}.`,
    ])
      expect([forged, await codeOf(() => digestLinks.act(forged, {}))]).toEqual([forged, 'not-found']);
    clock.set(now + 7 * dayMs);
    expect(await codeOf(() => digestLinks.look(token))).toBe('link-expired');
    clock.set(now + 7 * dayMs - 1);
    expect((await digestLinks.look(token)).word).toBe('resolve');
    await world.tend.digests.remove(id);
    expect(await codeOf(() => digestLinks.look(token))).toBe('not-found');
  });

  it('can be stopped by their link, and by hand', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    const token = tokenOf(await world.mailed(id), 'Stop these messages');
    const mailed = box.mails.length;
    await world.tend.digestLinks.act(token, {});
    clock.set(now + 3_600_000);
    await world.settled();
    expect(box.mails.length).toBe(mailed);
    expect((await world.tend.digests.list()).digests[0]).toMatchObject({ reason: 'stopped by its link' });
    expect(await codeOf(() => world.tend.digests.send(id))).toBe('invalid');
    await world.tend.digestLinks.act(token, { undo: true });
    await world.settled();
    expect(box.mails.length).toBe(mailed + 1);
    expect((await world.tend.digests.change(id, 'disable')).state).toBe('disabled');
    // What somebody has disabled is not enabled by a link.
    await world.tend.digestLinks.act(token, { undo: true });
    expect((await world.tend.digests.list()).digests[0]).toMatchObject({ reason: 'disabled by hand' });
    expect((await world.tend.digests.remove(id)).digests).toEqual([]);
    expect(await codeOf(() => world.tend.digests.send(id))).toBe('not-found');
  });
});
