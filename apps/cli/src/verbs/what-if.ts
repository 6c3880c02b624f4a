import { InvalidArgumentError } from 'commander';
import { limits } from '#core/limits.js';
import { diffText } from '../output/diff-text.js';
import { flagsText } from '../output/flags-text.js';
import { given, jsonOrText, wholeNumber } from './options.js';
import { readRules } from './rule-file.js';
import { UsageError } from '../usage-error.js';
import type { Verb } from './verb.js';

interface WhatIfOptions {
  readonly set?: Record<string, unknown>;
  readonly context?: string;
  readonly examples?: number;
  readonly flags?: boolean;
  readonly signal?: string;
  readonly limit?: number;
}

/** Rows that a person reads; a machine is given all that there may be. */
const rowsForPeople = 50;

export const whatIfVerb: Verb = {
  usage: 'what-if <name>',
  description:
    'replays all of history under other parameters of a projection, or other published rules, and says what would differ; with --flags, which relationships would have been flagged when, and which of them really left',
  example: 'tend what-if trajectory --context infra/docs/stricter-silence.json --flags',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .option('--set <parameter=value>', 'a parameter, as often as there are some; values as JSON, or as text', setting)
      .option(
        '--context <file>',
        'JSON: a list of {type, effectiveFrom?, data}, in the place of what was published of each type and scope',
      )
      .option('--examples <n>', 'of each kind of difference', wholeNumber(0))
      .option('--flags', 'who would have been flagged earlier, later or not, who really left, and how many stayed')
      .option('--signal <kind>', 'with --flags: the kind of signal that flags (default of trajectory: silence)')
      .option('--limit <n>', `with --flags: rows; all are counted (default: ${rowsForPeople})`, limitOfRows),
  run: async (session, [name], options) => {
    const { set, context: file, examples, flags: asksFlags, ...asked } = options as WhatIfOptions;
    if (set === undefined && file === undefined) throw new UsageError('Give --set, or --context, or both.');
    if (asksFlags !== true && (asked.signal ?? asked.limit) !== undefined)
      throw new UsageError('--signal and --limit are about --flags.');
    const context = file === undefined ? undefined : await readRules(file, 'The context');
    const tend = await session.open();
    const limit = asked.limit ?? (session.options.json ? limits.flagRowsMax : rowsForPeople);
    const flags = asksFlags === true ? given({ signal: asked.signal, limit }) : undefined;
    const answer = await tend.builds.whatIf(name!, given({ set, context, examples, flags }), session.work);
    await session.answer(answer, (told, width) =>
      told.flags === undefined ? diffText(told, width) : flagsText(told.flags, width),
    );
  },
};

const limitOfRows = wholeNumber(0, limits.flagRowsMax);

/** `graceHours=24`, `zone=Europe/Vienna`, `steps=["a","b"]`. */
function setting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be parameter=value.');
  return { ...before, [name]: jsonOrText(value) };
}
