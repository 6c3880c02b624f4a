import type { Finding } from '#workspace/answers.js';
import { oneLine } from '../output/text.js';
import { UsageError } from '../usage-error.js';
import type { Verb } from './verb.js';

export const doctorVerb: Verb = {
  usage: 'doctor',
  description: 'checks the installation and every byte of the data directory, and says what to do about each finding',
  example: 'tend doctor --data ./data',
  stopsInOrder: true,
  configure: (command) =>
    void command.option('--clean', 'remove first what is left of builds that are no more; no server may run'),
  run: async (session, _words, options) => {
    if (session.options.server !== undefined) {
      throw new UsageError(
        '--server: files are looked at where they lie. Give --data, also while a server runs on it.',
      );
    }
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

const marks = { good: 'ok  ', warning: 'warn', bad: 'BAD ' } as const;

/** A broken disk finds a hundred things of one kind: some of them tell enough, and what to do is the same. */
const shownOfAKind = 3;

function findingsText(findings: readonly Finding[]): string {
  const kinds = Map.groupBy(findings, ({ check, state, advice }) => `${state} ${check} ${advice}`);
  return [...kinds.values()].map(kindText).join('');
}

function kindText(findings: readonly Finding[]): string {
  const { check, state, advice } = findings[0]!;
  const lines = findings
    .slice(0, state === 'good' ? findings.length : shownOfAKind)
    .map(({ detail }) => `${marks[state]}  ${oneLine(`${check}: ${detail}`)}`);
  const hidden = findings.length - lines.length;
  if (hidden > 0) lines.push(`      … and ${hidden} more of this kind (all with --json)`);
  if (advice !== undefined) lines.push(`      → ${oneLine(advice)}`);
  return `${lines.join('\n')}\n`;
}
