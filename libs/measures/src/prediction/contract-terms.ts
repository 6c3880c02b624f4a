import type { DayRange, KnownDay } from './relationship-history.js';

/** A contract as it ran, in days. */
export interface ContractTerm {
  readonly id: string;
  readonly from: number;
  /** The last day of it, by its last renewal; Infinity where it goes on until somebody ends it. */
  readonly through: number;
}

/** Somebody ended a contract, or gave notice. */
export interface Termination extends KnownDay {
  /** Left out: the whole relationship. */
  readonly contract?: string | undefined;
  /** The last day of the contract; left out: at once. */
  readonly through?: number | undefined;
}

export interface ContractHistory {
  readonly contracts: readonly DayRange[];
  readonly endings: readonly KnownDay[];
}

/**
 * When contracts ran, and when that ended: by a cancellation or a notice on its day; or, where nobody renewed, on the day
 * after the last one. Who ends one contract of several stays while another one goes on (a proposal of ours: the day of the
 * end decides).
 * @param through the last day of which everything is known: no contract has ended by itself behind it
 */
export function contractHistory(
  terms: readonly ContractTerm[],
  terminations: readonly Termination[],
  through: number,
): ContractHistory {
  const ended = terms.map((term) => endedBy(term, terminations));
  const goesOn = (day: number, but?: string) =>
    ended.some(({ id, from, through }) => id !== but && from <= day && day <= through);
  const endings = terminations.flatMap(({ contract, through: last, ...ending }): KnownDay[] =>
    contract !== undefined && goesOn((last ?? ending.day) + 1, contract) ? [] : [ending],
  );
  const unrenewed = terms.flatMap((term): KnownDay[] => {
    const day = term.through + 1;
    const isTold = ended.find(({ id }) => id === term.id)!.through < term.through || isTerminated(term, terminations);
    return isTold || day > through || goesOn(day) ? [] : [{ day, knownOn: day }];
  });
  return {
    contracts: ended.map(({ from, through }) => ({ from, until: through + 1 })),
    endings: [...endings, ...unrenewed],
  };
}

function endedBy(term: ContractTerm, terminations: readonly Termination[]): ContractTerm {
  const ends = terminations.filter((one) => isOf(one, term)).map(({ day, through }) => through ?? day);
  return { ...term, through: Math.min(term.through, ...ends) };
}

function isTerminated(term: ContractTerm, terminations: readonly Termination[]): boolean {
  return terminations.some((one) => isOf(one, term));
}

function isOf({ contract, day, withdrawnOn }: Termination, { id, from, through }: ContractTerm): boolean {
  if (withdrawnOn !== undefined) return false;
  return contract === undefined ? from <= day && day <= through : contract === id;
}
