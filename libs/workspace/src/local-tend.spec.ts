import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock, seededRandom } from '#core/testing.js';
import type { LocalTend } from './local-tend.js';
import { fileOf, importLines, linesOf, now, refusalOf, testFolder, textOf, type TestFolder } from './testing.js';

const message = (number: number, customer = 'Amber Mills') => ({
  id: `${number}`,
  at: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
  customer,
  person: 'Ann',
});
const json = 'application/json';
const bodyOf = (number: number, customer?: string) => linesOf([message(number, customer)]);

/** A file whose second half comes when it is let. */
function inTwo(text: string, half: number) {
  let goOn = (): void => {};
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  async function* bytes(): AsyncIterableIterator<Uint8Array> {
    yield Buffer.from(text.slice(0, half));
    await gate;
    yield Buffer.from(text.slice(half));
  }
  return { file: { name: 'slow.ndjson', bytes: bytes() }, goOn };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It never came to that.');
}

// Several data directories are opened, synchronised and folded: slow disks and busy machines take their time.
jest.setTimeout(60_000);

describe('a workspace in this process', () => {
  let folder: TestFolder;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open({ version: '1.2.3' });
  });

  afterEach(() => folder.dispose());

  it('says how it stands, and offers a demonstration as long as it is empty', async () => {
    expect(await tend.status()).toEqual({
      version: '1.2.3',
      zone: 'UTC',
      head: { sequence: 0, root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
      empty: true,
      demonstrationOffered: true,
    });
    await tend.record(bodyOf(1), json, {});
    // Of one event the root is its leaf.
    const root = Buffer.from(tend.workspace.ledger.at(1)!.leaf, 'hex').toString('base64');
    expect(await tend.status()).toMatchObject({
      head: { sequence: 1, recordedAt: '2026-11-24T12:00:00.000Z', root },
      empty: false,
      demonstrationOffered: false,
    });
  });

  it('answers with everything that is recorded, though nothing was folding before', async () => {
    const { events } = await tend.record(bodyOf(1), json, {});
    expect(events).toMatchObject([
      { outcome: 'appended', sequence: 1, revision: 0, recordedAt: '2026-11-24T12:00:00.000Z' },
    ]);
    expect(await tend.relationships({})).toMatchObject({ total: 1, position: { from: 1, to: 1 } });
    await tend.record(bodyOf(2, 'Birch Tools'), json, { wait: 'relationships' });
    expect((await tend.relationships({})).total).toBe(2);
    const again = await tend.record(bodyOf(2, 'Birch Tools'), json, { wait: 'relationships' });
    expect(again.events).toMatchObject([{ outcome: 'known', sequence: 2 }]);
  });

  it('waits for a projection that was not folding either', async () => {
    await tend.record(bodyOf(1), json, { wait: 'relationships' });
    expect(tend.workspace.projections.list('relationships').total).toBe(1);
  });

  it('writes nothing when it is to wait for what there is not', async () => {
    expect(await refusalOf(() => tend.record(bodyOf(1), json, { wait: 'nothing' }))).toMatchObject({
      code: 'not-found',
      message: 'There is no projection nothing.',
    });
    expect((await tend.status()).empty).toBe(true);
  });

  it('answers while an import goes on, and says that it does', async () => {
    const text = linesOf(Array.from({ length: 1_500 }, (_, index) => message(index, `Customer ${index % 7}`)));
    const { file, goOn } = inTwo(text, Math.floor(text.length * 0.9));
    const importing = tend.import(file, { dataset: 'slow' }, {});
    await until(async () => tend.workspace.ledger.head().sequence > 1_000);
    const during = await tend.relationships({});
    expect(during.total).toBe(7);
    const { imports } = await tend.imports();
    expect(imports).toMatchObject([{ state: 'running', dataset: 'slow', read: 1_000 }]);
    goOn();
    const report = await importing;
    expect(report).toMatchObject({ state: 'completed', read: 1_500, appended: 1_500, importId: imports[0]!.importId });
    const { rows } = await tend.relationships({});
    expect(rows.reduce((sum, row) => sum + row.touchpoints, 0)).toBe(1_500);
    expect((await tend.imports()).imports).toMatchObject([{ state: 'completed', read: 1_500, appended: 1_500 }]);
  });

  it('tells an import that was stopped from one that goes on; another run completes it', async () => {
    const text = linesOf(Array.from({ length: 1_300 }, (_, index) => message(index)));
    const { file, goOn } = inTwo(text, Math.floor(text.length * 0.9));
    const stop = new AbortController();
    const importing = tend.import(file, { dataset: 'slow' }, { signal: stop.signal });
    await until(async () => tend.workspace.ledger.head().sequence > 1_000);
    stop.abort();
    goOn();
    const report = await importing;
    expect(report.state).toBe('interrupted');
    expect(report).not.toHaveProperty('completedAt');
    expect((await tend.imports()).imports).toMatchObject([{ state: 'interrupted' }]);
    const second = await tend.import(fileOf('slow.ndjson', text), { dataset: 'slow' }, {});
    expect(second).toMatchObject({ state: 'completed', appended: 1_300 - report.appended, known: report.appended });
    expect((await tend.relationships({})).rows[0]!.touchpoints).toBe(1_300);
  });

  it('does not take an import whose source failed for one that goes on', async () => {
    async function* bytes(): AsyncIterableIterator<Uint8Array> {
      yield Buffer.from(linesOf(Array.from({ length: 1_100 }, (_, index) => message(index))));
      throw new Error('The disk was pulled out');
    }
    const failing = tend.import({ name: 'x.ndjson', bytes: bytes() }, { dataset: 'x', format: 'ndjson' }, {});
    await expect(failing).rejects.toThrow('The disk was pulled out');
    expect((await tend.imports()).imports).toMatchObject([{ state: 'interrupted', dataset: 'x' }]);
  });

  it('writes nothing on a dry run, and says what it would', async () => {
    const report = await tend.import(fileOf('x.ndjson', bodyOf(1)), { dataset: 'x', dryRun: true }, {});
    expect(report).toMatchObject({ read: 1, appended: 1 });
    expect((await tend.status()).empty).toBe(true);
  });

  it('reports the progress of the import and of what it is folded into', async () => {
    const stages = new Map<string, number>();
    const lines = linesOf(Array.from({ length: 50 }, (_, index) => message(index)));
    const progress = ({ stage, done, total }: { stage: string; done: number; total?: number }) => {
      expect(done).toBeLessThanOrEqual(total!);
      expect(done).toBeGreaterThanOrEqual(0);
      stages.set(stage, done / total!);
    };
    await tend.import(fileOf('x.ndjson', lines), { dataset: 'x' }, { progress });
    expect([...stages]).toEqual([
      ['import', 1],
      ['projections', 1],
    ]);
  });

  it('gives the refused lines whole, ready to be corrected', async () => {
    const bad = bodyOf(2).replace('MessageReceived', 'MessageRecieved');
    const rejected: string[] = [];
    const reject = (line: string) => void rejected.push(line);
    const report = await tend.import(fileOf('x.ndjson', bodyOf(1) + bad), { dataset: 'x' }, { reject });
    expect(report).toMatchObject({ read: 2, appended: 1, refused: 1, refusals: [{ line: 2, code: 'invalid' }] });
    expect(rejected.join('')).toContain('MessageRecieved');
    expect(rejected.every((line) => line.endsWith('\n'))).toBe(true);
  });

  it('is read by a second one, which sees what is folded and writes nothing', async () => {
    await importLines(tend, [message(1), message(2, 'Birch Tools')]);
    const reader = await folder.open();
    // How far it is folded is written down later than it is known to the one who folds.
    const shown = (answer: object | string) =>
      typeof answer === 'string' ? answer : { ...answer, position: undefined, horizon: undefined };
    for (const ask of [
      (one: LocalTend) => one.relationships({}),
      (one: LocalTend) => one.timeline('amber mills', {}),
      (one: LocalTend) => one.density({}),
      (one: LocalTend) => one.processes(),
      (one: LocalTend) => one.imports(),
      (one: LocalTend) => textOf(one.export('cloudevents', {})),
    ])
      expect(shown(await ask(reader))).toEqual(shown(await ask(tend)));
    const rows = (await reader.projections()).projections;
    expect(rows.map(({ name, purpose, key, documents }) => [name, purpose, key, documents])).toEqual(
      (await tend.projections()).projections.map(({ name, purpose, key, documents }) => [
        name,
        purpose,
        key,
        documents,
      ]),
    );
    for (const write of [
      () => reader.record(bodyOf(3), json, {}),
      () => reader.import(fileOf('x.ndjson', bodyOf(3)), {}, {}),
      () => reader.generate({ relationships: 1, events: 1, seed: 1 }, {}),
      () => reader.builds.rebuild('relationships', {}, {}),
    ])
      expect((await refusalOf(write)).code).toBe('data-directory-locked');
    await importLines(tend, [message(4, 'Cedar Bay')]);
    await until(async () => (await reader.relationships({})).total === 3);
  });

  it('does not read where it was to serve', async () => {
    expect((await refusalOf(() => folder.open({ follow: true }))).code).toBe('data-directory-locked');
  });

  it('tells a reader that an import goes on in the other process', async () => {
    const text = linesOf(Array.from({ length: 1_200 }, (_, index) => message(index)));
    const { file, goOn } = inTwo(text, text.length - 10);
    let ticks = 0;
    tend = await folder.open({ name: 'other', clock: { now: () => now + ticks++ } });
    await importLines(tend, [message(1)]);
    const importing = tend.import(file, { dataset: 'slow' }, {});
    await until(async () => tend.workspace.ledger.head().sequence > 1_000);
    const reader = await folder.open({ name: 'other' });
    await until(async () => (await reader.imports()).imports.length === 2);
    const states = (await reader.imports()).imports.map(({ dataset, state }) => [dataset, state]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        ['slow', 'running'],
        ['test', 'completed'],
      ]),
    );
    goOn();
    await importing;
  });

  it('rebuilds a projection to the same answer, and knows no other', async () => {
    await importLines(tend, [message(1), message(2, 'Birch Tools')]);
    const { build: before, ...answer } = await tend.relationships({});
    const stages: string[] = [];
    const row = await tend.builds.rebuild(
      'relationships',
      { activate: true },
      { progress: ({ stage }) => void stages.push(stage) },
    );
    expect(row).toMatchObject({ name: 'relationships', state: 'serving', documents: 2, lagEvents: 0, quarantined: 0 });
    const { build: after, ...rebuilt } = await tend.relationships({});
    expect(after).toBe(row.build);
    expect(after).not.toBe(before);
    expect(rebuilt.rows).toEqual(answer.rows);
    expect(new Set(stages)).toEqual(new Set(['rebuild relationships']));
    expect(await refusalOf(() => tend.builds.rebuild('nothing', {}, {}))).toMatchObject({
      code: 'not-found',
      message: 'There is no projection nothing.',
    });
  });

  it('makes a demonstration that ends on the latest day that is over', async () => {
    const size = { relationships: 6, events: 120, seed: 7 };
    const end = async (until: string, at: number) => {
      const tend = await folder.open({ name: `until ${until} ${at}`, clock: fixedClock(at) });
      const { dataset, refused } = await tend.generate({ ...size, until }, {});
      const text = await textOf(tend.export('cloudevents', {}));
      const times = text
        .split('\n')
        .flatMap((line) => (line === '' ? [] : Date.parse((JSON.parse(line) as { time: string }).time)));
      return { dataset, refused, times };
    };
    const morning = Date.parse('2027-03-10T08:00Z');
    const today = await end('today', morning);
    expect(today).toMatchObject({ dataset: 'demonstration-7-2027-03-09', refused: 0 });
    expect(Math.max(...today.times)).toBeLessThanOrEqual(Date.parse('2027-03-09T17:00Z'));
    expect(Math.max(...today.times)).toBeGreaterThan(Date.parse('2027-02-09T17:00Z'));
    expect((await end('2027-03-09', morning + 40 * 86_400_000)).times).toEqual(today.times);
    const tend = await folder.open({ name: 'refused', clock: fixedClock(morning) });
    const refusal = await refusalOf(() => tend.generate({ ...size, until: '2027-03-10' }, {}));
    expect(refusal).toMatchObject({ code: 'invalid', hint: expect.stringContaining('2027-03-09') as never });
  });

  it('makes the same demonstration of the same seed, once', async () => {
    const size = { relationships: 12, events: 300 };
    const random = () => seededRandom('same');
    const [one, two, other] = await Promise.all(
      ['one', 'two', 'other'].map((name) => folder.open({ name, random: random() })),
    );
    const report = await one!.generate({ ...size, seed: 7 }, {});
    expect(report).toMatchObject({ dataset: 'demonstration-7', refused: 0, known: 0, state: 'completed' });
    expect(report.appended).toBe(report.read);
    expect(Math.abs(report.read - size.events)).toBeLessThan(size.events * 0.2);
    await two!.generate({ ...size, seed: 7 }, {});
    await other!.generate({ ...size, seed: 8 }, {});
    const text = await textOf(one!.export('cloudevents', {}));
    expect(await textOf(two!.export('cloudevents', {}))).toBe(text);
    expect(await textOf(other!.export('cloudevents', {}))).not.toBe(text);
    expect(await one!.generate({ ...size, seed: 7 }, {})).toMatchObject({ appended: 0, known: report.read });
    expect(await textOf(one!.export('cloudevents', {}))).toBe(text);
    const { rows, total } = await one!.relationships({});
    // Organisations have people; the relationships are with the customers alone.
    expect([total, rows.length]).toEqual([12, 12]);
    const isPrivate = (name: string | undefined) => name!.startsWith('Private customer ');
    for (const { kind, name } of rows) expect(kind).toBe(isPrivate(name) ? 'person' : 'organisation');
    expect(rows.some(({ name }) => isPrivate(name))).toBe(true);
  });
});
