import { canonicalJson } from '#core/canonical-json.js';
import { LedgerError } from '#core/errors.js';
import { formatInstant } from '#core/time.js';
import type { Instant } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';
import { canonicalContents, cellsOf, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import type { ProjectionContents } from '../oracle/naive-projection.js';
import { GuardedDefinition } from './testing-guard.js';
import { KitRun } from './testing-runs.js';
import type { GivenFact, Subject } from './testing-runs.js';

/** So many instants of the past are looked at, and so many states of what was known. */
const momentsMost = 16;
const knownMost = 5;

/**
 * Folds facts, and holds what comes of them against every rule that a projection has to keep.
 * @returns the run in which all facts came at once
 * @throws LedgerError `invalid` with a sentence that says which rule is broken
 */
export async function checkedRun(given: Subject): Promise<KitRun> {
  const guard = new GuardedDefinition(given.definition);
  const subject = { ...given, definition: guard.definition };
  return guard.during(async () => {
    const live = () => KitRun.of(subject, { size: 1, live: true });
    // Where time would never end, the live run says so, and so it comes first.
    const first = 'deadline' in subject.definition ? await live() : undefined;
    const whole = await KitRun.of(subject);
    guard.requireNone();
    const lived = first ?? (await live());
    await requireSameHowever(subject, whole, lived);
    requireFormula(subject, whole);
    requirePast(subject, whole, lived.dues);
    return whole;
  });
}

/** Neither how often, nor in which lots, nor in which order facts come makes a difference. */
async function requireSameHowever(subject: Subject, { text }: KitRun, live: KitRun): Promise<void> {
  const { definition, facts } = subject;
  const demand = (run: KitRun, what: string): void => require(definition.name, run.text === text, what);
  demand(await KitRun.of(subject), 'gives something else the second time');
  for (const size of [1, 2, 3])
    demand(await KitRun.of(subject, { size, restart: size === 2 }), `gives something else in chunks of ${size}`);
  demand(live, 'gives something else when time passes between its facts');
  // Of linked parties the one that the ledger saw first stands for all, and of feeds it counts when they were heard: there
  // the order of arrival is part of the answer.
  if (definition.order !== 'recorded' && !facts.some(({ type }) => /^(PartiesLinked$|Feed)/.test(type))) {
    const inOrder = facts.map((_, i) => i);
    for (const order of [inOrder.toReversed(), interleaved(inOrder)])
      demand(
        await KitRun.of(subject, { size: 2, order: arrivable(facts, order) }),
        'gives something else when its facts arrive in another order',
      );
  }
}

function requireFormula({ definition, parameters, until, facts }: Subject, { text, events }: KitRun): void {
  const naive = canonicalContents(naiveContents(definition, events, until, parameters, facts.length));
  const what = 'has totals that are not the sum of its documents, or documents that depend on more than their facts';
  require(definition.name, naive === text, what);
}

/** Of any moment before, lists and totals are those of the documents then, on both axes. */
function requirePast(subject: Subject, whole: KitRun, dues: readonly Instant[]): void {
  const { definition, facts, parameters, until } = subject;
  const { events } = whole;
  const recorded = definition.order === 'recorded';
  const naive = (known: number, at: Instant) =>
    naiveContents(definition, events.slice(0, known), recorded ? Infinity : at, parameters, facts.length, {
      events,
      now: until,
    });
  const prefixes = events.map((_, i) => i);
  const instants = recorded ? prefixes : instantsOf(facts, dues, until);
  for (const time of thinned(instants, momentsMost)) {
    const made = whole.read((view) =>
      canonicalJson({
        rows: view.list({ time }).rows.map(({ key, row }) => [key, row]),
        signals: Array.from(view.signals(time), ({ key, signals }) => [key, signals]),
        cells: cellsOf(view.cells([], { time })),
      }),
    );
    const when = recorded ? `after ${time} facts` : `as of ${formatInstant(time)}`;
    const then = recorded ? naive(time, Infinity) : naive(events.length, time);
    const remembers = 'does it remember something outside of them?';
    require(definition.name, made ===
      listsOf(then), `has rows, signals or totals ${when} that are not those of its documents then; ${remembers}`);
    if ('view' in definition)
      require(definition.name, whole.readAt(time, events.length, (view) => canonicalContents(contentsOf(view))) ===
        canonicalContents(then), `has documents or views ${when} that are not those of its facts then; ${remembers}`);
  }
  for (const known of thinned(prefixes, knownMost)) {
    const asOf = recorded ? until : (instants.at(-1) ?? until);
    require(definition.name, whole.readAt(asOf, known, (view) => canonicalContents(contentsOf(view))) ===
      canonicalContents(naive(known, asOf)), `gives something else for what was known after ${known} facts`);
  }
}

function listsOf({ documents, cells }: ProjectionContents): string {
  return canonicalJson({
    rows: documents.flatMap(({ key, row }) => (row === undefined ? [] : [[key, row]])),
    signals: documents.flatMap(({ key, signals }) => (signals === undefined ? [] : [[key, signals]])),
    cells,
  });
}

/** When something happened, and just before anything did. */
function instantsOf(facts: readonly GivenFact[], dues: readonly Instant[], until: Instant): readonly Instant[] {
  const happened = [...facts.map(({ effectiveFrom, occurredAt }) => effectiveFrom ?? occurredAt), ...dues];
  const past = happened.filter((at) => at <= until);
  if (past.length === 0) return [];
  return [...new Set([Math.min(...past) - 1, ...past])].sort((a, b) => a - b);
}

/** At most so many, spread evenly, the first and the last among them. */
function thinned<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!);
}

/** Every other one first: 0, 2, 4 …, then 1, 3, 5 …. */
function interleaved(order: readonly number[]): readonly number[] {
  return [...order.filter((i) => i % 2 === 0), ...order.filter((i) => i % 2 === 1)];
}

/**
 * An order of arrival as near to the wanted one as makes no difference by itself: facts of one place are told apart by
 * their arrival, the last of several corrections counts, and so do they among each other what a rule says.
 */
function arrivable(facts: readonly GivenFact[], order: readonly number[]): readonly number[] {
  const queues = new Map<string, number[]>();
  for (const [i, fact] of facts.entries()) {
    const queue = queues.get(placeOf(fact));
    if (queue === undefined) queues.set(placeOf(fact), [i]);
    else queue.push(i);
  }
  return order.map((i) => queues.get(placeOf(facts[i]!))!.shift()!);
}

function placeOf({ type, occurredAt, ordinal }: GivenFact): string {
  return definitionOf(type)?.kind === 'fact' ? `${occurredAt}/${ordinal}` : 'not a fact';
}

function require(name: string, holds: boolean, what: string): void {
  const sentence = `The projection ${name} ${what}`;
  if (!holds) throw new LedgerError('invalid', /[.?]$/.test(sentence) ? sentence : `${sentence}.`);
}
