import type { Finding } from '#workspace/answers.js';
import { oneLine } from './text.js';

const marks = { good: 'ok  ', warning: 'warn', bad: 'BAD ' } as const;

/** A broken disk finds a hundred things of one kind: some of them tell enough, and what to do is the same. */
const shownOfAKind = 3;

export function findingsText(findings: readonly Finding[]): string {
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
