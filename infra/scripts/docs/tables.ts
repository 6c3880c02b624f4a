import { errorTable } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { healthModelV0 } from '#measures/health/health-model-v0.js';
import { signalWords } from '#measures/health/health-signals.js';
import { vocabularyTable, type VocabularyRow } from '#domain/vocabulary-table.js';
import { code, markdownTable } from './markdown.js';

/** The generated tables of the documents, as Markdown, from the tables of the program themselves. */

export function errorsTable(): string {
  const rows = Object.entries(errorTable).map(([name, { kind, title, hint }]) => [code(name), kind, `${title}.`, hint]);
  return markdownTable(['code', 'kind', 'what is wrong', 'what to do'], rows);
}

export function limitsTable(): string {
  return markdownTable(
    ['limit', 'value'],
    Object.entries(limits).map(([name, value]) => [code(name), value.toLocaleString('en')]),
  );
}

/** Every signal of health in words, with what the model of before any publication makes of it. */
export function healthSignalsTable(): string {
  const rows = healthModelV0.map(({ signal, weight, map }) => {
    const { unit, definition } = signalWords[signal];
    const points = map.map(({ raw, score }) => `${raw} → ${score}`).join(', ');
    return [code(signal), definition, unit, String(weight), points];
  });
  return markdownTable(['signal', 'what it measures', 'unit', 'weight (v0)', 'score (v0)'], rows);
}

export function eventsTables(): string {
  const families = Map.groupBy(vocabularyTable(), ({ family }) => family);
  return [...families].map(([family, rows]) => `## ${titleOf(family)}\n\n${familyTable(rows)}`).join('\n\n');
}

function familyTable(types: readonly VocabularyRow[]): string {
  const rows = types.map(({ type, description, kind, captured, stream, schemaVersion, personal }) => [
    code(type),
    description,
    kind,
    captured ? 'yes' : 'no',
    stream,
    String(schemaVersion),
    personal.toSorted().map(code).join(', '),
  ]);
  return markdownTable(['type', 'what happened', 'kind', 'captured', 'stream', 'version', 'personal'], rows);
}

function titleOf(family: string): string {
  return family[0]!.toUpperCase() + family.slice(1);
}
