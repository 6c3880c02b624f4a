import type { Id, Instant } from '#core/time.js';
import { addExchange, breadthDays, breadthOn, type BreadthState } from '#measures/contact/breadth.js';
import { startOfLocalDay } from './local-days.js';

/** What breadth comes to on a day. */
export interface Weighed {
  /** Distinct people of theirs in two-way exchanges in 180 days; of very many the latest 500. */
  readonly people: number;
  /** Who of ours has most of the exchange-days, and what share; null below 4 of them, or when nobody asks. */
  readonly knowledge: { readonly person: Id; readonly share: number; readonly risk: boolean } | null;
  /**
   * The beginning of the local day on which the first of the days that count does so no longer. Later exchanges of the same
   * people move it, which is not looked at before.
   */
  readonly nextAt: Instant | null;
}

/**
 * Adds an exchange, unless all of that day are known to have had one.
 * @returns whether breadth has to be weighed anew: somebody of theirs is new, or somebody of ours on that day
 */
export function addToBreadth(
  state: BreadthState,
  day: number,
  between: { readonly theirs: readonly Id[]; readonly ours: readonly Id[] },
): boolean {
  let [later, news] = [false, false];
  for (const id of between.theirs) {
    const last = state.theirs.find((person) => person.id === id)?.last ?? -Infinity;
    if (last < day) later = true;
    if (last <= day - breadthDays) news = true;
  }
  for (const id of between.ours) {
    if (state.ours.find((person) => person.id === id)?.days.includes(day) !== true) news = true;
  }
  if (later || news) addExchange(state, day, between);
  return news;
}

/**
 * @param today number of the local day since 1970-01-01
 * @param many who of both sides is no person
 * @param withKnowledge whether it is asked who of ours has most of it: its days change more often
 */
export function weighBreadth(
  state: BreadthState,
  today: number,
  zone: string,
  many: readonly Id[],
  withKnowledge: boolean,
): Weighed {
  const { people, knowledge = null } = breadthOn(state, today, many);
  let oldest = Infinity;
  const consider = (day: number): void => {
    if (day > today - breadthDays && day < oldest) oldest = day;
  };
  for (const { last } of state.theirs) consider(last);
  for (const { days } of withKnowledge ? state.ours : []) {
    const first = days.find((day) => day > today - breadthDays);
    if (first !== undefined) consider(first);
  }
  const nextAt = oldest === Infinity ? null : startOfLocalDay(oldest + breadthDays, zone);
  return { people: people.length, knowledge: withKnowledge ? knowledge : null, nextAt };
}
