import { Button } from '@mantine/core';
import type { ImportReport } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { flatteningSentence } from './flattening-words.js';
import { rejectsName } from './preview-cells.js';
import { WideTable } from '../../parts/wide-table.js';
import styles from './imports.module.css';

interface ImportReportViewProps {
  readonly title: string;
  readonly report: ImportReport;
  readonly rejects: readonly string[];
  readonly file: string;
}

/** What an import did, or would do: its counts, the first refusals, and all refused rows as a file. */
export function ImportReportView({ title, report, rejects, file }: ImportReportViewProps) {
  const { count } = useLanguage();
  const words = texts.imports;
  const { read, appended, known, refused, differing, flattening, notes = [] } = report;
  return (
    <section className={styles['report']} aria-live="polite">
      <h2>{title}</h2>
      <p>
        {words.counts({
          read: count(read),
          appended: count(appended),
          known: count(known),
          refused: count(refused),
          differing: count(differing),
        })}{' '}
        <span className="quiet">{words.seconds(count(report.seconds))}</span>
      </p>
      {flattening && <p>{flatteningSentence(flattening, count)}</p>}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {report.refusals.length > 0 && (
        <WideTable className={styles['wide']!}>
          <table aria-label={words.refusals}>
            <caption>{words.refusals}</caption>
            <thead>
              <tr>
                <th scope="col">{words.refusal.line}</th>
                <th scope="col">{words.refusal.column}</th>
                <th scope="col">{words.refusal.reason}</th>
              </tr>
            </thead>
            <tbody>
              {report.refusals.map(({ line, column, code, reason }) => (
                <tr key={`${line} ${code} ${column ?? ''}`}>
                  <td data-label={words.refusal.line}>{count(line)}</td>
                  <td data-label={words.refusal.column}>{column}</td>
                  <td className={styles['reason']} data-label={words.refusal.reason}>
                    {reason}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
      {rejects.length > 0 && (
        <p>
          <Button variant="default" onClick={() => download(rejectsName(file), rejects)}>
            {words.downloadRejects}
          </Button>{' '}
          <span className="quiet">{words.rejectsHint}</span>
        </p>
      )}
    </section>
  );
}

/** Saves lines as a file of the reader's. */
function download(name: string, lines: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([`${lines.map((line) => line.replace(/\r?\n$/, '')).join('\n')}\n`]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
