import { InvalidArgumentError } from 'commander';
import { diffText } from '../output/diff-text.js';
import { given, jsonOrText, wholeNumber } from './options.js';
import { readRules } from './rule-file.js';
import { UsageError } from '../usage-error.js';
import type { Verb } from './verb.js';

interface WhatIfOptions {
  readonly set?: Record<string, unknown>;
  readonly context?: string;
  readonly examples?: number;
}

export const whatIfVerb: Verb = {
  usage: 'what-if <name>',
  description:
    'replays all of history under other parameters of a projection, or other published rules, and says what would differ',
  example: 'tend what-if relationships --set zone=America/New_York',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .option('--set <parameter=value>', 'a parameter, as often as there are some; values as JSON, or as text', setting)
      .option(
        '--context <file>',
        'JSON: a list of {type, effectiveFrom?, data}, in the place of what was published of each type and scope',
      )
      .option('--examples <n>', 'of each kind of difference', wholeNumber(0)),
  run: async (session, [name], options) => {
    const { set, context: file, examples } = options as WhatIfOptions;
    if (set === undefined && file === undefined) throw new UsageError('Give --set, or --context, or both.');
    const context = file === undefined ? undefined : await readRules(file, 'The context');
    const tend = await session.open();
    const answer = await tend.builds.whatIf(name!, given({ set, context, examples }), session.work);
    await session.answer(answer, diffText);
  },
};

/** `graceHours=24`, `zone=Europe/Vienna`, `steps=["a","b"]`. */
function setting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be parameter=value.');
  return { ...before, [name]: jsonOrText(value) };
}
