import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { PhaseEvent } from './phase.js';

/** Contracts, and whether the relationship was ended by one: plain JSON. */
export interface ContractState {
  running: Contract[];
  /** Why it is over, unless business began again since. */
  over: { readonly reason: 'cancelled' | 'contract-ended'; readonly at: Instant; readonly begun: PhaseEvent } | null;
}

export interface Contract {
  readonly id: Id;
  readonly begun: PhaseEvent;
  /** Null: it ends only when somebody ends it. */
  endAt: Instant | null;
  /** Goes on by itself, unless notice is given. */
  autoRenew: boolean;
}

/** Of more than this the one that began first is forgotten. */
export const contractsMax = 50;

export function noContracts(): ContractState {
  return { running: [], over: null };
}

/** A contract was made: business goes on, whatever was over before. */
export function contractMade(state: ContractState, contract: Contract): void {
  state.over = null;
  state.running = [...state.running.filter(({ id }) => id !== contract.id), contract].slice(-contractsMax);
}

/** It goes on until then, or without an end. Without a name all that run are meant. */
export function contractRenewed(state: ContractState, id: Id | undefined, endAt: Instant | null): void {
  state.over = null;
  for (const contract of state.running) if (id === undefined || contract.id === id) contract.endAt = endAt;
}

/** Notice was given: it will not renew itself any more. */
export function noticeGiven(state: ContractState, id: Id | undefined, endAt: Instant | null): void {
  for (const contract of state.running) {
    if (id !== undefined && contract.id !== id) continue;
    contract.autoRenew = false;
    if (endAt !== null) contract.endAt = endAt;
  }
}

/**
 * A contract, or the whole relationship, was ended. Where a contract is named and others run, it goes on with them.
 * @param named undefined: the whole relationship
 */
export function cancelled(state: ContractState, named: Id | undefined, begun: PhaseEvent): void {
  state.running = named === undefined ? [] : state.running.filter(({ id }) => id !== named);
  if (state.running.length === 0) state.over ??= { reason: 'cancelled', at: begun.since, begun };
}

/** An order or another contract: a relationship that was over is not. */
export function businessResumed(state: ContractState): void {
  state.over = null;
}

/** Contracts that ended and were not renewed in time are over, and with the last of them the relationship. */
export function passContracts(state: ContractState, at: Instant, graceDays: number): void {
  const isOver = (contract: Contract): boolean => (lapsesAt(contract, graceDays) ?? Infinity) <= at;
  const last = state.running.findLast(isOver);
  if (last === undefined) return;
  state.running = state.running.filter((contract) => !isOver(contract));
  if (state.running.length === 0) state.over ??= { reason: 'contract-ended', at: last.endAt!, begun: last.begun };
}

/** When a contract counts as ended unrenewed; undefined: it does not end by itself. */
export function lapsesAt({ endAt, autoRenew }: Contract, graceDays: number): Instant | undefined {
  return endAt === null || autoRenew ? undefined : endAt + graceDays * dayMs;
}
