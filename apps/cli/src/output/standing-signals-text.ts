import type { RelationshipAnswer } from '#workspace/answers.js';
import type { StandingSignal } from '#workspace/relationships/signals-part.js';
import { detailsOf, idDigits, workText } from './signals-text.js';
import { tableOf } from './table.js';
import { count, dayOf, idsText, nameOf } from './text.js';

/** What stands of a relationship as a table, the gravest first; nothing where nothing stands, which its sentence says. */
export function standingSignalsText({ id, signals }: RelationshipAnswer, width: number): string {
  if (signals === undefined || signals.rows.length === 0) return '';
  const { rows, more } = signals;
  const hasCases = rows.some((row) => row.case !== undefined);
  const hasWork = rows.some(({ work, historic }) => work.state !== 'new' || historic === true);
  const table = tableOf(
    [
      { heading: 'since' },
      { heading: 'severity' },
      { heading: 'signal', widthMax: 80 },
      ...(hasCases ? [{ heading: 'case', widthMax: 24 }] : []),
      ...(hasWork ? [{ heading: 'work', widthMax: 40 }] : []),
      { heading: 'id', optional: true },
      { heading: 'evidence', optional: true },
    ],
    rows.map((row) => [
      dayOf(row.since),
      row.severity,
      whyText(row),
      ...(hasCases ? [row.case === undefined ? '' : nameOf(row.case)] : []),
      ...(hasWork ? [stateText(row)] : []),
      row.id.slice(0, idDigits),
      idsText(row.evidence),
    ]),
    width,
  );
  return more === 0 ? table : `${table}${count(more)} more: tend signals --relationship ${id}\n`;
}

function whyText(row: StandingSignal): string {
  if (row.why !== undefined) return row.why;
  const details = detailsOf(row);
  return details === '' ? row.kind : `${row.kind} (${details})`;
}

function stateText({ work, historic }: StandingSignal): string {
  return historic === true ? `${workText(work)}, historic` : workText(work);
}
