import { LedgerError } from '#core/errors.js';
import type { ProjectionRow } from '#workspace/answers.js';
import type { Session } from '../session.js';
import { count, tableOf } from '../output/text.js';
import type { Verb } from './verb.js';

export const projectionsVerb: Verb = {
  usage: 'projections [action] [name]',
  description: 'all projections with position and lag; `projections rebuild NAME` folds one again from the beginning',
  example: 'tend projections rebuild relationships',
  run: async (session, [action, name]) => {
    if (action === undefined || action === 'list') return list(session);
    if (action !== 'rebuild' || name === undefined) {
      throw new LedgerError('invalid', 'Use `tend projections` or `tend projections rebuild NAME`.');
    }
    const tend = await session.open(false);
    const row = await tend.rebuild(name, session.work);
    await session.answer(
      row,
      (rebuilt) => `${rebuilt.name} is rebuilt: ${count(rebuilt.documents)} documents, build ${rebuilt.build}.\n`,
    );
  },
};

async function list(session: Session): Promise<void> {
  const tend = await session.open(false);
  await session.answer(await tend.projections(), ({ projections }) => projectionsText(projections));
}

function projectionsText(projections: readonly ProjectionRow[]): string {
  return tableOf(
    [
      { heading: 'projection' },
      { heading: 'build' },
      { heading: 'state' },
      { heading: 'position', numeric: true },
      { heading: 'lag', numeric: true },
      { heading: 'lag s', numeric: true },
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
  );
}
