import type { Instant } from '#core/time.js';
import type { Side } from '#core/record.js';

/**
 * What a reader of a format yields: one touchpoint in the words of its source, before identifiers become ids and
 * before anything is sealed. It lives in memory only; nothing of it is stored as it is.
 */
export interface TouchpointDraft {
  readonly type: string;
  readonly schemaVersion?: number;
  /** The id that the source gives it; without one, what it is recognised by (`identity`). */
  readonly externalId?: string;
  /** Values of the mapping's identity columns, in order; used when there is no external id. */
  readonly identity?: readonly string[];
  /** Tells several events of one row apart. */
  readonly part?: string;
  readonly occurredAt: OccurredTime;
  /** Line, row or index in the file or batch, 0-based: the low half of the ordinal. */
  readonly position: number;
  readonly sourceRecordedAt?: Instant;
  readonly effectiveFrom?: Instant;
  /** Who did it; without one, the connector. */
  readonly actor?: DraftParty;
  readonly onBehalfOf?: DraftParty;
  readonly authority?: string;
  readonly reasonCode?: string;
  readonly parties: readonly DraftParty[];
  readonly process?: {
    readonly definition: string;
    /** The case number of the source: becomes a keyed id; the number itself is personal. */
    readonly case: string;
    readonly activity: string;
    readonly lifecycle?: string;
  };
  readonly matter?: string;
  readonly thread?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Nothing personal; shape by type. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The objects that it concerns: become `data.objects`, under ids as opaque as those of cases. */
  readonly objects?: readonly DraftObject[];
  /** Further fields of `data` that name another event (the order that was delivered), as its source names it. */
  readonly references?: Readonly<Record<string, EventReference>>;
  /** Everything personal: unmapped columns, texts, external ids. Sealed before it is stored. */
  readonly personal: Readonly<Record<string, unknown>>;
}

/** A thing that a touchpoint concerns, in the words of its source. */
export interface DraftObject {
  readonly type: string;
  /** What the source calls it: becomes a keyed id; the name itself is personal. */
  readonly id: string;
  readonly qualifier?: string;
}

/** Another event by the id that its source gives it: becomes the id that it has here, whichever of the two comes first. */
export interface EventReference {
  /** What is named; an event where nothing is said. */
  readonly kind?: 'event' | 'object';
  readonly externalId: string;
  /** The dataset that it is of, where that is another one. */
  readonly dataset?: string;
  /** Which of several events of one row it is. */
  readonly part?: string;
}

/** A point in time as a source gives it. */
export interface OccurredTime {
  readonly instant: Instant;
  /** Nanoseconds within the millisecond, 0–999,999. */
  readonly nanos: number;
  /** As the source wrote it. */
  readonly text: string;
}

/** A party in the words of the source. The first identifier also is its name unless `name` is given. */
export interface DraftParty {
  readonly kind: 'person' | 'organisation';
  readonly identifiers: readonly Identifier[];
  readonly name?: string;
  readonly role: string;
  readonly side: Side;
}

/**
 * What a source calls a party. `email` and `phone` mean the same everywhere; every other scheme (`name`, `id` …) only
 * within `dataset`, because "Value 7" of two files are two things.
 */
export interface Identifier {
  readonly scheme: string;
  readonly value: string;
}
