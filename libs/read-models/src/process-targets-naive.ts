import type { EventTypes } from '#domain/vocabulary.js';
import type { GivenFact } from '#projections/testing/testing.js';
import { NaiveRules, naiveStateOf } from './process-rules-naive.js';

/**
 * Targets and waits of one case, minute by minute: what has happened by a minute is looked through from its beginning, what
 * a clock shows is counted up. Everything happens at whole minutes. Shares no code with the measures.
 */

export interface NaiveTarget {
  state: 'running' | 'paused' | 'met' | 'breached' | 'dropped';
  underWay: boolean;
  ranMs: number;
  startedAt: number;
  breachedAt: number | null;
  atRiskSince: number | null;
  doneAt: number | null;
  pausedMs: number;
  pauses: number;
  /** Begun by the definition, in a case that was under way. */
  partial: boolean;
  /** Of earlier runs. */
  before: NaiveTarget[];
}

export interface NaiveWait {
  waits: number;
  wallMs: number;
  clockMs: number;
}

type Definition = EventTypes['ProcessDefined'];
type Target = NonNullable<Definition['targets']>[number];

const minute = 60_000;

export class NaiveCase {
  readonly targets = new Map<string, NaiveTarget>();
  readonly waits = new Map<string, NaiveWait>();
  state = 'undeclared';
  waitsFor: string | null = null;
  /** How long the wait that lasts has lasted. */
  lasting: Omit<NaiveWait, 'waits'> = { wallMs: 0, clockMs: 0 };
  definition: Definition | undefined;
  private waitsBehind = '';
  private done: GivenFact[] = [];
  private readonly limits = new Map<string, { limitMs: number; atRiskMs: number; calendar: string | undefined }>();
  private reopenedAfter = 0;

  private readonly rules: NaiveRules;

  constructor(given: readonly GivenFact[], until: number) {
    this.rules = new NaiveRules(given);
    const inTime = given.filter((one) => (one.effectiveFrom ?? one.occurredAt) <= until);
    const facts = inTime.filter(isOfCase).sort((a, b) => a.occurredAt - b.occurredAt || a.ordinal - b.ordinal);
    const begin = facts[0]?.occurredAt;
    if (begin === undefined) return;
    this.definition = this.rules.definitionAt(begin);
    for (let at = begin; at <= until; at += minute) {
      if (at > begin) this.define(at);
      for (const one of facts) if (one.occurredAt === at) this.take(one, at);
      this.fall(at);
      if (at < until) this.pass(at);
    }
  }

  private stateNow(): string {
    return naiveStateOf(this.done, this.definition);
  }

  private whomBehind(activity: string): string {
    return this.definition?.waiting?.find((one) => one.activity === activity)?.whom ?? 'us';
  }

  private define(at: number): void {
    const definition = this.rules.definitionAt(at);
    if (definition === this.definition) return;
    const before = this.state;
    this.definition = definition;
    this.state = this.stateNow();
    const reopened = before === 'ended' && this.state === 'open';
    if (reopened) this.reopenedAfter = this.done.length;
    if (this.waitsFor !== null) {
      this.waitsFor = this.whomBehind(this.waitsBehind);
      if (this.state === 'ended') this.endWait();
    }
    const targets = definition?.targets ?? [];
    for (const [name, one] of this.targets) {
      const target = targets.find((other) => other.target === name);
      if (target === undefined || (this.state === 'ended' && before !== 'ended')) {
        if (one.underWay) this.stop(one, at, 'dropped');
        continue;
      }
      if (reopened && one.state === 'dropped') this.goOn(one);
      else if (reopened && !one.underWay && one.breachedAt !== null && one.doneAt === null) this.goOn(one);
      if (one.breachedAt !== null || one.state === 'met') {
        if (one.underWay) this.pauseOrNot(one, target);
        continue;
      }
      this.setLimit(name, target);
      if (one.ranMs < this.limits.get(name)!.atRiskMs) one.atRiskSince = null;
      if (one.underWay) this.pauseOrNot(one, target);
    }
    for (const target of targets) if (!this.targets.has(target.target)) this.setNow(target, at);
  }

