import type { Finding } from '#workspace/answers.js';
import { oneLine } from '../output/text.js';
import type { Verb } from './verb.js';

export const doctorVerb: Verb = {
  usage: 'doctor',
  description: 'checks the installation and every byte of the data directory, and says what to do about each finding',
  example: 'tend doctor --data ./data',
  run: async (session) => {
    const tend = await session.open(false);
    const answer = await tend.doctor(session.work);
    await session.answer(answer, ({ findings }) => findings.map(findingText).join(''));
    return answer.findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};

const marks = { good: 'ok  ', warning: 'warn', bad: 'BAD ' } as const;

function findingText(finding: Finding): string {
  const advice = finding.advice === undefined ? '' : `      → ${oneLine(finding.advice)}\n`;
  return `${marks[finding.state]}  ${finding.check}: ${oneLine(finding.detail)}\n${advice}`;
}
