import type { RecordedEvent } from '#core/record.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import { actSides } from '#domain/acts.js';
import { inPieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import { trajectory } from '#read-models/trajectory.projection.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { takeEventsOfRelationship } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** So many events are looked at, the latest first. */
const eventsMost = 5_000;
/** Habits are those of so many latest acts. */
const actsMost = 500;

/** An act of theirs, by its local time, or one of ours that may have mended something. */
export interface HabitAct {
  /** ISO 8601 with the offset of the workspace's zone. */
  readonly at: string;
  readonly channel?: string;
}

export interface Mending {
  readonly event: Id;
  readonly type: string;
  readonly at: Instant;
}

export interface ContactHabits {
  /** Latest first. */
  readonly acts: readonly HabitAct[];
  /** What of ours may have helped when something was wrong, latest first. */
  readonly mendings: readonly Mending[];
  /** The event by which each person was last in exchange, of those who were asked for. */
  readonly exchanges: ReadonlyMap<Id, Id>;
}

/** Acts of ours that make something good, or are more than a message. */
const mending: ReadonlySet<string> = new Set([
  'ApologyMade',
  'CompensationGiven',
  'PromiseKept',
  'CaseResolved',
  'VisitMade',
  'MeetingHeld',
  'CallHeld',
]);

/**
 * When and by what they are in touch, read from the events: documents do not keep it. What may not be analysed is left out,
 * as `trajectory` leaves it out.
 * @param exchanges when each person was last in a two-way exchange
 */
export async function contactHabitsOf(
  workspace: Workspace,
  id: Id,
  moment: Moment | undefined,
  exchanges: ReadonlyMap<Id, Instant>,
  { signal }: Work = {},
): Promise<ContactHabits> {
  const { ledger, directory } = workspace;
  const { given } = permittedNow(workspace, trajectory.purpose);
  const { visibility } = amendmentsOf(ledger);
  const known = moment?.known ?? ledger.head().sequence;
  const last = Number.MAX_SAFE_INTEGER;
  const until = { occurredAt: moment?.asOf ?? workspace.clock.now(), ordinal: last, sequence: last };
  const acts: HabitAct[] = [];
  const mendings: Mending[] = [];
  const found = new Map<Id, Id>();
  let looked = 0;
  const take = (event: RecordedEvent): boolean => {
    if (++looked > eventsMost) return false;
    const told = visibility.isHidden(event, known) ? undefined : given(event);
    if (told === undefined) return true;
    const { occurredAt, type, parties } = told;
    const sides = actSides(told);
    if (sides.size > 0)
      for (const { id: party } of parties)
        if (!found.has(party) && occurredAt <= (exchanges.get(party) ?? -Infinity)) found.set(party, event.id);
    if (sides.has('theirs') && acts.length < actsMost) {
      const { channel } = told.data as { channel?: string };
      const at = formatInstant(occurredAt, directory.zone);
      acts.push(channel === undefined ? { at } : { at, channel });
    }
    if (mending.has(type) && (sides.has('ours') || type === 'CaseResolved'))
      mendings.push({ event: event.id, type, at: occurredAt });
    return true;
  };
  const range = { known, direction: 'backwards', after: until } as const;
  await inPieces(takeEventsOfRelationship(workspace, id, range, take), { signal, piecesPerLook: 1 });
  return { acts, mendings, exchanges: found };
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** Fewer acts have no habit. */
const fewestActs = 4;

/**
 * “email (83 %), phone (17 %); mostly Tuesday and Thursday; half of it between 9 and 11 o’clock (40 acts of theirs)”. A day
 * is named where twice its share of a seventh falls on it; hours are the middle half, by the hour.
 * @returns undefined for fewer than 4 acts
 */
export function habitsText(acts: readonly HabitAct[]): string | undefined {
  if (acts.length < fewestActs) return undefined;
  const channels = countedBy(acts.flatMap(({ channel }) => channel ?? []));
  const days = countedBy(acts.map(({ at }) => weekdayOf(at))).filter(([, n]) => n * 7 >= 2 * acts.length);
  const hours = acts.map(({ at }) => Number(at.slice(11, 13))).sort((a, b) => a - b);
  const [from, to] = [hours[Math.floor((hours.length - 1) / 4)]!, hours[Math.ceil((3 * (hours.length - 1)) / 4)]!];
  // Sources that know the day alone put all at one time.
  const hasTimes = acts.some(({ at }) => at.slice(11, 19) !== acts[0]!.at.slice(11, 19));
  const n = channels.reduce((sum, [, of]) => sum + of, 0);
  return [
    channels.map(([channel, of]) => `${channel} (${Math.round((100 * of) / n)} %)`).join(', '),
    days.length === 0 ? 'on no day more than on others' : `mostly ${days.map(([day]) => day).join(' and ')}`,
    hasTimes ? `half of it between ${from} and ${to + 1} o’clock` : '',
    `${acts.length} acts of theirs`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function weekdayOf(iso: string): string {
  return weekdays[new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDay()]!;
}

/** How often each is there, the most first; of equals the first in the alphabet. */
function countedBy(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
