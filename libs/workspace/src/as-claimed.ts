import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import type { Moment } from '#projections/as-of.js';
import { ClaimedMirror } from '#projections/claimed-mirror.js';
import { Visibility } from '#projections/visibility.js';
import type { OpenedMirror } from '#event-store/embedded/open.js';
import { amendmentsOf, knowAmendments } from './amendments.js';
import { instantOf, momentOf } from './moment.js';
import type { ClaimedMomentQuery } from './tend.js';
import type { Workspace } from './workspace.js';

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
export function askedOf(workspace: Workspace, query: ClaimedMomentQuery): Asked {
  const { asClaimed = false, ...moment } = query;
  if (!asClaimed) return { workspace, moment: momentOf(workspace, moment) };
  if (query.knownBy === undefined) {
    const message = 'needs knownBy: by when the sources claim to have known it';
    throw new LedgerError('invalid', `asClaimed ${message}.`, { violations: [{ field: 'asClaimed', message }] });
  }
  const by = instantOf(workspace, 'knownBy', query.knownBy);
  const asOf = query.asOf === undefined ? by : instantOf(workspace, 'asOf', query.asOf);
  const ledger = claimedLedger(workspace, by);
  return { workspace: { ...workspace, ledger }, moment: { asOf, known: ledger.head().sequence, isClaimed: true } };
}

/** Nobody follows a ledger of the past, and whoever opened the one of today closes it. */
class ClaimedLedger extends ClaimedMirror implements Pick<OpenedMirror, 'subscribe' | 'close'> {
  constructor(
    private readonly whole: OpenedMirror,
    by: Instant,
  ) {
    super(whole, by);
  }

  subscribe(options: Parameters<OpenedMirror['subscribe']>[0]): ReturnType<OpenedMirror['subscribe']> {
    return this.whole.subscribe(options);
  }

  async close(): Promise<void> {}
}

function claimedLedger({ ledger }: Workspace, by: Instant): ClaimedLedger {
  const claimed = new ClaimedLedger(ledger, by);
  const { visibility, book } = amendmentsOf(ledger);
  knowAmendments(claimed, { visibility: new Visibility(claimed, visibility.permissions), book });
  return claimed;
}
