import { FixedOffsetZone, IANAZone } from 'luxon';
import type { Zone } from 'luxon';
import { LedgerError } from './errors.js';
import type { Instant } from './instant.js';

export const dayMs = 86_400_000;

/** Days remembered a zone: 270 years of them, then the memory begins anew. */
const daysRemembered = 100_000;

/**
 * Offsets of one zone. Asking the system's time-zone data costs microseconds, so the offset of each UTC day is
 * remembered: it is asked at both ends of the day, and only days on which it changes are asked again every time.
 */
class ZoneOffsets {
  readonly #zone: Zone;
  readonly #days = new Map<number, number | 'changes'>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** Local time minus UTC at an instant, in ms. */
  at(instant: Instant): number {
    const day = Math.floor(instant / dayMs);
    let known = this.#days.get(day);
    if (known === undefined) {
      const start = this.#ask(day * dayMs);
      known = start === this.#ask((day + 1) * dayMs - 1) ? start : 'changes';
      if (this.#days.size >= daysRemembered) this.#days.clear();
      this.#days.set(day, known);
    }
    return known === 'changes' ? this.#ask(instant) : known;
  }

  #ask(instant: Instant): number {
    return Math.round(this.#zone.offset(instant) * 60_000);
  }
}

const zones = new Map<string, ZoneOffsets>();

/**
 * Local time minus UTC, in ms, in a zone at an instant.
 * @param zone an IANA name, `UTC`, or a fixed offset such as `+02:00`
 * @throws LedgerError `invalid` when there is no such zone
 */
export function offsetMsAt(zone: string, instant: Instant): number {
  return offsetsOf(zone).at(instant);
}

/** @throws LedgerError `invalid` when there is no such zone */
export function checkZone(zone: string): void {
  offsetsOf(zone);
}

function offsetsOf(name: string): ZoneOffsets {
  const known = zones.get(name);
  if (known) return known;
  const fixed = /^[+-]\d\d:?\d\d$/.test(name) ? FixedOffsetZone.parseSpecifier(`UTC${name}`) : null;
  const zone = fixed ?? (IANAZone.isValidZone(name) ? IANAZone.create(name) : undefined);
  if (zone === undefined) throw new LedgerError('invalid', `There is no time zone "${name.slice(0, 64)}".`);
  const made = new ZoneOffsets(zone);
  zones.set(name, made);
  return made;
}

/**
 * The instant of a local time, given as if it were UTC. Like Temporal's "compatible": a time that the clocks skip is
 * read with the offset before the change (so it comes out as much later as the gap is long), of a time that they show
 * twice the first is meant.
 */
export function instantOfLocal(localMs: number, zone: string): Instant {
  const offsets = offsetsOf(zone);
  // No zone is further from UTC than a day, so these two are the offsets before and after any change nearby.
  const before = offsets.at(localMs - dayMs);
  const after = offsets.at(localMs + dayMs);
  const first = localMs - before;
  if (before === after || offsets.at(first) === before) return first;
  const second = localMs - after;
  return offsets.at(second) === after ? second : first;
}
