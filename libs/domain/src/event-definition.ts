import type { Constructor } from './fields.js';

/**
 * The four kinds of event (what each means to a fold is in the engine): facts are folded; amendments change which facts
 * a fold sees; context is read beside the facts; permissions decide what may be shown at all.
 */
export type Kind = 'fact' | 'amendment' | 'context' | 'permission';

/**
 * Which stream a type is appended to. `matter`: `process-<case>` with a case, else `party-<id>` of its matter's first
 * customer-side party, else `object-<id>` of the first object that it concerns, else `import-<id>`. `party`: `party-<id>` of
 * whom it is about. `object`: `object-<id>` of the thing that it is about. `target`: the stream of the event that it is about.
 */
export type StreamRule = 'matter' | 'party' | 'object' | 'target' | 'import' | 'feed' | `policy-${string}`;

/** Whose act it is; `by-direction` looks at `data.direction`, `by-opener` at who opened the case. */
export type ActRule = 'theirs' | 'ours' | 'both' | 'nobody' | 'by-direction' | 'by-opener';

/** Turns data of version n into data of version n + 1. Pure; the input is frozen. */
export type Upcaster = (data: never) => object;

/** Everything that is to be known about one event type. */
export interface EventDefinition<Data extends object = object, K extends Kind = Kind> {
  /** First sentence of the docstring of the data class. */
  readonly description: string;
  readonly data: Constructor<Data>;
  readonly kind: K;
  /** The newest version of the shape of `data`; older ones are turned into it when read. */
  readonly schemaVersion: number;
  readonly stream: StreamRule;
  readonly acts: ActRule;
  /** Whether it may come from outside as a touchpoint; others are made by commands and by the program itself. */
  readonly captured: boolean;
  /** Whether the record must say from when on it is valid. */
  readonly effectiveFrom: boolean;
  /** The field of `data` that says for which part of the business it is valid (a segment, a calendar); else for all. */
  readonly scope?: string;
  /** Roles that must be among the parties: without them the event says nothing. */
  readonly roles: readonly string[];
  /** Fields that are personal: they go to the sealed part, never to `data`. Fields that no vocabulary names do too. */
  readonly personal: readonly string[];
  /** Valid data of the newest version. */
  readonly example: Data;
  /** Invalid data, and the field that the refusal must name. */
  readonly broken: { readonly data: object; readonly field: string };
  /** Shapes before the newest, oldest first: version 1 at index 0, each with its step to the next. */
  readonly earlier: readonly { readonly data: Constructor; readonly example: object; readonly upcast: Upcaster }[];
}

type FamilyDefaults = Pick<EventDefinition, 'stream' | 'captured'> & { readonly personal?: readonly string[] };

/** What a family file says of one type; the rest comes from the family's defaults. */
export type EventDetails<Data extends object> = Pick<EventDefinition<Data>, 'description' | 'example' | 'broken'> &
  Partial<
    Pick<
      EventDefinition<Data>,
      'stream' | 'acts' | 'captured' | 'effectiveFrom' | 'scope' | 'roles' | 'personal' | 'earlier'
    >
  >;

type Entry<Data extends object, K extends Kind> = EventDetails<Data> & {
  readonly data: Constructor<Data>;
  readonly kind: K;
};

const entryOf =
  <K extends Kind>(kind: K) =>
  <Data extends object>(data: Constructor<Data>, details: EventDetails<Data>): Entry<Data, K> => ({
    ...details,
    data,
    kind,
  });

export const fact = entryOf('fact');
export const amendment = entryOf('amendment');
export const context = entryOf('context');
export const permission = entryOf('permission');

type Family<Entries> = {
  readonly [T in keyof Entries]: Entries[T] extends Entry<infer Data, infer K> ? EventDefinition<Data, K> : never;
};

// oxlint-disable-next-line no-explicit-any -- entries of every data class are meant
export type AnyEntries = Readonly<Record<string, Entry<any, Kind>>>;

/** Completes the entries of one family with its defaults. The names of the types are the keys. */
export function defineFamily<const Entries extends AnyEntries>(
  defaults: FamilyDefaults,
  entries: Entries,
): Family<Entries> {
  const complete = Object.entries(entries).map(([type, entry]) => {
    const definition: EventDefinition = {
      ...entry,
      stream: entry.stream ?? defaults.stream,
      captured: entry.captured ?? defaults.captured,
      acts: entry.acts ?? 'nobody',
      effectiveFrom: entry.effectiveFrom ?? false,
      roles: entry.roles ?? [],
      personal: [...(defaults.personal ?? []), ...(entry.personal ?? [])],
      earlier: entry.earlier ?? [],
      schemaVersion: (entry.earlier?.length ?? 0) + 1,
    };
    return [type, Object.freeze(definition)] as const;
  });
  return Object.freeze(Object.fromEntries(complete)) as Family<Entries>;
}
