import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { csvCell } from '../rejects.js';
import { inPieces } from '../testing.js';
import { guessDelimiter } from './csv-dialect.js';
import { columnNames } from './csv-header.js';
import { CsvRows } from './csv-rows.js';
import { openCsv } from './csv-table.js';

function rowsOf(bytes: Buffer, pieceBytes: number, delimiter = ',') {
  const cutter = new CsvRows(delimiter);
  const rows = [];
  for (let i = 0; i < bytes.length; i += pieceBytes) rows.push(...cutter.feed(bytes.subarray(i, i + pieceBytes)));
  rows.push(...cutter.finish());
  return rows;
}

const cell = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.stringMatching(/^[a,;"\r\n ]{0,6}$/))
  .filter((text) => text.isWellFormed());
const table = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
  // A row of nothing but empty cells is still a row; one empty cell alone would be an empty line.
  .filter((rows) => rows.every((row) => row.length > 1));

describe('CsvRows', () => {
  it('gives back what was written, whatever the delimiter, the line ends and the pieces', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        (rows, delimiter, end, pieceBytes) => {
          const text = rows.map((row) => row.map((text) => csvCell(text, delimiter)).join(delimiter)).join(end);
          const read = rowsOf(Buffer.from(text), pieceBytes, delimiter);
          expect(read.map((row) => ('cells' in row ? row.cells : row))).toEqual(rows);
        },
      ),
    );
  });

  it('counts lines as an editor does', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        (rows, end, pieceBytes) => {
          let text = '';
          const lines: number[] = [];
          for (const row of rows) {
            lines.push(text.split(/\r\n|\r|\n/).length);
            text += row.map((one) => csvCell(one.replaceAll(/[\r\n]+/g, end), ',')).join(',') + end;
          }
          expect(rowsOf(Buffer.from(text), pieceBytes).map(({ line }) => line)).toEqual(lines);
        },
      ),
    );
  });

  it('gives the same for any bytes, however they come, and loses no line', () => {
    const bytes = fc.array(fc.constantFrom(...Buffer.from('a,"\r\n\xe4é')), { maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 5 }), (values, pieceBytes) => {
        const whole = rowsOf(Buffer.from(values), 1000);
        expect(rowsOf(Buffer.from(values), pieceBytes)).toEqual(whole);
        const lines = whole.map(({ line }) => line);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a line that is refused', () => {
  it.each([
    ['1\n"a" b,c\n2\n', ['1 1', '2: "a" b,c', '3 2']],
    ['"a,b\nc,d\n', ['1: "a,b', '2 c,d']],
    ['x\n"a" ""b\r\ny', ['1 x', '2: "a" ""b', '3 y']],
  ])('in %j is given whole, and what follows is read', (text, expected) => {
    for (const pieceBytes of [1, 2, 1000]) {
      const shown = rowsOf(Buffer.from(text), pieceBytes).map((row) =>
        'cells' in row ? `${row.line} ${row.cells.join(',')}` : `${row.line}: ${row.text}`,
      );
      expect(shown).toEqual(expected);
    }
  });
});

describe('openCsv', () => {
  it.each([
    ['a;b,c;d\n1;2,5;3\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b|c\n1|2,2|3\n', '|'],
    ['"a,b",c\n"1,2",3\n', ','],
    ['alone\n1\n', ','],
  ])('guesses the delimiter of %j', (text, delimiter) => {
    expect(guessDelimiter(Buffer.from(text), true)).toBe(delimiter);
  });

  it('tells columns of one name apart, and names those without', () => {
    expect(columnNames(['Variant', ' Variant ', '', 'Variant'])).toEqual([
      'Variant',
      'Variant (2)',
      'Column 3',
      'Variant (3)',
    ]);
  });

  it('needs a header', async () => {
    await expect(openCsv(inPieces(Buffer.from('\n\n'), 1))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(openCsv(inPieces(Buffer.from('a,"b\n1,2\n'), 3))).rejects.toMatchObject({
      code: 'file-unreadable',
      message: 'The header in line 1 opens a quote that is never closed',
    });
  });
});
