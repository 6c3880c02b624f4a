import type { ImportReport } from '#workspace/answers.js';
import { choicesTable, flatteningLine } from './flattening-text.js';
import { count, counted, oneLine } from './text.js';

/** Refusals told on the terminal; all of them are in the rejects file. */
const refusalsShown = 10;

/** What an import did, or in a dry run would do, as a person reads it. */
export function reportText(report: ImportReport, { isDry = false }: { readonly isDry?: boolean } = {}): string {
  const { dataset, read, seconds, appended, known, refused, differing, refusals, flattening, notes = [] } = report;
  const stopped = report.state === 'completed' ? '' : ', then stopped';
  const dry = isDry ? '; nothing is appended in a dry run' : '';
  const lines = [
    `${oneLine(dataset)}: ${counted(read, 'row')} read in ${seconds.toFixed(1)} s${stopped}${dry}`,
    countLine(isDry ? 'new' : 'appended', appended),
    countLine('already known', known),
  ];
  if (refused > 0) lines.push(countLine('refused', refused));
  if (differing > 0) lines.push(`${countLine('differing', differing)}  (recorded before with other content: refused)`);
  const shown = refusals.slice(0, refusalsShown);
  for (const { line, code, reason, column } of shown) {
    lines.push(`  line ${line}${column === undefined ? '' : `, ${oneLine(column)}`}: ${oneLine(reason)} (${code})`);
  }
  const hidden = refused + differing - shown.length;
  if (hidden > 0) lines.push(`  … and ${count(hidden)} more`);
  if (flattening !== undefined) lines.push(flatteningLine(flattening));
  if (differing > 0 && differing === read) lines.push(allDiffers(dataset));
  lines.push(...notes.map(oneLine));
  const choices = isDry && flattening !== undefined && flattening.choices.length > 0 ? choicesTable(flattening) : '';
  return `${lines.join('\n')}\n${choices}`;
}

/** There is nothing to correct in such a file: it was read otherwise then, or it is another one. */
function allDiffers(dataset: string): string {
  const name = oneLine(dataset);
  return `All of it is recorded with other content, and stays as it is: the file is another one, or an earlier version read it, which left out the groups of XES logs. To have it as it is read now, take the import before back (tend imports, tend revert IMPORT), and import it with --process ${name} --dataset ${name}-2.`;
}

function countLine(what: string, value: number): string {
  return `  ${what.padEnd(13)}  ${count(value)}`;
}
