import type { Severity } from '#core/severities.js';
import type { Id, Instant } from '#core/time.js';
import type { AnyFact, Fact } from '#domain/fact.js';
import type { ContextType, EventType, EventTypes, FactType } from '#domain/vocabulary.js';

/**
 * What an author writes: one projection, pure from end to end. Handlers may change the document that they own; events
 * and parameters are frozen; no clock, no randomness, no I/O. Documents are plain JSON (objects, arrays, strings,
 * finite numbers, booleans, null).
 *
 * A name that comes from outside (an activity, a channel) makes a bad member name of an object, because `__proto__`
 * and `constructor` are names too: keep such things in arrays, or in the `at` of a rollup.
 */
export interface ProjectionDefinition<
  Doc extends object,
  Parameters extends ParameterValues,
  Row extends IndexRow,
  View,
> {
  /** Name of the file, and of everything that the projection owns. */
  readonly name: string;
  /** What the folded facts are used for (`service`, `relationship-analysis`, `audit` …); without one it is not loaded. */
  readonly purpose: string;
  readonly key: ProjectionKey;
  /** `occurred` (default): facts in fold order. `recorded`: in the order of the ledger, hiding nothing. */
  readonly order?: 'occurred' | 'recorded';
  /** Defaults; the workspace may set them by name. Part of the fingerprint. */
  readonly parameters?: Parameters;
  /**
   * Context that functions read with `ctx.valid`; only keys in `scope` advance when it changes. It stands behind an
   * `initial` that reads `ctx`, else the compiler does not know the document yet.
   */
  readonly context?: readonly ContextUse<NoInfer<Doc>>[];
  /** It asks `ctx.feeds` whether connectors are up. */
  readonly feeds?: true;
  readonly initial: (ctx: Context<NoInfer<Parameters>>) => Doc;
  /** Every fact type answered, by name or by `...ignoring(family)`; other kinds only when they are wanted as facts. */
  readonly on: Handlers<NoInfer<Doc>, NoInfer<Parameters>>;
  /** Something of `context` came to be valid; without it only `deadline`, `index` and `rollup` are asked again. */
  readonly onContext?: (doc: NoInfer<Doc>, at: Instant, ctx: Context<NoInfer<Parameters>>) => void;
  /**
   * The next instant at which time itself changes the document: then `onDeadline` is called, behind all facts of that
   * instant, and leaves a later one or none (`undefined`, or `Infinity`). One that has passed already is due at once; one
   * that cannot be written, outside of the years 0001 to 9999, sets its key apart.
   */
  readonly deadline?: (doc: NoInfer<Doc>, ctx: Context<NoInfer<Parameters>>) => Instant | undefined;
  readonly onDeadline?: (doc: NoInfer<Doc>, at: Instant, ctx: Context<NoInfer<Parameters>>) => void;
  /**
   * What drifts with time (how long it has been silent), told with the document when it is read, as plain JSON: `t` is
   * now, or the instant that is asked about, and `ctx.valid` what is valid then. Nothing of it is kept, so it changes no
   * list, total or deadline. It may not change the document. What throws is an error of that reading alone.
   */
  readonly view?: (doc: NoInfer<Doc>, t: Instant, ctx: Context<NoInfer<Parameters>>) => View;
  /**
   * Members that lie over those of the row when a list is read at `t`, before it is filtered and sorted. A list that is
   * sorted or filtered asks it for every row, up to `limits.viewedRows`. Where it throws, the row is shown as it is kept.
   */
  readonly viewRow?: (row: NoInfer<Row>, t: Instant, ctx: Context<NoInfer<Parameters>>) => IndexRow;
  /** The current row that lists filter and sort by. */
  readonly index?: (doc: NoInfer<Doc>, ctx: Context<NoInfer<Parameters>>) => Row;
  /**
   * What the document contributes to the totals now: at most `limits.rollupEntries` entries. It is asked after each input: a
   * list that `unchanging` made and that was given before is taken for unchanged, and costs nothing.
   */
  readonly rollup?: (doc: NoInfer<Doc>, ctx: Context<NoInfer<Parameters>>) => readonly Contribution[];
  /** What an event itself contributes, once, however many keys it is given to: totals that only grow. */
  readonly count?: Counters<NoInfer<Parameters>>;
  /**
   * Rows of one further index: the inbox is their union. Of more than `limits.signalsOfKey` the gravest are kept, of those
   * the newest, and the rest is counted. A key that is set apart has none.
   */
  readonly signals?: (doc: NoInfer<Doc>, ctx: Context<NoInfer<Parameters>>) => readonly Signal[];
}

