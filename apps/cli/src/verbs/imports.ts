import type { ImportRow } from '#workspace/answers.js';
import { tableOf } from '../output/table.js';
import { count, minuteOf } from '../output/text.js';
import type { Verb } from './verb.js';

export const importsVerb: Verb = {
  usage: 'imports',
  description: 'past imports, newest first: what each read, appended, knew already and refused',
  example: 'tend imports',
  run: async (session) => {
    const tend = await session.open();
    await session.answer(await tend.imports(), ({ imports }, width) => importsText(imports, width));
  },
};

function importsText(imports: readonly ImportRow[], width: number): string {
  if (imports.length === 0) return 'Nothing has been imported yet. Begin with: tend import FILE --dry-run\n';
  return tableOf(
    [
      { heading: 'import', optional: true },
      { heading: 'started' },
      { heading: 'dataset', widthMax: 32 },
      { heading: 'format', optional: true },
      { heading: 'state' },
      // What was read is the sum of the four after it.
      { heading: 'read', numeric: true, optional: true },
      { heading: 'appended', numeric: true },
      { heading: 'known', numeric: true },
      { heading: 'refused', numeric: true },
      { heading: 'differing', numeric: true },
    ],
    imports.map((row) => [
      row.importId.slice(0, 8),
      minuteOf(row.startedAt),
      row.dataset,
      row.format,
      row.state,
      count(row.read),
      count(row.appended),
      count(row.known),
      count(row.refused),
      count(row.differing),
    ]),
    width,
  );
}
