import type { Command } from 'commander';
import type { MomentQuery } from '#workspace/tend.js';
import { given } from './options.js';

/** `--as-of` and `--known-by`, of verbs that can answer for any past moment. */
export function addMomentOptions(command: Command): Command {
  return command
    .option('--as-of <time>', 'what had occurred by then: ISO 8601, a date (its end), or -30d')
    .option('--known-by <time>', 'what was known by then; alone it is --as-of too');
}

export function momentIn(options: Readonly<Record<string, unknown>>): MomentQuery {
  return given({ asOf: options['asOf'], knownBy: options['knownBy'] }) as MomentQuery;
}
