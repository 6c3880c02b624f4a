import { InvalidArgumentError } from 'commander';
import { diffText } from '../output/diff-text.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const whatIfVerb: Verb = {
  usage: 'what-if <name>',
  description: 'replays all of history under other parameters of a projection, and says which documents would differ',
  example: 'tend what-if relationships --set zone=America/New_York',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .requiredOption(
        '--set <parameter=value>',
        'a parameter, as often as there are some; values as JSON, or as text',
        setting,
      )
      .option('--examples <n>', 'of each kind of difference', wholeNumber(0)),
  run: async (session, [name], options) => {
    const { set, examples } = options as { set: Record<string, unknown>; examples?: number };
    const tend = await session.open();
    const answer = await tend.whatIf(name!, { set, ...given({ examples }) }, session.work);
    await session.answer(answer, diffText);
  },
};

/** `graceHours=24`, `zone=Europe/Vienna`, `steps=["a","b"]`. */
function setting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be parameter=value.');
  return { ...before, [name]: valueOf(value) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
