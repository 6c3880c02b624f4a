import { LedgerError } from '#core/errors.js';
import { dayOf, endOfDay, parseTimestamp, type Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import type { Moment } from '#projections/queries/as-of.js';
import { momentOfCursor } from './list-cursor.js';
import type { ClaimedMomentQuery } from '../tend.js';
import type { Workspace } from '../workspace.js';

/** A question about a moment, of which a page may have been answered already. */
export type PagedMoment = ClaimedMomentQuery & { readonly after?: string };

/**
 * The moment that is asked for; undefined when none is: the head. A further page is of the moment of the first.
 * @throws LedgerError `invalid` for what is no time, or lies in the future, and for what is told of one relationship alone
 */
export function momentOf(workspace: Workspace, query: PagedMoment): Moment | undefined {
  const { asOf, knownBy, asClaimed } = query;
  if (asClaimed === true) throw refusedAsClaimed();
  if (asOf === undefined && knownBy === undefined) return undefined;
  const begun = begunAt(workspace, query);
  if (begun !== undefined && begun.claimedBy === undefined) return begun;
  const known = knownBy === undefined ? undefined : instantOf(workspace, 'knownBy', knownBy);
  return {
    asOf: asOf === undefined ? known! : instantOf(workspace, 'asOf', asOf),
    known: known === undefined ? workspace.ledger.head().sequence : lastKnownBy(workspace, known),
  };
}

/** The moment of the page that a cursor is of, as far as there was one; whether it is of this question the list finds. */
export function begunAt({ ledger, clock }: Workspace, { after }: PagedMoment): Moment | undefined {
  const begun = after === undefined ? undefined : momentOfCursor(after);
  const isPast = begun !== undefined && begun.asOf <= clock.now() && begun.known <= ledger.head().sequence;
  return isPast ? begun : undefined;
}

const unitMs = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** What a person means by a day, and by now. */
type Dated = { readonly directory: Pick<Workspace['directory'], 'zone'> } & Pick<Workspace, 'clock'>;

/** An instant as a person gives it. @throws LedgerError `invalid` for what is no time, or lies in the future */
export function instantOf({ directory, clock }: Dated, field: string, text: string): Instant {
  const { zone } = directory;
  const now = clock.now();
  const ago = /^-(\d{1,6})([hdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs];
  let instant: Instant;
  try {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
    // Today is not over: it means now.
    instant =
      isDay && text === dayOf(now, zone) ? now : isDay ? endOfDay(text, zone) : parseTimestamp(text, { zone }).instant;
  } catch (error) {
    throw refused(field, error instanceof LedgerError ? error.message : String(error));
  }
  if (instant <= now) return instant;
  throw refused(field, `“${text}” lies in the future.`);
}

function refusedAsClaimed(): LedgerError {
  const message = 'is answered for one relationship and its timeline alone';
  return new LedgerError('invalid', `asClaimed ${message}: lists and totals are of what was recorded by then.`, {
    violations: [{ field: 'asClaimed', message }],
    hint: 'Ask for a relationship: tend relationship NAME --known-by T --as-claimed.',
  });
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', message, {
    violations: [{ field, message }],
    hint: 'Give a time such as 2026-03-01T09:30:00+01:00, a date, or -30d.',
  });
}

/** The longest prefix of the ledger whose recordedAt, which never goes back, is not after an instant (engine.md §3). */
export function lastKnownBy({ ledger }: { readonly ledger: Pick<Mirror, 'head' | 'at'> }, instant: Instant): number {
  let [known, unknown] = [0, ledger.head().sequence + 1];
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2);
    if (ledger.at(middle)!.recordedAt <= instant) known = middle;
    else unknown = middle;
  }
  return known;
}
