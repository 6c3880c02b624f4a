import { shellWord } from '#core/shell-word.js';
import type {
  CasesByDefinition,
  DefinedAnswer,
  DefineQuery,
  DefinitionDifference,
  DefinitionsAnswer,
} from '#workspace/processes/definitions/definition-answers.js';
import { partText } from './definition-part-text.js';
import { readersText } from './published-text.js';
import { count, counted, minuteOf, nameOf, oneLine, wrapped } from './text.js';

/** What a definition changes, what may not be as it is meant, and what becomes of it. */
export function definedText(answer: DefinedAnswer, width: number, query: DefineQuery): string {
  const { process, differences, warnings, cases, published, before } = answer;
  const isPublished = published !== undefined && published.published.length > 0;
  const isRevert = query.revert !== undefined;
  return [
    headOf(answer),
    ...differenceLines(differences),
    ...(cases === undefined ? [] : [casesText(cases)]),
    ...warnings.map(({ field, message }) => noteText(field, message, width)),
    ...(published === undefined ? [] : readersText(published)),
    ...(isPublished && !isRevert && (before !== undefined || differences.length > 0)
      ? [`To take it back: tend processes define ${shellWord(process)} --revert${fromWords(query)}`]
      : []),
    '',
  ].join('\n');
}

/** What was published for a time is taken back for that time. */
function fromWords({ effectiveFrom }: DefineQuery): string {
  return effectiveFrom === undefined ? '' : ` --from ${shellWord(effectiveFrom)}`;
}

function headOf({ process, version, effectiveFrom, published, before, differences }: DefinedAnswer): string {
  const name = oneLine(process);
  const from = effectiveFrom === undefined ? 'from now on' : `from ${minuteOf(effectiveFrom)} on`;
  const title = `${name}: version ${oneLine(version)}`;
  if (published !== undefined && published.published.length === 0)
    return `${title} holds already as it would be published: nothing was.`;
  const changes =
    before === undefined
      ? ', the first'
      : differences.length > 0
        ? `, in the place of version ${oneLine(before.version)}`
        : before.version === version
          ? ', as it does already later on'
          : `, saying what version ${oneLine(before.version)} says`;
  return published === undefined
    ? `${title} would hold ${from}${changes}. Nothing is published.`
    : `${title} holds ${from}${changes}.`;
}

function differenceLines(differences: readonly DefinitionDifference[], indent = '  '): string[] {
  const longest = Math.max(0, ...differences.map(({ part }) => part.length));
  return differences.flatMap(({ part, before, after }) => {
    const label = `${indent}${oneLine(part).padEnd(longest)}  `;
    const now = after === undefined ? 'nothing any more' : partText(part, after);
    if (before === undefined) return [`${label}${now}`];
    return [`${label}${now}`, `${' '.repeat(label.length)}before: ${partText(part, before)}`];
  });
}

/** “4,580 cases, 4,557 with a terminal activity: 4,557 have ended, 23 are open. Open ones stand last at Wait (12).” */
function casesText({ cases, withTerminal, ended, open, undeclared, openLast }: CasesByDefinition): string {
  const head = `${counted(cases, 'case')}, ${count(withTerminal)} with a terminal activity`;
  if (undeclared === cases) return `${head}: nothing says whether they are open.`;
  const rest = undeclared > 0 ? `, of ${count(undeclared)} nothing says it` : '';
  const last = openLast.map(({ activity, cases: number }) => `${oneLine(activity)} (${count(number)})`);
  const where = last.length > 0 ? ` Open ones stand last at ${last.join(', ')}.` : '';
  return `${head}: ${count(ended)} have ended, ${count(open)} are open${rest}.${where}`;
}

/** Notes about these name what they are about. */
const saidByItself: ReadonlySet<string> = new Set(['process', 'effectiveFrom']);

function noteText(field: string, message: string, width: number): string {
  const where = saidByItself.has(field) ? '' : `${field}: `;
  return wrapped(oneLine(`note: ${where}${message}`), width);
}

/** Versions that were published, the latest to hold first, with what each changed. */
export function definitionsText({ process, versions }: DefinitionsAnswer, width: number): string {
  if (versions.length === 0) {
    const how = `tend processes define ${shellWord(process)} --terminal ACTIVITY`;
    return `Nothing is declared of ${oneLine(process)}. To say what ends its cases: ${how}\n`;
  }
  const texts = versions.map(({ version, standing, effectiveFrom, recordedAt, actor, differences }) => {
    const head = `version ${oneLine(version)}, ${holding[standing]} ${minuteOf(effectiveFrom)} on; published ${minuteOf(recordedAt)} by ${oneLine(nameOf(actor))}`;
    const changes = differences.length === 0 ? ['  says the same as the one before'] : differenceLines(differences);
    return [wrapped(head, width), ...changes, ''].join('\n');
  });
  return `${oneLine(process)}\n\n${texts.join('\n')}`;
}

const holding = { valid: 'holds from', coming: 'will hold from', replaced: 'replaced, held from' } as const;
