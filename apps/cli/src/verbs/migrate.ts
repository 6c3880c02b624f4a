import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import type { MovedAnswer } from '#workspace/moving/moving.js';
import { counted } from '../output/text.js';
import { UsageError } from '../usage-error.js';
import { requireFilesHere } from './files-option.js';
import type { Verb } from './verb.js';

export const migrateVerb: Verb = {
  usage: 'migrate',
  description:
    'move the ledger of the data directory, and its keys and names, to the server that TEND_LEDGER names, or back; it goes on where it was interrupted, and the roots prove that it is the same. Nobody may write meanwhile',
  example: 'tend migrate --to server --data ./data',
  stopsInOrder: true,
  configure: (command) => void command.requiredOption('--to <place>', 'server or directory'),
  run: async (session, _arguments, { to }) => {
    requireFilesHere(session);
    if (to !== 'server' && to !== 'directory') throw new UsageError('--to: must be server or directory.');
    const { ledgerServerOf } = await import('#workspace/directory/ledger-server.js');
    const server = ledgerServerOf(session.streams.environment);
    if (server === undefined)
      throw new LedgerError('invalid', 'TEND_LEDGER does not say where the server is.', {
        hint: 'Set it to its address, such as esdb://ledger.example.org:2113.',
      });
    const { moveToDirectory, moveToServer } = await import('#workspace/moving/moving.js');
    const move = to === 'server' ? moveToServer : moveToDirectory;
    await session.answer(await move(session.directory(), { server, clock: systemClock }, session.work), movedText);
    session.say(
      to === 'server'
        ? 'From now on TEND_LEDGER must be set wherever this directory is used.'
        : 'From now on TEND_LEDGER must be left out. What is on the server counts no more.',
    );
  },
};

function movedText({ to, size, root, subjects, kept }: MovedAnswer): string {
  const where = to === 'server' ? 'on the server' : 'in the directory';
  const lines = [
    `${counted(size, 'event')} with root ${root} are ${where}.`,
    ...(subjects === undefined
      ? []
      : [`So are the keys and names of ${counted(subjects, 'person or organisation', 'people and organisations')}.`]),
    ...(kept === undefined
      ? []
      : [`What was here is kept in ${kept.join(' and ')}: delete it when you do not need it; no erasure reaches it.`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
