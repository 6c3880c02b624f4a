import type { Finding } from '#workspace/answers.js';
import { oneLine } from '../output/text.js';
import type { Verb } from './verb.js';

export const doctorVerb: Verb = {
  usage: 'doctor',
  description: 'checks the installation and every byte of the data directory, and says what to do about each finding',
  example: 'tend doctor --data ./data',
  run: async (session) => {
    // The files are looked at where they lie, also while a server has them open; nothing is opened in this process.
    const { examine } = await import('#workspace/doctor.js');
    const answer = { findings: await examine(session.options.data, session.work) };
    await session.answer(answer, ({ findings }) => findings.map(findingText).join(''));
    return answer.findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};

const marks = { good: 'ok  ', warning: 'warn', bad: 'BAD ' } as const;

function findingText(finding: Finding): string {
  const advice = finding.advice === undefined ? '' : `      → ${oneLine(finding.advice)}\n`;
  return `${marks[finding.state]}  ${finding.check}: ${oneLine(finding.detail)}\n${advice}`;
}
