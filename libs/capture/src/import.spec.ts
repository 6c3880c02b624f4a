import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ImportCompleted, ImportStarted } from '#domain/events/imports.js';
import { importFile } from './import.js';
import type { Mapping } from './mapping.js';
import { deskMapping as mapping, importText, memoryPorts, personalOf, touchpointsOf } from './testing-ports.js';
import { testDataFile } from './testing.js';

const header = 'Case,Step,When,Customer,Agent,Remark\n';
const rows = [
  '1,open,2024-01-01T10:00:00Z,Ann,Bob,first\n',
  '1,close,2024-01-02T10:00:00+02:00,Ann,Bob,second\n',
  '2,open,2024-01-01T11:00:00Z,Cid,,"third, with ""quotes"""\n',
  '2,open,2024-01-01T11:00:00Z,Cid,,"third, with ""quotes"""\n',
];
const file = header + rows.join('');
const options = { mapping };

describe('importing a CSV file', () => {
  it('records every row once, with what it says and nothing personal in the clear', async () => {
    const ports = memoryPorts();
    const outcome = await importText(ports, file, options);
    expect(outcome).toMatchObject({ state: 'completed', dataset: 'desk', read: 4, appended: 4, known: 0, refused: 0 });
    const [first, second, third, fourth] = touchpointsOf(ports);
    expect(first).toMatchObject({
      type: 'ActivityRecorded',
      occurredAt: Date.parse('2024-01-01T10:00:00Z'),
      occurredText: '2024-01-01T10:00:00Z',
      ordinal: 0,
      recorder: 'connector:csv',
      source: { connector: 'csv', dataset: 'desk', importId: outcome.importId },
      correlationId: outcome.importId,
      parties: [
        { role: 'customer', side: 'customer' },
        { role: 'agent', side: 'ours' },
      ],
      process: { definition: 'desk', dataset: 'desk', activity: 'open', lifecycle: 'complete' },
      data: {},
    });
    expect(first!.actor).toBe(first!.parties[1]!.id);
    expect(first!.stream).toBe(`process-${first!.process!.case}`);
    expect(first!.sealed!.subject).toBe(first!.parties[0]!.id);
    expect(personalOf(first!, ports.keys)).toEqual({ unmapped: { Remark: 'first' } });
    expect(second!.process!.case).toBe(first!.process!.case);
    expect(third!.actor).toBe('connector:csv');
    expect(third!.id).not.toBe(fourth!.id);
    const clear = JSON.stringify(touchpointsOf(ports).map((event) => ({ ...event, sealed: undefined })));
    for (const personal of ['Ann', 'Bob', 'Cid', 'third']) expect(clear).not.toContain(personal);
    expect([...ports.labels.values()]).toEqual(['1', '2']);
  });

  it('tells its own story in its stream', async () => {
    const ports = memoryPorts();
    const { importId } = await importText(ports, file, { ...options, name: 'Ann and Bob.csv' });
    const [started, completed] = [...ports.ledger.readStream(`import-${importId}`)];
    expect(started).toMatchObject({ type: 'ImportStarted', causationId: importId, correlationId: importId });
    expect(started!.data as ImportStarted).toMatchObject({ format: 'csv', identity: ['Case', 'Step', 'When'] });
    expect(personalOf(started!, ports.keys)).toEqual({ fileName: 'Ann and Bob.csv' });
    expect(completed!.data as ImportCompleted).toEqual({ read: 4, appended: 4, known: 0, refused: 0, differing: 0 });
    expect(touchpointsOf(ports).every((event) => event.causationId === started!.id)).toBe(true);
  });

  it('appends nothing the second time, in whatever order, and vouches for what it met', async () => {
    const ports = memoryPorts();
    await importText(ports, file, options);
    const ids = touchpointsOf(ports).map((event) => event.id);
    const again = await importText(ports, header + rows.toReversed().join(''), options);
    expect(again).toMatchObject({ appended: 0, known: 4, differing: 0 });
    const claimed = [...ports.ledger.readStream(`import-${again.importId}`)].find(
      (event) => event.type === 'ImportClaimed',
    );
    expect((claimed!.data as { ids: string[] }).ids.toSorted()).toEqual(ids.toSorted());
  });

  it('refuses a row that differs from what is recorded, by name', async () => {
    const ports = memoryPorts();
    await importText(ports, file, options);
    const changed = await importText(ports, file.replace('second', 'changed'), options);
    expect(changed).toMatchObject({ appended: 0, known: 3, differing: 1, refused: 0 });
    expect(changed.refusals).toEqual([
      { line: 3, code: 'event-differs', reason: 'differs from what is recorded under its id as event 3' },
    ]);
    expect(changed.rejects).toContain('1,close,2024-01-02T10:00:00+02:00,Ann,Bob,changed,1,3,differs');
  });

  it('counts a row whose key was destroyed as known', async () => {
    const ports = memoryPorts();
    await importText(ports, file, options);
    const find = ports.keys.find.bind(ports.keys);
    ports.keys.find = () => undefined;
    const again = await importText(ports, file.replace('second', 'other'), options);
    ports.keys.find = find;
    expect(again).toMatchObject({ appended: 0, known: 4, differing: 0 });
  });

  it('knows rows again that were sealed under the key of the import itself', async () => {
    const ports = memoryPorts();
    const plain = {
      version: 1,
      format: 'csv',
      time: { column: 'When' },
      identity: ['When', 'Firm'],
      type: 'NoteAdded',
      parties: [{ column: 'Firm', kind: 'organisation', role: 'customer', side: 'customer' }],
      unmapped: 'seal',
    } satisfies Mapping;
    const notes = 'When,Firm,Text\n2024-01-01T10:00:00Z,Acme,hello\n';
    const first = await importText(ports, notes, { mapping: plain });
    expect(touchpointsOf(ports)[0]!.sealed!.subject).toBe(first.importId);
    expect(await importText(ports, notes, { mapping: plain })).toMatchObject({ known: 1, differing: 0 });
    expect(await importText(ports, notes.replace('hello', 'bye'), { mapping: plain })).toMatchObject({ differing: 1 });
  });

  it('gives rejects that can be corrected and imported again', async () => {
    const ports = memoryPorts();
    const broken = await importText(ports, file.replace('2024-01-02T10:00:00+02:00', '30 Feb'), options);
    expect(broken).toMatchObject({ read: 4, appended: 3, refused: 1 });
    expect(broken.rejects.split('\n')[0]).toBe('Case,Step,When,Customer,Agent,Remark,_position,_line,_reason');
    const mended = await importText(ports, broken.rejects.replace('30 Feb', '2024-01-02T10:00:00+02:00'), options);
    expect(mended).toMatchObject({ read: 1, appended: 1, refused: 0 });
    expect(await importText(ports, file, options)).toMatchObject({ appended: 0, known: 4, differing: 0 });
  });

  it('stops when it is told to, and goes on where it stopped', async () => {
    const ports = memoryPorts();
    const many = header + Array.from({ length: 2600 }, (_, i) => `${i},open,2024-01-01T10:00:00Z,Ann,Bob,x\n`).join('');
    const abort = new AbortController();
    const progress = () => abort.abort();
    const stopped = await importText(ports, many, { ...options, pieceBytes: 5000 }, { signal: abort.signal, progress });
    expect(stopped.state).toBe('interrupted');
    expect(stopped.appended).toBeGreaterThan(0);
    expect(stopped.appended).toBeLessThan(2600);
    expect(touchpointsOf(ports)).toHaveLength(stopped.appended);
    expect([...ports.ledger.readStream(`import-${stopped.importId}`)].map((event) => event.type)).toEqual([
      'ImportStarted',
    ]);
    const rest = await importText(ports, many, options);
    expect(rest).toMatchObject({ appended: 2600 - stopped.appended, known: stopped.appended, state: 'completed' });
  });

  it('tells a wrong mapping by its column, before anything is written', async () => {
    const ports = memoryPorts();
    await expect(importText(ports, file.replace('Agent', 'Clerk'), options)).rejects.toMatchObject({
      code: 'mapping-invalid',
      message:
        'The file has no column "Agent"; it has "Case", "Step", "When", "Customer", "Clerk", "Remark": ' +
        'actor.column names the column "Agent", which the file does not have',
    });
    expect(ports.ledger.head().sequence).toBe(0);
  });

  it('remembers the identity columns of a dataset', async () => {
    const ports = memoryPorts();
    await importText(ports, file, options);
    const other = { ...mapping, identity: ['Case', 'Step', 'When', 'Remark'] };
    await expect(importText(ports, file, { mapping: other })).rejects.toMatchObject({ code: 'mapping-invalid' });
    const outcome = await importText(ports, file, { mapping: other, newIdentity: true });
    expect(outcome).toMatchObject({ appended: 4 });
    const [started] = [...ports.ledger.readStream(`import-${outcome.importId}`)];
    expect(started!.data).toMatchObject({ newIdentity: true });
  });

  it('writes nothing in a dry run, and says what would become of the rows', async () => {
    const ports = memoryPorts();
    await importText(ports, header + rows[0], options);
    const before = ports.ledger.head().sequence;
    const dry = await importText(ports, file, { ...options, dryRun: true });
    expect(dry).toMatchObject({ read: 4, appended: 3, known: 1, refused: 0 });
    expect(dry.rows).toHaveLength(4);
    expect(dry.rows[0]).toMatchObject({ line: 2, case: '1', activity: 'open', actor: 'Bob', sealed: ['Remark'] });
    expect(ports.ledger.head().sequence).toBe(before);
  });
});

