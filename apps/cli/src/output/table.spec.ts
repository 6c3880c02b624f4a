import { describe, expect, it } from '@jest/globals';
import { tableOf, type Column } from './table.js';

const columns: readonly Column[] = [
  { heading: 'name', widthMax: 20 },
  { heading: 'cases', numeric: true },
  { heading: 'first', optional: true },
];

describe('a table', () => {
  it('aligns texts left and numbers right, without lines and without trailing blanks', () => {
    const rows = [
      ['Value 7', '1,204', '2012-02-06'],
      ['Value 12', '3', '–'],
    ];
    expect(tableOf(columns, rows)).toBe(
      ['name      cases  first', 'Value 7   1,204  2012-02-06', 'Value 12      3  –', ''].join('\n'),
    );
  });

  it('cuts a text at its widest with an ellipsis', () => {
    expect(tableOf([{ heading: 'name', widthMax: 6 }], [['abcdefgh'], ['abcdef']])).toBe('name\nabcde…\nabcdef\n');
  });

  it('measures wide characters as a terminal does', () => {
    const rows = [
      ['株式会社山田商事東京本社', '1', 'a'],
      ['Žižka 🌊', '22', 'b'],
    ];
    expect(tableOf(columns, rows)).toBe(
      [
        'name                  cases  first',
        '株式会社山田商事東…       1  a',
        'Žižka 🌊                 22  b',
        '',
      ].join('\n'),
    );
  });

  it('makes texts narrower, then leaves optional columns out, so that it fits', () => {
    const rows = [['a name of twenty char', '1,204', '2012-02-06']];
    const widthOf = (width: number): string[] => tableOf(columns, rows, width).trimEnd().split('\n');
    expect(widthOf(80)[1]).toBe('a name of twenty ch…  1,204  2012-02-06');
    expect(widthOf(34)[1]).toBe('a name of twen…  1,204  2012-02-06');
    expect(widthOf(28)).toEqual(['name                  cases', 'a name of twenty ch…  1,204']);
    for (const width of [80, 34, 30, 28, 20]) {
      for (const line of widthOf(width)) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it('lets no cell steer the terminal', () => {
    expect(tableOf([{ heading: 'name' }], [['a\u001b[31mred\nb\u009bx\u202ey']])).toBe('name\na [31mred b x y\n');
  });
});
