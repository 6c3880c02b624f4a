import type { Id, Instant } from '#core/time.js';
import { isOver, type ContractState } from './contract-state.js';
import type { RenewalStage, TermCounts } from './renewal-window.js';

/** How many contracts a book holds one by one; those that are over give way first. */
export const contractsMost = 500;

/** The contracts of one relationship, and what became of the terms that came due. Plain JSON; functions change it. */
export interface ContractBook<Contract extends FollowedContract = FollowedContract> {
  contracts: Contract[];
  /** By month of their end, in order. */
  terms: TermMonth[];
  /** Words about a contract of which nothing is known, or about one of several without saying which. */
  unattributed: number;
  /** Contracts for which there was no room. */
  notFollowed: number;
}

export interface FollowedContract {
  /** Id of the event that made it, or, where only a renewal is known, that the renewal names or has. */
  readonly id: Id;
  readonly matter: Id | null;
  /** Whether totals count it here. */
  readonly isCounted: boolean;
  state: ContractState;
  stage: RenewalStage;
  /** When the stage was last looked at. */
  stageAt: Instant;
  /** What the last term is counted as, as long as a renewal may still change that. */
  outcome: { readonly kind: TermOutcome; readonly month: string } | null;
}

export type TermOutcome = 'renewed' | 'presumed' | 'unrenewed' | 'cancelled' | 'wonBack';

export interface TermMonth extends TermCounts {
  readonly month: string;
  renewed: number;
  /** Went on by their own terms, without a word of anybody. */
  presumed: number;
  unrenewed: number;
  cancelled: number;
  /** Renewed too long after their end: they count as unrenewed besides. */
  wonBack: number;
}

export function emptyBook<Contract extends FollowedContract>(): ContractBook<Contract> {
  return { contracts: [], terms: [], unattributed: 0, notFollowed: 0 };
}

/**
 * The contract that a word is about: the one that it names; else the newest of its matter, one that is not over before one
 * that is; else the only one of all that is not over.
 * @returns undefined where that says none, or does not tell which
 */
export function contractMeant<Contract extends FollowedContract>(
  book: ContractBook<Contract>,
  named: Id | undefined,
  matter: Id | undefined,
): Contract | undefined {
  if (named !== undefined) return book.contracts.find(({ id }) => id === named);
  const ofMatter = book.contracts.filter((one) => matter !== undefined && one.matter === matter);
  const going = book.contracts.filter(({ state }) => !isOver(state));
  return (
    ofMatter.findLast(({ state }) => !isOver(state)) ?? ofMatter.at(-1) ?? (going.length === 1 ? going[0] : undefined)
  );
}

/** Takes a contract in; where there is no room the oldest that is over gives way, and else the new one is only counted. */
export function follow<Contract extends FollowedContract>(book: ContractBook<Contract>, contract: Contract): void {
  const { contracts } = book;
  if (contracts.length >= contractsMost) {
    const over = contracts.findIndex(({ state }) => isOver(state));
    if (over < 0) {
      book.notFollowed++;
      return;
    }
    contracts.splice(over, 1);
  }
  contracts.push(contract);
}

/** A term of a contract came to its end, or was ended; cancelled again, with another end, it is counted there instead. */
export function countOutcome(
  book: Pick<ContractBook, 'terms'>,
  contract: FollowedContract,
  kind: TermOutcome,
  month: string,
): void {
  const { outcome } = contract;
  if (outcome?.kind === 'cancelled') addOutcome(book, contract, outcome.kind, outcome.month, -1);
  contract.outcome = { kind, month };
  addOutcome(book, contract, kind, month, 1);
}

/**
 * A term was renewed. What it had been counted as before, because nobody had said anything or it had ended, is taken back
 * where the renewal came in time; otherwise it stays, and the contract was won back.
 * @param month of the end of the term, or, where that is not known, of the renewal
 */
export function countRenewal(
  book: Pick<ContractBook, 'terms'>,
  contract: FollowedContract,
  month: string,
  inTime: boolean,
): void {
  const { outcome } = contract;
  contract.outcome = null;
  if (outcome === null) addOutcome(book, contract, 'renewed', month, 1);
  else if (inTime || outcome.kind === 'presumed') {
    addOutcome(book, contract, outcome.kind, outcome.month, -1);
    addOutcome(book, contract, 'renewed', outcome.month, 1);
  } else addOutcome(book, contract, 'wonBack', outcome.month, 1);
}

function addOutcome(
  { terms }: Pick<ContractBook, 'terms'>,
  { isCounted }: FollowedContract,
  kind: TermOutcome,
  month: string,
  by: 1 | -1,
): void {
  if (!isCounted) return;
  let counts = terms.find((one) => one.month === month);
  if (counts === undefined) {
    counts = { month, renewed: 0, presumed: 0, unrenewed: 0, cancelled: 0, wonBack: 0 };
    terms.push(counts);
    terms.sort((a, b) => (a.month < b.month ? -1 : 1));
  }
  counts[kind] += by;
}
