import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportReport } from '#workspace/answers.js';
import { lines, run, serve } from '../testing.js';

jest.setTimeout(60_000);

const at = (hour: number) => `2024-03-01T0${hour}:00:00Z`;
const of = (...ids: string[]) => ids.map((objectId) => ({ objectId, qualifier: 'in' }));
const log = {
  objectTypes: ['order', 'item'].map((name) => ({ name, attributes: [] })),
  eventTypes: ['place', 'pack'].map((name) => ({ name, attributes: [] })),
  objects: [
    { id: 'o1', type: 'order' },
    { id: 'i1', type: 'item' },
    { id: 'i2', type: 'item' },
  ],
  events: [
    { id: 'e1', type: 'place', time: at(1), relationships: of('o1', 'i1', 'i2') },
    { id: 'e2', type: 'pack', time: at(2), relationships: of('i1') },
    { id: 'e3', type: 'pack', time: at(3), relationships: of('i2') },
  ],
};

describe('an object-centric log', () => {
  let directory: string;
  let file: string;
  let data: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    [file, data] = [join(directory, 'shop.json'), join(directory, 'data')];
    writeFileSync(file, JSON.stringify(log, undefined, 2));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const tend = (...words: string[]) => run([...words, '--data', data]);

  it('shows in a dry run what each choice of cases would double, and decides nothing', async () => {
    const { status, stdout } = await tend('import', file, '--dry-run');
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(3)).toEqual([
      '3 events, 4 steps in 2 cases of item, which most events concern, 1 event stands in more than one case, 1 copy, 0 events in no case',
      'What each choice of cases (--case TYPE) comes to; the first import of a dataset decides for good:',
      'cases  events  in no case  in several  steps  copies  number of cases',
      'item        3           0           1      4       1                2',
      'order       1           2           0      1       0                1',
      '',
    ]);
  });

  it('is imported by the cases that are said, and again by these; others are refused with what to do', async () => {
    const first = await tend('import', file, '--case', 'order', '--json');
    expect((JSON.parse(first.stdout) as ImportReport).flattening).toMatchObject({
      events: 3,
      objects: 3,
      chosen: { objectType: 'order', because: 'said', steps: 1, copies: 0, outside: 2 },
      choices: [{ objectType: 'item' }, { objectType: 'order' }],
    });
    const again = await tend('import', file);
    expect(again.stdout).toContain('appended       0\n');
    expect(again.stdout).toContain('1 step in 1 case of order, as before,');
    const other = await tend('import', file, '--case', 'item');
    expect([other.status, other.stderr]).toEqual([
      1,
      expect.stringMatching(
        /The cases of the dataset “shop” are its objects of the type “order”.*\(invalid\)\n.*case.*must be order as before, not item[^]*--dataset NAME/,
      ),
    ]);
    const apart = await tend('import', file, '--case', 'item', '--dataset', 'by item');
    expect(apart.stdout).toContain('4 steps in 2 cases of item,');
  });

  it('goes out as it came in, and comes in again as known', async () => {
    await tend('import', file, '--process', 'shop', '--case', 'item');
    const out = join(directory, 'out.json');
    expect(await tend('export', 'ocel', '--process', 'shop', '--output', out)).toMatchObject({ status: 0 });
    const written = JSON.parse(readFileSync(out, 'utf8')) as typeof log;
    const sorted = (items: readonly object[]) => items.map((item) => JSON.stringify(item)).toSorted();
    expect(sorted(written.events.map(({ id, type, time }) => ({ id, type, time })))).toEqual(
      sorted(log.events.map(({ id, type, time }) => ({ id, type, time }))),
    );
    expect(sorted(written.objectTypes)).toEqual(sorted(log.objectTypes));
    const again = await tend('import', out, '--dataset', 'shop', '--process', 'shop');
    expect(again.stdout).toMatch(/appended {7}0\n/);
  });

  it('that contradicts itself is refused with each place; of a bad event the rest is read, and the command to go on said', async () => {
    writeFileSync(file, JSON.stringify({ ...log, objects: [{ id: 'o1', type: 'Order' }] }, undefined, 2));
    const whole = await tend('import', file);
    expect([whole.status, whole.stdout]).toEqual([1, '']);
    expect(whole.stderr).toMatch(
      /contradicts OCEL 2\.0 in one place: \/objects\/0\/type is not declared in \/objectTypes \(line 25\)/,
    );
    const events = [...log.events, { id: 'e4', type: 'pack', time: 'never', relationships: of('i2') }];
    writeFileSync(file, JSON.stringify({ ...log, events }, undefined, 2));
    const rejects = join(directory, 'bad.json');
    const rows = await tend('import', file, '--case', 'item', '--rejects', rejects);
    expect([rows.status, rows.stdout]).toEqual([
      0,
      expect.stringMatching(/line \d+, \/events\/3\/time: time must be a time/),
    ]);
    expect(rows.stderr).toContain('--dataset shop --case item');
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('"never"', `"${at(4)}"`));
    const mended = await tend('import', rejects, '--dataset', 'shop', '--case', 'item');
    expect(mended.stdout).toContain('appended       1\n');
  });

  it('through a server is asked for and answered alike', async () => {
    const { stdout } = await tend('import', file, '--dry-run', '--json');
    const server = await serve({
      'POST /mappings/propose': { format: 'ocel', rows: [], notes: [], columns: [], timeFormats: [] },
      'POST /imports': lines({ result: JSON.parse(stdout) as object }),
      'GET /export/ocel': (_asked: unknown, response: { end: (text: string) => void }) => response.end('{}'),
    });
    const given = { environment: { TEND_TOKEN: 't' } };
    const told = await run(['import', file, '--case', 'item', '--dry-run', '--server', server.url], given);
    expect(told.stdout).toContain('1 copy, 0 events in no case\nWhat each choice');
    const { query } = server.asked.find(({ path }) => path === '/imports')!;
    expect(query).toMatchObject({ case: 'item', dryRun: 'true' });
    expect((await run(['export', 'ocel', '--process', 'p', '--server', server.url], given)).stdout).toBe('{}');
    await server.close();
  });
});
