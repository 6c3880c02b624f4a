import { importMeant } from '#workspace/touchpoints/import-answers.js';
import { count } from '../output/text.js';
import type { Verb } from './verb.js';

export const revertVerb: Verb = {
  usage: 'revert <import>',
  description:
    'take an import back: what no other import vouches for is hidden from every answer; IMPORT is the beginning of an id of `tend imports`, or a dataset',
  example: 'tend revert 5d3f --reason "wrong file"',
  stopsInOrder: true,
  configure: (command) => void command.option('--reason <text>', 'why; it is sealed with the event'),
  run: async (session, [text], options) => {
    const tend = await session.open();
    const { importId } = importMeant((await tend.imports()).imports, text!);
    const reason = options['reason'] as string | undefined;
    const reverted = await tend.revert(importId, reason === undefined ? {} : { reason }, session.work);
    await session.answer(
      reverted,
      ({ dataset, appended }) =>
        `The import of ${dataset} is taken back: its ${count(appended)} touchpoints are hidden, but for those that another import vouches for.\nNothing is deleted: import the file again to bring them back.\n`,
    );
  },
};