  /** A case that is under way and has passed the one milestone, not the other. */
  private setNow(target: Target, at: number): void {
    const begun = this.done.findIndex((one) => isStep(one));
    if (begun < 0 || this.state === 'ended') return;
    const isLastFrom = target.from?.occurrence === 'last';
    const fromAt = this.done.flatMap((one, i) => (isAmong(target.from?.activities, one) ? [i + 1] : []));
    const toAt = this.done.flatMap((one, i) => (isAmong(target.to?.activities, one) ? [i + 1] : []));
    const atStart = target.from?.activities === undefined;
    const from = atStart ? begun + 1 : isLastFrom ? fromAt.at(-1) : fromAt[0];
    if (from === undefined) return;
    const counts = target.to?.occurrence === 'last' || (isLastFrom && atStart);
    const since = Math.max(from, counts ? this.reopenedAfter : 0);
    const to = target.to?.activities === undefined ? 0 : (toAt.at(-1) ?? 0);
    const isDone = atStart && (!counts || this.reopenedAfter === 0) ? to > 0 : to > since;
    if (isDone) return;
    const one = this.begin(target, at);
    one.partial = true;
    this.pauseOrNot(one, target);
  }

  private take(fact: GivenFact, at: number): void {
    const before = this.state;
    const isFirst = isStep(fact) && !this.done.some((one) => isStep(one));
    this.done.push(fact);
    this.state = this.stateNow();
    const ended = before !== 'ended' && this.state === 'ended';
    const reopened = before === 'ended' && this.state === 'open';
    if (reopened) this.reopenedAfter = this.done.length;
    if (this.waitsFor !== null && (isStep(fact) || this.state === 'ended')) this.endWait();
    if (isCompletion(fact) && this.state !== 'ended' && !this.worksOnAt(at)) {
      this.waitsFor = this.whomBehind(fact.process!.activity);
      this.waitsBehind = fact.process!.activity;
    }
    for (const target of this.definition?.targets ?? []) this.judge(target, fact, at, { isFirst, ended, reopened });
  }

  /** Something began at this very instant and is not completed. */
  private worksOnAt(at: number): boolean {
    const begun: string[] = [];
    for (const { occurredAt, process } of this.done) {
      if (occurredAt !== at) continue;
      if (process!.lifecycle === 'start') begun.push(process!.activity);
      else if (process!.lifecycle === 'complete' && begun.includes(process!.activity))
        begun.splice(begun.indexOf(process!.activity), 1);
    }
    return begun.length > 0;
  }

  private judge(
    target: Target,
    fact: GivenFact,
    at: number,
    { isFirst, ended, reopened }: { isFirst: boolean; ended: boolean; reopened: boolean },
  ): void {
    const { from, to } = target;
    const isLastFrom = from?.occurrence === 'last';
    const isFrom =
      from?.activities === undefined ? isFirst || (isLastFrom && reopened) : isAmong(from.activities, fact);
    const isTo = to?.activities === undefined ? ended : isAmong(to.activities, fact);
    const isBoth = from?.activities !== undefined && to?.activities !== undefined && isFrom && isTo;
    const one = this.targets.get(target.target);
    const isIdle = one === undefined || !one.underWay;
    const start = (): void => {
      const begun = this.begin(target, at);
      if (isTo && !isBoth) this.stop(begun, at, 'done');
      else this.pauseOrNot(begun, target);
    };
    if (isFrom && isIdle && (one === undefined || isLastFrom)) return start();
    if (one === undefined) return;
    if (!isIdle) {
      if (isTo) this.stop(one, at, 'done');
      else if (ended) this.stop(one, at, 'dropped');
      else this.pauseOrNot(one, target);
      if (!one.underWay && isFrom && isLastFrom) start();
      return;
    }
    const isDone = one.doneAt !== null;
    if (isTo && !isDone) this.stop(one, at, 'done');
    else if (isTo && to?.occurrence === 'last') one.doneAt = at;
    else if (reopened && (!isDone || to?.occurrence === 'last')) {
      this.goOn(one);
      if (one.breachedAt === null) this.setLimit(target.target, target);
      if (one.breachedAt === null && one.ranMs < this.limits.get(target.target)!.atRiskMs) one.atRiskSince = null;
      this.pauseOrNot(one, target);
    }
  }

