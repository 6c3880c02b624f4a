import type { Command } from 'commander';
import { definitions, type Defined } from '#workspace/definitions.js';
import { wrapped } from '../output/text.js';

/** `--explain`, of verbs whose numbers have a definition. */
export function addExplainOption(command: Command): Command {
  return command.option('--explain', 'below the answer, what each of its numbers means');
}

/** What the terms of an answer mean, where that was asked for. */
export function explanationIn(
  options: Readonly<Record<string, unknown>>,
  terms: readonly Defined[],
  width: number,
): string {
  if (options['explain'] !== true) return '';
  const lines = terms.map((term) => `${term}\n${wrapped(definitions[term], Math.min(width, 100), '  ')}\n`);
  return `\nWhat it means\n\n${lines.join('')}`;
}