describe('the help desk', () => {
  const helpdesk = JSON.parse(readFileSync('infra/mappings/helpdesk.json', 'utf8')) as Mapping;
  const finale = readFileSync(testDataFile('cx/helpdesk/finale.csv'), 'utf8');

  it('is read as its truth file says: events, cases, customers, agents', async () => {
    const ports = memoryPorts();
    const outcome = await importText(ports, finale.split('\n').slice(0, 2001).join('\n'), { mapping: helpdesk });
    expect(outcome).toMatchObject({ read: 2000, appended: 2000, refused: 0 });
  });

  it('is proposed as a person would map it, but for the zone', async () => {
    const ports = memoryPorts();
    const { mapping: proposed } = await importText(ports, finale.slice(0, 300_000), { dryRun: true });
    expect(proposed).toEqual({
      version: 1,
      format: 'csv',
      zone: 'UTC',
      time: { column: 'Complete Timestamp', format: 'iso' },
      identity: ['Case ID', 'Activity', 'Resource', 'Complete Timestamp'],
      case: 'Case ID',
      activity: 'Activity',
      type: {
        column: 'Activity',
        values: { 'Insert ticket': 'CaseOpened', 'Closed': 'CaseResolved' },
        default: 'ActivityRecorded',
      },
      parties: [{ column: 'customer', kind: 'organisation', role: 'customer', side: 'customer' }],
      actor: { column: 'Resource', kind: 'person', role: 'agent', side: 'ours' },
      data: {
        severity: { column: 'seriousness' },
        product: { column: 'product' },
        section: { column: 'responsible_section' },
        serviceLevel: { column: 'service_level' },
        serviceType: { column: 'service_type' },
        team: { column: 'workgroup' },
      },
      drop: ['Variant', 'Variant index', 'Variant (2)'],
      unmapped: 'seal',
    });
  });
});

