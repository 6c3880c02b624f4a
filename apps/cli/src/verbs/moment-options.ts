import { Option, type Command } from 'commander';
import type { ClaimedMomentQuery } from '#workspace/tend.js';
import { given } from './options.js';

/** `--as-of` and `--known-by`, of verbs that can answer for any past moment. */
export function addMomentOptions(command: Command): Command {
  // Who asks for it here is told where it is answered, and not that nobody knows it.
  return addBothAxes(command).addOption(asClaimed().hideHelp());
}

/** The same of verbs about one relationship, which the sources can tell too. */
export function addClaimedMomentOptions(command: Command): Command {
  return addBothAxes(command).addOption(asClaimed());
}

export function momentIn(options: Readonly<Record<string, unknown>>): ClaimedMomentQuery {
  return given({
    asOf: options['asOf'],
    knownBy: options['knownBy'],
    asClaimed: options['asClaimed'],
  }) as ClaimedMomentQuery;
}

function addBothAxes(command: Command): Command {
  return command
    .option('--as-of <time>', 'what had occurred by then: ISO 8601, a date (its end), or -30d')
    .option('--known-by <time>', 'what was known by then; alone it is --as-of too');
}

function asClaimed(): Option {
  return new Option('--as-claimed', 'known by the word of the sources, and not by when it was recorded here');
}
