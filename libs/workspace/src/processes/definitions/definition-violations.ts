import type { Violation } from '#core/errors.js';
import { nearNames } from '#core/near-names.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { declaredModel } from '#measures/process/declared-model.js';
import { attributeNames } from '#measures/process/process-case.js';
import { violationsOfModel } from '#measures/process/process-model.js';

type Definition = EventTypes['ProcessDefined'];

/**
 * What no fold and no measure could use in a definition whose members are of the right shape.
 * @param calendars the names of those that are published
 */
export function definitionViolations(definition: Definition, calendars: ReadonlySet<string>): readonly Violation[] {
  const { terminal, reopening = [], stages = [], outcomes = [], waiting = [], targets = [] } = definition;
  return [
    ...pathViolations(definition),
    ...repeated('terminal', terminal),
    ...repeated('reopening', reopening),
    ...repeated('stages', stages),
    ...reopening.flatMap((activity, at) =>
      terminal.includes(activity)
        ? [{ field: `reopening.${at}`, message: `“${activity}” ends cases: it cannot open them again too` }]
        : [],
    ),
    ...repeated(
      'outcomes',
      outcomes.map(({ activity }) => activity),
      'tells one outcome already',
    ),
    ...repeated(
      'waiting',
      waiting.map(({ activity }) => activity),
      'waits for somebody already',
    ),
    ...waiting.flatMap(({ whom }, at) => whomViolations(whom, at)),
    ...repeated(
      'targets',
      targets.map(({ target }) => target),
      'is the name of another target',
    ),
    ...targets.flatMap((target, at) => targetViolations(target, `targets.${at}`)),
    ...calendarViolations(definition, calendars),
    ...attributeViolations(definition),
  ];
}

function pathViolations(definition: Definition): readonly Violation[] {
  if (definition.sequence !== undefined && definition.model !== undefined)
    return [{ field: 'model', message: 'must be absent beside sequence: the expected path is one of both' }];
  const model = declaredModel(definition);
  if (model?.kind !== 'graph') return [];
  return violationsOfModel(model).map(({ field, message }) => ({
    field: `model.${field.replaceAll(/\[(\d+)\]/g, '.$1')}`,
    message,
  }));
}

function repeated(field: string, names: readonly string[], says = 'is named twice'): Violation[] {
  const first = new Map<string, number>();
  return names.flatMap((name, at) => {
    if (!first.has(name)) first.set(name, at);
    return first.get(name) === at ? [] : [{ field: `${field}.${at}`, message: `“${name}” ${says}` }];
  });
}

/** Those two words have a meaning of their own. */
function whomViolations(whom: string, at: number): readonly Violation[] {
  const word = ['customer', 'us'].find((one) => one === whom.trim().toLowerCase());
  if (word === undefined || word === whom) return [];
  return [{ field: `waiting.${at}.whom`, message: `must be written “${word}”` }];
}

function targetViolations({ from, to }: NonNullable<Definition['targets']>[number], field: string): Violation[] {
  const violations: Violation[] = [];
  for (const [name, milestone] of Object.entries({ from, to })) {
    if (milestone === undefined) continue;
    if (milestone.activities === undefined && milestone.occurrence !== undefined)
      violations.push({
        field: `${field}.${name}.activities`,
        message: `must be named; without ${name} it is the ${name === 'from' ? 'start' : 'end'} of the case`,
      });
    violations.push(...repeated(`${field}.${name}.activities`, milestone.activities ?? []));
  }
  if (from?.activities !== undefined && to?.activities !== undefined && isSame(from, to))
    violations.push({
      field: `${field}.to`,
      message: 'must be another moment than from: between one and itself nothing lasts',
    });
  return violations;
}

type Milestone = NonNullable<NonNullable<Definition['targets']>[number]['from']>;

function isSame(from: Milestone, to: Milestone): boolean {
  const [start, end] = [new Set(from.activities), new Set(to.activities)];
  return (from.occurrence ?? 'first') === (to.occurrence ?? 'first') && start.symmetricDifference(end).size === 0;
}

function calendarViolations({ calendar, targets = [] }: Definition, calendars: ReadonlySet<string>): Violation[] {
  const named: readonly (readonly [field: string, name: string | undefined])[] = [
    ['calendar', calendar],
    ...targets.map((target, at) => [`targets.${at}.calendar`, target.calendar] as const),
  ];
  return named.flatMap(([field, name]) =>
    name === undefined || calendars.has(name) ? [] : [{ field, message: calendarMessage(name, calendars) }],
  );
}

function calendarMessage(name: string, calendars: ReadonlySet<string>): string {
  const known = [...calendars].sort();
  const near = nearNames(name, known);
  if (known.length === 0) return 'must be a published calendar, and none is yet: tend calendars define';
  return `must be a published calendar: ${near.length > 0 ? `perhaps ${near.join(' or ')}` : known.join(', ')}`;
}

function attributeViolations({ caseType, seriousness }: Definition): Violation[] {
  const known: readonly string[] = attributeNames;
  return Object.entries({ caseType, seriousness }).flatMap(([field, name]) =>
    name === undefined || known.includes(name)
      ? []
      : [{ field, message: `must be what cases say of themselves: ${known.join(', ')}` }],
  );
}
