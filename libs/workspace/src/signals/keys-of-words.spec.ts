import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { fixedClock, seededRandom } from '#core/testing.js';
import { openKeyStore } from '#privacy/key-store.js';
import { unseal } from '#privacy/sealing.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import { signallingImports } from './signals-testing.js';

jest.setTimeout(60_000);

describe('the key of what a person says of a signal', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  let workspace: WritableWorkspace;

  beforeEach(async () => {
    folder = testFolder();
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    writeFileSync(join(projections, 'odd.projection.ts'), signallingImports('odd', 'import-odd'));
    tend = await folder.open({ projections, clock: fixedClock(Date.parse('2026-01-10T12:00:00Z')), user: 'ann' });
    workspace = tend.workspace as WritableWorkspace;
    await importLines(tend, [{ id: '1', at: '2026-01-08T00:00:00Z', customer: 'Amber Mills' }]);
  });
  afterEach(() => folder.dispose());

  /** Of no relationship: it is sealed by the key of the organisation, which has none until now. */
  const resolve = async () => {
    const [odd] = (await tend.signals({})).rows;
    return tend.signalCommands.act('resolve', { signals: [odd!.id], reason: 'was a test' }, {});
  };
  const recorded = () => [...workspace.ledger.readDimension('type', 'SignalResolved')];
  /** Does something else with a flush that has that key to make durable. */
  const flushing = (instead: (flush: () => Promise<void>) => Promise<void>) => {
    const { keys } = workspace;
    const flush = keys.flush.bind(keys);
    return jest
      .spyOn(keys, 'flush')
      .mockImplementation((since) => (keys.has(keys.organisation) ? instead(() => flush(since)) : flush(since)));
  };

  it('is durable before what it seals is recorded', async () => {
    let go!: () => void;
    const held = new Promise<void>((resolve) => (go = resolve));
    let isAsked = false;
    flushing(async (flush) => {
      isAsked = true;
      await held;
      return flush();
    });
    const done = resolve();
    for (let i = 0; i < 500 && !isAsked && recorded().length === 0; i++) await pause(10);
    expect([isAsked, recorded()]).toEqual([true, []]);
    go();
    await done;
    const [event] = recorded();
    // As whoever opens the directory behind a crash that comes now.
    const { directory } = workspace;
    const random = seededRandom('later');
    const later = await openKeyStore({ directory: directory.keys, random, readOnly: true });
    const { id: eventId, type, sealed } = event!;
    const subjectKey = later.find(sealed!.subject)!;
    expect(unseal(sealed!, { subjectKey, organisation: later.organisation, eventId, type })).toEqual({
      reason: 'was a test',
    });
    await later.close();
  });

  it('keeps it from being recorded where it cannot be made durable', async () => {
    const spy = flushing(() => Promise.reject(new LedgerError('disk-full')));
    expect((await refusalOf(resolve)).code).toBe('disk-full');
    expect(recorded()).toEqual([]);
    spy.mockRestore();
    expect((await resolve()).signals[0]!.work.state).toBe('resolved');
  });
});
