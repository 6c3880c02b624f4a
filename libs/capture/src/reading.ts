import type { LedgerErrorCode } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import type { RawXesEvent } from './xes/xes-attributes.js';

/**
 * What a reader of a format makes of one row, trace event or JSON line: a draft of a touchpoint, or a refusal that says
 * where and why. A refusal never ends a reading; what makes the rest of a file unreadable is thrown as a `LedgerError`.
 */
export type Reading = DraftReading | RefusedReading;

/** The row as it stood in the file, so that a refused one can be corrected: cells, the text of a line, or an event. */
export type Raw = readonly string[] | string | RawXesEvent | RawOcel;

/** An object or event of an object-centric log as it is written there, and where it stands in its list, 0-based. */
export interface RawOcel {
  readonly list: 'objects' | 'events';
  readonly index: number;
  readonly text: string;
}

export interface DraftReading {
  readonly kind: 'draft';
  readonly draft: TouchpointDraft;
  /** 1-based line of the file at which it begins; of a batch over HTTP the 1-based index. */
  readonly line: number;
  readonly raw?: Raw;
  /** How many characters it holds, when `raw` is not all of it. */
  readonly chars?: number;
  /** What a ledger wrote about one of its own events when it exported it (`cloudevents.ts`). */
  readonly recorded?: RecordedOrigin;
  /** The source that the event itself names; without one, the dataset of the import. */
  readonly dataset?: string;
  /** Its place in the file of its source, 0-based; a rejects file says it. */
  readonly place?: number;
}

export interface RefusedReading {
  readonly kind: 'refused';
  readonly line: number;
  /** The column, attribute or field that is to blame. */
  readonly column?: string;
  readonly code: LedgerErrorCode;
  /** Names columns and rules, never values: it may be logged. */
  readonly reason: string;
  readonly raw?: Raw;
  /** Its place in the file of its source, 0-based; a rejects file says it. */
  readonly place?: number;
}

/** The ids that an event was recorded under: they count only in the ledger of that organisation. */
export interface RecordedOrigin {
  readonly organisation: Id;
  readonly id: Id;
  readonly actor: string;
  readonly parties: readonly Id[];
  readonly case?: Id;
  readonly onBehalfOf?: Id;
}

/** The readings of a file, some at a time: as many as one piece of its bytes held. */
export type Readings = AsyncIterable<readonly Reading[]>;

/** A refusal of one row. */
export function refuse(
  line: number,
  reason: string,
  details: { column?: string | undefined; raw?: Raw | undefined; code?: LedgerErrorCode } = {},
): RefusedReading {
  const { column, raw, code = 'invalid' } = details;
  return {
    kind: 'refused',
    line,
    code,
    reason,
    ...(column === undefined ? undefined : { column }),
    ...(raw === undefined ? undefined : { raw }),
  };
}
