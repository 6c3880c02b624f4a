import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import type { Mapping } from './mapping.js';
import { importText, memoryPorts, touchpointsOf } from './testing-ports.js';
import { testDataFile } from './testing.js';

const mapping = {
  version: 1,
  format: 'csv',
  time: { column: 'When' },
  id: 'Id',
  type: 'NoteAdded',
  parties: [{ column: 'Who', kind: 'person', role: 'customer', side: 'customer' }],
  personal: { text: 'Text' },
  unmapped: 'seal',
} as const satisfies Mapping;

const header = 'Id,When,Who,Text\n';
const row = (id: string, when = '2024-01-01T10:00:00Z', text = 'hello') => `${id},${when},Ann,${text}\n`;
const load = (content: string | Uint8Array, options: Parameters<typeof importText>[2] = {}) => {
  const ports = memoryPorts();
  return { ports, outcome: importText(ports, content, { mapping, ...options }) };
};

async function refusalsOf(content: string | Uint8Array, options = {}) {
  const outcome = await load(content, options).outcome;
  return { ...outcome, all: outcome.refusals.map(({ line, reason }) => `${line}: ${reason}`) };
}

describe('a file that cannot be read at all', () => {
  it.each([
    ['an empty file', '', 'The file is empty'],
    ['a file of blanks', ' \n\n ', 'The file holds nothing but blanks'],
    [
      'a workbook',
      'PK\u0003\u0004abc',
      'The file is a ZIP archive or a workbook of a spreadsheet; save the sheet as CSV',
    ],
    ['a PDF', '%PDF-1.7', 'The file is a PDF'],
    ['a binary file', 'abc\u0000def', 'The file is no text: byte 4 is NUL'],
    ['an empty gzip', gzipSync(''), 'The file is empty'],
    [
      'OCEL in XML',
      '<?xml version="1.0"?>\n<log>\n  <object-types><object-type name="A"/></object-types>\n</log>',
      'The file is a log of OCEL 2.0 in XML: save it in JSON',
    ],
    ['other XML', '<html></html>', 'The file is XML, but no XES log: it has no <log> at its beginning'],
    ['a JSON array', '[{"a":1}]', 'The file is one JSON array; give one JSON object a line (NDJSON) instead'],
  ])('%s is refused in one sentence, and nothing is written', async (_name, content, message) => {
    const { ports, outcome } = load(content, { mapping: undefined });
    await expect(outcome).rejects.toMatchObject({ code: 'file-unreadable', message });
    expect(ports.ledger.head().sequence).toBe(0);
  });

  it('has no format of a name that is none', async () => {
    await expect(load(header, { format: 'docx' }).outcome).rejects.toMatchObject({
      code: 'invalid',
      violations: [{ field: 'format', message: 'must be one of csv, ndjson, xes, ocel' }],
    });
  });

  it('keeps what was whole before a gzip was cut, and says how much', async () => {
    const ports = memoryPorts();
    const bytes = readFileSync(testDataFile('process/receipt.xes.gz')).subarray(0, 30_000);
    await expect(importText(ports, bytes, { process: 'receipt' })).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(
        /cut off after \d+ unpacked bytes; of (\d+) rows read, to line \d+, \1 were recorded/,
      ) as never,
    });
    expect(touchpointsOf(ports).length).toBeGreaterThan(0);
    expect([...ports.ledger.readAll()].map((event) => event.type)).not.toContain('ImportCompleted');
  });
});