describe('a source that fails', () => {
  async function* failing(code: string) {
    yield Buffer.from(header + rows[0]);
    throw Object.assign(new Error('raw'), { code });
  }

  it('is told, with what is recorded nevertheless', async () => {
    const ports = memoryPorts();
    const outcome = importFile({ name: 'x.csv', bytes: failing('ECONNRESET') }, options, ports);
    await expect(outcome).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(/after byte \d+: the connection was lost$/) as never,
    });
    expect(ports.ledger.head().sequence).toBe(0);
  });

  it('is let go when the import ends early', async () => {
    const ports = memoryPorts();
    let isClosed = false;
    async function* open() {
      try {
        for (;;) yield Buffer.from(header);
      } finally {
        isClosed = true;
      }
    }
    await expect(
      importFile({ name: 'x.csv', bytes: open() }, { mapping: { ...mapping, case: 'Nothing' } }, ports),
    ).rejects.toMatchObject({
      code: 'mapping-invalid',
    });
    expect(isClosed).toBe(true);
  });

  it('that an abort ends is an interrupted import, not a broken file', async () => {
    const ports = memoryPorts();
    const abort = new AbortController();
    async function* bytes() {
      yield Buffer.from(file + ' '.repeat(70_000));
      abort.abort();
      throw Object.assign(new Error('aborted'), { code: 'ABORT_ERR' });
    }
    const outcome = await importFile({ name: 'x.csv', bytes: bytes() }, options, ports, { signal: abort.signal });
    expect(outcome).toMatchObject({ state: 'interrupted', appended: 4 });
  });
});
