import { readFile } from 'node:fs/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { DefineQuery } from '#workspace/processes/definitions/definition-answers.js';
import { definedText, definitionsText } from '../output/definition-text.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { changeIn, definitionOptions } from './definition-options.js';
import { given, requireNone, type Options } from './options.js';

/** What can be done about what a process is meant to be. */
const actions = ['define', 'definitions'] as const;

/** `tend processes ACTION NAME`. @throws UsageError */
export async function definitionAction(
  session: Session,
  action: string,
  name: string | undefined,
  options: Options,
): Promise<void> {
  if (!actions.some((one) => one === action))
    throw new UsageError(`Use \`tend processes\`, or one of ${actions.join(', ')}. One process: tend process NAME.`);
  if (name === undefined)
    throw new UsageError(`${action} needs the name of a process, as \`tend processes\` lists it.`);
  requireNone(
    options,
    ['asOf', 'knownBy', 'asClaimed'],
    `${action} is about what is published, and not about a moment.`,
  );
  requireNone(options, ['show'], 'Ask for it by itself: tend processes --show experience.');
  if (action === 'definitions') {
    requireNone(options, definitionOptions, 'Say what is to be other with define: tend processes define NAME.');
    const { processDefinitions } = await session.open();
    return session.answer(await processDefinitions.list(name), definitionsText);
  }
  const query = await queryOf(name, options);
  const { processDefinitions } = await session.open();
  const answer = await processDefinitions.define(query, session.work);
  return session.answer(answer, (told, width) => definedText(told, width, query));
}

/** Options of define are not passed over where there is no define. @throws UsageError */
export function requireNoDefinition(options: Options): void {
  requireNone(options, definitionOptions, 'Say first: tend processes define NAME.');
}

async function queryOf(process: string, options: Options): Promise<DefineQuery> {
  const {
    revert,
    from,
    versionName: version,
    dryRun,
    bpmn: file,
  } = options as {
    revert?: true | string;
    from?: string;
    versionName?: string;
    dryRun?: true;
    bpmn?: string;
  };
  const when = given({ effectiveFrom: from, version, dryRun });
  const change = changeIn(options);
  const changes = Object.keys(change).length > 0 || file !== undefined;
  if (revert !== undefined) {
    if (changes) throw new UsageError('--revert takes a version up again as it was: give what is changed afterwards.');
    return { process, revert: revert === true ? {} : { version: revert }, ...when };
  }
  if (!changes && from === undefined && version === undefined)
    throw new UsageError(
      'Say what it is meant to be, such as --terminal "Closed"; `tend processes definitions NAME` shows what is declared.',
    );
  return { process, change, ...(file === undefined ? {} : { bpmn: await bpmnOf(file) }), ...when };
}

/** @throws LedgerError `file-missing`, `file-unreadable`, `limit-exceeded` */
async function bpmnOf(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LedgerError(
      isMissing ? 'file-missing' : 'file-unreadable',
      `The model ${file} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  if (text.length <= limits.bpmnChars) return text;
  throw new LedgerError('limit-exceeded', `The model ${file} is longer than ${limits.bpmnChars} characters.`);
}
