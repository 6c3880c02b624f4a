import { findingsText } from '../output/findings-text.js';
import { counted } from '../output/text.js';
import { requireFilesHere } from './files-option.js';
import type { Verb } from './verb.js';

export const verifyVerb: Verb = {
  usage: 'verify [backup]',
  description:
    'read every byte of the ledger and the keys of the data directory, or of a backup, and tell the root or what is wrong',
  example: 'tend verify /mnt/backups/2026-11-30',
  stopsInOrder: true,
  run: async (session, [backup]) => {
    requireFilesHere(session);
    const { verifyStored } = await import('#workspace/backup/verify.js');
    const answer = await verifyStored(backup ?? session.directory().path, session.work);
    await session.answer(answer, ({ findings, sequence, root }) => {
      const told = root === undefined ? '' : `${counted(sequence!, 'event')} with root ${root}\n`;
      return `${findingsText(findings)}${told}`;
    });
    return answer.findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};
