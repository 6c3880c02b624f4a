import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import { graphOf } from '#measures/process/model-graph.js';
import { passedOver } from '#measures/process/passed-over.js';
import { fact, given, late, published, retraction, type GivenFact } from '#projections/testing/testing.js';
import { FoldOne } from '#read-models/fold-one.js';
import { processDeviations } from '#read-models/process-deviations.projection.js';
import { anyGraph, anySequence, anyTrace, asGraph } from './naive-alignment.js';
import { cheapestSkips, NaiveDeviations, namesOf } from './naive-deviations.js';

jest.setTimeout(300_000);

const day = 86_400_000;
const begin = Date.parse('2024-01-01T00:00Z');
const spanDays = 200;
const key = `${idOf(7)}~support`;

/** Days that lie close together, with gaps that are longer than anybody is told of a deviation. */
const someDay = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 100, max: 112 }));
const activity = fc.constantFrom('a', 'b', 'c', '__proto__', 'elsewhere');

const step = fc.record({
  at: someDay,
  activity,
  lifecycle: fc.constantFrom('complete', 'complete', 'complete', 'complete', 'start'),
  type: fc.constantFrom(
    ...(['ActivityRecorded', 'ActivityRecorded', 'ActivityRecorded', 'ActivityRecorded'] as const),
    ...(['CaseOpened', 'CaseResolved', 'CaseReopened'] as const),
  ),
});

const path = fc.oneof(
  anySequence(4).map((sequence) => ({ sequence })),
  anySequence(4).map((sequence) => ({ sequence })),
  anyGraph(5).map(({ nodes, edges, start, end }) => ({
    model: { nodes, edges: edges.map(([from, to]) => ({ from, to })), start, end },
  })),
  fc.constant({}),
);
const definition = fc.record({
  path,
  terminal: fc.constantFrom<string[][]>([], ['c'], ['c', 'elsewhere']),
  reopening: fc.constantFrom<string[][]>([], ['a']),
});

const histories = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 7, size: 'max' }),
  definitions: fc.array(fc.record({ at: someDay, what: definition }), { minLength: 1, maxLength: 3 }),
  first: definition,
});
type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

function defined({ path: declared, terminal, reopening }: History['first'], at: number): GivenFact {
  return {
    ...published('ProcessDefined', at),
    data: { version: '1', process: 'support', terminal, reopening, ...declared },
  };
}

function factsOf({ steps, definitions, first }: History): GivenFact[] {
  return [
    defined(first, begin - day),
    ...definitions.map(({ at, what }) => defined(what, begin + at * day)),
    ...steps.map(({ at, activity: name, lifecycle, type }) =>
      fact(type, begin + at * day, {
        process: { definition: 'support', dataset: 'd', case: idOf(7), activity: name, lifecycle },
      }),
    ),
  ];
}

function walked(facts: readonly GivenFact[], until: number): object {
  const naive = new NaiveDeviations(facts, until);
  const { deviations, told, state, missing } = naive;
  const latest = told.at(-1);
  return {
    state,
    judged: deviations.map(({ kind, activity: name }) => `${name} ${kind}`).sort(),
    missing,
    // Whether any is told is looked for only where something deviates that may be its reason.
    skipped: deviations.some(({ kind }) => kind === 'out-of-order') || missing > 0 ? naive.skipped : [],
    signal:
      latest === undefined
        ? null
        : {
            event: told[0]!.event,
            since: told[0]!.at,
            deviation: latest.kind,
            activity: latest.activity,
            latestAt: latest.at,
            expected: latest.expected.join(', '),
            mayEnd: latest.mayEnd,
          },
  };
}

