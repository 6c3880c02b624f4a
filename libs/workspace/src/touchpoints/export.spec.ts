import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ProcessAnswer } from '../processes/process-answers.js';
import type { LocalTend } from '../local-tend.js';
import {
  fileOf,
  importLines,
  publishPerPerson,
  refusalOf,
  testFolder,
  textOf,
  type TestTouchpoint,
} from '../testing.js';

jest.setTimeout(60_000);

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
const step = (number: string, hour: number, activity: string, customer = 'Amber Mills', process = 'support') =>
  ({ id: `${process}/${number}/${hour}`, at: at(hour), customer, step: [process, number, activity] }) as const;

const touchpoints: readonly TestTouchpoint[] = [
  step('T-1', 1, 'Open <now> & "here"'),
  step('T-1', 2, 'Work'),
  step('T-2', 1, 'Open <now> & "here"', 'Birch & Söhne'),
  step('T-1', 3, 'Work'),
  step('T-2', 2, 'Close', 'Birch & Söhne'),
  step('T-1', 4, 'Close'),
  step('T-3', 5, 'Work', '=HYPERLINK("x")'),
  step('D-1', 6, 'Qualified', 'Amber Mills', 'sales'),
  { id: 'm1', at: at(7), customer: 'Amber Mills', person: 'Ann', summary: 'A line\nand "another"' },
  { id: 'm2', at: at(7), customer: '+49 170', person: '-Bea', summary: 'Hello' },
];

/** What a process looks like, whoever's ids it is told in. */
function shapeOf({ build: _b, position: _p, horizon: _h, handovers, ...shape }: ProcessAnswer): object {
  return { ...shape, handovers: handovers!.map(({ from, to, count }) => [from.name, to.name, count]) };
}

