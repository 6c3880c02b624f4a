import { InvalidArgumentError, type Command } from 'commander';
import type { DefinitionChange } from '#domain/commands/define-process.js';
import type { ProcessTarget, WaitingFor } from '#domain/events/process-definition.js';
import { UsageError } from '../usage-error.js';
import { moreNames } from './name-list.js';
import { given, type Options } from './options.js';
import { moreTargets, targetHelp } from './target-text.js';

/** What `tend processes define` takes: names of options as commander keeps them. */
export const definitionOptions = [
  'terminal',
  'reopening',
  'sequence',
  'bpmn',
  'stages',
  'won',
  'lost',
  'abandoned',
  'waiting',
  'target',
  'calendar',
  'caseType',
  'seriousness',
  'without',
  'revert',
  'from',
  'versionName',
  'dryRun',
] as const;

export function addDefinitionOptions(command: Command): Command {
  return command
    .option('--terminal <activities>', 'define: activities that end a case, as "Closed, Rejected"', moreNames)
    .option('--reopening <activities>', 'define: activities that open a case again that had ended', moreNames)
    .option(
      '--sequence <activities>',
      'define: the path that cases are expected to take, as "Open, Answer, Closed"',
      moreNames,
    )
    .option('--bpmn <file>', 'define: the same where it branches, from BPMN 2.0: tasks and exclusive gateways')
    .option('--stages <activities>', 'define: the stages of its funnel, in their order', moreNames)
    .option('--won <activities>', 'define: activities that tell that a case was won', moreNames)
    .option('--lost <activities>', 'define: that it was lost', moreNames)
    .option('--abandoned <activities>', 'define: that it was abandoned', moreNames)
    .option(
      '--waiting <activity=whom>',
      'define: for whom a case waits after an activity: customer, us, or a name',
      moreWaiting,
    )
    .option(
      '--target <target>',
      'define: how long something may take, as "reply: start -> Answer within 4h": see infra/docs/define-a-process.md',
      moreTargets,
    )
    .option('--calendar <name>', 'define: the published calendar in whose hours times are told too')
    .option('--case-type <attribute>', 'define: what tells the type of a case, such as product (default: category)')
    .option('--seriousness <attribute>', 'define: what tells how serious it is, such as priority (default: severity)')
    .option(
      '--without <parts>',
      'define: what is taken away first, as "stages, reply": parts, or names of targets',
      moreNames,
    )
    .option('--revert [version]', 'define: the version before once more, or the one that is named')
    .option('--from <time>', 'define: from when on it holds: a date (its beginning) or a time; now, unless told')
    .option('--version-name <name>', 'define: how the version is called (default: the next number)')
    .option('--dry-run', 'define: only show what would be published')
    .addHelpText('after', targetHelp);
}

/** @throws UsageError for options that say nothing, or that cannot stand beside each other */
export function changeIn(options: Options): DefinitionChange {
  const { terminal, reopening, sequence, stages, waiting, target, calendar, caseType, seriousness, without } = options;
  for (const [name, part] of [
    ['sequence', 'path'],
    ['stages', 'stages'],
    ['won', 'outcomes'],
    ['lost', 'outcomes'],
    ['abandoned', 'outcomes'],
    ['without', undefined],
  ] as const) {
    if ((options[name] as readonly string[] | undefined)?.length !== 0) continue;
    const instead = part === undefined ? '' : ` To take away what is declared: --without ${part}.`;
    throw new UsageError(`--${name} names nothing.${instead}`);
  }
  if (sequence !== undefined && options['bpmn'] !== undefined)
    throw new UsageError('Give --sequence or --bpmn: a process has one expected path.');
  const outcomes = (['won', 'lost', 'abandoned'] as const).flatMap((outcome) =>
    ((options[outcome] ?? []) as readonly string[]).map((activity) => ({ activity, outcome })),
  );
  return given({
    without,
    terminal,
    reopening,
    sequence,
    stages,
    outcomes: outcomes.length > 0 ? outcomes : undefined,
    waiting: waiting as WaitingFor[] | undefined,
    targets: target as ProcessTarget[] | undefined,
    calendar,
    caseType,
    seriousness,
  }) as DefinitionChange;
}

function moreWaiting(text: string, before: readonly WaitingFor[] = []): readonly WaitingFor[] {
  const at = text.lastIndexOf('=');
  const [activity, whom] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (at < 0 || activity === '' || whom === '')
    throw new InvalidArgumentError('It must be such as "Wait=customer", "Escalate=us" or "Order part=Supplier".');
  return [...before, { activity, whom }];
}