describe('rows of CSV', () => {
  it('are refused one by one, each with line and reason, and the others are recorded', async () => {
    const content =
      header +
      row('1') +
      'too,few\n' +
      '2,2024-01-01T10:00:00Z,Ann,one,too many\n' +
      row('3', '') +
      row('', '2024-01-01T10:00:00Z') +
      row('1.23E+11') +
      row('4', '45293.5') +
      row('5', '2024-01-01 25:00') +
      row('6', '0001-01-01T00:00:00Z') +
      row('7', '9999-12-31T23:59:59Z') +
      row('8', '0000-01-01T00:00:00Z') +
      '\n' +
      row('9', '2024-01-01T10:00:00Z', '"=SUM(A1)"') +
      '10,2024-01-01T10:00:00Z,,nobody\n';
    const { all, appended, read, refused } = await refusalsOf(content);
    expect(all).toEqual([
      '3: has 2 cells, the header has 4',
      '4: has 5 cells, the header has 4',
      '5: the column "When" is empty',
      '6: the column "Id" is empty',
      '7: was rounded by a spreadsheet: format the column "Id" as text and save again',
      '8: the column "When" looks like the serial date of a spreadsheet: format the column as a date and save again',
      '9: the column "When" names a time that no clock shows.',
      '12: the column "When" is outside the years 0001 to 9999.',
      '11: the column "When" is in the future',
      '15: the column "Who" is empty',
    ]);
    expect({ read, appended, refused }).toEqual({ read: 13, appended: 3, refused: 10 });
  });

  it('with broken quotes cost one line each', async () => {
    const content = `${header}${row('1')}2,"2024"x,Ann,a\n${row('3')}4,2024-01-01T10:00:00Z,Ann,"never closed\n${row('5')}`;
    const { all, appended } = await refusalsOf(content);
    expect(all).toEqual([
      '3: has something between a closing quote and the next delimiter; write a quote within quotes twice',
      '5: opens a quote that is never closed',
    ]);
    expect(appended).toBe(3);
  });

  it('that are too large cost one line, and are not held', async () => {
    const content = `${header}${row('1')}2,${'x'.repeat(limits.rowBytes + 10)}\n${row('3')}`;
    const { all, appended } = await refusalsOf(content, { pieceBytes: 10_000 });
    expect(all).toEqual([`3: is larger than ${limits.rowBytes} bytes, or opens a quote that is not closed`]);
    expect(appended).toBe(2);
  });

  it('with bytes that are not UTF-8, in a file that is, are refused and never mended silently', async () => {
    const content = Buffer.concat([
      Buffer.from(`${header}${row('1', undefined, 'Größe')}`),
      Buffer.from('2,2024-01-01T10:00:00Z,Ann,\xe4\n', 'latin1'),
      Buffer.from(row('3', undefined, 'Übung')),
    ]);
    const { all, appended } = await refusalsOf(content);
    expect(all).toEqual(['3: holds bytes that are not UTF-8']);
    expect(appended).toBe(2);
  });

  it('keep a leading = as text, and NUL, lone surrogates and __proto__ out', async () => {
    const { ports, outcome } = load(
      `Id,When,Who,Text,__proto__\n1,2024-01-01T10:00:00Z,Ann,=1+1,x\n2,2024-01-01T10:00:00Z,Ann,a\u0000b,x\n`,
      { format: 'csv' },
    );
    await expect(outcome).rejects.toMatchObject({ code: 'file-unreadable' });
    const late = `${header}${Array.from({ length: 3000 }, (_, i) => row(`${i}`)).join('')}x,2024-01-01T10:00:00Z,Ann,a\u0000b\n`;
    const dry = await importText(memoryPorts(), late, { mapping, dryRun: true });
    expect(dry.refusals.map(({ reason }) => reason)).toEqual(['the column "Text" must not hold the character NUL']);
    const formula = await importText(ports, `Id,When,Who,Text,__proto__\n1,2024-01-01T10:00:00Z,Ann,=1+1,x\n`, {
      mapping,
    });
    expect(formula).toMatchObject({ appended: 1 });
    expect(ports.names.personal(touchpointsOf(ports)[0]!)).toEqual({ externalId: '1', text: '=1+1' });
  });

  it('whose id stands twice are one event, or differ', async () => {
    const { appended, known, differing, all } = await refusalsOf(
      header + row('1') + row('1') + row('1', undefined, 'other'),
    );
    expect({ appended, known, differing }).toEqual({ appended: 1, known: 1, differing: 1 });
    expect(all).toEqual(['4: differs from what is recorded under its id as event 2']);
  });

  it('are read in any encoding that people save', async () => {
    const text = `${header}1,2024-01-01T10:00:00Z,Zoë,“Größe” – 5 €\n`;
    const utf16 = (bigEndian: boolean) => {
      const bytes = Buffer.from(`\u{feff}${text}`, 'utf16le');
      return bigEndian ? bytes.swap16() : bytes;
    };
    const windows = Buffer.from(
      text.replace('“', '\x93').replace('”', '\x94').replace('–', '\x96').replace('€', '\x80'),
      'latin1',
    );
    for (const content of [text, `\u{feff}${text}`, utf16(false), utf16(true), windows]) {
      for (const pieceBytes of [1, 3, 1000]) {
        const ports = memoryPorts();
        await importText(ports, content, { mapping, pieceBytes });
        const [event] = touchpointsOf(ports);
        expect(ports.names.personal(event!)).toEqual({ externalId: '1', text: '“Größe” – 5 €' });
        expect(ports.names.party(event!.parties[0]!.id)?.name).toBe('Zoë');
      }
    }
  });
});

