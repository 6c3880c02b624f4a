import type { PublishedAnswer, RuleReader } from '#workspace/rules/rule-answers.js';
import { counted, minuteOf, oneLine } from './text.js';

/** What was published, and what becomes of the projections that read it. */
export function publishedText({ published, unchanged, readers }: PublishedAnswer): string {
  const lines = published.map(
    ({ type, scope, version, effectiveFrom, standing }) =>
      `${ruleTitle(type, scope)} ${oneLine(version)} ${holding[standing]} ${minuteOf(effectiveFrom)}${standing === 'replaced' ? ', until another one does' : ''}.`,
  );
  if (unchanged > 0) lines.push(`${counted(unchanged, 'rule')} held already as given: nothing was published for that.`);
  return [...lines, ...readers.map(readerText), ''].join('\n');
}

const holding = { valid: 'holds from', coming: 'will hold from', replaced: 'held from' } as const;

function readerText({ projection, sees }: RuleReader): string {
  switch (sees) {
    case 'at-once':
      return `${projection} goes on with it.`;
    case 'not-now':
      return `${projection} does not see it now: it stands still, is paused, or other code serves; look: tend projections builds ${projection}`;
    case 'built-beside':
      return `${projection} is built beside with it, because it is for the past, and takes over by itself.`;
    case 'for-review':
      return `${projection} is built beside with it, because it is for the past; compare and activate it: tend projections diff ${projection}`;
  }
}

export function ruleTitle(type: string, scope: string | undefined): string {
  return scope === undefined ? type : `${type} (${oneLine(scope)})`;
}
