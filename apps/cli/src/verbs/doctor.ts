import { findingsText } from '../output/findings-text.js';
import { requireFilesHere } from './files-option.js';
import type { Verb } from './verb.js';

export const doctorVerb: Verb = {
  usage: 'doctor',
  description: 'checks the installation and every byte of the data directory, and says what to do about each finding',
  example: 'tend doctor --data ./data',
  stopsInOrder: true,
  configure: (command) =>
    void command.option('--clean', 'remove first what is left of builds that are no more; no server may run'),
  run: async (session, _words, options) => {
    requireFilesHere(session);
    // The files are looked at where they lie, also while a server has them open; nothing is opened in this process.
    const { examine } = await import('#workspace/directory/doctor.js');
    const { cleanLeftovers } = await import('#workspace/directory/leftovers.js');
    const directory = session.directory();
    const cleaned = options['clean'] === true ? await cleanLeftovers(directory) : [];
    const answer = { findings: [...cleaned, ...(await examine(directory.path, session.work))] };
    await session.answer(answer, ({ findings }) => findingsText(findings));
    return answer.findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};
