import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { ClaimedMirror } from '#projections/facts/claimed-mirror.js';
import { Visibility } from '#projections/facts/visibility.js';
import type { OpenedMirror } from '#event-store/embedded/open.js';
import { amendmentsOf, knowAmendments } from '../ledger/amendments.js';
import { begunAt, instantOf, momentOf, type PagedMoment } from './moment.js';
import type { ClaimedMomentQuery } from '../tend.js';
import type { Workspace } from '../workspace.js';

/** A moment of one relationship, and the workspace that is read for it. */
export interface Asked {
  readonly workspace: Workspace;
  readonly moment: Moment | undefined;
}

/**
 * What is read for one relationship: the ledger at a moment or, as claimed by its sources (engine.md §3), the part of it
 * that they claim to have known by then. What may be used is asked of the whole ledger and as of now, and rules hold from
 * when they say, whenever they were recorded.
 * @throws LedgerError `invalid`
 */
export function askedOf(workspace: Workspace, query: PagedMoment): Asked {
  const { asClaimed = false, ...moment } = query;
  if (!asClaimed) return { workspace, moment: momentOf(workspace, moment) };
  if (query.knownBy === undefined) {
    const message = 'needs knownBy: by when the sources claim to have known it';
    throw new LedgerError('invalid', `asClaimed ${message}.`, { violations: [{ field: 'asClaimed', message }] });
  }
  const begun = begunAt(workspace, query);
  const claimed = begun?.claimedBy === undefined ? claimedMomentOf(workspace, query, query.knownBy) : begun;
  return { workspace: { ...workspace, ledger: claimedLedger(workspace, claimed) }, moment: claimed };
}

function claimedMomentOf(workspace: Workspace, { asOf }: ClaimedMomentQuery, knownBy: string): Moment {
  const claimedBy = instantOf(workspace, 'knownBy', knownBy);
  const known = workspace.ledger.head().sequence;
  return { asOf: asOf === undefined ? claimedBy : instantOf(workspace, 'asOf', asOf), known, claimedBy };
}

/** Nobody follows a ledger of the past, and whoever opened the one of today closes it. */
class ClaimedLedger extends ClaimedMirror implements OpenedMirror {
  constructor(
    private readonly whole: OpenedMirror,
    by: Instant,
    known: number,
  ) {
    super(whole, by, known);
  }

  subscribe(options: Parameters<OpenedMirror['subscribe']>[0]): ReturnType<OpenedMirror['subscribe']> {
    return this.whole.subscribe(options);
  }

  leaves(first: number, count: number): Buffer {
    return this.whole.leaves(first, count);
  }

  hashTile(level: number, index: number): Buffer | undefined {
    return this.whole.hashTile(level, index);
  }

  async close(): Promise<void> {}
}

function claimedLedger({ ledger }: Workspace, { claimedBy = Infinity, known }: Moment): ClaimedLedger {
  const claimed = new ClaimedLedger(ledger, claimedBy, known);
  const { visibility, book } = amendmentsOf(ledger);
  knowAmendments(claimed, { visibility: new Visibility(claimed, visibility.permissions), book });
  return claimed;
}
