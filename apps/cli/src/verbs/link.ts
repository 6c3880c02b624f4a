import { Option } from 'commander';
import { isId } from '#core/ids.js';
import { linkEvidence } from '#core/link-evidence.js';
import type { LinkAnswer } from '#workspace/answers.js';
import { nameOf, oneLine } from '../output/text.js';
import { UsageError } from '../usage-error.js';
import type { Verb } from './verb.js';

export const linkVerb: Verb = {
  usage: 'link <party> <other>',
  description:
    'say that two parties are one; each is an id, an identifier or a name. Nothing is merged, and `tend unlink` takes it back',
  example: 'tend link ann@example.org "Ann Mills" --evidence same-person',
  stopsInOrder: true,
  configure: (command) =>
    void command.addOption(
      new Option('--evidence <kind>', 'what says so').choices([...linkEvidence]).makeOptionMandatory(),
    ),
  run: async (session, [party, other], options) => {
    const tend = await session.open();
    const answer = await tend.link(party!, other!, options['evidence'] as string, session.work);
    await session.answer(
      answer,
      (linked) =>
        `${partiesOf(linked)} are one from now on, in every answer, under ${oneLine(nameOf(linked.shownAs))}, whom the ledger knew first.\nTake it back: tend unlink ${linked.link}\n`,
    );
  },
};

export const unlinkVerb: Verb = {
  usage: 'unlink <link>',
  description: 'take a link between two parties back; LINK is the id that `tend link` and `tend relationship` show',
  example: 'tend unlink 1f6b8c2d-3e4f-8a5b-9c6d-7e8f9a0b1c2d',
  stopsInOrder: true,
  run: async (session, [link]) => {
    if (!isId(link!)) throw new UsageError('LINK is an id, as `tend relationship NAME` shows it.');
    const tend = await session.open();
    await session.answer(
      await tend.unlink(link, session.work),
      (unlinked) => `${partiesOf(unlinked)} are two again, unless another link makes them one.\n`,
    );
  },
};

function partiesOf({ parties }: LinkAnswer): string {
  return parties.map((party) => oneLine(nameOf(party))).join(' and ');
}
