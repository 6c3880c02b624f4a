import type { Id } from '#core/time.js';

/** Exchanges older than this many days no longer count. */
export const breadthDays = 180;
/** More than this share of the exchange-days with one of ours is a risk: what that person knows leaves with them. */
export const knowledgeShareMax = 0.8;
/** Below this many exchange-days a share says nothing. */
export const exchangeDaysMin = 4;

/** Who was in two-way exchanges in the last 180 days: plain JSON, at most 180 days a person of ours. */
export interface BreadthState {
  /** People of theirs with the day of their last exchange. */
  theirs: { readonly id: Id; last: number }[];
  /** People of ours with their days of exchange, ascending. */
  ours: { readonly id: Id; days: number[] }[];
}

/** Stakeholder breadth of a b2b relationship (definitions.md §1.7). */
export interface Breadth {
  /** Distinct people of theirs in two-way exchanges in 180 days. */
  readonly people: readonly Id[];
  /** Exactly one of them. */
  readonly singleThreaded: boolean;
  /**
   * Who of ours has most of the exchange-days (a day of one person is one), their share, and whether that is a risk: more
   * than 80 %. Undefined below 4 exchange-days: then one of ours would always have all of it.
   */
  readonly knowledge?: { readonly person: Id; readonly share: number; readonly risk: boolean };
}

export function noBreadth(): BreadthState {
  return { theirs: [], ours: [] };
}

/**
 * Adds a two-way exchange; days that no longer count are forgotten.
 * @param day number of the local day since 1970-01-01; not before the day before the latest one
 */
export function addExchange(
  state: BreadthState,
  day: number,
  between: { readonly theirs: readonly Id[]; readonly ours: readonly Id[] },
): void {
  for (const id of between.theirs) {
    const known = state.theirs.find((person) => person.id === id);
    if (known === undefined) state.theirs.push({ id, last: day });
    else known.last = Math.max(known.last, day);
  }
  for (const id of between.ours) {
    const known = state.ours.find((person) => person.id === id);
    if (known === undefined) state.ours.push({ id, days: [day] });
    else if (!known.days.includes(day)) known.days = [...known.days, day].sort((a, b) => a - b);
  }
  const latest = state.theirs.reduce((max, { last }) => Math.max(max, last), day);
  forgetThrough(state, latest - breadthDays);
}

function forgetThrough(state: BreadthState, day: number): void {
  state.theirs = state.theirs.filter(({ last }) => last > day);
  for (const person of state.ours) {
    if (person.days[0]! <= day) person.days = person.days.filter((one) => one > day);
  }
  state.ours = state.ours.filter(({ days }) => days.length > 0);
}

/**
 * Breadth on a day, from the exchanges of that day and the 179 before it.
 * @param today as `day` of `addExchange`
 * @param many who of both sides is no person but an organisation or a team: days with them are days of exchange, and of
 *   nobody whose share they would be
 */
export function breadthOn(state: BreadthState, today: number, many: readonly Id[] = []): Breadth {
  const counts = (day: number): boolean => day <= today && day > today - breadthDays;
  const people = state.theirs.filter(({ id, last }) => counts(last) && !many.includes(id)).map(({ id }) => id);
  const shares = state.ours.map(({ id, days }) => ({ id, days: days.filter(counts).length }));
  const total = shares.reduce((sum, { days }) => sum + days, 0);
  const most = shares.reduce<{ id: Id; days: number } | undefined>(
    (most, person) => (many.includes(person.id) || (most !== undefined && person.days <= most.days) ? most : person),
    undefined,
  );
  const broad = { people, singleThreaded: people.length === 1 };
  if (most === undefined || total < exchangeDaysMin) return broad;
  const share = most.days / total;
  return { ...broad, knowledge: { person: most.id, share, risk: share > knowledgeShareMax } };
}
