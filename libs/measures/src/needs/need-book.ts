import type { Id, Instant } from '#core/time.js';

/** How many needs, and how many goals, a book holds one by one, and how many words about ones that it does not know. */
export const needsMost = 500;
export const earlyWordsMost = 100;

/**
 * - `untouched`: stated, and nothing was done about it since;
 * - `in-hand`: something was done about it, and it is neither met nor declined;
 * - `declined`: we said that we shall not meet it. It may still be met later.
 */
export type NeedStatus = 'untouched' | 'in-hand' | 'declined';

/** A need that is not met. */
export interface OpenNeed {
  readonly id: Id;
  readonly statedAt: Instant;
  readonly topic: string | null;
  /** The process in which it was stated. */
  readonly process: string | null;
  /** Threads, matters and cases in which something may be done about it. */
  readonly conversations: readonly Id[];
  readonly isCounted: boolean;
  status: NeedStatus;
  /** When it was stated, or something was last done about it. */
  lastActAt: Instant;
  /** Why it was declined, as a code. */
  reason: string | null;
  /** Nothing was done for too long. */
  isStale: boolean;
}

/** A goal that is neither reached nor dropped. */
export interface OpenGoal {
  readonly id: Id;
  readonly agreedAt: Instant;
  readonly measure: string;
  readonly target: number;
  readonly dueAt: Instant;
  readonly process: string | null;
  readonly isCounted: boolean;
  isOverdue: boolean;
}

export type Closing = 'met' | 'declined' | 'reached' | 'reachedLate' | 'dropped';

/** A word about a need or goal that was not known when it came. */
interface EarlyWord {
  readonly target: Id;
  readonly closing: 'met' | 'declined' | 'reached' | 'dropped';
  readonly at: Instant;
  readonly reason: string | null;
}

/** What became of something that is held no longer. */
export type Closed<Item> = (item: Item, as: Closing | NeedStatus | 'open', at: Instant) => void;

/** The needs and goals of one relationship that are open. Plain JSON; functions change it. */
export interface NeedBook<Need extends OpenNeed = OpenNeed, Goal extends OpenGoal = OpenGoal> {
  /** In the order in which they were stated. */
  needs: Need[];
  goals: Goal[];
  early: EarlyWord[];
}

export function emptyNeedBook<Need extends OpenNeed, Goal extends OpenGoal>(): NeedBook<Need, Goal> {
  return { needs: [], goals: [], early: [] };
}

/**
 * A need was stated. What had been said of it before (times of two sources differ) holds now. Where there is no room, the
 * oldest that was declined gives way, else the oldest; `closed` is told how it stood.
 */
export function stateNeed<Need extends OpenNeed>(book: NeedBook<Need>, need: Need, closed: Closed<Need>): void {
  if (book.needs.length >= needsMost) {
    const declined = book.needs.findIndex(({ status }) => status === 'declined');
    const [gone] = book.needs.splice(Math.max(0, declined), 1);
    closed(gone!, gone!.status, need.statedAt);
  }
  book.needs.push(need);
  for (const { closing, at, reason } of takeEarly(book, need.id)) {
    if (closing === 'met') meetNeed(book, need.id, Math.max(at, need.statedAt), closed);
    else if (closing === 'declined') declineNeed(book, need.id, at, reason);
  }
}

/** It was met, also one that had been declined. */
export function meetNeed<Need extends OpenNeed>(book: NeedBook<Need>, id: Id, at: Instant, closed: Closed<Need>): void {
  const place = book.needs.findIndex((need) => need.id === id);
  if (place < 0) addEarly(book, { target: id, closing: 'met', at, reason: null });
  else closed(book.needs.splice(place, 1)[0]!, 'met', at);
}

export function declineNeed(book: NeedBook, id: Id, at: Instant, reason: string | null): void {
  const need = book.needs.find((one) => one.id === id);
  if (need === undefined) addEarly(book, { target: id, closing: 'declined', at, reason });
  else Object.assign(need, { status: 'declined', reason, isStale: false });
}

/**
 * We did something in some conversations: the needs that were stated there before are in hand. What happened at the very
 * instant is the talk in which it was stated.
 */
export function touchNeeds({ needs }: NeedBook, conversations: readonly Id[], at: Instant): void {
  for (const need of needs) {
    if (need.status === 'declined' || at <= need.statedAt) continue;
    if (!need.conversations.some((id) => conversations.includes(id))) continue;
    need.status = 'in-hand';
    need.lastActAt = at;
    need.isStale = false;
  }
}

/** A goal was agreed on. What had been said of it before holds now; where there is no room the oldest gives way. */
export function agreeGoal<Goal extends OpenGoal>(
  book: NeedBook<OpenNeed, Goal>,
  goal: Goal,
  closed: Closed<Goal>,
): void {
  if (book.goals.length >= needsMost) closed(book.goals.shift()!, 'open', goal.agreedAt);
  book.goals.push(goal);
  const [word] = takeEarly(book, goal.id).filter(({ closing }) => closing === 'reached' || closing === 'dropped');
  if (word !== undefined) closeGoal(book, goal.id, word.closing as 'reached' | 'dropped', word.at, closed);
}

/** It was reached, in time or late, or dropped: the first word counts. */
export function closeGoal<Goal extends OpenGoal>(
  book: NeedBook<OpenNeed, Goal>,
  id: Id,
  closing: 'reached' | 'dropped',
  at: Instant,
  closed: Closed<Goal>,
): void {
  const place = book.goals.findIndex((goal) => goal.id === id);
  if (place < 0) {
    addEarly(book, { target: id, closing, at, reason: null });
    return;
  }
  const [goal] = book.goals.splice(place, 1);
  closed(goal!, closing === 'reached' && at > goal!.dueAt ? 'reachedLate' : closing, at);
}

/** The next instant at which `passTime` changes something; Infinity when none does. */
export function nextNeedDeadline({ needs, goals }: NeedBook, staleMs: number): number {
  let next = Infinity;
  for (const { status, isStale, lastActAt } of needs)
    if (status !== 'declined' && !isStale && lastActAt + staleMs < next) next = lastActAt + staleMs;
  for (const { isOverdue, dueAt } of goals) if (!isOverdue && dueAt + 1 < next) next = dueAt + 1;
  return next;
}

/** Time has passed: needs about which nothing was done for so long are stale, and goals behind their due time overdue. */
export function passTime({ needs, goals }: NeedBook, at: Instant, staleMs: number): void {
  for (const need of needs) if (need.status !== 'declined' && need.lastActAt + staleMs <= at) need.isStale = true;
  for (const goal of goals) if (at > goal.dueAt) goal.isOverdue = true;
}

function addEarly({ early }: NeedBook, word: EarlyWord): void {
  if (early.length >= earlyWordsMost) early.shift();
  early.push(word);
}

function takeEarly(book: NeedBook<OpenNeed, never> | NeedBook, id: Id): EarlyWord[] {
  const words = book.early.filter(({ target }) => target === id);
  if (words.length > 0) book.early = book.early.filter(({ target }) => target !== id);
  return words;
}
