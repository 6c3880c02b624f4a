import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock, seededRandom } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { LedgerTree } from '#transparency/ledger-tree.js';
import type { LocalTend } from '../local-tend.js';
import { ownEvent } from '../ledger/own-event.js';
import { importLines, now, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import { backUp } from './backup.js';
import { restore } from './restore.js';
import { verifyStored } from './verify.js';

jest.setTimeout(120_000);

const clock = fixedClock(now);

describe('a backup of a data directory that is open', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  const at = (...names: string[]): string => join(folder.path, ...names);
  const lines = (first: number, count: number) =>
    Array.from({ length: count }, (_none, index) => ({
      id: `${first + index}`,
      at: new Date(Date.UTC(2026, 0, 1, first + index)).toISOString(),
      customer: `Customer ${index % 5}`,
      person: `Person${(first + index) % 70}`,
      summary: `Message ${first + index}`,
    }));
  const made = (name = 'backup', masterKey = true) =>
    backUp(tend.workspace.directory, at(name), { clock, masterKey }, {});
  const restored = (name: string, options: Partial<Parameters<typeof restore>[2]> = {}, from = 'backup') =>
    restore(at(from), at(name), { clock, random: seededRandom(`restore ${name}`), ...options }, {});
  const ledgerOf = async (name: string, read: (workspace: WritableWorkspace) => unknown = () => undefined) => {
    const opened = await folder.open({ name });
    const events = [...opened.workspace.ledger.readAll()];
    await read(opened.workspace as WritableWorkspace);
    await folder.close(opened);
    return events;
  };

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open();
    await importLines(tend, lines(0, 200));
  });

  afterEach(() => folder.dispose());

  it('is whole while it is written to: each of its events has its key and its name, and its root is told', async () => {
    const importing = importLines(tend, lines(200, 1_500), 'more');
    const [one, other] = [await made('one'), await made('other')];
    await importing;
    expect(other.sequence).toBeGreaterThanOrEqual(one.sequence);
    const events = [...tend.workspace.ledger.readAll()];
    for (const { sequence, root, backup } of [one, other]) {
      expect(await tend.workspace.tree.head(sequence)).toEqual({ size: sequence, root });
      const { findings, ...told } = await verifyStored(backup, {});
      expect([told, findings.filter(({ state }) => state === 'bad')]).toEqual([{ what: 'backup', sequence, root }, []]);
      const name = `from ${sequence}`;
      await restored(name, {}, backup.slice(folder.path.length + 1));
      expect(await ledgerOf(name)).toEqual(events.slice(0, sequence));
    }
  });

  it('says in its first event of a new epoch what was kept and what is lost', async () => {
    const { sequence, root } = await made();
    const keptRoot = (await tend.workspace.tree.head(77)).root;
    const answer = await restored('part', { to: '77', user: 'ann' });
    expect(answer).toMatchObject({ kept: 77, sequence: 78, backup: { sequence } });
    const events = await ledgerOf('part', async ({ ledger, names }) => {
      const { actor, data, stream, type, recordedAt } = ledger.at(78)!;
      expect({ data, stream, type, recordedAt }).toEqual({
        type: 'EpochBegan',
        stream: 'policy-ledger',
        data: { keptSize: 77, keptRoot, previousSize: sequence, previousRoot: root },
        recordedAt: now,
      });
      expect(names.names([actor]).get(actor)?.name).toBe('ann');
      expect(await new LedgerTree(ledger).head(77)).toEqual({ size: 77, root: keptRoot });
    });
    expect(events.slice(0, 77)).toEqual([...tend.workspace.ledger.readAll({ limit: 77 })]);
    expect((await verifyStored(at('part'), {})).findings.filter(({ state }) => state === 'bad')).toEqual([]);
  });

  it('takes a moment for the last event that was recorded by then', async () => {
    const before = tend.workspace.ledger.head().sequence;
    const later = await folder.open({ name: 'later', clock: fixedClock(now) });
    await importLines(later, lines(0, 20));
    const first = later.workspace.ledger.head().sequence;
    await folder.close(later);
    const evening = await folder.open({ name: 'later', clock: fixedClock(now + 3_600_000) });
    await importLines(evening, lines(20, 20));
    await backUp(evening.workspace.directory, at('evening'), { clock, masterKey: true }, {});
    await folder.close(evening);
    const at1230 = { to: '2026-11-24T12:30:00Z', clock: fixedClock(now + 7_200_000) };
    expect(await restored('noon', at1230, 'evening')).toMatchObject({ kept: first, sequence: first + 1 });
    const morning = { ...at1230, to: '2026-11-24T11:00:00Z' };
    expect(await refusalOf(() => restored('morning', morning, 'evening'))).toMatchObject({
      code: 'invalid',
      message: 'No event of the backup was recorded by then.',
    });
    expect(before).toBeGreaterThan(0);
  });

  it('holds no key that was destroyed before, in no page of its files', async () => {
    const { keys, ledger } = tend.workspace;
    const subject = [...ledger.readAll()].findLast(({ sealed }) => sealed !== undefined)!.sealed!.subject;
    const place = Buffer.from(subject.replaceAll('-', ''), 'hex');
    const wrapped = Buffer.from(keys.file.get('keys', place)!.subarray(5));
    expect(readFileSync(join(tend.workspace.directory.keys, 'keys.mdb')).includes(wrapped)).toBe(true);
    keys.destroy(subject);
    await keys.flush();
    await made();
    expect(readFileSync(at('backup/data/keys/keys.mdb')).includes(wrapped)).toBe(false);
    expect((await verifyStored(at('backup'), {})).findings.filter(({ state }) => state === 'bad')).toEqual([]);
  });

  it('erases again what its ledger says was erased, before anybody can read it', async () => {
    const workspace = tend.workspace as WritableWorkspace;
    const { keys, ledger } = workspace;
    const [one, other] = [...new Set([...ledger.readAll()].flatMap(({ sealed }) => sealed?.subject ?? []))];
    const complete = async (party: string, keyId: string) => {
      const parties = [{ id: party, role: 'subject', side: 'customer' as const }];
      const stream = streamOf('ErasureCompleted', { parties });
      const data = { request: party, keyIds: [keyId] };
      const event = ownEvent(workspace, { type: 'ErasureCompleted', stream, data, parties });
      await ledger.append({ stream, expected: 'any', events: [event] });
    };
    // Said to be erased, and the key is there: as if the key store came from before that.
    await complete(one!, keys.find(one!)!.keyId);
    // Another key than the one that was erased: it came after.
    await complete(other!, keys.find(one!)!.keyId);
    await made();
    expect(await restored('whole')).toMatchObject({ erasedAgain: 1 });
    await ledgerOf('whole', ({ keys: after }) => {
      expect([after.isDestroyed(one!), after.isDestroyed(other!)]).toEqual([true, false]);
    });
    expect(keys.isDestroyed(one!)).toBe(false);
  });

  it('has the outbox as it is, though another connection has it open', async () => {
    const webhook = await tend.webhooks.add({ url: 'https://hooks.example.invalid/a' });
    await made();
    const copy = new DatabaseSync(at('backup/data/operations/outbox.db'), { readOnly: true });
    expect(copy.prepare('SELECT id FROM receivers').all()).toEqual([{ id: webhook.id }]);
    copy.close();
    const files = readdirSync(at('backup/data'), { recursive: true }).map(String);
    expect(files.filter((name) => /bundles|read|server[.]json|api[.]token|lock/.test(name))).toEqual([]);
  });

  it('replaces what a kill has left, and nothing that is not its own', async () => {
    mkdirSync(at('backup.unfinished/data'), { recursive: true });
    writeFileSync(at('backup.unfinished/data/half'), 'half');
    expect((await refusalOf(() => made())).message).toContain('backup.unfinished is in the way');
    expect(existsSync(at('backup.unfinished/data/half'))).toBe(true);
    writeFileSync(at('backup.unfinished/unfinished'), '');
    mkdirSync(at('backup'));
    await made();
    expect(readdirSync(folder.path).filter((name) => name.startsWith('backup'))).toEqual(['backup']);
  });

  it('leaves nothing behind when it is stopped, wherever', async () => {
    await made();
    const stopAt = (stage: string) => {
      const stop = new AbortController();
      return {
        signal: stop.signal,
        progress: (told: { stage: string }) => void (told.stage === stage && stop.abort()),
      };
    };
    for (const stage of ['ledger', 'checksums']) {
      const work = stopAt(stage);
      const stopped = () => backUp(tend.workspace.directory, at('x'), { clock, masterKey: true }, work);
      expect([stage, (await refusalOf(stopped)).code]).toEqual([stage, 'cancelled']);
    }
    const random = seededRandom('stopped');
    for (const [stage, to] of [['checksums'], ['files'], ['ledger', '50']] as const) {
      const stopped = () => restore(at('backup'), at('x'), { clock, random, to }, stopAt(stage));
      expect([stage, (await refusalOf(stopped)).code]).toEqual([stage, 'cancelled']);
    }
    expect(readdirSync(folder.path).filter((name) => name.startsWith('x'))).toEqual([]);
  });

  it('wants the last event of what it replaces to be told where that does not say it', async () => {
    await made();
    rmSync(at('data/ledger/head.mark'));
    const refused = await refusalOf(() => restored('again', { former: at('data') }));
    expect([refused.code, refused.hint]).toEqual(['invalid', expect.stringContaining('--lost N')]);
    expect(existsSync(at('again'))).toBe(false);
  });
});
