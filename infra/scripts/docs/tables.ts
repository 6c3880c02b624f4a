import { errorTable } from '#core/errors.js';
import { limits } from '#core/limits.js';
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
