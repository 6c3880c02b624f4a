import type { NewRule, PublishedAnswer, RuleReader } from '#workspace/rules/rule-answers.js';
import { counted, minuteOf, oneLine } from './text.js';

/** What was published, and what becomes of the projections that read it. */
export function publishedText({ published, unchanged, readers, wouldPublish }: PublishedAnswer): string {
  if (wouldPublish !== undefined) return wouldText(wouldPublish, unchanged);
  const lines = published.map(
    ({ type, scope, version, effectiveFrom, standing, data }) =>
      `${ruleTitle(type, scope)} ${oneLine(version)} ${holding[standing]} ${minuteOf(effectiveFrom)}${standing === 'replaced' ? ', until another one does' : ''}${holidaysText(data)}.`,
  );
  if (unchanged > 0) lines.push(`${counted(unchanged, 'rule')} held already as given: nothing was published for that.`);
  return [...lines, ...readersText({ readers }), ''].join('\n');
}

/** What a dry run would publish, as a file that can be published. */
function wouldText(rules: readonly NewRule[], unchanged: number): string {
  const already = unchanged > 0 ? `${counted(unchanged, 'rule')} would change nothing.\n` : '';
  const file = rules.length > 0 ? `${JSON.stringify(rules, null, 2)}\n` : '';
  return `${file}${already}Nothing is published.\n`;
}

/** What was added to a calendar is told: nobody has written it. */
function holidaysText({ holidays, holidaysOf }: Readonly<Record<string, unknown>>): string {
  if (holidaysOf === undefined || !Array.isArray(holidays)) return '';
  return `, with ${counted(holidays.length, 'holiday')}`;
}

/** What becomes of the projections that read what was published, a line each. */
export function readersText({ readers }: Pick<PublishedAnswer, 'readers'>): readonly string[] {
  return readers.map(readerText);
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
