import type { Violation } from '#core/errors.js';
import { didYouMean } from '#core/near-names.js';
import { formatInstant, type Instant } from '#core/time.js';
import type { DefinitionContent } from '#domain/commands/define-process.js';
import type { SeenSteps } from './seen-process.js';

/** When a definition would hold, and what holds beside it. */
export interface Holding {
  readonly start: Instant;
  readonly isFromNow: boolean;
  /** The next one that takes over, if any. */
  readonly next: { readonly version: string; readonly effectiveFrom: Instant } | undefined;
  /** Since when a definition of the process holds without a break; undefined where none does. */
  readonly since: Instant | undefined;
  readonly zone: string;
}

/** What may not be as it is meant; nothing of it keeps a definition from being published. */
export function warningsOf(definition: DefinitionContent, seen: SeenSteps, holding: Holding): readonly Violation[] {
  return [...unseen(definition, seen), ...pauses(definition), ...times(seen, holding)];
}

function unseen(definition: DefinitionContent, { cases, activities, processes }: SeenSteps): readonly Violation[] {
  if (cases.length === 0) {
    const near = didYouMean(definition.process, processes);
    return [{ field: 'process', message: `No step of “${definition.process}” is known yet.${near}` }];
  }
  const warnings: Violation[] = [];
  const told = new Set<string>();
  for (const [field, activity] of namedActivities(definition)) {
    if (activities.has(activity) || told.has(activity)) continue;
    told.add(activity);
    const near = didYouMean(activity, activities);
    warnings.push({ field, message: `“${activity}” was never seen in “${definition.process}”.${near}` });
  }
  return warnings;
}

/** Every activity that a definition names, with the part that names it. */
function namedActivities(definition: DefinitionContent): readonly (readonly [field: string, activity: string])[] {
  const { terminal, reopening = [], sequence = [], model, stages = [] } = definition;
  const { outcomes = [], waiting = [], targets = [] } = definition;
  const named = (field: string, activities: readonly string[]) => activities.map((one) => [field, one] as const);
  return [
    ...named('terminal', terminal),
    ...named('reopening', reopening),
    ...named('sequence', sequence),
    ...named('model', model?.nodes.flatMap(({ activity }) => activity ?? []) ?? []),
    ...named('stages', stages),
    ...named(
      'outcomes',
      outcomes.map(({ activity }) => activity),
    ),
    ...named(
      'waiting',
      waiting.map(({ activity }) => activity),
    ),
    ...targets.flatMap(({ target, from, to }) =>
      named(`target ${target}`, [...(from?.activities ?? []), ...(to?.activities ?? [])]),
    ),
  ];
}

function pauses({ targets = [], waiting = [] }: DefinitionContent): readonly Violation[] {
  if (waiting.some(({ whom }) => whom === 'customer')) return [];
  return targets
    .filter(({ pausedByCustomer }) => pausedByCustomer === true)
    .map(({ target }) => ({
      field: `target ${target}`,
      message: 'It is never paused: no activity is declared to wait for the customer.',
    }));
}

function times({ beganAt }: SeenSteps, { start, isFromNow, next, since, zone }: Holding): readonly Violation[] {
  const warnings: Violation[] = [];
  if (next !== undefined) {
    const from = formatInstant(next.effectiveFrom, zone).slice(0, 16).replace('T', ' ');
    const message = `From ${from} on version “${next.version}” holds in its place: what is changed is changed only until then.`;
    warnings.push({ field: 'effectiveFrom', message });
  }
  const first = Math.min(start, since ?? Infinity);
  if (isFromNow && beganAt !== undefined && beganAt < first) {
    const day = formatInstant(beganAt, zone).slice(0, 10);
    const message = `It holds from now on: as of a moment before nothing is declared. To let it hold for all that is known, publish it from ${day} on (--from).`;
    warnings.push({ field: 'effectiveFrom', message });
  }
  return warnings;
}
