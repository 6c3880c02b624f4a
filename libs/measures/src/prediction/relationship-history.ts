import { repeatTransactions, type RepeatTransactions } from './repeat-transactions.js';

/** A day on which something happened, and the day from which it was known. Whole days of one zone, counted from anywhere. */
export interface KnownDay {
  readonly day: number;
  readonly knownOn: number;
  /** It was none, as was known from this day on: believed before, and no part of what became of anybody. */
  readonly withdrawnOn?: number;
}

/** Whether it is still believed. */
export function stands({ withdrawnOn }: KnownDay): boolean {
  return withdrawnOn === undefined;
}

/** From `from` until before `until`. */
export interface DayRange {
  readonly from: number;
  readonly until: number;
}

/**
 * What a back-test needs of a relationship, from its beginning until today, in any order. An act that belongs to it only
 * by a link is known from the day on which both the act and the link were.
 */
export interface RelationshipHistory {
  readonly id: string;
  /** Acts of theirs. */
  readonly acts: readonly KnownDay[];
  /** Cancelled, notice given, or the end of a contract that was not renewed. */
  readonly endings?: readonly KnownDay[];
  /** When a contract ran: then only an ending is leaving. */
  readonly contracts?: readonly DayRange[];
  /** When it was found dissolved by another rule, such as a year of silence. */
  readonly dissolutions?: readonly KnownDay[];
  /** When it was flagged as leaving: the days of detection. */
  readonly flags?: readonly number[];
  /** When a feed that shows its acts was down. */
  readonly outages?: readonly DayRange[];
  /** Who looked after it from a day on. */
  readonly owners?: readonly (KnownDay & { readonly owner: string })[];
  /** Why it cannot be used although it once was there. */
  readonly unusable?: 'merged' | 'erased';
  /** The day from which it was known to be part of another one: no more a relationship that could not be used. */
  readonly mergedOn?: number;
}

/** What was known of a relationship at a cut; all that a measure may look at. */
export interface KnownRelationship {
  readonly id: string;
  /** The different days of their acts, ascending; at least one. */
  readonly days: readonly number[];
  readonly repeats: RepeatTransactions;
  /** How far ahead leaving is looked for, in days: the same for every measure. */
  readonly horizonDays: number;
  readonly owner: string | undefined;
}

/** H = max(leastDays, meanGaps · ḡ), ḡ the mean gap between contact-days by the cut. */
export interface HorizonRule {
  readonly leastDays: number;
  readonly meanGaps: number;
}

/** max(180 d, 4ḡ). */
export const usualHorizon: HorizonRule = { leastDays: 180, meanGaps: 4 };

/** Who takes part in a cut, and how many do not and why. */
export interface Population {
  readonly members: readonly KnownRelationship[];
  /** For each member its place among all histories. */
  readonly places: readonly number[];
  readonly unusable: Readonly<Record<'merged' | 'erased', number>>;
  /** No act of theirs was known by the cut. */
  readonly notYetBegun: number;
  /** Ended or dissolved by the cut, and not heard of since. */
  readonly alreadyLeft: number;
}

/**
 * Everyone with an act of theirs known by the cut, who has not left already. Nothing that happened or was learned
 * after the cut has any part in it, but for the count of those who cannot be used: they cannot be looked into, so each
 * counts who may have belonged to it.
 */
export function populationAt(histories: readonly RelationshipHistory[], cut: number, rule: HorizonRule): Population {
  const members: KnownRelationship[] = [];
  const places: number[] = [];
  const unusable = { merged: 0, erased: 0 };
  let notYetBegun = 0;
  let alreadyLeft = 0;
  for (const [place, history] of histories.entries()) {
    const known = knownAt(history, cut, rule);
    if (history.unusable !== undefined) {
      const isApart = history.mergedOn === undefined || history.mergedOn > cut;
      if (isApart && (known || history.acts.length === 0)) unusable[history.unusable]++;
    } else if (!known) notYetBegun++;
    else if (hasLeft(history, known, cut)) alreadyLeft++;
    else {
      members.push(known);
      places.push(place);
    }
  }
  return { members, places, unusable, notYetBegun, alreadyLeft };
}

/** @returns undefined when no act of theirs was known by the cut */
export function knownAt(history: RelationshipHistory, cut: number, rule: HorizonRule): KnownRelationship | undefined {
  const days = [...new Set(daysKnown(history.acts, cut))].sort((one, other) => one - other);
  const repeats = repeatTransactions(days, cut);
  if (!repeats) return undefined;
  const meanGap = repeats.x === 0 ? 0 : repeats.tx / repeats.x;
  const horizonDays = Math.ceil(Math.max(rule.leastDays, rule.meanGaps * meanGap));
  return { id: history.id, days, repeats, horizonDays, owner: ownerAt(history, cut) };
}

function daysKnown(days: readonly KnownDay[], cut: number): number[] {
  return days.flatMap(({ day, knownOn, withdrawnOn = Infinity }) =>
    day <= cut && knownOn <= cut && withdrawnOn > cut ? [day] : [],
  );
}

/** An act of theirs after the end says that it was none. */
function hasLeft({ endings = [], dissolutions = [] }: RelationshipHistory, { days }: KnownRelationship, cut: number) {
  const last = days.at(-1)!;
  return [...daysKnown(endings, cut), ...daysKnown(dissolutions, cut)].some((day) => day >= last);
}

function ownerAt({ owners = [] }: RelationshipHistory, cut: number): string | undefined {
  let [owner, since]: [string | undefined, number] = [undefined, -Infinity];
  for (const entry of owners) {
    if (daysKnown([entry], cut).length === 0 || entry.day < since) continue;
    [owner, since] = [entry.owner, entry.day];
  }
  return owner;
}
