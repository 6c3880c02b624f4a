import { severities, type Severity } from '#core/severities.js';
import { dayOf, isInstant, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import {
  contractMeant,
  countOutcome,
  countRenewal,
  emptyBook,
  follow,
  type ContractBook,
  type FollowedContract,
} from '#measures/contracts/contract-book.js';
import {
  cancelled,
  contractAt,
  contractDeadline,
  contracted,
  expanded,
  isOver,
  noticeGiven,
  renewed,
  type ContractState,
} from '#measures/contracts/contract-state.js';
import { addMoney, amountOf, moneyOf, type Money } from '#measures/contracts/money.js';
import {
  isRenewalOpen,
  nextRenewalStageAt,
  renewalDueSince,
  renewalStageAt,
  renewBy,
} from '#measures/contracts/renewal-window.js';
import { begunBy, defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Contribution, Signal, SignalOnset } from '#projections/definition/definition.js';

/**
 * The contracts of each relationship: what is in force, what is up for renewal, and what became of terms that came due.
 * States are those of `contract-state.ts`. A word that names no contract is about that of its matter, else about the only
 * one that is not over (`contractMeant`); Cancelled without either is about all of them, because it may end the whole
 * relationship. What cannot be told is counted as `unattributed` and changes nothing. A renewal of a contract that is not
 * known says that there is one. One document a relationship: at most 500 contracts one by one, those that are over give
 * way first, and what became of their terms stays counted.
 *
 * **A renewal has to be settled** by the last instant for notice, or by the end where there is none or it lies behind the
 * end. Without either there is nothing to settle. A contract that renews itself goes on at its end without any word:
 * `renewed`, `presumed`, without an end that is known. One that does not, and that nobody renewed, is `ended-unrenewed`;
 * a renewal up to `lapseDays` later still counts as one of that term (definitions.md §1.4 waits as long), a later one as
 * won back.
 *
 * **Values** are as the source states them, for the term, not for a year; each by its currency, never added across them
 * (`units` and `micros`, millionths). A contract without an amount counts in the cell `none`.
 *
 * **Cells**: `state, <status>`: contracts that are not over. `under-contract, <currency>`: contracts in force, and their
 * value. `up-for-renewal, <month>, <currency>`: those of which a renewal is open, by the month in which it has to be
 * settled. `due, <month>`: terms by the month of their end: renewed, presumed, unrenewed, cancelled, wonBack; the renewal
 * rate comes from these (`renewalRate`). A contract of several relationships counts once. Months are those of `zone`.
 *
 * **Signal** `renewal-due`: one episode a term, that grows graver at each of `warnDays` before a renewal has to be settled
 * (120, 60, 30: the numbers, a proposal, not calibrated) and ends when it is renewed, ended or settled. It stands
 * since the first warning; a term too short for a warning has none of it.
 */
export const contracts = defineProjection({
  name: 'contracts',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC', warnDays: [120, 60, 30] as readonly number[], lapseDays: 30 },
  initial: () => emptyBook<Followed>(),
  on: {
    ...ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
    Contracted: (doc, event, ctx) => {
      const { value, currency, ...terms } = event.data;
      const state = contracted(event.occurredAt, { ...terms, money: moneyOf(value, currency) });
      const known = doc.contracts.find(({ id }) => id === event.id);
      if (known === undefined) begin(doc, event, event.id, state, ctx);
      // A renewal said before that there is one: it knows the term, and this the rest.
      else {
        const { startAt, product, autoRenew } = state;
        const amounts = known.state.amounts.length > 0 ? known.state.amounts : state.amounts;
        known.state = { ...known.state, startAt, product, autoRenew, amounts };
        settle(known, event.occurredAt, ctx);
      }
    },
    Renewed: renew,
    Expanded: (doc, event, ctx) => {
      const { contract, value, currency } = event.data;
      change(doc, event, contract, ctx, (state) => expanded(state, moneyOf(value, currency)));
    },
    NoticeGiven: (doc, event, ctx) => {
      change(doc, event, event.data.contract, ctx, (state) => noticeGiven(state, event.occurredAt, event.data));
    },
    Cancelled: (doc, event, ctx) => {
      const { contract } = event.data;
      const one = contractMeant(doc, contract, event.matter);
      const meant = one !== undefined ? [one] : contract === undefined ? doc.contracts : [];
      const going = meant.filter(({ state }) => !isOver(state));
      if (going.length === 0) doc.unattributed++;
      for (const followed of going) cancel(doc, followed, event, ctx);
    },
  },
  deadline: (doc) => {
    const next = leastOf(doc.contracts.map(({ dueAt }) => dueAt));
    return next !== null && isInstant(next) ? next : undefined;
  },
  onDeadline: (doc, at, ctx) => {
    for (const followed of doc.contracts)
      if (followed.dueAt !== null && followed.dueAt <= at) pass(doc, followed, at, ctx);
  },
  index: (doc) => {
    const inForce = doc.contracts.filter(({ state }) => state.inForce);
    const sums = inForce.flatMap(({ state }) => state.amounts).reduce<readonly Money[]>(addMoney, []);
    const [only] = sums.length === 1 ? sums : [];
    return {
      inForce: inForce.length,
      noticeGiven: inForce.filter(({ state }) => state.status === 'notice-given').length,
      nextRenewal: leastOf(doc.contracts.filter(isUpForRenewal).map(({ state }) => renewBy(state))),
      nextEnd: leastOf(inForce.map(({ state }) => state.endAt)),
      /** The value under contract, where it is of one currency. */
      currency: only?.currency ?? null,
      value: only === undefined ? null : amountOf(only),
      currencies: sums.length,
      unattributed: doc.unattributed,
      notFollowed: doc.notFollowed,
    };
  },
  rollup: (doc, ctx) => [
    ...doc.contracts.flatMap((followed) => contributionsOf(followed, ctx.parameters.zone)),
    ...doc.terms.map(({ month, ...counts }) => ({ at: ['due', month], add: counts })),
  ],
  signals: (doc, ctx) => doc.contracts.flatMap((followed) => signalOf(followed, ctx)),
});

/** A contract, and the event that its term began with. */
interface Followed extends FollowedContract {
  onset: SignalOnset;
  /** When time changes it next. */
  dueAt: Instant | null;
}

type ContractDocument = ContractBook<Followed>;
type Ctx = Context<{ readonly zone: string; readonly warnDays: readonly number[]; readonly lapseDays: number }>;

function begin(doc: ContractDocument, event: Fact, id: string, state: ContractState, ctx: Ctx): Followed {
  const followed: Followed = {
    id,
    matter: event.matter ?? null,
    isCounted: event.share === 1,
    state,
    stage: 0,
    stageAt: event.occurredAt,
    outcome: null,
    onset: begunBy(event),
    dueAt: null,
  };
  settle(followed, event.occurredAt, ctx);
  follow(doc, followed);
  return followed;
}

/** What follows from a new state: how near the renewal is, and when that, or the state, changes by itself. */
function settle(followed: Followed, at: Instant, ctx: Ctx): void {
  const { state } = followed;
  const warnDays = warnDaysOf(ctx);
  followed.stage = renewalStageAt(state, at, warnDays);
  followed.stageAt = at;
  followed.dueAt = leastOf([contractDeadline(state), nextRenewalStageAt(state, at, warnDays)]);
}

function warnDaysOf(ctx: Ctx): readonly number[] {
  return ctx.parameters.warnDays.toSorted((a, b) => b - a);
}

function change(
  doc: ContractDocument,
  event: Fact,
  named: string | undefined,
  ctx: Ctx,
  step: (state: ContractState) => ContractState,
): void {
  const followed = contractMeant(doc, named, event.matter);
  if (followed === undefined) {
    doc.unattributed++;
    return;
  }
  followed.state = step(followed.state);
  settle(followed, event.occurredAt, ctx);
}

function renew(doc: ContractDocument, event: Fact<'Renewed'>, ctx: Ctx): void {
  const { contract, endAt, noticeBy, value, currency } = event.data;
  const at = event.occurredAt;
  const known = contractMeant(doc, contract, event.matter);
  const before = known?.state;
  const state = renewed(before, at, { endAt, noticeBy, money: moneyOf(value, currency) });
  const followed = known ?? begin(doc, event, contract ?? event.id, state, ctx);
  // Without an end that is known a renewal is never late.
  const due = before?.endAt ?? at;
  const inTime = at <= due + Math.round(ctx.parameters.lapseDays * dayMs);
  countRenewal(doc, followed, monthOf(due, ctx), inTime);
  followed.state = state;
  followed.onset = begunBy(event);
  settle(followed, at, ctx);
}

function cancel(doc: ContractDocument, followed: Followed, event: Fact<'Cancelled'>, ctx: Ctx): void {
  // Said again without another end, it says nothing new.
  if (followed.state.status === 'cancelled' && event.data.endAt === undefined) return;
  followed.state = cancelled(followed.state, event.occurredAt, event.data);
  countOutcome(doc, followed, 'cancelled', monthOf(followed.state.endAt!, ctx));
  settle(followed, event.occurredAt, ctx);
}

function pass(doc: ContractDocument, followed: Followed, at: Instant, ctx: Ctx): void {
  const before = followed.state;
  followed.state = contractAt(before, at);
  const { status, presumed } = followed.state;
  const ended = status === 'ended-unrenewed' && before.status !== status;
  if (ended) countOutcome(doc, followed, 'unrenewed', monthOf(before.endAt!, ctx));
  else if (presumed && !before.presumed) countOutcome(doc, followed, 'presumed', monthOf(before.endAt!, ctx));
  settle(followed, at, ctx);
}

function monthOf(at: Instant, ctx: Ctx): string {
  return dayOf(at, ctx.parameters.zone).slice(0, 7);
}

function leastOf(instants: readonly (Instant | null)[]): Instant | null {
  const least = instants.reduce<number>((a, b) => (b === null || b > a ? a : b), Infinity);
  return least === Infinity ? null : least;
}

function isUpForRenewal({ state, stage }: Followed): boolean {
  return isRenewalOpen(state) && renewBy(state) !== null && stage !== 'settled';
}

function contributionsOf(followed: Followed, zone: string): Contribution[] {
  const { isCounted, state } = followed;
  if (!isCounted || isOver(state)) return [];
  const made: Contribution[] = [{ at: ['state', state.status], add: { contracts: 1 } }];
  const amounts = state.amounts.length > 0 ? state.amounts : [{ currency: 'none', units: 0, micros: 0 }];
  for (const { currency, units, micros } of amounts) {
    const add = { contracts: 1, units, micros };
    if (state.inForce) made.push({ at: ['under-contract', currency], add });
    if (!isUpForRenewal(followed)) continue;
    made.push({ at: ['up-for-renewal', dayOf(renewBy(state)!, zone).slice(0, 7), currency], add });
  }
  return made;
}

function signalOf({ id, state, stage, stageAt, onset }: Followed, ctx: Ctx): readonly Signal[] {
  const warnDays = warnDaysOf(ctx);
  if (stage === 'settled' || stage === 0) return [];
  const { endAt, autoRenew } = state;
  const since = renewalDueSince(state, stageAt, warnDays)!;
  const severity = severityOf(stage, warnDays.length);
  return [{ ...onset, kind: 'renewal-due', since, severity, contract: id, renewBy: renewBy(state), endAt, autoRenew }];
}

/** The last warning is critical, the one before it a warning, and those before that are notices. */
function severityOf(stage: number, warnings: number): Severity {
  return severities[Math.max(0, severities.length - 1 - (warnings - stage))]!;
}