describe('a mapping', () => {
  it.each([
    [{ ...mapping, version: 2 }, 'version must be 1'],
    [{ ...mapping, colour: 'x' }, 'colour is no field of a mapping'],
    [{ ...mapping, time: {} }, 'time.column is missing: must be the name of a column'],
    [{ ...mapping, unmapped: undefined, version: undefined }, 'version must be 1; unmapped must be seal or drop'],
    [{ time: { column: 'When' } }, 'version is missing: must be 1; format is missing: must be csv; type is missing'],
    [{ ...mapping, time: { column: 'When', format: 'HH:mm' } }, 'must name year, month and day'],
    [{ ...mapping, type: 'Nonsense' }, 'type is no type of the vocabulary'],
    [{ ...mapping, type: 'ImportStarted' }, 'type is no type that a file can bring'],
    [{ ...mapping, zone: 'Mars/Base' }, 'zone must be an IANA time zone'],
    [{ ...mapping, id: undefined, identity: [] }, 'id must be the name of a column'],
    [{ ...mapping, case: 'Id' }, 'case and activity go together'],
    [{ ...mapping, parties: [{ column: 'Who' }] }, 'parties.0.kind is missing'],
    ['text', 'must be an object'],
  ])('is refused by the field that is wrong: %j', async (wrong, message) => {
    const { outcome } = load(header + row('1'), { mapping: wrong });
    await expect(outcome).rejects.toMatchObject({
      code: 'mapping-invalid',
      message: expect.stringContaining(message) as never,
    });
  });

  it('for CSV does not fit a log', async () => {
    await expect(load('<log></log>').outcome).rejects.toMatchObject({ code: 'mapping-invalid' });
  });

  it('cannot be proposed where nothing tells when or whose', async () => {
    const none = (content: string) => load(content, { mapping: undefined }).outcome;
    await expect(none('a,b\n1,2\n')).rejects.toMatchObject({
      code: 'mapping-invalid',
      message: 'No column holds times that can be read: there are "a", "b"; give a mapping',
    });
    await expect(none('a,b\n2024-01-01,2\n')).rejects.toMatchObject({ code: 'mapping-invalid' });
  });
});

describe('lines of NDJSON', () => {
  const event = (id: string, more = '') =>
    `{"specversion":"1.0","id":"${id}","source":"crm","type":"NoteAdded","time":"2024-01-01T10:00:00Z","data":{"parties":[{"role":"customer","side":"customer","identifiers":[{"scheme":"email","value":"ann@example.org"}]}]}${more}}`;

  it('are refused one by one, and can be corrected and imported again', async () => {
    const ports = memoryPorts();
    const lines = [
      event('1'),
      '{"a":1,',
      event('2', ',"colour":"red"'),
      event('3', ',"id":"4"'),
      event('5').replace('2024-01-01T10:00:00Z', '2024-01-01T10:00:00'),
      event('6').replace('"crm"', '"\\ud800"'),
      event('7').replace('"parties"', '"__proto__":{},"parties"'),
      event('8', ',"ordinal":12345678901234567890'),
      event('9').replace('"data":{', `"data":{"personal":{"deep":${'['.repeat(40)}${']'.repeat(40)}},`),
      '"text"',
      '',
      event('10', ',"data_base64":"AA=="'),
      event('11'),
    ].join('\n');
    const outcome = await importText(ports, lines, { name: 'crm.ndjson', pieceBytes: 100 });
    expect(outcome).toMatchObject({ read: 12, appended: 2, refused: 10 });
    expect(outcome.refusals.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      expect.stringMatching(/^2: The JSON is broken/),
      '3: colour is no field that is known here',
      '4: The JSON field id stands twice in one object',
      '5: time has no offset, and no time zone is given for the source.',
      '6: The JSON field source holds half of a surrogate pair',
      '7: The JSON field data.__proto__ is a name that no field may have',
      '8: The JSON field ordinal is a whole number beyond 2^53, which programs round: make it a text',
      `9: The JSON is nested deeper than ${limits.jsonDepth} levels`,
      '10: must be a JSON object',
      '12: data_base64 must be `data`: only JSON is read',
    ]);
    const rejects = outcome.rejects.trim().split('\n');
    expect(rejects[1]).toBe(
      `{"_position":2,"_line":3,"_reason":"colour is no field that is known here",${event('2', ',"colour":"red"').slice(1)}`,
    );
    const twice = await importText(ports, rejects[1]!, { name: 'crm.ndjson' });
    expect(twice.rejects.trim()).toBe(rejects[1]!.replace('"_line":3', '"_line":1'));
    const mended = await importText(ports, twice.rejects.replace(',"colour":"red"', ''), { name: 'crm.ndjson' });
    expect(mended).toMatchObject({ read: 1, appended: 1, refused: 0 });
  });
});