describe('an export', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open();
    expect(await importLines(tend, touchpoints)).toMatchObject({ appended: 10, refused: 0 });
    await publishPerPerson(tend);
  });

  afterAll(() => folder.dispose());

  const idOf = async (name: string) => (await tend.relationship(name)).id;
  const linesIn = async (filter: Parameters<LocalTend['export']>[1]) =>
    (await textOf(tend.export('cloudevents', filter))).split('\n').filter((line) => line !== '');

  it('as cloudevents comes back to the same ledger as known, to the last one', async () => {
    const text = await textOf(tend.export('cloudevents', {}));
    expect(text.split('\n')).toHaveLength(11);
    const { sequence } = tend.workspace.ledger.head();
    const report = await tend.import(fileOf('out.ndjson', text), {}, {});
    expect(report).toMatchObject({ read: 10, appended: 0, known: 10, refused: 0, differing: 0 });
    // Only the journal of the import has come.
    expect([...tend.workspace.ledger.readAll({ from: sequence + 1 })].map(({ type }) => type)).toEqual([
      'ImportStarted',
      'ImportClaimed',
      'ImportCompleted',
    ]);
    expect(await textOf(tend.export('cloudevents', {}))).toBe(text);
  });

  it('as cloudevents tells another ledger the same', async () => {
    const other = await folder.open({ name: 'other' });
    await publishPerPerson(other);
    const text = await textOf(tend.export('cloudevents', {}));
    expect(await other.import(fileOf('out.ndjson', text), {}, {})).toMatchObject({ appended: 10, refused: 0 });
    expect(shapeOf(await other.process('support', {}))).toEqual(shapeOf(await tend.process('support', {})));
    const brief = async (one: LocalTend) =>
      (await one.relationships({ sort: 'name' })).rows.map(({ id: _, ...row }) => row);
    expect(await brief(other)).toEqual(await brief(tend));
    const { rows } = await other.timeline('amber mills', { limit: 1 });
    expect(rows[0]!.personal).toMatchObject({ summary: 'A line\nand "another"' });
    // And there, again, nothing is new.
    expect(await other.import(fileOf('out.ndjson', text), {}, {})).toMatchObject({ appended: 0, known: 10 });
  });

  it('as XES tells another ledger the same process', async () => {
    const text = await textOf(tend.export('xes', { process: 'support' }));
    const other = await folder.open({ name: 'xes' });
    await publishPerPerson(other);
    const report = await other.import(fileOf('support.xes', text), { process: 'support' }, {});
    expect(report).toMatchObject({ format: 'xes', read: 7, appended: 7, refused: 0 });
    const answer = await tend.process('support', { variants: 10 });
    expect(answer).toMatchObject({ cases: 3, events: 7, variants: { count: 3 } });
    expect(shapeOf(await other.process('support', { variants: 10 }))).toEqual(shapeOf(answer));
    expect(answer.start[0]).toEqual({ activity: 'Open <now> & "here"', count: 2 });
  });

  it('as XES is of one process, whole', async () => {
    expect(await refusalOf(() => textOf(tend.export('xes', {})))).toMatchObject({
      code: 'invalid',
      message: 'A XES log is of one process: name it.',
      violations: [{ field: 'process', message: 'is missing' }],
    });
    const relationship = await idOf('amber mills');
    const refused = await refusalOf(() => textOf(tend.export('xes', { process: 'support', relationship })));
    expect([refused.code, refused.violations[0]?.field]).toEqual(['invalid', 'relationship']);
  });

  it('as csv is a table that no spreadsheet runs', async () => {
    const text = await textOf(tend.export('csv', {}));
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row['occurredAt'], row['activity'], row['customer']].join('|')).sort()).toEqual(
      touchpoints
        .map(({ at: time, step: taken, customer }) => [
          time,
          taken?.[2] ?? '',
          /^[=+]/.test(customer) ? `'${customer}` : customer,
        ])
        .map((cells) => cells.join('|'))
        .sort(),
    );
    expect(rows.at(-1)).toMatchObject({ actor: "'-Bea", customer: "'+49 170", type: 'MessageReceived' });
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(text).not.toContain('Hello');
  });

  it('as csv names who acted, and the connector where nobody is said to', async () => {
    const actorless = await folder.open({ name: 'actorless' });
    const file = 'case,activity,time,customer\nC1,Open,2024-01-01T10:00:00Z,Acme\n';
    expect(await actorless.import(fileOf('ca.csv', file), { process: 'p' }, {})).toMatchObject({ appended: 1 });
    const rows = parse(await textOf(actorless.export('csv', {})), { columns: true }) as Record<string, string>[];
    expect(rows).toMatchObject([{ actor: 'connector:csv', customer: 'Acme', case: 'C1' }]);
  });

  it.each(['csv', 'cloudevents'] as const)('as %s is of a process, of a relationship, or of both', async (format) => {
    const relationship = await idOf('amber mills');
    const count = async (filter: Parameters<LocalTend['export']>[1]) =>
      (await textOf(tend.export(format, filter))).trimEnd().split('\n').length - (format === 'csv' ? 1 : 0);
    expect(await count({ process: 'support' })).toBe(7);
    expect(await count({ process: 'support', relationship })).toBe(4);
    expect(await count({ process: 'sales', relationship })).toBe(1);
  });

  it('of a relationship takes a name as well as an id, and holds nothing of another', async () => {
    const lines = await linesIn({ relationship: await idOf('birch & söhne') });
    expect(lines).toHaveLength(2);
    expect(await linesIn({ relationship: 'Birch & Söhne' })).toEqual(lines);
    expect(lines.join()).not.toContain('Amber');
  });

  it.each(['xes', 'csv', 'cloudevents'] as const)('as %s of a process that there is not is refused', async (format) => {
    expect(await refusalOf(() => textOf(tend.export(format, { process: 'nothing' })))).toMatchObject({
      code: 'not-found',
      message: 'No step of a process “nothing” is known.',
    });
  });

  it('of a relationship that there is not is refused', async () => {
    const refused = await refusalOf(() => textOf(tend.export('csv', { relationship: 'nobody' })));
    expect(refused.message).toBe('No relationship is known by “nobody”.');
  });

  it('of an empty ledger is empty, with the header where there is one', async () => {
    const empty = await folder.open({ name: 'empty' });
    expect(await textOf(empty.export('cloudevents', {}))).toBe('');
    expect(await textOf(empty.export('csv', {}))).toMatch(/^id,type,[^\n]*\n$/);
  });
});
