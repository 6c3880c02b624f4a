import type { Instant } from '#core/time.js';
import { addMoney, type Money } from './money.js';

/**
 * - `agreed`: made, and not begun;
 * - `running`; `renewed` and `expanded`: running, and that was the last that happened to it;
 * - `notice-given`: running to its end, by somebody's notice;
 * - `ended-unrenewed`: its end has passed and nobody renewed it;
 * - `cancelled`: ended by somebody's word; in force until then.
 */
export type ContractStatus =
  | 'agreed'
  | 'running'
  | 'renewed'
  | 'expanded'
  | 'notice-given'
  | 'ended-unrenewed'
  | 'cancelled';

/** One contract, as plain JSON. Each step gives a new one. */
export interface ContractState {
  readonly status: ContractStatus;
  /** Whether it has begun and not ended: what counts as value under contract. */
  readonly inForce: boolean;
  /** Null where only a renewal of it is known. */
  readonly startAt: Instant | null;
  /** When the term that runs began. */
  readonly termStartAt: Instant;
  /** The last instant of the term; null: without end, as far as is known. */
  readonly endAt: Instant | null;
  readonly noticeBy: Instant | null;
  readonly autoRenew: boolean;
  readonly product: string | null;
  /** As the source states it (for the term), by currency; empty where it is not known. */
  readonly amounts: readonly Money[];
  readonly noticeAt: Instant | null;
  readonly noticeFrom: 'customer' | 'ours' | null;
  readonly renewals: number;
  readonly expansions: number;
  /** It went on by its own terms, and nothing says until when. */
  readonly presumed: boolean;
}

export interface ContractTerms {
  readonly startAt: Instant;
  readonly endAt?: Instant | undefined;
  readonly noticeBy?: Instant | undefined;
  readonly autoRenew?: boolean | undefined;
  readonly product?: string | undefined;
  readonly money?: Money | undefined;
}

/** A contract was made at an instant: it is in force from its start on. */
export function contracted(at: Instant, terms: ContractTerms): ContractState {
  const { startAt, endAt = null, noticeBy = null, autoRenew = false, product = null, money } = terms;
  const begun = startAt <= at;
  return {
    status: begun ? 'running' : 'agreed',
    inForce: begun,
    startAt,
    termStartAt: startAt,
    endAt,
    noticeBy,
    autoRenew,
    product,
    amounts: money === undefined ? [] : [money],
    noticeAt: null,
    noticeFrom: null,
    renewals: 0,
    expansions: 0,
    presumed: false,
  };
}

export interface RenewalTerms {
  readonly endAt?: Instant | undefined;
  readonly noticeBy?: Instant | undefined;
  readonly money?: Money | undefined;
}

/**
 * Another term was agreed, whatever was said or happened before: a notice is taken back by it, and one that had ended goes
 * on. A new end and a new date for notice are those that it says, and unknown otherwise: how long the term is does not
 * follow from the one before. An amount takes the place of the earlier ones.
 * @param contract undefined where nothing of it was known: the renewal says that there is one
 */
export function renewed(contract: ContractState | undefined, at: Instant, terms: RenewalTerms): ContractState {
  const before = contract ?? { ...contracted(at, { startAt: at }), startAt: null };
  const { endAt = null, noticeBy = null, money } = terms;
  const seamless = before.inForce && before.endAt !== null ? before.endAt + 1 : at;
  return {
    ...before,
    status: 'renewed',
    inForce: true,
    // A term that nobody stated to be over begins now.
    termStartAt: before.presumed ? before.termStartAt : seamless,
    endAt,
    noticeBy,
    amounts: money === undefined ? before.amounts : [money],
    noticeAt: null,
    noticeFrom: null,
    renewals: before.renewals + (before.presumed ? 0 : 1),
    presumed: false,
  };
}

/** More was taken. The amount is what came on top; the product of the contract stays the one that it began with. */
export function expanded(contract: ContractState, money: Money | undefined): ContractState {
  const goesOn = contract.inForce && contract.status !== 'notice-given' && contract.status !== 'cancelled';
  return {
    ...contract,
    status: goesOn ? 'expanded' : contract.status,
    amounts: money === undefined ? contract.amounts : addMoney(contract.amounts, money),
    expansions: contract.expansions + 1,
  };
}

export interface EndingTerms {
  readonly by?: 'customer' | 'ours' | undefined;
  readonly endAt?: Instant | undefined;
}

/** Notice was given: it runs to its end, or to the one that the notice says. Of what has ended it changes nothing. */
export function noticeGiven(contract: ContractState, at: Instant, { by, endAt }: EndingTerms): ContractState {
  if (isOver(contract) || contract.status === 'cancelled') return contract;
  return {
    ...contract,
    status: 'notice-given',
    endAt: endAt ?? contract.endAt,
    noticeAt: at,
    noticeFrom: by ?? null,
    presumed: false,
  };
}

/** It was cancelled: now, or with the end that is said. Of what has ended it changes nothing. */
export function cancelled(contract: ContractState, at: Instant, { by, endAt }: EndingTerms): ContractState {
  if (isOver(contract)) return contract;
  const end = endAt ?? at;
  return {
    ...contract,
    status: 'cancelled',
    inForce: contract.inForce && end > at,
    endAt: end,
    noticeFrom: by ?? contract.noticeFrom,
    presumed: false,
  };
}

/** Whether nothing but a renewal can change it any more. */
export function isOver({ status, inForce }: ContractState): boolean {
  return status === 'ended-unrenewed' || (status === 'cancelled' && !inForce);
}

/** Time has passed: it begins at its start, and ends behind its end, unless it goes on by its own terms. */
export function contractAt(contract: ContractState, at: Instant): ContractState {
  let state = contract;
  if (state.status === 'agreed' && state.termStartAt <= at) state = { ...state, status: 'running', inForce: true };
  // With notice before its start it begins all the same.
  if (state.status === 'notice-given' && !state.inForce && state.termStartAt <= at) state = { ...state, inForce: true };
  if (state.endAt === null || at <= state.endAt || isOver(state)) return state;
  if (state.status === 'cancelled') return { ...state, inForce: false };
  if (state.autoRenew && state.status !== 'notice-given')
    return {
      ...state,
      status: 'renewed',
      termStartAt: state.endAt + 1,
      endAt: null,
      noticeBy: null,
      renewals: state.renewals + 1,
      presumed: true,
    };
  return { ...state, status: 'ended-unrenewed', inForce: false };
}

/** The next instant at which `contractAt` changes something; null when none will. */
export function contractDeadline(contract: ContractState): Instant | null {
  if (isOver(contract)) return null;
  const begins = contract.status === 'agreed' || (contract.status === 'notice-given' && !contract.inForce);
  if (begins) return contract.termStartAt;
  return contract.endAt === null ? null : contract.endAt + 1;
}
