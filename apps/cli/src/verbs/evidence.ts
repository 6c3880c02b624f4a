import { limits } from '#core/limits.js';
import type { EvidenceQuery } from '#workspace/tend.js';
import { evidenceText } from '../output/evidence-text.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, pathOf, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const evidenceVerb: Verb = {
  usage: 'evidence <projection> <cell...>',
  description:
    'what a total is made of: who contributes to it, and by which events; CELL is its path (infra/docs/projections.md)',
  example: 'tend evidence process-flow activity helpdesk "Take in charge ticket"',
  configure: (command) =>
    void addMomentOptions(command)
      .option('--part <name>', 'only one of its sums or columns')
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, [projection, ...cell], options) => {
    const tend = await session.open();
    const { part, limit, after } = options;
    const query = given({ part, limit, after, ...momentIn(options) }) as EvidenceQuery;
    await session.answer(await tend.evidence(projection!, pathOf(cell), query, session.work), evidenceText);
  },
};
