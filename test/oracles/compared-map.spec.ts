import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '#workspace/local-tend.js';
import type { ComparisonAnswer } from '#workspace/processes/comparison-answers.js';
import { importLines, testFolder } from '#workspace/testing.js';
import { naiveComparison } from './naive-comparison.js';
import type { LogEvent } from './process-log.js';

jest.setTimeout(60_000);

/** Each so many cases of a way, an activity a letter, so many minutes between two steps. */
const ways = [
  ['ABC', 45, 10],
  ['ABBC', 9, 40],
  ['ADC', 6, 90],
  ['AEFC', 1, 5],
  ['ABDC', 10, 25],
  ['XBC', 12, 30],
  ['XDC', 38, 15],
  ['XDDC', 7, 15],
  ['XBDC', 9, 35],
  ['Z', 4, 0],
] as const;
/** What is declared: everything else is not on it. */
const sequence = ['A', 'B', 'C'];

const events: LogEvent[] = ways.flatMap(([way, cases, minutes], place) =>
  Array.from({ length: cases }, (_one, at) => at).flatMap((at) =>
    [...way].map((activity, step) => ({
      case: `${way} ${at}`,
      activity,
      // No two cases alike, so that times have ranks.
      at: Date.UTC(2026, 0, 1 + at) + place * 60_000 + step * (minutes * 60_000 + at * 1_000),
    })),
  ),
);
const sideOf = (first: string): LogEvent[] => events.filter((event) => event.case.startsWith(first));
const sides = [sideOf('A'), sideOf('X')] as const;
const edgeOf = ({ from, to }: { readonly from: string; readonly to: string }): string => JSON.stringify([from, to]);

function larger([a, b]: readonly [number, number]): number {
  return Math.max(a / 71, b / 66);
}

/** Every test that is told, with its q. */
function testsOf({ flows }: ComparisonAnswer): Map<string, number> {
  return new Map(
    flows.flatMap((flow) => [
      ...(flow.frequency ? [[`frequency ${edgeOf(flow)}`, flow.frequency.q] as const] : []),
      ...(flow.time ? [[`time ${edgeOf(flow)}`, flow.time.q] as const] : []),
    ]),
  );
}

/** Benjamini and Hochberg by the definition, over the naive tests of these edges alone. */
function naiveFamily(edges: ReadonlySet<string>): Map<string, number> {
  const tests = naiveComparison(sides, 0.1).tests.filter(({ edge }) => edges.has(edge));
  return new Map(
    tests.map((test) => {
      const larger = tests.filter(({ p }) => p >= test.p);
      const q = larger.map(({ p }) => (tests.length * p) / tests.filter((other) => other.p <= p).length);
      return [`${test.kind} ${test.edge}`, Math.min(...q)];
    }),
  );
}

