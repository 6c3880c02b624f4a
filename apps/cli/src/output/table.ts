import Table from 'cli-table3';
import { oneLine } from './text.js';

/** A column of a table. */
export interface Column {
  readonly heading: string;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
  /** A column of texts: the widest it may be, in columns of a terminal. It gives way where the table is too wide. */
  readonly widthMax?: number;
  /** Left out where the table is too wide even so; the last one first. */
  readonly optional?: boolean;
}

const gap = '  ';
/** What remains of a text that gives way: the beginning of a name. */
const widthLeast = 12;

const noBorders = {
  'top': '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  'bottom': '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  'left': '',
  'left-mid': '',
  'mid': '',
  'mid-mid': '',
  'right': '',
  'right-mid': '',
  'middle': gap,
};

type Rows = readonly (readonly string[])[];

/**
 * Rows below headings, without lines between: what a person copies into a mail.
 * @param width columns of the terminal that it must fit into
 */
export function tableOf(columns: readonly Column[], rows: Rows, width = Infinity): string {
  const cells = rows.map((row) => row.map(oneLine));
  let shown = columns.map((_column, index) => index);
  let widths = fitted(columns, shown, cells, width);
  while (total(widths) > width && shown.some((index) => columns[index]!.optional)) {
    const last = shown.findLast((index) => columns[index]!.optional);
    shown = shown.filter((index) => index !== last);
    widths = fitted(columns, shown, cells, width);
  }
  const table = drawn(columns, shown, cells, widths).toString();
  return `${table
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** The width of each column: as wide as its cells, but no wider than it may be, and narrower where the table must be. */
function fitted(columns: readonly Column[], shown: readonly number[], cells: Rows, width: number): number[] {
  const widths = natural(columns, shown, cells).map((each, at) =>
    Math.min(each, columns[shown[at]!]!.widthMax ?? each),
  );
  const isFlexible = (at: number): boolean => columns[shown[at]!]!.widthMax !== undefined && widths[at]! > widthLeast;
  while (total(widths) > width) {
    const flexible = widths.map((_each, at) => at).filter(isFlexible);
    if (flexible.length === 0) break;
    const widest = flexible.reduce((most, at) => (widths[at]! > widths[most]! ? at : most));
    widths[widest]!--;
  }
  return widths;
}

/** How wide the cells are on a terminal (where a Chinese character takes two columns): cli-table3 measures them. */
function natural(columns: readonly Column[], shown: readonly number[], cells: Rows): number[] {
  const table = drawn(columns, shown, cells, []);
  table.toString();
  return table.options.colWidths.map((each) => each ?? 0);
}

function drawn(columns: readonly Column[], shown: readonly number[], cells: Rows, widths: number[]): Table.Table {
  const table = new Table({
    head: shown.map((index) => columns[index]!.heading),
    colAligns: shown.map((index) => (columns[index]!.numeric ? 'right' : 'left')),
    colWidths: widths,
    chars: noBorders,
    style: { 'head': [], 'border': [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of cells) table.push(shown.map((index) => row[index]!));
  return table;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1);
}
