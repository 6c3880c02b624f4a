import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Clock } from '#core/ports.js';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { revertImport } from '../touchpoints/revert-import.js';
import { signallingProjection } from '../signals/signals-testing.js';
import { importLines, now, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { Call, CallOutcome } from './call.js';
import type { WritableWorkspace } from '../workspace.js';

jest.setTimeout(60_000);

describe('the webhooks of a workspace', () => {
  let folder: TestFolder;
  let calls: Call[];
  let outcome: CallOutcome;

  beforeEach(() => {
    folder = testFolder();
    calls = [];
    outcome = { taken: true };
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    writeFileSync(join(projections, 'waiting.projection.ts'), signallingProjection('waiting', 'unanswered'));
    writeFileSync(join(projections, 'again.projection.ts'), signallingProjection('again', 'asked'));
  });
  afterEach(() => folder.dispose());

  const open = (follow = true, clock: Clock = fixedClock(now)): Promise<LocalTend> =>
    folder.open({
      follow,
      clock,
      projections: join(folder.path, 'libs/read-models/src'),
      telling: {
        pauseAfter: () => 0,
        send: async (call) => {
          calls.push(call);
          return outcome;
        },
      },
    });
  const settled = async (tend: LocalTend) => {
    if ('waitForAll' in tend.workspace.projections) await tend.workspace.projections.waitForAll();
    await tend.telling.settled();
  };
  const told = () =>
    calls.map(({ body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { kind: string; since: string } };
      return `${type} ${data.kind} ${data.since.slice(0, 13)}`;
    });
  const message = (id: string, at: string) => ({ id, at, customer: 'Amber Mills' });
  const fresh = message('2', '2026-11-24T11:00:00Z');
  const closing = {
    ...message('3', '2026-11-24T11:30:00Z'),
    step: ['support', 'c', 'closed'] as const,
    type: 'CaseResolved',
  };

  it('are told what is fresh, and what becomes of it, and nothing of what is imported of long ago', async () => {
    const tend = await open();
    const added = await tend.webhooks.add({ url: 'https://example.org/hook#x', kinds: ['unanswered'] });
    expect(added).toMatchObject({ url: 'https://example.org/hook', state: 'enabled', pending: 0, delivered: 0 });
    expect(added.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await importLines(tend, [message('1', '2026-01-01T00:00:00Z'), fresh]);
    await settled(tend);
    expect(told()).toEqual(['signal.raised unanswered 2026-11-24T11']);
    expect(calls[0]).toMatchObject({ url: added.url, secret: added.secret, at: now });
    await importLines(tend, [closing]);
    await settled(tend);
    expect(told()).toEqual(['signal.raised unanswered 2026-11-24T11', 'signal.ended unanswered 2026-11-24T11']);
    const { webhooks } = await tend.webhooks.list();
    expect(webhooks).toEqual([
      expect.objectContaining({ id: added.id, delivered: 2, deliveredAt: '2026-11-24T12:00:00.000Z', pending: 0 }),
    ]);
    expect(JSON.stringify(webhooks)).not.toContain(added.secret);
  });

  it('are told that a signal was withdrawn when its import is taken back, and hold no names', async () => {
    const tend = await open();
    await tend.webhooks.add({ url: 'https://example.org/', projections: ['waiting'] });
    const { importId } = await importLines(tend, [fresh]);
    await settled(tend);
    await revertImport(tend.workspace as WritableWorkspace, importId, undefined, new Set());
    await settled(tend);
    expect(told().map((line) => line.split(' ')[0])).toEqual(['signal.raised', 'signal.withdrawn']);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    expect(calls.map(({ body }) => body).join()).not.toMatch(/amber/i);
  });

  it('are told of what time makes of news, and not of what it makes of history', async () => {
    const dayMs = 24 * 60 * 60 * 1000;
    const projections = join(folder.path, 'libs/read-models/src');
    const slow = signallingProjection('waiting', 'unanswered').replace('86400000', String(45 * dayMs));
    writeFileSync(join(projections, 'waiting.projection.ts'), slow);
    const clock = fixedClock(now);
    const tend = await open(true, clock);
    await tend.webhooks.add({ url: 'https://example.org/', kinds: ['unanswered'] });
    const daysAgo = (days: number) => new Date(now - days * dayMs).toISOString();
    await importLines(tend, [
      { ...message('1', daysAgo(40)), customer: 'Amber Mills' },
      { ...message('2', daysAgo(20)), customer: 'Birch & Co' },
    ]);
    await settled(tend);
    const later = async (days: number) => {
      clock.advance(days * dayMs);
      await importLines(tend, [{ ...closing, id: `at ${clock.now()}`, customer: 'Cedar', at: daysAgo(60) }]);
      await settled(tend);
    };
    await later(5.5);
    expect(told()).toEqual([]);
    await later(20);
    expect(told()).toEqual([`signal.changed unanswered ${daysAgo(20).slice(0, 13)}`]);
  });

  it('are told by a server alone, of what came in before it started too', async () => {
    const command = await open(false);
    await command.webhooks.add({ url: 'https://example.org/' });
    await importLines(command, [fresh]);
    await folder.close(command);
    expect(calls).toEqual([]);
    const tend = await open();
    await settled(tend);
    expect(told().toSorted()).toEqual(['signal.raised asked 2026-11-24T11', 'signal.raised unanswered 2026-11-24T11']);
    // And not again when it is started again.
    await folder.close(tend);
    await settled(await open());
    expect(calls).toHaveLength(2);
  });

  it('are told nothing anew when another build serves', async () => {
    const tend = await open();
    await tend.webhooks.add({ url: 'https://example.org/' });
    await importLines(tend, [fresh]);
    await settled(tend);
    await tend.builds.rebuild('waiting', { activate: true }, {});
    await settled(tend);
    await tend.builds.change('waiting', 'rollback', {}, {});
    await settled(tend);
    expect(calls).toHaveLength(2);
  });

  it('are told no news of what somebody has dealt with already', async () => {
    const tend = await open();
    const { importId } = await importLines(tend, [fresh]);
    await settled(tend);
    const [one] = (await tend.signals({ kind: 'unanswered' })).rows;
    await tend.signalCommands.act('acknowledge', { signals: [one!.id] }, {});
    await tend.webhooks.add({ url: 'https://example.org/' });
    await settled(tend);
    expect(told()).toEqual(['signal.raised asked 2026-11-24T11']);
    // What was told is told to its end; what then stands again is no alarm any more.
    const [other] = (await tend.signals({ kind: 'asked' })).rows;
    await tend.signalCommands.act('resolve', { signals: [other!.id] }, {});
    await revertImport(tend.workspace as WritableWorkspace, importId, undefined, new Set());
    await settled(tend);
    await importLines(tend, [fresh]);
    await settled(tend);
    expect(told().map((line) => line.split(' ')[0])).toEqual(['signal.raised', 'signal.withdrawn', 'signal.changed']);
  });

  it('are told once of what two projections tell of one message', async () => {
    const projections = join(folder.path, 'libs/read-models/src');
    for (const [name, kind] of [
      ['replies', 'customer-unanswered'],
      ['trajectory', 'unanswered'],
    ] as const)
      writeFileSync(join(projections, `${name}.projection.ts`), signallingProjection(name, kind));
    const tend = await open();
    const add = (more: object) => tend.webhooks.add({ url: 'https://example.org/', ...more });
    await add({ projections: ['replies', 'trajectory'] });
    await importLines(tend, [fresh]);
    await settled(tend);
    expect(told()).toHaveLength(1);
    // Who wants one kind alone is told of that one.
    await add({ projections: ['trajectory'] });
    await settled(tend);
    expect(told().at(-1)).toBe('signal.raised unanswered 2026-11-24T11');
    expect(told()).toHaveLength(2);
  });

  it('leave dead letters, which are told again when asked', async () => {
    const tend = await open();
    const { id } = await tend.webhooks.add({ url: 'https://example.org/' });
    outcome = { taken: false, failure: 'answered 500' };
    await importLines(tend, [fresh]);
    await settled(tend);
    const first = await tend.webhooks.deadLetters({ limit: 1 });
    expect(first.deadLetters).toMatchObject([
      { webhook: id, type: 'signal.raised', failure: 'answered 500', attempts: 16 },
    ]);
    const second = await tend.webhooks.deadLetters({ limit: 1, after: first.next! });
    expect(second).toMatchObject({ deadLetters: [{ webhook: id }] });
    expect(second.next).toBeUndefined();
    expect((await refusalOf(() => tend.webhooks.deadLetters({ after: first.next!, webhook: id }))).code).toBe(
      'invalid',
    );
    outcome = { taken: true };
    calls = [];
    const letter = first.deadLetters[0]!;
    expect(await tend.webhooks.replay({ message: letter.id })).toEqual({ replayed: 1 });
    await settled(tend);
    expect(calls.map((call) => call.id)).toEqual([letter.id]);
    expect(await tend.webhooks.replay({ webhook: id })).toEqual({ replayed: 1 });
    await settled(tend);
    expect(await tend.webhooks.replay({})).toEqual({ replayed: 0 });
    expect((await refusalOf(() => tend.webhooks.replay({ message: letter.id }))).code).toBe('not-found');
  });

  it('are told nothing while they are disabled, and afterwards what is fresh', async () => {
    const tend = await open();
    const { id } = await tend.webhooks.add({ url: 'https://example.org/', kinds: ['asked'] });
    expect(await tend.webhooks.change(id, 'disable')).toMatchObject({ state: 'disabled', reason: 'disabled by hand' });
    await importLines(tend, [fresh]);
    await settled(tend);
    expect(calls).toEqual([]);
    expect(await tend.webhooks.change(id, 'enable')).toMatchObject({ state: 'enabled' });
    await settled(tend);
    expect(told()).toEqual(['signal.raised asked 2026-11-24T11']);
    expect(await tend.webhooks.remove(id)).toEqual({ webhooks: [] });
  });

  it.each([
    ['no address', { url: 'example' }, 'invalid'],
    ['another protocol', { url: 'file:///etc/passwd' }, 'invalid'],
    ['a password', { url: 'https://me:secret@example.org/' }, 'invalid'],
    ['a projection that there is not', { url: 'https://example.org/', projections: ['none'] }, 'not-found'],
  ])('are not registered with %s', async (_what, given, code) => {
    const tend = await open();
    expect((await refusalOf(() => tend.webhooks.add(given))).code).toBe(code);
    expect((await refusalOf(() => tend.webhooks.remove('00000000-0000-4000-8000-000000000000'))).code).toBe(
      'not-found',
    );
    expect(await tend.webhooks.list()).toEqual({ webhooks: [] });
  });
});
