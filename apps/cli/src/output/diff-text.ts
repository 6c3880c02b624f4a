import type { DiffAnswer, DiffCounts, FieldDifference } from '#workspace/builds/build-answers.js';
import { tableOf } from './table.js';
import { count, oneLine, shortened } from './text.js';

const fieldsShown = 12;
const changesShown = 8;
const valueChars = 60;

/** What differs between two builds, for a person: counts, fields, and examples with the events that they are made of. */
export function diffText(answer: DiffAnswer, width: number): string {
  const { projection, from, to, position, documents, rows, totals, signals, fields, examples, totalExamples } = answer;
  const at = position.from === position.to ? count(position.to) : `${count(position.from)} to ${count(position.to)}`;
  const head = `${projection}: ${to.build} compared with ${from.build}, at event ${at}.\n`;
  const counts = countsTable({ documents, rows, totals, signals }, width);
  if ([documents, rows, totals, signals].every(isSame)) return `${head}${counts}Nothing differs.\n`;
  const apart =
    from.quarantined === to.quarantined
      ? []
      : [`Quarantined keys: ${count(from.quarantined)} → ${count(to.quarantined)}`];
  const fieldLines = fields
    .slice(0, fieldsShown)
    .map(({ path, documents: many }) => `  ${path === '' ? '(whole)' : path}  ${count(many)}`);
  const lines = [
    ...apart,
    ...(fieldLines.length === 0 ? [] : ['', 'Fields, and in how many documents they differ:', ...fieldLines]),
    ...(examples.length === 0 ? [] : ['', 'Examples:']),
    ...examples.flatMap(({ kind, key, fields: changes, evidence }) => [
      `  ${kind}  ${key}`,
      ...changeLines(changes),
      ...(evidence.length === 0 ? [] : [`    latest events: ${evidence.join(' ')}`]),
    ]),
    ...(totalExamples.length === 0 ? [] : ['', 'Totals:']),
    ...totalExamples.flatMap(({ kind, at: cell, fields: changes }) => [
      `  ${kind}  ${cell.join(' / ')}`,
      ...changeLines(changes),
    ]),
  ];
  return `${head}${counts}${lines.map((line) => `${oneLine(line)}\n`).join('')}`;
}

function countsTable(counts: Readonly<Record<string, DiffCounts>>, width: number): string {
  return tableOf(
    [
      { heading: '' },
      { heading: 'compared', numeric: true },
      { heading: 'added', numeric: true },
      { heading: 'removed', numeric: true },
      { heading: 'changed', numeric: true },
    ],
    Object.entries(counts).map(([name, each]) => [
      name,
      count(each.compared),
      count(each.added),
      count(each.removed),
      count(each.changed),
    ]),
    width,
  );
}

function changeLines(changes: readonly FieldDifference[]): readonly string[] {
  const lines = changes
    .slice(0, changesShown)
    .map(
      ({ path, ...values }) =>
        `    ${path === '' ? '(whole)' : path}: ${valueText(values, 'before')} → ${valueText(values, 'after')}`,
    );
  return changes.length > changesShown ? [...lines, `    … and ${changes.length - changesShown} more`] : lines;
}

function valueText(values: { readonly before?: unknown; readonly after?: unknown }, side: 'before' | 'after'): string {
  return Object.hasOwn(values, side) ? shortened(JSON.stringify(values[side]), valueChars) : '–';
}

function isSame({ added, removed, changed }: DiffCounts): boolean {
  return added + removed + changed === 0;
}