describe('two sides of a process on one map', () => {
  const folder = testFolder();
  let tend: LocalTend;

  const compared = async (flows: number): Promise<ComparisonAnswer> =>
    (await tend.process('p', { filter: ['starts=A'], against: ['starts=X'], flows })).comparison!;
  const drawnFlows = async (flows: number): Promise<Set<string>> => {
    const svg = await tend.processMap('p', { filter: ['starts=A'], against: ['starts=X'], flows });
    return new Set(
      Array.from(svg.matchAll(/data-from="(\w)" data-to="(\w)"/g), ([, from, to]) => edgeOf({ from: from!, to: to! })),
    );
  };

  beforeAll(async () => {
    tend = await folder.open();
    const lines = events.map((event, at) => ({
      id: String(at),
      at: new Date(event.at).toISOString(),
      customer: event.case,
      step: ['p', event.case, event.activity] as const,
    }));
    await importLines(tend, lines);
    const data = { process: 'p', version: '1', terminal: ['C'], sequence };
    await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom: '2026-02-01', data }], {});
  });
  afterAll(() => folder.dispose());

  it('has what is tested, and tests what it has: one family, whatever number of flows is asked for', async () => {
    for (const flows of [1, 3, 400]) {
      const answer = await compared(flows);
      const shown = new Set(answer.flows.map(edgeOf));
      expect(await drawnFlows(flows)).toEqual(shown);
      const [found, expected] = [testsOf(answer), naiveFamily(shown)];
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [test, q] of expected)
        expect(Math.abs(found.get(test)! - q)).toBeLessThanOrEqual(Math.max(1e-12, 1e-6 * q));
      expect(answer.ofFlows).toBe(naiveComparison(sides, 0.1).edges.length);
    }
    // Of fewer tests: a family of all of them would be another one.
    expect(testsOf(await compared(1)).size).toBeLessThan(testsOf(await compared(400)).size);
    expect((await compared(400)).flows).toHaveLength((await compared(400)).ofFlows);
    expect((await compared(1)).flows.length).toBeLessThan((await compared(3)).ofFlows);
  });

  it('shows what the largest share of the cases of either side takes', async () => {
    const { edges } = naiveComparison(sides, 0.1);
    const ranked = edges.toSorted((x, y) => larger(y.cases) - larger(x.cases)).map(({ edge }) => edge);
    for (const flows of [1, 3, 5]) {
      const shown = new Set((await compared(flows)).flows.map(edgeOf));
      expect(ranked.slice(0, flows).filter((edge) => !shown.has(edge))).toEqual([]);
    }
    // And puts it first.
    expect((await compared(400)).flows.slice(0, 5).map(edgeOf)).toEqual(ranked.slice(0, 5));
  });

  it('tells shares of the cases of each side, as counted one by one', async () => {
    const { a, b, inBoth, flows, activities, start, end } = await compared(400);
    expect([a.cases, b.cases, inBoth]).toEqual([71, 66, 0]);
    const naive = new Map(naiveComparison(sides, 0.1).edges.map(({ edge, cases }) => [edge, cases]));
    expect(new Map(flows.map((flow) => [edgeOf(flow), [flow.a.cases, flow.b.cases]]))).toEqual(naive);
    const casesOf = (is: (way: string) => boolean) =>
      ['A', 'X'].map((first) =>
        ways.filter(([way]) => way.startsWith(first) && is(way)).reduce((sum, [, cases]) => sum + cases, 0),
      );
    for (const activity of 'ABCDEFX') {
      const row = activities.find((one) => one.activity === activity)!;
      expect([activity, row.a, row.b]).toEqual([activity, ...casesOf((way) => way.includes(activity))]);
    }
    expect(start).toEqual([
      { activity: 'A', a: 71, b: 0 },
      { activity: 'X', a: 0, b: 66, offPath: true },
    ]);
    expect(end).toEqual([{ activity: 'C', a: 71, b: 66 }]);
  });

  it('marks what is not on the declared path: no pair of neighbours of it', async () => {
    const neighbours = new Set(sequence.slice(1).map((to, at) => edgeOf({ from: sequence[at]!, to })));
    const { flows } = await compared(400);
    const { flows: ofAll, start, end, declared } = await tend.process('p', {});
    const chosen = await tend.process('p', { filter: ['with=D'], show: ['conformance'] });
    for (const told of [flows, ofAll, chosen.flows]) {
      expect(told.length).toBeGreaterThan(1);
      for (const flow of told)
        expect([edgeOf(flow), flow.offPath !== true]).toEqual([edgeOf(flow), neighbours.has(edgeOf(flow))]);
    }
    const off = (rows: typeof start) => rows.filter(({ offPath }) => offPath).map(({ activity }) => activity);
    expect([off(start), off(end)]).toEqual([['X', 'Z'], ['Z']]);
    expect(declared).toEqual({ version: '1', path: 'sequence', terminal: ['C'] });
    expect(chosen.chosen).toMatchObject({ cases: 70, ofCases: 141 });
  });

  it('is as of a moment: before it was declared nothing is off any path', async () => {
    for (const filter of [undefined, ['starts=X']]) {
      const { declared, flows, cases } = await tend.process('p', { asOf: '2026-01-20', ...(filter && { filter }) });
      expect(cases).toBeGreaterThan(10);
      expect([declared, flows.filter(({ offPath }) => offPath)]).toEqual([undefined, []]);
    }
  });

  it('can be chosen by what occurs in its cases, most frequent first', async () => {
    const { choices } = await tend.process('p', { show: ['choices'], filter: ['starts=Z'] });
    expect(choices).toEqual([
      { name: 'outcome', values: ['none'], more: 0 },
      { name: 'state', values: ['ended', 'open'], more: 0 },
    ]);
  });
});
