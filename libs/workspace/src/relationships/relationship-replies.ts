import { formatInstant } from '#core/time.js';
import type { RepliesDocument } from '#read-models/replies-document.js';
import type { ReplyCurve } from '#read-models/replies.projection.js';
import { countText, eventIds, joined, type StandingPresentation } from './standing-presentation.js';
import type { RepliesPart, ReplyTimes } from './standing-answers.js';

/** What the view of `replies` says. */
export interface RepliesView {
  readonly first: ReplyCurve;
  readonly next: ReplyCurve;
  readonly waiting: readonly {
    readonly which: string;
    readonly channel: string;
    readonly from: number;
    readonly waitedMs: number;
  }[];
}

const listedMost = 20;

/** How long they wait for us. @returns undefined where nobody ever waited */
export function repliesPart(
  doc: RepliesDocument,
  view: RepliesView,
  { zone }: StandingPresentation,
): RepliesPart | undefined {
  const { first, next, waiting } = view;
  if (first.n + next.n + waiting.length === 0) return undefined;
  // The view lists open waits in the order of the conversations of the document.
  const open = doc.conversations.flatMap((one) => one.open ?? []);
  const waits = waiting
    .map((wait, at) => ({ ...wait, late: open[at]?.late ?? false, event: open[at]?.onset.event }))
    .sort((a, b) => a.from - b.from);
  const rows = waits.slice(0, listedMost).map(({ which, channel, from, waitedMs, late, event }) => ({
    which,
    channel,
    from: formatInstant(from, zone),
    waitedSeconds: waitedMs / 1000,
    late,
    evidence: eventIds(event),
  }));
  const times = { first: timesOf(first), next: timesOf(next) };
  return {
    ...times,
    waiting: rows,
    sentence: joined([
      first.n > 0 && `first reply ${timesText(times.first)}`,
      next.n > 0 && `further replies ${timesText(times.next)}`,
      waiting.length > 0 &&
        `${countText(waiting.length, 'message')} waiting now, ${waits.filter(({ late }) => late).length} late`,
    ]),
  };
}

function timesOf({ n, medianMs, neverAnswered }: ReplyCurve): ReplyTimes {
  return { n, medianSeconds: medianMs === null ? null : medianMs / 1000, neverAnswered };
}

function timesText({ n, medianSeconds, neverAnswered }: ReplyTimes): string {
  const median =
    medianSeconds === null
      ? `median not reached among ${n}`
      : `within ${hours(medianSeconds)} of opening time in half of ${n}`;
  const never = neverAnswered === null || neverAnswered === 0 ? '' : `, ${Math.round(100 * neverAnswered)} % never`;
  return `${median}${never}`;
}

function hours(seconds: number): string {
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}
