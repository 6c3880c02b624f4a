import { chanceOf, type Chance } from '../../demonstration/chance.js';
import type { LocalTend } from '../../local-tend.js';
import { fileOf } from '../../testing.js';
import type { ProcessQuery } from '../process-answers.js';
import type { ExperienceAnswer } from './experience-answers.js';

/** For specs: something that happened to a customer, a step where it has an activity. */
export interface Happened {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly customer: string;
  readonly case?: string;
  readonly activity?: string;
  /** Of which it is a step; `support` unless given. */
  readonly process?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly reasonCode?: string;
  /** A need that was stated before. */
  readonly need?: string;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

const theirs = new Set(['CaseOpened', 'MessageReceived', 'SurveyAnswered', 'ComplaintRaised', 'NeedStated']);
const agent = {
  kind: 'person',
  identifiers: [{ scheme: 'agent', value: 'A-1' }],
  name: 'Agent 1',
  role: 'agent',
  side: 'ours',
};

function lineOf(
  { id, type, at, customer, activity, process = 'support', data = {}, reasonCode, ...one }: Happened,
  need?: string,
): string {
  const who = {
    kind: 'person',
    identifiers: [{ scheme: 'email', value: `${customer.toLowerCase().replaceAll(' ', '.')}@example.invalid` }],
    name: customer,
    role: 'customer',
    side: 'customer',
  };
  const line = {
    id,
    type,
    occurredAt: new Date(at).toISOString(),
    parties: [who, agent],
    actor: theirs.has(type) ? who : agent,
    data: need === undefined ? data : { ...data, need },
    ...(activity === undefined ? {} : { process: { definition: process, case: one.case, activity } }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** Imports what happened, of which no two things did at one instant; fails where anything of it is refused. */
export async function importHappened(tend: LocalTend, happened: readonly Happened[]): Promise<void> {
  await importLines(
    tend,
    happened.filter(({ need }) => need === undefined).map((one) => lineOf(one)),
  );
  const needs = new Map<number, string>();
  for (const { occurredAt, id } of tend.workspace.ledger.readDimension('type', 'NeedStated')) needs.set(occurredAt, id);
  const statedAt = new Map(happened.map(({ id, at }) => [id, at]));
  await importLines(
    tend,
    happened.flatMap((one) => (one.need === undefined ? [] : [lineOf(one, needs.get(statedAt.get(one.need)!))])),
  );
}

async function importLines(tend: LocalTend, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const file = fileOf('happened.ndjson', lines.join(''));
  const report = await tend.import(file, { dataset: 'happened', format: 'ndjson' }, {});
  if (report.appended < lines.length) throw new Error(JSON.stringify(report.refusals.slice(0, 3)));
}

/** What is told of the process. */
export async function feltOf(tend: LocalTend, query: Omit<ProcessQuery, 'show'> = {}): Promise<ExperienceAnswer> {
  return (await tend.process('support', { ...query, show: ['experience'] })).experience!;
}

/** The phases that a relationship has come into, by another way than the one that is tried. */
export type PhasesOf = (customer: string) => readonly { readonly phase: string; readonly detectedAt: number }[];

export const isoOf = (at: number): string => new Date(at).toISOString();

/** The phases that each of the customers has come into by a moment, as their relationship tells. */
export async function phasesIn(tend: LocalTend, happened: readonly Happened[], asOf: string): Promise<PhasesOf> {
  const found = new Map<string, ReturnType<PhasesOf>>();
  for (const customer of new Set(happened.map((one) => one.customer))) {
    const known = happened.some((one) => one.customer === customer && one.at <= Date.parse(asOf));
    const { history = [] } = known ? await tend.relationship(customer, { asOf }) : {};
    found.set(
      customer,
      history.map(({ phase, detectedAt }) => ({ phase, detectedAt: Date.parse(detectedAt) })),
    );
  }
  return (customer) => found.get(customer)!;
}

/** What the process of these cases is meant to be. */
export const supportDefinition = {
  type: 'ProcessDefined',
  effectiveFrom: '2024-01-01',
  data: {
    version: '1',
    process: 'support',
    terminal: ['Resolve'],
    reopening: ['Reopen'],
    waiting: [
      { activity: 'Ask', whom: 'customer' },
      { activity: 'Order part', whom: 'supplier' },
    ],
    // Its clock runs on when a case is opened again.
    targets: [{ target: 'solve', to: { activities: ['Resolve'], occurrence: 'last' }, limitHours: 60 }],
  },
};

const surveys = [
  { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better' },
  { instrument: 'csat', scale: { min: 1, max: 5 }, polarity: 'higher-is-better' },
  { instrument: 'ces', scale: { min: 1, max: 7 }, polarity: 'higher-is-better' },
] as const;

/** A portfolio by chance, always the same of one seed: cases, answers, complaints and needs; no two things at one instant. */
export function happenedByChance(seed: number, customers: number, until: number): Happened[] {
  const portfolio = new ByChance(chanceOf(seed, 0), until);
  for (let i = 0; i < customers; i++) portfolio.addCustomer(i);
  return portfolio.found.sort((a, b) => a.at - b.at);
}

class ByChance {
  readonly found: Happened[] = [];

  constructor(
    private readonly chance: Chance,
    private readonly until: number,
  ) {}

  addCustomer(i: number): void {
    const { chance, until } = this;
    const customer = `Customer ${i}`;
    let at = until - chance.whole(20, 420) * dayMs - chance.whole(0, 1_000) * 60_000;
    for (let cases = chance.whole(1, 4), n = 0; n < cases && at < until; n++)
      at = this.addCase(`S-${i}-${n}`, customer, at) + chance.whole(1, 60) * dayMs;
    for (let n = chance.whole(0, 6); n > 0; n--) {
      const survey = chance.pick(surveys);
      const score = chance.whole(survey.scale.min, survey.scale.max);
      this.add({ type: 'SurveyAnswered', at: this.sometime(), customer, data: { ...survey, score } });
    }
    for (let n = chance.happens(0.3) ? chance.whole(1, 3) : 0; n > 0; n--)
      this.add({ type: 'ComplaintRaised', at: this.sometime(), customer, data: { topic: 'support' } });
  }

  /** @returns when it was over, or was left */
  private addCase(number: string, customer: string, began: number): number {
    const { chance } = this;
    let at = began;
    const later = (meanHours: number): number => (at += Math.ceil(chance.gamma(1, 60 * meanHours) + 1) * 60_000);
    const step = (type: string, activity: string, data: Happened['data'] = {}): string =>
      this.add({ type, at, customer, case: number, activity, data });
    const severity = chance.pick(['low', 'high', undefined]);
    const category = chance.pick(['billing', 'delivery']);
    step('CaseOpened', 'Open', { category, ...(severity === undefined ? {} : { severity }) });
    later(2);
    step('CaseAssigned', 'Assign', chance.happens(0.8) ? { team: 'first' } : {});
    for (let rounds = chance.happens(0.2) ? 2 : 1, n = 0; n < rounds; n++) {
      if (n > 0) {
        later(60);
        step('CaseReopened', 'Reopen');
      }
      for (let work = chance.whole(1, 3); work > 0; work--) {
        later(12);
        step('ActivityRecorded', 'Work', chance.happens(0.1) ? { severity: 'high' } : {});
        if (chance.happens(0.08)) return at;
        if (chance.happens(0.2)) {
          later(5);
          step('CaseTransferred', 'Transfer', { team: chance.pick(['second', 'third']) });
        }
        if (chance.happens(0.2)) {
          later(3);
          step('ActivityRecorded', chance.happens(0.5) ? 'Ask' : 'Order part');
          if (chance.happens(0.1)) return at;
          later(30);
          step('MessageReceived', 'Answer', { direction: 'inbound' });
        }
        if (chance.happens(0.15)) this.closeNeed(step('NeedStated', 'Note a need', { topic: 'export' }), customer, at);
      }
      later(8);
      step('CaseResolved', 'Resolve');
    }
    return at;
  }

  private closeNeed(need: string, customer: string, statedAt: number): void {
    const { chance } = this;
    const at = statedAt + chance.whole(1, 20 * 24) * hourMs;
    if (chance.happens(0.4)) this.add({ type: 'NeedMet', at, customer, need });
    else if (chance.happens(0.5))
      this.add({ type: 'NeedDeclined', at, customer, need, reasonCode: chance.pick(['out-of-scope', 'not-planned']) });
  }

  private sometime(): number {
    return this.until - this.chance.whole(0, 400 * 24) * hourMs;
  }

  private add(one: Omit<Happened, 'id'>): string {
    const id = `E-${this.found.length}`;
    // Some ms of its own for each: what comes first is never left to chance.
    const at = Math.floor(one.at / 60_000) * 60_000 + (this.found.length % 60_000);
    if (one.at <= this.until) this.found.push({ id, ...one, at });
    return id;
  }
}

/** How many cases of a severity have a low answer behind them, of those that went through three teams and of the others. */
export interface SidesOfSeverity {
  readonly severity: string;
  readonly handedOver: { readonly low: number; readonly n: number };
  readonly others: { readonly low: number; readonly n: number };
}

/** Cases, each of a customer of its own, which ended 100 days before an instant and were answered ten days later. */
export function answeredCases(sides: readonly SidesOfSeverity[], until: number, process = 'support'): Happened[] {
  const found: Happened[] = [];
  const add = (one: Omit<Happened, 'id'>): void => void found.push({ id: `${process}-${found.length}`, ...one });
  // Nothing of two processes happens at one instant, and nobody is a customer in both.
  let number = process === 'support' ? 0 : 1_000;
  const ended = until - 100 * dayMs;
  for (const { severity, ...bySide } of sides) {
    for (const side of ['handedOver', 'others'] as const) {
      const { low, n } = bySide[side];
      for (let i = 0; i < n; i++) {
        const [customer, ms] = [`Customer ${++number}`, number];
        const step = (hours: number, type: string, activity: string, data: Happened['data'] = {}): void =>
          add({ type, at: ended - hours * hourMs + ms, customer, case: `S-${customer}`, activity, process, data });
        step(9, 'CaseOpened', 'Open', { category: 'billing', severity, team: 'first' });
        if (side === 'handedOver') {
          step(7, 'CaseTransferred', 'Transfer', { team: 'second' });
          step(5, 'CaseTransferred', 'Transfer', { team: 'third' });
        }
        step(0, 'CaseResolved', 'Resolve');
        const data = { ...surveys[1], score: i < low ? 1 : 5 };
        add({ type: 'SurveyAnswered', at: ended + 10 * dayMs + ms, customer, data });
      }
    }
  }
  return found;
}