  private begin(target: Target, at: number): NaiveTarget {
    const old = this.targets.get(target.target);
    const before = old === undefined ? [] : [...old.before, old];
    this.setLimit(target.target, target);
    const none = { breachedAt: null, atRiskSince: null, doneAt: null, pausedMs: 0, pauses: 0, partial: false };
    const one: NaiveTarget = { state: 'running', underWay: true, ranMs: 0, startedAt: at, ...none, before };
    this.targets.set(target.target, one);
    return one;
  }

  private setLimit(name: string, { limitHours, atRiskFrom = 0.8, calendar }: Target): void {
    const limitMs = limitHours * 60 * minute;
    this.limits.set(name, { limitMs, atRiskMs: Math.round(limitMs * atRiskFrom), calendar });
  }

  private stop(one: NaiveTarget, at: number, how: 'done' | 'dropped'): void {
    if (one.state === 'paused' || this.paused.has(one)) this.endPause(one);
    one.underWay = false;
    if (how === 'done') one.doneAt = at;
    if (one.breachedAt === null) one.state = how === 'done' ? 'met' : 'dropped';
  }

  private goOn(one: NaiveTarget): void {
    one.underWay = true;
    one.doneAt = null;
    if (one.breachedAt === null) one.state = 'running';
  }

  private readonly paused = new Set<NaiveTarget>();

  private pauseOrNot(one: NaiveTarget, { pausedByCustomer = false }: Target): void {
    const isPaused = pausedByCustomer && this.waitsFor === 'customer';
    if (isPaused) this.paused.add(one);
    else if (this.paused.has(one)) this.endPause(one);
    if (one.breachedAt === null) one.state = isPaused ? 'paused' : 'running';
  }

  private endPause(one: NaiveTarget): void {
    if (this.paused.delete(one)) one.pauses++;
  }

  private fall(at: number): void {
    for (const [name, one] of this.targets) {
      if (!one.underWay || this.paused.has(one) || one.breachedAt !== null) continue;
      const { limitMs, atRiskMs } = this.limits.get(name)!;
      if (one.ranMs >= limitMs) {
        one.breachedAt = at;
        one.state = 'breached';
      } else if (one.ranMs >= atRiskMs) one.atRiskSince ??= at;
    }
  }

  private pass(at: number): void {
    for (const [name, one] of this.targets) {
      if (this.paused.has(one)) one.pausedMs += minute;
      else if (one.underWay && this.rules.isOpenAt(this.limits.get(name)!.calendar, at)) one.ranMs += minute;
    }
    if (this.waitsFor === null) return;
    this.lasting.wallMs += minute;
    const { calendar } = this.definition ?? {};
    if (calendar !== undefined && this.rules.isOpenAt(calendar, at)) this.lasting.clockMs += minute;
  }

  private endWait(): void {
    const name = `${this.waitsFor} ${this.waitsBehind}`;
    const sum = this.waits.get(name) ?? { waits: 0, wallMs: 0, clockMs: 0 };
    this.waits.set(name, sum);
    sum.waits++;
    sum.wallMs += this.lasting.wallMs;
    sum.clockMs += this.lasting.clockMs;
    this.lasting = { wallMs: 0, clockMs: 0 };
    this.waitsFor = null;
  }
}

function isOfCase({ process }: GivenFact): boolean {
  return process !== undefined;
}

function isCompletion({ process }: GivenFact): boolean {
  return process!.lifecycle === 'complete';
}

function isStep({ process }: GivenFact): boolean {
  return process!.lifecycle === 'complete' || process!.lifecycle === 'start';
}

function isAmong(activities: readonly string[] | undefined, fact: GivenFact): boolean {
  return activities !== undefined && isCompletion(fact) && activities.includes(fact.process!.activity);
}
