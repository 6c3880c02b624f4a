import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { idBytes } from '#privacy/key-file.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { SignalsQuery } from '../tend.js';
import type { WritableWorkspace } from '../workspace.js';
import { signallingProjection } from './signals-testing.js';

const dayMs = 86_400_000;
const now = Date.parse('2026-01-10T12:00:00Z');
jest.setTimeout(60_000);

describe('what people do about signals', () => {
  let folder: TestFolder;
  let clock: ReturnType<typeof fixedClock>;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    clock = fixedClock(now);
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../../read-models/src');
    for (const file of ['imports.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    writeFileSync(join(projections, 'waiting.projection.ts'), signallingProjection('waiting', 'asked'));
    tend = await folder.open({ projections, clock, user: 'ann' });
    await importLines(tend, [
      { id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills' },
      { id: '2', at: '2026-01-02T00:00:00Z', customer: 'Amber Mills' },
      { id: '3', at: '2026-01-03T00:00:00Z', customer: 'Birch & Co' },
    ]);
  });
  afterEach(() => folder.dispose());

  const act = (
    ...[action, command]: Parameters<LocalTend['signalCommands']['act']> extends [infer A, infer C, unknown]
      ? [A, C]
      : never
  ) => tend.signalCommands.act(action, command, {});
  const list = async (query: SignalsQuery = {}) => (await tend.signals(query)).rows;
  const states = async (query: SignalsQuery = {}) =>
    (await list(query)).map(({ since, work }) => `${since.slice(0, 10)} ${work.state}`);
  const ids = async () => (await list({ work: 'all' })).map(({ id }) => id);
  const recorded = () => tend.workspace.ledger.head().sequence;

  it('is told with the signal: by whom, when, until when, with which outcome', async () => {
    const [third, second, first] = await ids();
    await act('acknowledge', { signals: [first!] });
    clock.advance(1000);
    await act('snooze', { signals: [second!], until: '3d' });
    await act('resolve', { signals: [third!], outcome: 'reached them', reason: 'Ann Mills is on leave' });
    const [resolved, snoozed, acknowledged] = await list({ work: 'all' });
    const by = expect.objectContaining({ name: 'ann' });
    expect(acknowledged!.work).toEqual({ state: 'acknowledged', by, at: '2026-01-10T12:00:00.000Z' });
    expect(snoozed!.work).toEqual({
      state: 'snoozed',
      by,
      at: '2026-01-10T12:00:01.000Z',
      until: '2026-01-13T12:00:01.000Z',
    });
    expect(resolved!.work).toMatchObject({
      state: 'resolved',
      outcome: 'reached them',
      reason: 'Ann Mills is on leave',
    });
    // What it was stands in the history; what a person wrote lies in no event in the clear.
    const event = [...tend.workspace.ledger.readDimension('type', 'SignalResolved')][0]!;
    expect(event.data).toEqual({ signal: third, kind: 'asked', event: resolved!.event });
    expect(JSON.stringify(event)).not.toMatch(/leave|reached/);
    expect(event.parties).toEqual([expect.objectContaining({ id: resolved!.relationship!.id, side: 'customer' })]);
  });

  it('decides what the inbox shows, and how much it does not', async () => {
    const [third, second, first] = await ids();
    await act('acknowledge', { signals: [first!] });
    await act('snooze', { signals: [second!], until: '2026-01-12' });
    await act('resolve', { signals: [third!] });
    expect(await states()).toEqual(['2026-01-01 acknowledged']);
    expect(await states({ work: 'new' })).toEqual([]);
    expect(await states({ work: 'snoozed' })).toEqual(['2026-01-02 snoozed']);
    expect(await states({ work: 'resolved' })).toEqual(['2026-01-03 resolved']);
    expect(await states({ work: 'all' })).toHaveLength(3);
    const { total, notShown } = await tend.signals({});
    expect([total, notShown]).toEqual([1, { historic: 0, snoozed: 1, resolved: 1 }]);
    // Its time is over: it is back.
    clock.set(Date.parse('2026-01-12T00:00:00Z'));
    expect(await states()).toEqual(['2026-01-02 new', '2026-01-01 acknowledged']);
  });

  it('is sealed under a key that is on the disk when it is recorded', async () => {
    const { keys, ledger } = tend.workspace as WritableWorkspace;
    const [id] = await ids();
    await act('resolve', { signals: [id!], outcome: 'reached them' });
    const subject = [...ledger.readAll()].at(-1)!.sealed!.subject;
    // As where nothing of them has been sealed before.
    keys.destroy(subject);
    await keys.flush();
    await act('reopen', { signals: [id!] });
    const stored: (number | undefined)[] = [];
    const append = ledger.append.bind(ledger);
    ledger.append = (request) => {
      stored.push(keys.file.stored('keys', idBytes(subject))?.[0]);
      return append(request);
    };
    await act('resolve', { signals: [id!], outcome: 'reached them again' });
    expect(stored).toEqual([1]);
  });

  it('is known as of any moment', async () => {
    const [id] = await ids();
    clock.advance(dayMs);
    await act('snooze', { signals: [id!], until: '2d' });
    clock.advance(dayMs);
    await act('resolve', { signals: [id!] });
    clock.advance(10 * dayMs);
    const at = async (query: SignalsQuery) => (await list({ ...query, work: 'all' }))[0]?.work.state;
    expect(await at({ asOf: '2026-01-10T18:00:00Z' })).toBe('new');
    expect(await at({ knownBy: '2026-01-11T18:00:00Z' })).toBe('snoozed');
    expect(await at({ asOf: '2026-01-11T18:00:00Z' })).toBe('snoozed');
    expect(await at({ asOf: '2026-01-20', knownBy: '2026-01-11T18:00:00Z' })).toBe('new');
    expect(await at({ asOf: '2026-01-12T18:00:00Z' })).toBe('resolved');
  });

  it('is taken back layer by layer', async () => {
    const [id] = await ids();
    const state = async () => (await list({ work: 'all' }))[0]!.work.state;
    const reopen = async () => {
      await act('reopen', { signals: [id!] });
      return state();
    };
    await act('acknowledge', { signals: [id!] });
    await act('snooze', { signals: [id!], until: '1w' });
    await act('resolve', { signals: [id!] });
    expect([await state(), await reopen(), await reopen(), await reopen()]).toEqual([
      'resolved',
      'snoozed',
      'acknowledged',
      'new',
    ]);
    await act('snooze', { signals: [id!], until: '1w' });
    await act('acknowledge', { signals: [id!] });
    expect([await state(), await reopen()]).toEqual(['acknowledged', 'new']);
  });

  it('is recorded once, however often it is said', async () => {
    const [one, other] = await ids();
    const resolve = { signals: [one!, one!], outcome: 'reached them', reason: 'on leave' };
    expect((await act('resolve', resolve)).unchanged).toBe(0);
    const before = recorded();
    expect((await act('resolve', resolve)).unchanged).toBe(1);
    expect((await act('reopen', { signals: [other!] })).unchanged).toBe(1);
    expect(recorded()).toBe(before);
    // Another outcome, or another reason, is something new.
    expect((await act('resolve', { ...resolve, reason: 'moved away' })).signals[0]!.work.reason).toBe('moved away');
    expect((await act('resolve', { signals: [one!], outcome: 'no answer' })).unchanged).toBe(0);
    // What is said once more with less takes nothing back.
    expect((await act('resolve', { signals: [one!] })).unchanged).toBe(1);
    expect((await list({ work: 'resolved' }))[0]!.work).toMatchObject({ outcome: 'no answer', reason: 'moved away' });
    const until = '2026-02-01';
    await act('snooze', { signals: [other!], until });
    expect((await act('snooze', { signals: [other!], until })).unchanged).toBe(1);
    const both = await Promise.all([act('resolve', { signals: [other!] }), act('resolve', { signals: [other!] })]);
    expect(both[0].unchanged + both[1].unchanged).toBe(1);
  });

  it('is said of all that are named, or of none', async () => {
    const [one, other] = await ids();
    await act('resolve', { signals: [other!] });
    const before = recorded();
    const refused = await refusalOf(() => act('acknowledge', { signals: [one!, other!] }));
    expect(refused).toMatchObject({
      code: 'invalid',
      violations: [{ field: 'signals', message: `${other} It is resolved.` }],
    });
    expect((await refusalOf(() => act('resolve', { signals: [one!, 'f'.repeat(64)] }))).code).toBe('not-found');
    expect(recorded()).toBe(before);
    expect((await act('reopen', { signals: [one!, other!] })).signals.map(({ work }) => work.state)).toEqual([
      'new',
      'new',
    ]);
  });

  it('takes ids that are cut to their beginning, where it is the beginning of one alone', async () => {
    const all = await ids();
    const short = all[0]!.slice(0, 10);
    expect((await act('acknowledge', { signals: [short] })).signals[0]!.id).toBe(all[0]);
    // What stands is meant before what nothing is known of any more.
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: (await list())[0]!.relationship!.id, role: 'customer', side: 'customer' as const }];
    const stream = streamOf('SignalResolved', { parties });
    const data = { signal: short.padEnd(64, '0') };
    const event = ownEvent(workspace, { type: 'SignalResolved', stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    expect((await act('reopen', { signals: [short] })).signals).toMatchObject([{ id: all[0], work: { state: 'new' } }]);
    expect(await refusalOf(() => act('acknowledge', { signals: ['a'] }))).toMatchObject({ code: 'invalid' });
    expect(await refusalOf(() => act('acknowledge', { signals: ['Amber'] }))).toMatchObject({ code: 'invalid' });
  });

  it.each([
    ['snooze', {}, 'until'],
    ['snooze', { until: '2026-01-01' }, 'until'],
    ['snooze', { until: '0d' }, 'until'],
    ['snooze', { until: '-3d' }, 'until'],
    ['snooze', { until: 'soon' }, 'until'],
    ['acknowledge', { until: '3d' }, 'until'],
    ['acknowledge', { outcome: 'x' }, 'outcome'],
    ['reopen', { reason: 'x' }, 'reason'],
    ['resolve', { outcome: '' }, 'outcome'],
    ['resolve', { outcome: 'x'.repeat(201) }, 'outcome'],
    ['resolve', { reason: 'two\nlines' }, 'reason'],
    ['resolve', { signals: [] }, 'signals'],
  ] as const)('refuses to %s with %j', async (action, command, field) => {
    const [id] = await ids();
    const before = recorded();
    const refused = await refusalOf(() => act(action, { signals: [id!], ...command }));
    expect(refused).toMatchObject({ code: 'invalid', violations: [{ field }] });
    expect(recorded()).toBe(before);
  });

  it('stays with a signal that a replay takes away and raises again, and is not told of a new episode', async () => {
    const [, , first] = await ids();
    await act('resolve', { signals: [first!], outcome: 'reached them' });
    await tend.builds.rebuild('waiting', { activate: true }, {});
    expect((await list({ work: 'resolved' })).map(({ id }) => id)).toEqual([first]);
    // A case that is closed ends all of them; what comes after it is another episode.
    const closed = { at: '2026-01-05T00:00:00Z', customer: 'Amber Mills', step: ['support', 'c', 'closed'] as const };
    const importId = (await importLines(tend, [{ id: '4', type: 'CaseResolved', ...closed }])).importId;
    expect((await list({ state: 'ended', work: 'resolved' })).map(({ id }) => id)).toEqual([first]);
    await importLines(tend, [{ id: '5', at: '2026-01-06T00:00:00Z', customer: 'Amber Mills' }]);
    expect(await states()).toEqual(['2026-01-06 new', '2026-01-03 new']);
    // Taken back, the same signals stand again.
    await tend.revert(importId, {}, {});
    expect((await list({ work: 'resolved' })).map(({ id }) => id)).toEqual([first]);
  });

  it('can be said of what has ended, and taken back of what is not known any more', async () => {
    const [third] = await ids();
    await act('acknowledge', { signals: [third!] });
    const imports = (await tend.imports()).imports;
    await tend.revert(imports[0]!.importId, {}, {});
    expect(await list({ work: 'all' })).toEqual([]);
    expect(await states({ state: 'withdrawn' })).toEqual([
      '2026-01-03 acknowledged',
      '2026-01-02 new',
      '2026-01-01 new',
    ]);
    expect((await list({ state: 'withdrawn' }))[0]).toMatchObject({
      id: third,
      withdrawn: true,
      // When it became known it was a day old, and graver for it.
      firstSeen: '2026-01-04T00:00:00.000Z',
      endedAt: '2026-01-10T12:00:00.000Z',
    });
    expect((await refusalOf(() => list({ state: 'withdrawn', asOf: '-1d' }))).code).toBe('invalid');
    const answer = await act('reopen', { signals: [third!.slice(0, 12)] });
    expect(answer.signals).toEqual([{ id: third, kind: 'asked', work: { state: 'new' } }]);
  });

  it('is told with an outcome that was recorded before it was sealed', async () => {
    const [third] = await ids();
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id: (await list())[0]!.relationship!.id, role: 'customer', side: 'customer' as const }];
    const stream = streamOf('SignalResolved', { parties });
    const data = { signal: third!, outcome: 'reached them' };
    const event = ownEvent(workspace, { type: 'SignalResolved', stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    expect((await list({ work: 'resolved' }))[0]!.work).toMatchObject({ outcome: 'reached them' });
    expect((await act('resolve', { signals: [third!], outcome: 'reached them' })).unchanged).toBe(1);
    const answer = await act('resolve', { signals: [third!], reason: 'on leave' });
    expect(answer.signals[0]!.work).toMatchObject({ outcome: 'reached them', reason: 'on leave' });
  });

  it('needs a workspace that this process writes', async () => {
    const [id] = await ids();
    const reader = await folder.open({ clock });
    expect((await refusalOf(() => reader.signalCommands.act('acknowledge', { signals: [id!] }, {}))).code).toBe(
      'data-directory-locked',
    );
  });
});
