import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { contractHistory, type ContractTerm, type Termination } from '#measures/prediction/contract-terms.js';
import type { DayRange, KnownDay, RelationshipHistory } from '#measures/prediction/relationship-history.js';

/** What a relationship's events say, while they are read in any order. */
export interface RelationshipNotes {
  acts: KnownDay[];
  owners: (KnownDay & { readonly owner: Id })[];
  terms: ContractTerm[];
  renewals: { readonly day: number; readonly contract?: string | undefined; readonly through: number }[];
  terminations: Termination[];
  /** By which its acts came. */
  readonly connectors: Set<string>;
}

export function emptyNotes(): RelationshipNotes {
  return { acts: [], owners: [], terms: [], renewals: [], terminations: [], connectors: new Set() };
}

/** Types that say something of contracts and owners. */
export const notedTypes: ReadonlySet<string> = new Set([
  'Contracted',
  'Renewed',
  'NoticeGiven',
  'Cancelled',
  'OwnerChanged',
]);

/** One act a day is enough, and the first of which it was known: the others say nothing more. */
export function noteAct({ acts }: Pick<RelationshipNotes, 'acts'>, act: KnownDay): void {
  const last = acts.at(-1);
  const isSaid =
    last?.day === act.day &&
    last.withdrawnOn === undefined &&
    act.withdrawnOn === undefined &&
    last.knownOn <= act.knownOn;
  if (!isSaid) acts.push(act);
}

/** @param day when it happened, and since when that was known */
export function noteStatement(
  notes: RelationshipNotes,
  { type, id, data, parties }: RecordedEvent,
  day: KnownDay,
  dayNumber: (instant: number) => number,
): void {
  const dayOr = (instant: number | undefined, other: number): number =>
    instant === undefined ? other : dayNumber(instant);
  if (type === 'OwnerChanged') {
    const owner = parties.find(({ role }) => role === 'owner')?.id;
    if (owner !== undefined) notes.owners.push({ ...day, owner });
  } else if (type === 'NoticeGiven' || type === 'Cancelled') {
    const { contract, endAt } = data as EventTypes['Cancelled'];
    notes.terminations.push({ ...day, contract, through: endAt === undefined ? undefined : dayNumber(endAt) });
  } else if (day.withdrawnOn !== undefined) {
    // A contract that was none decided nothing.
  } else if (type === 'Contracted') {
    const { startAt, endAt, autoRenew } = data as EventTypes['Contracted'];
    const through = autoRenew === true ? Infinity : dayOr(endAt, Infinity);
    notes.terms.push({ id, from: dayNumber(startAt), through });
  } else if (type === 'Renewed') {
    const { contract, endAt } = data as EventTypes['Renewed'];
    notes.renewals.push({ day: day.day, contract, through: dayOr(endAt, Infinity) });
  }
}

/** @param through the last day of which everything is known */
export function historyOf(
  id: Id,
  notes: RelationshipNotes,
  outages: ReadonlyMap<string, readonly DayRange[]>,
  through: number,
): RelationshipHistory {
  const { acts, owners, terms, terminations, connectors } = notes;
  const down = [...connectors].flatMap((connector) => outages.get(connector) ?? []);
  const hasContracts = terms.length > 0 || terminations.length > 0;
  return {
    id,
    acts,
    ...(hasContracts ? contractHistory(renewed(terms, notes), terminations, through) : {}),
    ...(owners.length > 0 ? { owners } : {}),
    ...(down.length > 0 ? { outages: down } : {}),
  };
}

/** A renewal that names no contract is one of the contract that began last before it. */
function renewed(terms: readonly ContractTerm[], { renewals }: RelationshipNotes): ContractTerm[] {
  const latestBefore = (day: number) =>
    terms
      .filter(({ from }) => from <= day)
      .reduce<ContractTerm | undefined>(
        (last, term) => (last === undefined || term.from > last.from ? term : last),
        undefined,
      );
  return terms.map((term) => {
    const own = renewals.filter(({ contract, day }) => (contract ?? latestBefore(day)?.id) === term.id);
    return { ...term, through: Math.max(term.through, ...own.map(({ through }) => through)) };
  });
}
