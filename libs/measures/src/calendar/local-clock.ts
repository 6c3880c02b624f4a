import { firstInstant, lastInstant, type Instant } from '#core/time.js';
import { checkZone, dayMs, offsetMsAt } from '#core/zones.js';
import type { RunningClock } from './running-clock.js';

/** A part of a local day in which a clock runs: wall-clock ms since midnight, and ms that it runs in a ms. */
export interface RunningPart {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rate: number;
}

/** UTC days that are worked out together, and how many such blocks are remembered: about 560 years. */
const blockDays = 512;
const blockMs = blockDays * dayMs;
const blocksRemembered = 400;

/** `instantAfter` looks no further ahead than 200 years, and no further than 14 in which the clock never runs. */
const blocksAhead = Math.ceil((200 * 365.25) / blockDays);
const idleBlocks = Math.ceil((14 * 365.25) / blockDays);

/** The times of one block in which the clock runs, in order, each with how much it ran in the block before. */
interface Spans {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly rate: Float64Array;
  readonly ranBefore: Float64Array;
  readonly total: number;
}

/**
 * A clock that the local wall clock of a zone drives: it runs at an instant when the local date and time lie in a part of
 * that date. So it runs twice through an hour that the clocks show twice, and never through one that they skip.
 *
 * Where the offset of the zone is constant, local time is UTC moved by it, and the parts of local days become spans of
 * UTC. They are worked out for a block of days at the first question and remembered with running sums: a question costs
 * two binary searches, however long the interval is.
 */
export class LocalClock implements RunningClock {
  readonly #zone: string;
  readonly #partsOf: (localDay: number) => readonly RunningPart[];
  readonly #blocks = new Map<number, Spans>();
  /** How much it runs in each block: kept for all, because a date such as 9999-12-31 stands for "never" in many sources. */
  readonly #totals = new Map<number, number>();

  /**
   * @param partsOf the parts of a local day, given by its number since 1970-01-01: in order, not overlapping
   * @throws LedgerError `invalid` when there is no such zone
   */
  constructor(zone: string, partsOf: (localDay: number) => readonly RunningPart[]) {
    checkZone(zone);
    this.#zone = zone;
    this.#partsOf = partsOf;
  }

