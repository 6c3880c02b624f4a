import { LedgerError, type Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { endOfDay, parseTimestamp, startOfDay, type Instant } from '#core/time.js';
import { promiseWitnesses, type PromiseAction, type PromiseWitness } from '#domain/commands/work-on-promises.js';
import type { Workspace } from '../workspace.js';
import type { PromiseCommand } from './promise-command-answers.js';

/** What is said of each of the promises of a command. */
export type SaidOfPromises =
  | { readonly action: 'keep'; readonly by: PromiseWitness; readonly keptAt?: Instant }
  | { readonly action: 'not-kept'; readonly by: PromiseWitness }
  | { readonly action: 'renegotiate'; readonly dueAt: Instant }
  | { readonly action: 'undo' };

/** What a command says, its times as instants. @throws LedgerError `invalid`, with every violation */
export function saidOfPromises(
  { clock, directory: { zone } }: Pick<Workspace, 'clock' | 'directory'>,
  action: PromiseAction,
  command: PromiseCommand,
): SaidOfPromises {
  const now = clock.now();
  const kept = command.keptAt === undefined ? undefined : spanOf(command.keptAt, zone);
  const due = command.dueAt === undefined ? undefined : spanOf(command.dueAt, zone);
  const violations = [
    ...fitViolations(action, command),
    ...witnessViolations(command),
    ...(action === 'keep' ? keptViolations(command, kept, now) : []),
    ...(action === 'renegotiate' ? dueViolations(command, due, now) : []),
  ];
  const [first] = violations;
  if (first !== undefined) {
    const isTime = first.field === 'dueAt' || first.field === 'keptAt';
    const hint = isTime ? { hint: 'Give a date or a time, such as 2026-12-01 or 2026-12-01T09:00Z.' } : {};
    throw new LedgerError('invalid', `${first.field} ${first.message}.`, { violations, ...hint });
  }
  switch (action) {
    case 'keep':
      return { action, by: command.by ?? 'actor', ...(kept && { keptAt: Math.min(kept.last, now) }) };
    case 'not-kept':
      return { action, by: command.by ?? 'actor' };
    case 'renegotiate':
      return { action, dueAt: due!.last };
    case 'undo':
      return { action };
  }
}

/** What does not fit the action, or names too many or none. */
function fitViolations(action: PromiseAction, { promises, by, keptAt, dueAt }: PromiseCommand): readonly Violation[] {
  const found: Violation[] = [];
  const refuse = (field: string, message: string): void => void found.push({ field, message });
  if (promises.length === 0) refuse('promises', 'must name at least one promise');
  if (promises.length > limits.pageMax) refuse('promises', `must name at most ${limits.pageMax} promises at once`);
  if (action !== 'keep' && action !== 'not-kept' && by !== undefined) refuse('by', 'is of what was kept, or was not');
  if (action !== 'keep' && keptAt !== undefined) refuse('keptAt', 'is for keeping alone');
  if (action !== 'renegotiate' && dueAt !== undefined) refuse('dueAt', 'is for renegotiating alone');
  return found;
}

function witnessViolations({ by }: PromiseCommand): readonly Violation[] {
  const isWitness = by === undefined || promiseWitnesses.some((one) => one === by);
  return isWitness ? [] : [{ field: 'by', message: `must be one of ${promiseWitnesses.join(', ')}` }];
}

function keptViolations({ keptAt }: PromiseCommand, kept: Span | undefined, now: Instant): readonly Violation[] {
  return [
    ...(keptAt !== undefined && kept === undefined ? [{ field: 'keptAt', message: `“${keptAt}” is no time` }] : []),
    ...(kept !== undefined && kept.first > now
      ? [{ field: 'keptAt', message: `must not lie in the future, and “${keptAt}” does` }]
      : []),
  ];
}

function dueViolations({ dueAt }: PromiseCommand, due: Span | undefined, now: Instant): readonly Violation[] {
  if (dueAt === undefined) return [{ field: 'dueAt', message: 'is missing' }];
  if (due === undefined) return [{ field: 'dueAt', message: `“${dueAt}” is no time` }];
  if (due.last > now) return [];
  return [{ field: 'dueAt', message: `must lie in the future, and “${dueAt}” does not` }];
}

/** From its first instant to its last: a date is a local day. */
interface Span {
  readonly first: Instant;
  readonly last: Instant;
}

/** Undefined for what is no time. */
function spanOf(text: string, zone: string): Span | undefined {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { first: startOfDay(text, zone), last: endOfDay(text, zone) };
    const { instant } = parseTimestamp(text, { zone });
    return { first: instant, last: instant };
  } catch {
    return undefined;
  }
}
