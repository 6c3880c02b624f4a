import { systemClock } from '#core/clock.js';
import type { BackupAnswer } from '#workspace/backup/backup.js';
import { counted } from '../output/text.js';
import { requireFilesHere } from './files-option.js';
import type { Verb } from './verb.js';

const mebibyte = 1024 * 1024;

export const backupVerb: Verb = {
  usage: 'backup <folder>',
  description:
    'copy the data directory to a new folder, also while a server runs on it, and verify the copy; read models are made again',
  example: 'tend backup /mnt/backups/2026-11-30 --data ./data',
  stopsInOrder: true,
  configure: (command) =>
    void command.option('--without-master-key', 'leave the master key out; restoring needs it (TEND_MASTER_KEY_FILE)'),
  run: async (session, [folder], options) => {
    requireFilesHere(session);
    const { backUp } = await import('#workspace/backup/backup.js');
    const masterKey = options['withoutMasterKey'] !== true;
    const answer = await backUp(session.directory(), folder!, { clock: systemClock, masterKey }, session.work);
    await session.answer(answer, backupText);
    session.say(
      answer.masterKey
        ? 'Whoever has this folder can read everything in it. What is erased later stays readable here until it is deleted.'
        : 'The master key is not in it: keep it elsewhere, nothing personal can be read without it.',
    );
  },
};

function backupText({ backup, sequence, root, bytes }: BackupAnswer): string {
  const size = `${(bytes / mebibyte).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`;
  return `${backup} holds ${counted(sequence, 'event')} with root ${root} (${size}), verified.\n`;
}
