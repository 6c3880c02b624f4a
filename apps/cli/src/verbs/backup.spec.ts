import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { run } from '../testing.js';

jest.setTimeout(120_000);

interface Status {
  readonly head: { readonly sequence: number; readonly recordedAt: string; readonly root: string };
}

describe('tend backup, restore and verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tend-backup-'));
  const at = (...names: string[]): string => join(folder, ...names);
  const generate = (events: number, seed = 1) =>
    run(['generate', '--relationships', '6', '--events', `${events}`, '--seed', `${seed}`, '--data', at('data')]);
  const json = async <Answer>(...args: string[]): Promise<Answer> => {
    const { status, stdout, stderr } = await run([...args, '--json']);
    expect([status, args, stderr.includes('error')]).toEqual([0, args, false]);
    return JSON.parse(stdout) as Answer;
  };
  const statusOf = async (name: string) => (await json<Status>('status', '--data', at(name))).head;
  const copy = (from: string, to: string): void => {
    for (const entry of readdirSync(at(from), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const target = path.replace(at(from), at(to));
      mkdirSync(entry.isDirectory() ? target : join(target, '..'), { recursive: true, mode: 0o700 });
      if (entry.isFile()) copyFileSync(path, target);
    }
  };
  let head: Status['head'];

  beforeAll(async () => {
    expect((await generate(150)).status).toBe(0);
    head = await statusOf('data');
    const made = await run(['backup', at('backup'), '--data', at('data')]);
    expect([made.status, made.stdout]).toEqual([
      0,
      expect.stringContaining(`holds ${head.sequence} events with root ${head.root} (`),
    ]);
    expect(made.stderr).toContain('Whoever has this folder can read everything in it.');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tells the root in words, too', async () => {
    const { stdout } = await run(['status', '--data', at('data')]);
    expect(stdout).toContain(`events  ${head.sequence}, the last recorded ${head.recordedAt.slice(0, 10)}`);
    expect(stdout).toContain(`root    ${head.root}\n`);
  });

  it('keeps what cannot be derived, for its owner alone, and says what it is', async () => {
    const manifest = JSON.parse(readFileSync(at('backup', 'backup.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ tend: 'backup', format: 1, sequence: head.sequence, root: head.root });
    const paths = (manifest['files'] as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual([
      'keys/keys.mdb',
      'keys/master.key',
      'ledger/data.mdb',
      'ledger/format.json',
      'ledger/head.mark',
      'tend.json',
    ]);
    expect(readdirSync(at('backup')).sort()).toEqual(['backup.json', 'data']);
    for (const path of paths) expect([path, statSync(at('backup', 'data', path)).mode & 0o077]).toEqual([path, 0]);
    expect(statSync(at('backup')).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  it('brings everything back, with the same root and the same answers', async () => {
    // As it lies on a disk that knows no modes.
    chmodSync(at('backup', 'data', 'keys', 'master.key'), 0o644);
    const restored = await json<Record<string, unknown>>('restore', at('backup'), '--data', at('whole'));
    expect(restored).toMatchObject({ kept: head.sequence, sequence: head.sequence, root: head.root, erasedAgain: 0 });
    chmodSync(at('backup', 'data', 'keys', 'master.key'), 0o600);
    expect(restored).not.toHaveProperty('epoch');
    expect(statSync(at('whole', 'keys', 'master.key')).mode & 0o777).toBe(0o600);
    expect(await statusOf('whole')).toEqual(head);
    for (const verb of [['relationships', '--as-of', '2026-10-31'], ['timeline', 'C-00001'], ['imports']]) {
      const before = await json<object>(...verb, '--data', at('data'));
      const after = await json<object>(...verb, '--data', at('whole'));
      expect(stripped(after)).toEqual(stripped(before));
    }
    const verified = await run(['verify', '--data', at('whole')]);
    expect([verified.status, verified.stdout]).toEqual([0, expect.stringContaining(`with root `)]);
  });

  it('overwrites nothing', async () => {
    const existing = await run(['backup', at('backup'), '--data', at('data')]);
    expect([existing.status, existing.stderr]).toEqual([1, expect.stringContaining('nothing is overwritten')]);
    const inside = await run(['backup', at('data', 'inner'), '--data', at('data')]);
    expect([inside.status, inside.stderr]).toEqual([1, expect.stringContaining('must not lie in each other')]);
    const onto = await run(['restore', at('backup'), '--data', at('data')]);
    expect([onto.status, onto.stderr]).toEqual([1, expect.stringContaining('nothing is overwritten')]);
    const nothing = await run(['restore', at('data'), '--data', at('never')]);
    expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining('it has no backup.json')]);
    const remote = await run(['backup', at('never'), '--server', 'http://127.0.0.1:9']);
    expect([remote.status, remote.stderr]).toEqual([2, expect.stringContaining('where they lie')]);
    expect(readdirSync(folder)).not.toContain('never');
  });

  it('leaves out what came after a moment, and begins a new epoch that says so', async () => {
    const answer = await json<{ root: string }>('restore', at('backup'), '--to', '40', '--data', at('part'));
    const epoch = {
      event: 41,
      keptSize: 40,
      keptRoot: expect.stringMatching(/^[\w+/]{43}=$/),
      previousSize: head.sequence,
      previousRoot: head.root,
    };
    expect(answer).toMatchObject({ kept: 40, sequence: 41, epoch });
    const found = await run(['verify', '--data', at('part')]);
    expect([found.status, found.stdout]).toEqual([0, expect.stringContaining(`41 events with root ${answer.root}`)]);
    // Builds may have been recorded behind it since, by whoever asked.
    expect((await json<{ total: number }>('relationships', '--data', at('part'))).total).toBeGreaterThan(0);
    const told = await run(['restore', at('backup'), '--to', head.recordedAt, '--data', at('all')]);
    expect([told.status, told.stdout]).toEqual([0, expect.not.stringContaining('epoch')]);
    const none = await run(['restore', at('backup'), '--to', '9999', '--data', at('never')]);
    expect([none.status, none.stderr]).toEqual([1, expect.stringContaining('there is no 9999 in it')]);
    const future = await run(['restore', at('backup'), '--to', '2999-01-01', '--data', at('never')]);
    expect([future.status, future.stderr]).toEqual([1, expect.stringContaining('lies in the future')]);
  });

  it('says what is lost, by the head of what it replaces or by what is told', async () => {
    expect((await generate(60, 2)).status).toBe(0);
    const later = await statusOf('data');
    expect(later.sequence).toBeGreaterThan(head.sequence);
    const former = ['--former', at('data')];
    const seen = await run(['restore', at('backup'), ...former, '--data', at('former')]);
    expect(seen.stdout).toContain(
      `Event ${head.sequence + 1} begins a new epoch: kept is what is up to event ${head.sequence}, ` +
        `lost is what was up to event ${later.sequence}.`,
    );
    expect(seen.stderr).toContain('has to be said again');
    const told = await json<{ epoch: object }>('restore', at('backup'), '--lost', '--data', at('unknown'));
    expect(told.epoch).toEqual({ event: head.sequence + 1, keptSize: head.sequence, keptRoot: head.root });
    const known = await json<{ epoch: object }>('restore', at('backup'), '--lost', '5000', '--data', at('known'));
    expect(known.epoch).toMatchObject({ previousSize: 5000 });
    const wrong = await run(['restore', at('backup'), '--lost', '3', '--data', at('never')]);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('Event 3 is not lost')]);
    expect((await run(['generate', '--relationships', '1', '--events', '5', '--data', at('other')])).status).toBe(0);
    const foreign = await run(['restore', at('backup'), '--former', at('other'), '--data', at('never')]);
    expect([foreign.status, foreign.stderr]).toEqual([1, expect.stringContaining('is of organisation')]);
  });

  it('restores nothing from a copy that has changed, and names the place', async () => {
    expect((await run(['verify', at('backup')])).status).toBe(0);
    copy('backup', 'damaged');
    const path = at('damaged', 'data', 'ledger', 'data.mdb');
    const bytes = readFileSync(path);
    const place = bytes.indexOf('inbound');
    expect(place).toBeGreaterThan(0);
    bytes.write('inbounD', place);
    writeFileSync(path, bytes);
    const refused = await run(['restore', at('damaged'), '--data', at('never')]);
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('The file data/ledger/data.mdb has changed'),
    ]);
    const verified = await json1('verify', at('damaged'));
    const bad = verified.findings.filter(({ state }) => state === 'bad').map(({ detail }) => detail);
    expect(bad).toEqual([
      'The file data/ledger/data.mdb has changed',
      expect.stringMatching(/^The stored bytes of event \d+ have changed$/),
      expect.stringMatching(/^Event \d+ does not have the hash of its leaf$/),
      expect.stringMatching(/^Event \d+: its content does not have its digest$/),
    ]);
    expect(verified).not.toHaveProperty('root');
    // Forged so that it fits its checksums: the history is another one.
    const manifestPath = at('damaged', 'backup.json');
    copyFileSync(at('backup', 'data', 'ledger', 'data.mdb'), path);
    const manifest = readFileSync(manifestPath, 'utf8');
    writeFileSync(manifestPath, manifest.replace(head.root, `A${head.root.slice(1)}`));
    const forged = await run(['restore', at('damaged'), '--data', at('never')]);
    expect([forged.status, forged.stderr]).toEqual([1, expect.stringContaining('another root')]);
    expect((await run(['verify', at('damaged')])).stdout).toContain('have another root than the');
    writeFileSync(manifestPath, manifest.replace('"format": 1', '"format": 2'));
    expect((await run(['verify', at('damaged')])).stderr).toContain('has format 2, this version reads format 1');
    writeFileSync(manifestPath, manifest.slice(0, 200));
    expect((await run(['verify', at('damaged')])).stderr).toContain('is damaged, or belongs to something else');
    expect(readdirSync(folder)).not.toContain('never');
  });

  it('does not keep a copy of what is damaged', async () => {
    copy('data', 'broken');
    const path = at('broken', 'ledger', 'data.mdb');
    const bytes = readFileSync(path);
    for (let place = bytes.indexOf('inbound'); place >= 0; place = bytes.indexOf('inbound', place + 1))
      bytes.write('inbounD', place);
    writeFileSync(path, bytes);
    const refused = await run(['backup', at('never'), '--data', at('broken')]);
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringMatching(
        /The copy is not sound, so it was not kept[.] ledger record: The stored bytes of event \d+/,
      ),
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it('leaves the master key out when it is asked to, and wants it to restore', async () => {
    const made = await run(['backup', at('keyless'), '--without-master-key', '--data', at('data')]);
    expect([made.status, made.stderr]).toEqual([0, expect.stringContaining('The master key is not in it')]);
    expect(readdirSync(at('keyless', 'data', 'keys'))).toEqual(['keys.mdb']);
    const refused = await run(['restore', at('keyless'), '--data', at('never')]);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('set TEND_MASTER_KEY_FILE')]);
    process.env['TEND_MASTER_KEY_FILE'] = at('data', 'keys', 'master.key');
    try {
      expect((await run(['restore', at('keyless'), '--data', at('keyed')])).status).toBe(0);
    } finally {
      delete process.env['TEND_MASTER_KEY_FILE'];
    }
  });

  it('stops in order, and leaves nothing behind', async () => {
    const stopped = await run(['backup', at('never'), '--data', at('data')], {
      running: ({ interrupt }) => interrupt(),
    });
    expect(stopped.status).toBe(130);
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  const json1 = async (...args: string[]) =>
    JSON.parse((await run([...args, '--json'])).stdout) as {
      readonly findings: readonly { readonly state: string; readonly detail: string }[];
    };
});

/** Without what says how far builds are, which is of each directory alone. */
function stripped(answer: object): string {
  return JSON.stringify(answer, (name, value: unknown) =>
    ['position', 'horizon', 'build', 'joined', 'number'].includes(name) ? undefined : value,
  );
}
