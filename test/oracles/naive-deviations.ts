import type { EventTypes } from '#domain/vocabulary.js';
import type { GraphModel } from '#measures/process/process-model.js';
import type { GivenFact } from '#projections/testing/testing.js';
import { NaiveRules, naiveStateOf } from '#read-models/process-rules-naive.js';
import { asGraph, costsByRounds } from './naive-alignment.js';

/** Where one case leaves its path, each time looked at from its beginning. Shares no code with the measures. */

type Definition = EventTypes['ProcessDefined'];

export interface NaiveDeviation {
  readonly kind: 'unknown' | 'out-of-order';
  readonly activity: string;
  readonly event: string;
  readonly at: number;
  readonly expected: readonly string[];
  readonly mayEnd: boolean;
}

const openMs = 90 * 86_400_000;

export class NaiveDeviations {
  deviations: NaiveDeviation[] = [];
  model: GraphModel | undefined;
  /** Valid, and not looked at, because the case has ended. */
  private pending: { readonly model: GraphModel | undefined } | undefined;
  state = 'undeclared';
  /** Steps and deviations by which the case had ended, one after the other. */
  private breaks: NaiveDeviation[][] = [[]];
  private readonly done: GivenFact[] = [];

  constructor(
    given: readonly GivenFact[],
    private readonly until: number,
  ) {
    const rules = new NaiveRules(given);
    const known = given.filter((one) => one.occurredAt <= until);
    const facts = known.filter(({ process }) => process !== undefined);
    const instants = [...new Set(known.map(({ occurredAt }) => occurredAt))].sort((a, b) => a - b);
    let definition: Definition | undefined;
    for (const at of instants) {
      const now = rules.definitionAt(at);
      if (now !== definition) {
        definition = now;
        this.define(now);
      }
      for (const one of facts.filter(({ occurredAt }) => occurredAt === at).sort((a, b) => a.ordinal - b.ordinal))
        this.take(one, now);
    }
  }

  get trace(): readonly string[] {
    return this.done.filter(isCompletion).map(({ process }) => process!.activity);
  }

  /** What lacks up to the end of the path, of a case that has ended. */
  get missing(): number {
    if (this.model === undefined || this.state !== 'ended' || this.trace.length === 0) return 0;
    const costs = costsByRounds(this.model, this.trace);
    return costs.at(this.model.end) - costs.least;
  }

  get skipped(): readonly string[] {
    if (this.model === undefined) return [];
    const all = cheapestSkips(this.model, this.trace, this.state === 'ended');
    const names = namesOf(this.model);
    return names.filter((name) => !this.trace.includes(name) && all.every((skips) => skips.includes(name)));
  }

  /** The deviations that one is told of: since the case ended last, each within 90 days of the one before. */
  get told(): readonly NaiveDeviation[] {
    const last = this.breaks.at(-1)!;
    const from = last.findLastIndex(({ at }, i) => i > 0 && at - last[i - 1]!.at > openMs);
    const told = last.slice(Math.max(0, from));
    return told.length > 0 && this.until - told.at(-1)!.at > openMs ? [] : told;
  }

  private define(definition: Definition | undefined): void {
    const before = this.state;
    this.pending = { model: modelOf(definition) };
    this.judge(definition);
    if (before !== 'ended' || this.state !== 'ended') this.goOn();
  }

  private goOn(): void {
    if (this.pending === undefined) return;
    this.model = this.pending.model;
    this.pending = undefined;
    const fits = this.model === undefined || costsByRounds(this.model, this.trace).least === 0;
    if (!fits) return;
    this.deviations = [];
    this.breaks = [[]];
  }

  private judge(definition: Definition | undefined): void {
    this.state = naiveStateOf(this.done, definition);
    if (this.state === 'ended') this.breaks.push([]);
  }

  private take(fact: GivenFact, definition: Definition | undefined): void {
    this.goOn();
    const before = this.trace;
    this.done.push(fact);
    if (isCompletion(fact) && this.model !== undefined) this.hold(this.model, before, fact);
    this.judge(definition);
  }

  private hold(model: GraphModel, before: readonly string[], { id, occurredAt: at, process }: GivenFact): void {
    const { activity } = process!;
    const costOf = (trace: readonly string[]): number => costsByRounds(model, trace).least;
    const cost = costOf(before);
    if (costOf([...before, activity]) === cost) return;
    const names = namesOf(model);
    const deviation: NaiveDeviation = {
      kind: names.includes(activity) ? 'out-of-order' : 'unknown',
      activity,
      event: id,
      at,
      expected: names.filter((name) => costOf([...before, name]) === cost),
      mayEnd: costsByRounds(model, before).at(model.end) === cost,
    };
    this.deviations.push(deviation);
    this.breaks.at(-1)!.push(deviation);
  }
}

function isCompletion({ process }: GivenFact): boolean {
  return process!.lifecycle === 'complete';
}

/** In the order of the model, its end last. */
export function namesOf({ nodes, end }: GraphModel): string[] {
  const ordered = [...nodes.filter(({ id }) => id !== end), ...nodes.filter(({ id }) => id === end)];
  return [...new Set(ordered.flatMap(({ activity }) => activity ?? []))];
}

function modelOf(definition: Definition | undefined): GraphModel | undefined {
  if (definition?.sequence !== undefined) return asGraph(definition.sequence);
  if (definition?.model === undefined) return undefined;
  const { nodes, edges, start, end } = definition.model;
  const named = nodes.map(({ id, activity }) => (activity === undefined ? { id } : { id, activity }));
  return { kind: 'graph', nodes: named, edges: edges.map(({ from, to }) => [from, to]), start, end };
}

/** What each of the cheapest alignments lacks: every way is walked that costs no more than the cheapest. */
export function cheapestSkips(model: GraphModel, trace: readonly string[], hasEnded: boolean): readonly string[][] {
  const activityOf = new Map(model.nodes.map(({ id, activity }) => [id, activity]));
  const ways: (readonly [string, string])[] = [['before everything', model.start], ...model.edges];
  const costs = costsByRounds(model, trace);
  const least = hasEnded ? costs.at(model.end) : costs.least;
  const found = new Set<string>();
  const seen = new Set<string>();
  const walk = (at: number, id: string, cost: number, skips: readonly string[]): void => {
    const place = JSON.stringify([at, id, cost, skips]);
    if (cost > least || seen.has(place)) return;
    seen.add(place);
    if (at === trace.length && cost === least && (!hasEnded || id === model.end)) found.add(JSON.stringify(skips));
    if (at < trace.length) walk(at + 1, id, cost + 1, skips);
    for (const [from, to] of ways) {
      if (from !== id) continue;
      const activity = activityOf.get(to);
      if (activity === undefined) walk(at, to, cost, skips);
      else {
        walk(at, to, cost + 1, [...new Set([...skips, activity])].sort());
        if (activity === trace[at]) walk(at + 1, to, cost, skips);
      }
    }
  };
  walk(0, 'before everything', 0, []);
  return [...found].map((skips) => JSON.parse(skips) as string[]);
}
