import { LedgerError } from '#core/errors.js';
import { freezeAll } from '#core/freezing.js';
import type { Instant } from '#core/time.js';
import type { AnyFact } from '#domain/fact.js';
import type { Place } from '#read-store/port.js';
import { contextTypes } from '../facts/context-book.js';
import { atOnce } from '../calls/fault.js';
import type { SetApart } from '../facts/set-apart.js';
import { projectionMark } from './define-projection.js';
import { keyDimensions } from './definition.js';
import type {
  Context,
  Contribution,
  IndexRow,
  KeyDimension,
  ParameterValues,
  ProjectionDefinition,
  Signal,
} from './definition.js';

/** Any definition, its types forgotten: as the engine sees it. */
export interface AnyDefinition {
  readonly name: string;
  readonly purpose: string;
  readonly key: { readonly by: KeyDimension; readonly within?: (event: AnyFact) => readonly string[] };
  readonly order?: 'occurred' | 'recorded';
  readonly parameters?: ParameterValues;
}

export type AnyContext = Context<ParameterValues>;
type AnyHandler = (doc: object, event: AnyFact, ctx: AnyContext) => unknown;
type AnyCounter = (event: AnyFact, ctx: AnyContext) => readonly Contribution[];

/** A definition ready to be run: parameters settled and frozen, handlers by type. */
export interface CompiledProjection {
  readonly name: string;
  readonly purpose: string;
  readonly by: KeyDimension;
  readonly within?: (event: AnyFact) => readonly string[];
  readonly order: 'occurred' | 'recorded';
  /** After so many facts of a key what it is then is kept, so that a late fact costs no more than this many folds. */
  readonly snapshotFacts: number;
  readonly parameters: ParameterValues;
  /** Types of context that it reads, and which scopes of each a document depends on. */
  readonly contextTypes: readonly string[];
  /** Whether it asks about feeds. */
  readonly usesFeeds: boolean;
  readonly scopes: ReadonlyMap<string, (doc: object) => readonly string[]>;
  readonly initial: (ctx: AnyContext) => object;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
  readonly counters: ReadonlyMap<string, AnyCounter>;
  readonly index?: (doc: object, ctx: AnyContext) => IndexRow;
  readonly rollup?: (doc: object, ctx: AnyContext) => readonly Contribution[];
  readonly signals?: (doc: object, ctx: AnyContext) => readonly Signal[];
  readonly onContext?: (doc: object, at: Instant, ctx: AnyContext) => unknown;
  readonly deadline?: (doc: object, ctx: AnyContext) => Instant | undefined;
  readonly onDeadline?: (doc: object, at: Instant, ctx: AnyContext) => unknown;
  readonly view?: (doc: object, t: Instant, ctx: AnyContext) => unknown;
  readonly viewRow?: (row: IndexRow, t: Instant, ctx: AnyContext) => IndexRow;
  /** Keys that were set apart, of the build that it is folded into, whose fingerprint it is. */
  readonly apart?: SetApart;
  readonly fingerprint?: string;
}

/** What depends on time that passes, of which the order of the ledger knows nothing. */
const timely = ['context', 'feeds', 'onContext', 'deadline', 'onDeadline', 'view', 'viewRow'] as const;

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
  for (const member of timely) {
    refuseUnless(
      order !== 'recorded' || members[member] === undefined,
      `${name} uses \`${member}\` in the order of the ledger, in which no time passes.`,
    );
  }
  refuseUnless(
    members.viewRow === undefined || members.index !== undefined,
    `${name} has \`viewRow\` without \`index\`: there is no row to view.`,
  );
  refuseUnless(
    (members.deadline === undefined) === (members.onDeadline === undefined),
    `${name} has one of \`deadline\` and \`onDeadline\` without the other.`,
  );
  const context = members.context ?? [];
  for (const { type } of context)
    refuseUnless(contextTypes.has(type), `${name} reads "${type}" as context, which is none.`);
  refuseUnless(
    new Set(context.map(({ type }) => type)).size === context.length,
    `${name} names a type of context twice.`,
  );
  const defaults: ParameterValues = { ...members.parameters };
  const own = Object.fromEntries(
    Object.keys(defaults).map((parameter) => [parameter, parameters[parameter] ?? defaults[parameter]!]),
  );
  return {
    name,
    purpose,
    by: key.by,
    ...(key.within === undefined ? {} : { within: settled(key.within) }),
    order: order ?? 'occurred',
    snapshotFacts: 512,
    parameters: freezeAll(own),
    contextTypes: context.map(({ type }) => type),
    usesFeeds: members.feeds === true,
    scopes: new Map(
      context.flatMap(({ type, scope }) => (scope === undefined ? [] : [[type, settled(scope)] as const])),
    ),
    initial: settled(members.initial),
    handlers: functionsOf<AnyHandler>(members.on),
    counters: functionsOf<AnyCounter>(members.count ?? {}),
    ...(members.index === undefined ? {} : { index: settled(members.index) }),
    ...(members.rollup === undefined ? {} : { rollup: settled(members.rollup) }),
    ...(members.signals === undefined ? {} : { signals: settled(members.signals) }),
    ...(members.onContext === undefined ? {} : { onContext: settled(members.onContext) }),
    ...(members.deadline === undefined ? {} : { deadline: settled(members.deadline) }),
    ...(members.onDeadline === undefined ? {} : { onDeadline: settled(members.onDeadline) }),
    ...(members.view === undefined ? {} : { view: settled(members.view) }),
    ...(members.viewRow === undefined ? {} : { viewRow: settled(members.viewRow) }),
  };
}

/** When a fact takes effect: by what its steps are dated, and what is cut as of a moment. */
export function timeOf({ order }: Pick<CompiledProjection, 'order'>, place: Place): number {
  return order === 'recorded' ? place.sequence : place.occurredAt;
}

/** Whether facts of a type matter to a projection at all; the others are not even looked at. */
export function folds(projection: CompiledProjection, type: string): boolean {
  return projection.handlers.has(type) || projection.counters.has(type);
}

function functionsOf<F extends AnyFunction>(members: object): ReadonlyMap<string, F> {
  const functions = Object.entries(members).filter(([, member]) => typeof member === 'function') as [string, F][];
  return new Map(functions.map(([name, work]) => [name, settled(work)]));
}

type AnyFunction = (...given: never[]) => unknown;

/** A function of a definition that refuses to give a promise. None has more than three arguments. */
function settled<F extends AnyFunction>(work: F): F {
  return ((a: never, b: never, c: never) => atOnce(work(a, b, c))) as unknown as F;
}

function refuseUnless(holds: boolean, sentence: string): void {
  if (!holds) throw new LedgerError('invalid', sentence);
}
