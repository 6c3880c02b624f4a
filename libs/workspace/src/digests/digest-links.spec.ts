import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { codeOf, dayMs, DigestsWorld, event, now, tokenOf } from './digests-testing.js';

jest.setTimeout(120_000);

describe('the links of digests', () => {
  const world = new DigestsWorld();
  const { box, clock } = world;

  beforeEach(() => world.begin());
  afterEach(() => world.end());

  it('have links that say what they say, by whom they were sent to, and take it back', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    const token = tokenOf(box.part('text/plain'), 'I see to it');
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
    expect([said.actor, said.authority, said.recorder]).toEqual([by!.id, `digest:${id}:2026-01-20`, 'system:tend']);
    expect(by!.id).not.toBe('system:tend');
    expect((await world.tend.today.of({ owner: 'Kim Lee' })).total).toBe(0);
    await digestLinks.act(token, { undo: true });
    expect((await workOf()).state).toBe('new');
  });

  it('have a link that says that a promise was kept, and takes it back', async () => {
    const data = { by: 'ours', dueAt: Date.parse('2026-01-18T12:00Z'), confirmBy: 'actor' };
    await world.append(event('4', 'PromiseMade', '2026-01-15T09:00Z', 'Acme <GmbH>', data));
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const { text } = await world.tend.digests.preview(id);
    expect(text).toContain('Was it kept?');
    const token = tokenOf(text, 'It was kept');
    const stateOf = async () => (await world.tend.promises.list({ state: 'all' })).rows.map(({ state }) => state);
    expect(await stateOf()).toEqual(['unconfirmed']);
    expect(await world.tend.digestLinks.act(token, {})).toMatchObject({ word: 'kept', canUndo: true });
    expect(await stateOf()).toEqual(['kept']);
    const said = await world.lastOf('PromiseKept');
    expect(said.authority).toBe(`digest:${id}:2026-01-20`);
    await world.tend.digestLinks.act(token, { undo: true });
    expect(await stateOf()).toEqual(['unconfirmed']);
  });

  it('have links that nobody else can make, that end, and that end with their digest', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    const { text } = await world.tend.digests.preview(id);
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
    const token = tokenOf((await world.tend.digests.preview(id)).text, 'Stop these messages');
    await world.tend.digestLinks.act(token, {});
    clock.set(now + 3_600_000);
    await world.settled();
    expect(box.mails).toEqual([]);
    expect((await world.tend.digests.list()).digests[0]).toMatchObject({ state: 'disabled' });
    await world.tend.digestLinks.act(token, { undo: true });
    await world.settled();
    expect(box.mails.length).toBe(1);
    expect((await world.tend.digests.change(id, 'disable')).state).toBe('disabled');
    expect((await world.tend.digests.remove(id)).digests).toEqual([]);
    expect(await codeOf(() => world.tend.digests.send(id))).toBe('not-found');
  });
});
