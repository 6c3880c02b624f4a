import type { ImportReport } from '#workspace/answers.js';
import { count, counted } from './text.js';

/** Refusals told on the terminal; all of them are in the rejects file. */
const refusalsShown = 10;

/** What an import did, as a person reads it. */
export function reportText(report: ImportReport): string {
  const lines = [
    `${report.dataset}: ${counted(report.read, 'row')} read in ${report.seconds.toFixed(1)} s`,
    `  appended       ${count(report.appended)}`,
    `  already known  ${count(report.known)}`,
  ];
  if (report.refused > 0) lines.push(`  refused        ${count(report.refused)}`);
  if (report.differing > 0)
    lines.push(`  differing      ${count(report.differing)}  (recorded before with other content: refused)`);
  for (const { line, code, reason, column } of report.refusals.slice(0, refusalsShown)) {
    lines.push(`  line ${line}${column === undefined ? '' : `, ${column}`}: ${reason} (${code})`);
  }
  const hidden = report.refused + report.differing - Math.min(refusalsShown, report.refusals.length);
  if (hidden > 0) lines.push(`  … and ${count(hidden)} more`);
  return `${lines.join('\n')}\n`;
}
