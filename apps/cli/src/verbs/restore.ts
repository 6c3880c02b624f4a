import { systemClock } from '#core/clock.js';
import { systemRandom } from '#core/random.js';
import type { RestoreAnswer } from '#workspace/backup/restore.js';
import { count, counted } from '../output/text.js';
import { requireFilesHere } from './files-option.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const restoreVerb: Verb = {
  usage: 'restore <backup>',
  description: 'make a new data directory of a backup, all of it or as it was at a moment, and verify it',
  example: 'tend restore /mnt/backups/2026-11-30 --data ./restored --former ./data',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .option(
        '--to <moment>',
        'leave out what was recorded after this: the number of an event, ISO 8601, a date or -30d',
      )
      .option('--former <dir>', 'the data directory that this replaces: its head tells what is lost')
      .option(
        '--lost [event]',
        'events after the backup are lost: up to this one; without a number, nobody knows',
        lostIn,
      ),
  run: async (session, [backup], options) => {
    requireFilesHere(session);
    const { restore } = await import('#workspace/backup/restore.js');
    const { userOfSystem } = await import('#workspace/ledger/acting-user.js');
    const { to, former, lost } = options as { to?: string; former?: string; lost?: number | true };
    const ports = { clock: systemClock, random: systemRandom(), user: userOfSystem() };
    const answer = await restore(
      backup!,
      session.options.data,
      { ...ports, ...given({ to, former, lost }) },
      session.work,
    );
    await session.answer(answer, restoreText);
    if (answer.epoch !== undefined)
      session.say(
        'What was erased, linked or taken back in what is lost has to be said again; imports can be run again.',
      );
  },
};

function lostIn(text: string): number {
  return wholeNumber(1)(text);
}

function restoreText({ directory, backup, kept, sequence, root, epoch, erasedAgain }: RestoreAnswer): string {
  const lines = [
    `${directory} holds ${count(kept)} of the ${counted(backup.sequence, 'event')} of the backup of ${backup.madeAt}, verified.`,
    ...(epoch === undefined ? [] : [epochText(epoch)]),
    ...(erasedAgain === 0
      ? []
      : [`Destroyed again, as the ledger says that they had been: ${counted(erasedAgain, 'key')}.`]),
    `It has ${counted(sequence, 'event')} with root ${root}.`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function epochText({ event, keptSize, previousSize }: NonNullable<RestoreAnswer['epoch']>): string {
  const lost =
    previousSize === undefined ? 'lost is what came after it' : `lost is what was up to event ${count(previousSize)}`;
  return `Event ${count(event)} begins a new epoch: kept is what is up to event ${count(keptSize)}, ${lost}.`;
}
