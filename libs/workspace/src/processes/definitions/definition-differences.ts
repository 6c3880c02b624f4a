import { canonicalJson } from '#core/canonical-json.js';
import type { DefinitionContent } from '#domain/commands/define-process.js';
import type { DefinitionDifference } from './definition-answers.js';

/**
 * In which parts two definitions differ, in the order in which people read them. Where the order of a list means nothing
 * (activities that end a case, outcomes, for whom is waited), another order is no difference.
 */
export function differencesOf(
  before: DefinitionContent | undefined,
  after: DefinitionContent,
): readonly DefinitionDifference[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort(inOrder).flatMap((part) => {
    const [was, is] = [old.get(part), now.get(part)];
    if (was !== undefined && is !== undefined && canonicalJson(was) === canonicalJson(is)) return [];
    return [{ part, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

const order = [
  'terminal',
  'reopening',
  'path',
  'stages',
  'outcomes',
  'waiting',
  'target',
  'calendar',
  'caseType',
  'seriousness',
];

function inOrder(a: string, b: string): number {
  return placeOf(a) - placeOf(b);
}

function placeOf(part: string): number {
  return order.indexOf(part.split(' ')[0]!);
}

/** An empty list says as much as none. */
function partsOf(definition: DefinitionContent | undefined): ReadonlyMap<string, unknown> {
  if (definition === undefined) return new Map();
  const { terminal, reopening = [], sequence, model, stages, outcomes = [], waiting = [], targets = [] } = definition;
  const { calendar, caseType, seriousness } = definition;
  const all: [string, unknown][] = [
    ['terminal', [...new Set(terminal)].sort()],
    ['reopening', [...new Set(reopening)].sort()],
    ['path', sequence ?? model],
    ['stages', stages],
    ['outcomes', outcomes.toSorted(byActivity)],
    ['waiting', waiting.toSorted(byActivity)],
    ...targets.map((target): [string, unknown] => [`target ${target.target}`, target]),
    ['calendar', calendar],
    ['caseType', caseType],
    ['seriousness', seriousness],
  ];
  return new Map(all.filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
}

/** By UTF-16 code units: the same on every machine. */
function byActivity(a: { readonly activity: string }, b: { readonly activity: string }): number {
  if (a.activity === b.activity) return 0;
  return a.activity < b.activity ? -1 : 1;
}