function folded(facts: readonly GivenFact[], until: number): object {
  const { row, signals, totals } = new FoldOne(processDeviations).fold(facts, until);
  const [signal] = signals;
  const ofActivities = totals.filter(({ at }) => at[0] === 'activity');
  const times = (count: number | undefined, what: string): string[] => Array.from({ length: count ?? 0 }, () => what);
  return {
    state: row.state,
    judged: ofActivities
      .flatMap(({ at, add }) => [
        ...times(add!['unknown'], `${at[2]} unknown`),
        ...times(add!['outOfOrder'], `${at[2]} out-of-order`),
      ])
      .sort(),
    missing: row.missing,
    skipped: ofActivities.flatMap(({ at, add }) => (add!['skipped'] === 1 ? [at[2]] : [])),
    signal:
      signal === undefined
        ? null
        : {
            event: signal.event,
            since: signal.since,
            deviation: signal['deviation'],
            activity: signal['activity'],
            latestAt: signal['latestAt'],
            expected: signal['expected'] ?? '',
            mayEnd: signal['mayEnd'],
          },
  };
}

describe('cases held against their path', () => {
  it('deviate at any moment as a walk finds that looks at each step from the beginning', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(histories, fc.array(fc.integer({ min: 0, max: spanDays }), { maxLength: 3 }), (history, days) => {
        const facts = factsOf(history);
        for (const moment of [...days, spanDays]) {
          const until = begin + moment * day;
          const told = walked(facts, until) as { judged: string[]; missing: number; skipped: string[]; signal: object };
          expect(folded(facts, until)).toEqual(told);
          seen.add(`signal ${told.signal !== null}`).add(`missing ${told.missing > 0}`);
          seen.add(`skipped ${told.skipped.length > 0}`);
          for (const one of told.judged) seen.add(one.split(' ')[1]!);
        }
      }),
      { numRuns: 2_000 },
    );
    // What never comes up would not be tested.
    const both = ['signal', 'missing', 'skipped'].flatMap((what) => [`${what} true`, `${what} false`]);
    expect([...seen].sort()).toEqual([...both, 'unknown', 'out-of-order'].sort());
  });

  it('are the same however and whenever the facts come, and keep every rule of a fold', async () => {
    const fates = fc.array(fc.constantFrom('told', 'told', 'told', 'late', 'retracted'), {
      minLength: 7,
      maxLength: 7,
    });
    await fc.assert(
      fc.asyncProperty(histories, fates, async (history, fate) => {
        const all = factsOf(history);
        const until = begin + spanDays * day;
        const context = all.filter(({ process }) => process === undefined);
        const steps = all.filter(({ process }) => process !== undefined);
        const told = steps.filter((_, i) => fate[i] !== 'late');
        const later = steps.filter((_, i) => fate[i] === 'late').map((one, i) => late(one, until - day + i * 1_000));
        const back = steps
          .filter((_, i) => fate[i] === 'retracted')
          .map((one) => retraction(one, until - day + 3_600_000));
        const known = [...told, ...later].filter(
          (one) => !back.some(({ data }) => 'target' in data && data.target === one.id),
        );
        const result = await given([...context, ...told, ...later, ...back], { until }).fold(processDeviations);
        expect(result.quarantined).toEqual({});
        const naive = new NaiveDeviations([...context, ...known], until);
        const doc = result.documents[key];
        expect(doc === undefined ? 0 : doc.unknown + doc.outOfOrder).toBe(naive.deviations.length);
        expect((result.signals[key] ?? []).map(({ event, latestAt }) => [event, latestAt])).toEqual(
          naive.told.length === 0 ? [] : [[naive.told[0]!.event, naive.told.at(-1)!.at]],
        );
      }),
      { numRuns: 25 },
    );
  });
});

describe('what a case has passed over', () => {
  it('is missing in every one of the cheapest alignments, and did not happen at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyGraph(5), anySequence(5).map(asGraph)),
        anyTrace(5),
        fc.boolean(),
        (model, trace, hasEnded) => {
          const all = cheapestSkips(model, trace, hasEnded);
          const skipped = namesOf(model).filter(
            (name) => !trace.includes(name) && all.every((skips) => skips.includes(name)),
          );
          expect(passedOver(graphOf(model), trace, hasEnded)).toEqual(skipped);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