/** What a fact is gathered by. Each is a dimension of the mirror's index. */
export const keyDimensions = ['relationship', 'party', 'case', 'actor', 'matter', 'import', 'stream'] as const;
export type KeyDimension = (typeof keyDimensions)[number];

export interface ProjectionKey {
  readonly by: KeyDimension;
  /** Parts of one value, as a list (no iterator): the fact is given once to each. Without it, the value itself is the key. */
  readonly within?: (event: AnyFact) => readonly string[];
}

export type ParameterValue =
  | string
  | number
  | boolean
  | null
  | readonly ParameterValue[]
  | { readonly [name: string]: ParameterValue };
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What functions of a definition are given beside the document and the event. Frozen. */
export interface Context<Parameters> {
  readonly parameters: Readonly<Parameters>;
  /**
   * What was published of a type, as it is valid at the instant of this call. The definition names the type in `context`.
   * @param scope the segment, calendar, process … that it is for, where the type has one
   * @returns undefined before the first: what holds then is for the definition to say
   */
  valid<T extends ContextType>(type: T, scope?: string): EventTypes[T] | undefined;
  /** Whether what a number depends on comes in. The definition says `feeds: true`; `count` does not see them. */
  readonly feeds: Feeds;
}

/** Connectors that feed the ledger. While one is down, silence says nothing: a number that depends on it is unknown. */
export interface Feeds {
  /**
   * Whether a connector was up, as far as that was recorded by then: it had started and not stopped, and had not been
   * silent for longer than it promised (`FeedStarted.heartbeatSec`; without it no silence is too long).
   * @param at an instant up to that of the call; a later one means that of the call
   */
  up(connector: string, at: Instant): boolean;
}

export interface ContextUse<Doc> {
  readonly type: ContextType;
  /** Which scopes of it the document depends on; without it any. */
  readonly scope?: (doc: Doc) => readonly string[];
}

export type Handler<Doc, Type extends EventType, Parameters> = (
  doc: Doc,
  event: Fact<Type>,
  ctx: Context<Parameters>,
) => void;

/** The answer "this type changes nothing", which is not even called. */
export type Ignored = 'ignored';

/** A fact type that nobody has answered makes the compiler name it. */
export type Handlers<Doc, Parameters> = {
  readonly [T in FactType]: Handler<Doc, T, Parameters> | Ignored;
} & {
  readonly [T in Exclude<EventType, FactType>]?: Handler<Doc, T, Parameters> | Ignored;
};

export type Counters<Parameters> = {
  readonly [T in EventType]?: (event: Fact<T>, ctx: Context<Parameters>) => readonly Contribution[];
};

/** A part of a total: which cell, what to add to its sums, which values to put into its columns. */
export interface Contribution {
  /** The cell. Entries at one cell are added up. */
  readonly at: readonly (string | number)[];
  /** Whole numbers (ms, counts, fixed point); totals are exact whatever their size. */
  readonly add?: Readonly<Record<string, number>>;
  /** Whole numbers whose exact quantiles are wanted. */
  readonly values?: Readonly<Record<string, readonly number[]>>;
}

export type IndexValue = string | number | boolean | null;

/** Absent members are left out. */
export type IndexRow = Readonly<Record<string, IndexValue>>;

/** What began a signal (`begunBy`). */
export interface SignalOnset {
  readonly event: Id;
  /** When that event occurred: an instant in the years 0001 to 9999. */
  readonly since: Instant;
  /** Its party by which it belongs to this key: of the customer's side, the first, as recorded. */
  readonly party?: Id;
  /** The organisation that it belongs to, where it belongs to several and the party alone does not tell which. */
  readonly organisation?: Id;
}

/** Something that somebody should look at, as long as its document says so. Projection, kind and onset make its id. */
export interface Signal extends SignalOnset {
  readonly kind: string;
  readonly severity: Severity;
  /** What tells it from others of its kind that the same event began: a target, for example. It is a part of its id. */
  readonly about?: string;
  /** Whatever else the inbox shows of it. */
  readonly [member: string]: IndexValue | undefined;
}
