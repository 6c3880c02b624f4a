import type { ProjectionRow } from '#workspace/answers.js';
import { tableOf } from '../output/table.js';
import { count } from '../output/text.js';
import { UsageError } from '../usage-error.js';
import type { Verb } from './verb.js';

export const projectionsVerb: Verb = {
  usage: 'projections [rebuild] [name]',
  description: 'all projections with position and lag; `projections rebuild NAME` folds one again from the beginning',
  example: 'tend projections rebuild relationships',
  stopsInOrder: true,
  run: async (session, [action, name]) => {
    if (action !== undefined && (action !== 'rebuild' || name === undefined)) {
      throw new UsageError('Use `tend projections` or `tend projections rebuild NAME`.');
    }
    const tend = await session.open();
    if (name === undefined) {
      await session.answer(await tend.projections(), ({ projections }, width) => projectionsText(projections, width));
      return;
    }
    await session.answer(
      await tend.rebuild(name, session.work),
      (rebuilt) => `${rebuilt.name} is rebuilt: ${count(rebuilt.documents)} documents, build ${rebuilt.build}.\n`,
    );
  },
};

function projectionsText(projections: readonly ProjectionRow[], width: number): string {
  return tableOf(
    [
      { heading: 'projection' },
      { heading: 'build', optional: true },
      { heading: 'state' },
      { heading: 'position', numeric: true },
      { heading: 'lag', numeric: true },
      { heading: 'lag s', numeric: true, optional: true },
      { heading: 'documents', numeric: true },
      { heading: 'quarantined', numeric: true },
    ],
    projections.map((row) => [
      row.name,
      row.build,
      row.state,
      count(row.position),
      count(row.lagEvents),
      row.lagSeconds.toFixed(1),
      count(row.documents),
      count(row.quarantined),
    ]),
    width,
  );
}
