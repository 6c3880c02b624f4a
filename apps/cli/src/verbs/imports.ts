import { count, minuteOf, tableOf } from '../output/text.js';
import type { Verb } from './verb.js';

export const importsVerb: Verb = {
  usage: 'imports',
  description: 'past imports, newest first: what each read, appended, knew already and refused',
  example: 'tend imports',
  run: async (session) => {
    const tend = await session.open(false);
    await session.answer(await tend.imports(), ({ imports }) =>
      imports.length === 0
        ? 'Nothing has been imported yet. Begin with: tend import FILE --dry-run\n'
        : tableOf(
            [
              { heading: 'started' },
              { heading: 'dataset', widthMax: 24 },
              { heading: 'format' },
              { heading: 'state' },
              { heading: 'read', numeric: true },
              { heading: 'appended', numeric: true },
              { heading: 'known', numeric: true },
              { heading: 'refused', numeric: true },
              { heading: 'differing', numeric: true },
            ],
            imports.map((row) => [
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
          ),
    );
  },
};
