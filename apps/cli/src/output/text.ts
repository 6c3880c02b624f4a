import Table from 'cli-table3';
import type { Named } from '#workspace/answers.js';

/** A column of a table: its heading, and whether it holds numbers, which stand to the right. */
export interface Column {
  readonly heading: string;
  readonly numeric?: boolean;
  /** Widest it may be; longer texts are cut with an ellipsis. */
  readonly widthMax?: number;
}

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
  'middle': '  ',
};

/** Rows below headings, without lines between: what a person copies into a mail. */
export function tableOf(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    colAligns: columns.map(({ numeric }) => (numeric ? 'right' : 'left')),
    chars: noBorders,
    style: { 'head': [], 'border': [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map((cell, index) => cut(oneLine(cell), columns[index]?.widthMax)));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Control characters out: a name from a file must not steer a person's terminal. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

function cut(text: string, widthMax: number | undefined): string {
  return widthMax !== undefined && [...text].length > widthMax ? `${[...text].slice(0, widthMax - 1).join('')}…` : text;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

/** ISO 8601 with offset → date and minute as they stand in the workspace's zone. */
export function minuteOf(iso: string | undefined): string {
  return iso === undefined ? '–' : iso.slice(0, 16).replace('T', ' ');
}

export function nameOf(named: Named): string {
  return named.name ?? named.id;
}

/** `1 case`, `2 cases`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}