  msBetween(from: Instant, to: Instant): number {
    if (!(to > from)) return 0;
    const [start, end] = [within(from), within(to)];
    const [first, last] = [blockOf(start), blockOf(end)];
    let ran = ranUntil(this.#spansOf(last), end) - ranUntil(this.#spansOf(first), start);
    for (let block = first; block < last; block++) ran += this.#totals.get(block) ?? this.#spansOf(block).total;
    return ran;
  }

  instantAfter(from: Instant, ms: number): Instant | undefined {
    if (!(ms >= 0) || !(from >= firstInstant && from <= lastInstant)) return undefined;
    if (ms === 0) return from;
    const first = blockOf(from);
    const last = Math.min(first + blocksAhead, blockOf(lastInstant));
    let left = ms + ranUntil(this.#spansOf(first), from);
    let idle = 0;
    for (let block = first; block <= last; block++) {
      const spans = this.#spansOf(block);
      if (left <= spans.total) return this.#reached(spans, left, from, ms);
      left -= spans.total;
      idle = spans.total > 0 ? 0 : idle + 1;
      if (idle > idleBlocks) return undefined;
    }
    return undefined;
  }

  isRunning(at: Instant): boolean {
    if (!(at >= firstInstant && at <= lastInstant)) return false;
    const spans = this.#spansOf(blockOf(at));
    const index = lastAtOrBelow(spans.from, at);
    return index >= 0 && at < spans.to[index]!;
  }

  /** Where in a block the clock has run for `target`, counted from the start of the block. */
  #reached(spans: Spans, target: number, from: Instant, ms: number): Instant | undefined {
    // The last span that begins before the target is reached.
    let index = lastAtOrBelow(spans.ranBefore, target);
    while (index > 0 && spans.ranBefore[index]! >= target) index--;
    let at = spans.from[index]! + Math.ceil((target - spans.ranBefore[index]!) / spans.rate[index]!);
    // Sums of rates that are no whole numbers are rounded: who asks at this instant should find the time passed.
    if (this.isRunning(at) && this.msBetween(from, at) < ms) at++;
    return at > lastInstant ? undefined : at;
  }

  #spansOf(block: number): Spans {
    let spans = this.#blocks.get(block);
    if (spans === undefined) {
      spans = this.#workedOut(block);
      if (this.#blocks.size >= blocksRemembered) this.#blocks.clear();
      this.#blocks.set(block, spans);
      this.#totals.set(block, spans.total);
    }
    return spans;
  }

  #workedOut(block: number): Spans {
    const [from, to, rate, ranBefore]: [number[], number[], number[], number[]] = [[], [], [], []];
    let total = 0;
    for (const piece of piecesOfConstantOffset(this.#zone, block * blockMs, (block + 1) * blockMs)) {
      const lastDay = Math.floor((piece.to - 1 + piece.offsetMs) / dayMs);
      for (let day = Math.floor((piece.from + piece.offsetMs) / dayMs); day <= lastDay; day++) {
        const midnight = day * dayMs - piece.offsetMs;
        for (const part of this.#partsOf(day)) {
          const start = Math.max(midnight + part.fromMs, piece.from);
          const end = Math.min(midnight + part.toMs, piece.to);
          if (end <= start || !(part.rate > 0)) continue;
          from.push(start);
          to.push(end);
          rate.push(part.rate);
          ranBefore.push(total);
          total += (end - start) * part.rate;
        }
      }
    }
    const packed = [from, to, rate, ranBefore].map((column) => Float64Array.from(column));
    return { from: packed[0]!, to: packed[1]!, rate: packed[2]!, ranBefore: packed[3]!, total };
  }
}

const blockOf = (instant: Instant): number => Math.floor(instant / blockMs);

/** Instants beyond the years that there are count as the first or last of them. */
const within = (instant: Instant): Instant => Math.min(Math.max(instant, firstInstant), lastInstant);

/** How much the clock ran from the start of a block to an instant in it. */
function ranUntil(spans: Spans, instant: Instant): number {
  const index = lastAtOrBelow(spans.from, instant);
  if (index < 0) return 0;
  return spans.ranBefore[index]! + (Math.min(instant, spans.to[index]!) - spans.from[index]!) * spans.rate[index]!;
}

/** Index of the last value not above `limit` in an ascending list; −1 when all are above. */
function lastAtOrBelow(values: Float64Array, limit: number): number {
  let [below, above] = [-1, values.length];
  while (above - below > 1) {
    const middle = (below + above) >>> 1;
    if (values[middle]! <= limit) below = middle;
    else above = middle;
  }
  return below;
}

/** Between these the offset is asked every day; outside, where at most a summer time comes and goes, every 32 days. */
const dailyFrom = Date.UTC(1800);
const dailyTo = Date.UTC(2100);

function* piecesOfConstantOffset(
  zone: string,
  from: Instant,
  to: Instant,
): Generator<{ readonly from: Instant; readonly to: Instant; readonly offsetMs: number }> {
  const step = to <= dailyFrom || from >= dailyTo ? 32 * dayMs : dayMs;
  let begun = from;
  let offsetMs = offsetMsAt(zone, from);
  for (let at = from; at < to;) {
    const next = Math.min(at + step, to);
    // A change at the very end belongs to the next block.
    const offsetThen = next === to ? offsetMsAt(zone, to - 1) : offsetMsAt(zone, next);
    if (offsetThen !== offsetMs) {
      const change = changeOfOffset(zone, at, next, offsetMs);
      yield { from: begun, to: change, offsetMs };
      begun = change;
      offsetMs = offsetMsAt(zone, change);
    }
    at = offsetThen === offsetMs ? next : begun;
  }
  yield { from: begun, to, offsetMs };
}

/** The first instant after `at` with another offset than `offsetMs`; by `until` there is one. */
function changeOfOffset(zone: string, at: Instant, until: Instant, offsetMs: number): Instant {
  let [before, after] = [at, until];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetMsAt(zone, middle) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}
