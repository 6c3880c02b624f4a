import { LedgerError } from '#core/errors.js';
import type { AnyFact } from '#domain/fact.js';
import { projectionMark } from './define-projection.js';
import { keyDimensions } from './definition.js';
import type {
  Context,
  Contribution,
  IndexRow,
  KeyDimension,
  ParameterValues,
  ProjectionDefinition,
} from './definition.js';

/** Any definition, its types forgotten: as the engine sees it. */
export interface AnyDefinition {
  readonly name: string;
  readonly purpose: string;
  readonly key: { readonly by: KeyDimension; readonly within?: (event: AnyFact) => readonly string[] };
  readonly order?: 'occurred' | 'recorded';
  readonly parameters?: ParameterValues;
}

type AnyContext = Context<ParameterValues>;
type AnyHandler = (doc: object, event: AnyFact, ctx: AnyContext) => unknown;
type AnyCounter = (event: AnyFact, ctx: AnyContext) => readonly Contribution[];

/** A definition ready to be run: parameters settled and frozen, handlers by type. */
export interface CompiledProjection {
  readonly name: string;
  readonly purpose: string;
  readonly by: KeyDimension;
  readonly within?: (event: AnyFact) => readonly string[];
  readonly order: 'occurred' | 'recorded';
  readonly ctx: AnyContext;
  readonly initial: (ctx: AnyContext) => object;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
  readonly counters: ReadonlyMap<string, AnyCounter>;
  readonly index?: (doc: object, ctx: AnyContext) => IndexRow;
  readonly rollup?: (doc: object, ctx: AnyContext) => readonly Contribution[];
}

/** Members whose running this engine does not know yet: ignoring them silently would give other documents than the author means. */
const notYetRun = ['context', 'onContext', 'deadline', 'onDeadline', 'view', 'viewRow', 'signals'] as const;

/** Whether a value is what `defineProjection` gives. */
export function isProjection(value: unknown): value is AnyDefinition {
  return typeof value === 'object' && value !== null && projectionMark in value;
}

/**
 * @param parameters values that the workspace sets: each goes to every definition that has a parameter of that name
 * @throws LedgerError `invalid` with a sentence that says what is wrong with the definition
 */
export function compileProjection(definition: AnyDefinition, parameters: ParameterValues = {}): CompiledProjection {
  const { name, purpose, key, order, ...members } = definition as unknown as ProjectionDefinition<
    object,
    ParameterValues,
    IndexRow,
    unknown
  >;
  refuseUnless(
    /^[a-z][a-z0-9-]{0,99}$/.test(name),
    `"${name}" is no name of a projection: lower case, digits and hyphens.`,
  );
  refuseUnless(typeof purpose === 'string' && purpose.trim() !== '', `${name} states no purpose.`);
  refuseUnless(
    keyDimensions.includes(key?.by),
    `${name} is keyed by "${key?.by}", which is none of ${keyDimensions.join(', ')}.`,
  );
  refuseUnless(typeof members.initial === 'function', `${name} has no function \`initial\`.`);
  for (const member of notYetRun) {
    refuseUnless(
      members[member] === undefined,
      `${name} uses \`${member}\`, which this version of the engine does not run.`,
    );
  }
  const settled: ParameterValues = { ...members.parameters };
  const own = Object.fromEntries(
    Object.keys(settled).map((parameter) => [parameter, parameters[parameter] ?? settled[parameter]!]),
  );
  return {
    name,
    purpose,
    by: key.by,
    ...(key.within === undefined ? {} : { within: key.within }),
    order: order ?? 'occurred',
    ctx: freezeAll({ parameters: own }),
    initial: members.initial,
    handlers: functionsOf<AnyHandler>(members.on),
    counters: functionsOf<AnyCounter>(members.count ?? {}),
    ...(members.index === undefined ? {} : { index: members.index }),
    ...(members.rollup === undefined ? {} : { rollup: members.rollup }),
  };
}

/** Whether facts of a type matter to a projection at all; the others are not even looked at. */
export function folds(projection: CompiledProjection, type: string): boolean {
  return projection.handlers.has(type) || projection.counters.has(type);
}

function functionsOf<F>(members: object): ReadonlyMap<string, F> {
  return new Map(Object.entries(members).filter(([, member]) => typeof member === 'function') as [string, F][]);
}

function refuseUnless(holds: boolean, sentence: string): void {
  if (!holds) throw new LedgerError('invalid', sentence);
}

function freezeAll<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const member of Object.values(value)) freezeAll(member);
  }
  return value;
}
