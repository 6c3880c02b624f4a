import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { forgetBreaches } from './breaches.js';
import { passContracts } from './contracts.js';
import { cadenceDueAt } from './our-watch.js';
import { isDown, isGrave, type PhaseEntry, type PhaseMatch } from './phase.js';
import { declineEndsAt, downRows, upRows, type PhaseRow } from './phase-table.js';
import { historyMax, type Comeback, type TrajectoryState, type TrajectoryTerms } from './trajectory-state.js';

/** What an act of theirs was beside a contact: counted before it, and whether it ended a silence that was an alarm. */
export interface ActBefore {
  readonly contactDays: number;
  readonly initiatedDays: number;
  /** How many times as long as its alarm took the silence was that it ended; undefined: it ended none. */
  readonly endedSilence: number | undefined;
}

/**
 * Asks the table which phase it is at an instant, and enters it unless the phase before has to be kept for its dwell time.
 * Changes the state in place.
 * @param before of an act of theirs that came now
 */
export function settle(state: TrajectoryState, at: Instant, terms: TrajectoryTerms, before?: ActBefore): void {
  passWhatEnds(state, at, terms);
  let wanted = firstMatch(downRows, state, at, terms);
  if (wanted !== undefined) state.comeback = null;
  else {
    if (state.comeback === null) state.comeback = comebackOf(state, at, before);
    wanted = firstMatch(upRows, state, at, terms)!;
  }
  enter(state, wanted, at, terms);
  const { phase } = state;
  if (!isDown(phase) && phase.phase !== 'recovery') state.comeback = null;
  state.at = at;
}

function firstMatch(
  rows: readonly PhaseRow[],
  state: TrajectoryState,
  at: Instant,
  terms: TrajectoryTerms,
): PhaseMatch | undefined {
  for (const { match } of rows) {
    const found = match(state, at, terms);
    if (found !== undefined) return found;
  }
  return undefined;
}

function passWhatEnds(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): void {
  const { rules, cadenceDays } = terms;
  if (state.contracts.running.length > 0) passContracts(state.contracts, at, rules.contractGraceDays);
  if (state.breaches.length > 0) state.breaches = forgetBreaches(state.breaches, at, rules.breachDays * dayMs);
  if (at >= (declineEndsAt(state, terms) ?? Infinity)) state.decline = null;
  const missed = (cadenceDueAt(state.ours, state.theirFirst, cadenceDays) ?? Infinity) <= at;
  if (!missed) state.ours.missedAt = null;
  else state.ours.missedAt ??= at;
  const triedForLong = (outreachDueAt(state, terms) ?? Infinity) <= at;
  if (!triedForLong) state.unansweredAt = null;
  else state.unansweredAt ??= at;
}

/** When so many tries over so long count as unanswered; undefined once they have acted. */
export function outreachDueAt({ contact, ourFirst }: TrajectoryState, { rules }: TrajectoryTerms): Instant | undefined {
  if (ourFirst === null || contact.theirs.days.count > 0) return undefined;
  if (contact.ours.days.count < rules.outreachContactDays) return undefined;
  return ourFirst.since + rules.outreachDays * dayMs;
}

/**
 * What was wrong is over: they came back, or what ended the relationship or broke its trust is undone. A decline that is
 * over was over for some contact-days already, and an alarm that another rule takes back was none: neither needs any.
 */
function comebackOf(state: TrajectoryState, at: Instant, before: ActBefore | undefined): Comeback | null {
  const { phase, contact, rhythm } = state;
  if (!isDown(phase)) return null;
  const ended = before?.endedSilence;
  if (!isGrave(phase) && ended === undefined) return null;
  return {
    since: at,
    begun: before === undefined ? null : rhythm.latest,
    contactDays: before?.contactDays ?? contact.theirs.days.count,
    initiatedDays: before?.initiatedDays ?? contact.initiated.count,
    ratio: isGrave(phase) ? null : ended!,
  };
}

function enter(state: TrajectoryState, wanted: PhaseMatch, at: Instant, { rules }: TrajectoryTerms): void {
  const { phase } = state;
  state.dwelling = false;
  if (state.at === null) state.phase = entryOf(wanted, at);
  if (state.at === null || (wanted.phase === phase.phase && wanted.cause === phase.cause)) return;
  // Outreach is no phase of a relationship that would have to last, and what is grave does not wait.
  const waits = !isGrave(wanted) && phase.phase !== 'outreach';
  if (waits && at < phase.detectedAt + rules.dwellDays * dayMs) {
    state.dwelling = true;
    return;
  }
  state.history.push(phase);
  if (state.history.length > historyMax) {
    state.history.shift();
    state.dropped++;
  }
  state.phase = entryOf(wanted, at);
}

function entryOf({ phase, cause, reason, onset, begun, evidence }: PhaseMatch, at: Instant): PhaseEntry {
  // What begins in the future began at the latest now: clocks of sources differ.
  return { phase, cause, reason, onset: Math.min(onset, at), detectedAt: at, begun, evidence };
}
