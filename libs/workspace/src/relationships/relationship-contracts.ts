import type { Id } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { ContractBook, FollowedContract } from '#measures/contracts/contract-book.js';
import { isOver } from '#measures/contracts/contract-state.js';
import { amountOf } from '#measures/contracts/money.js';
import { isRenewalOpen, renewBy } from '#measures/contracts/renewal-window.js';
import {
  countText,
  eventIds,
  joined,
  textMember,
  timeMember,
  type StandingPresentation,
} from './standing-presentation.js';
import type { ContractRow, ContractsPart } from './standing-answers.js';

type Contract = FollowedContract & { readonly onset: { readonly event: Id } };

/** What `contracts` keeps of a relationship. */
export type ContractDocument = ContractBook<Contract>;

const listedMost = 30;

/** The contracts of a relationship. @returns undefined where there never was a word of one */
export function contractsPart(
  { contracts, unattributed, notFollowed }: ContractDocument,
  presentation: StandingPresentation,
): ContractsPart | undefined {
  if (contracts.length + unattributed === 0) return undefined;
  const ordered = contracts.toSorted(
    (a, b) => Number(isOver(a.state)) - Number(isOver(b.state)) || settleAt(a) - settleAt(b) || (a.id < b.id ? -1 : 1),
  );
  const rows = ordered.slice(0, listedMost).map((contract) => contractRow(contract, presentation));
  const inForce = contracts.filter(({ state }) => state.inForce).length;
  const next = rows.find(({ settleBy }) => settleBy !== undefined);
  return {
    inForce,
    rows,
    more: contracts.length - rows.length + notFollowed,
    unattributed,
    sentence: joined([
      `${countText(inForce, 'contract')} in force`,
      next !== undefined &&
        `next to be settled by ${next.settleBy!.slice(0, 10)}, ${inDays(next.settleInDays!)}${next.autoRenew ? ', else it goes on by itself' : ''}`,
      unattributed > 0 && `${countText(unattributed, 'word')} about contracts that cannot be told apart`,
    ]),
  };
}

function settleAt({ state }: Contract): number {
  return (isRenewalOpen(state) ? renewBy(state) : state.endAt) ?? Number.MAX_SAFE_INTEGER;
}

function contractRow({ id, state, onset, stage }: Contract, { zone, at }: StandingPresentation): ContractRow {
  const { status, inForce, product, startAt, endAt, noticeBy, noticeAt, autoRenew, amounts } = state;
  const settle = isRenewalOpen(state) && stage !== 'settled' ? renewBy(state) : null;
  return {
    id,
    status,
    inForce,
    ...textMember('product', product),
    ...timeMember('startAt', startAt, zone),
    ...timeMember('endAt', endAt, zone),
    ...timeMember('noticeBy', noticeBy, zone),
    ...timeMember('noticeAt', noticeAt, zone),
    ...timeMember('settleBy', settle, zone),
    ...(settle === null ? {} : { settleInDays: Math.floor((settle - at) / dayMs) }),
    autoRenew,
    amounts: amounts.map((money) => ({ currency: money.currency, value: amountOf(money) })),
    evidence: eventIds(id, onset.event),
  };
}

function inDays(days: number): string {
  return days < 0 ? `${countText(-days, 'day')} ago` : `in ${countText(days, 'day')}`;
}
