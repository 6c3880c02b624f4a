import { describe, expect, it } from '@jest/globals';
import { processFlow } from './process-flow.projection.js';
import { caseOf, foldAll } from './testing.js';
import type { Cell } from '#read-store/port.js';

const shown = ({ at, sums, columns }: Cell): unknown => [
  at,
  Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number(sum)])),
  ...(Object.keys(columns).length === 0
    ? []
    : [Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]]))]),
];

const start = 1_700_000_000_000;
const abab = [{ activity: 'a' }, { activity: 'b' }, { activity: 'a' }, { activity: 'b' }];

describe('process-flow', () => {
  it('adds up activities, flows and cases', () => {
    const folded = foldAll(processFlow, [...caseOf(1, abab), ...caseOf(2, [{ activity: 'a' }, { activity: 'a' }])]);
    expect(folded.cells('activity').map(shown)).toEqual([
      [['activity', 'support', 'a'], { steps: 4, cases: 2, repeated: 2, selfLoops: 1, starts: 2, ends: 1 }],
      [['activity', 'support', 'b'], { steps: 2, cases: 1, repeated: 1, ends: 1 }],
    ]);
    expect(folded.cells('flow').map(shown)).toEqual([
      [['flow', 'support', 'a', 'a'], { count: 1, cases: 1 }, { durationMs: [60_000] }],
      [['flow', 'support', 'a', 'b'], { count: 2, cases: 1 }, { durationMs: [60_000, 60_000] }],
      [['flow', 'support', 'b', 'a'], { count: 1, cases: 1 }, { durationMs: [60_000] }],
    ]);
    expect(folded.cells('case').map(shown)).toEqual([
      [['case', 'support'], { cases: 2, steps: 6, rework: 3, reworked: 2 }, { durationMs: [60_000, 180_000] }],
    ]);
  });

  it('tells variants apart by the whole tuple, and leads back to it', () => {
    const folded = foldAll(processFlow, [
      ...caseOf(1, abab),
      ...caseOf(2, [{ activity: 'a' }, { activity: 'b' }]),
      ...caseOf(3, abab),
    ]);
    const byVariant = Map.groupBy(folded.rows, ([, row]) => row.variant);
    const found = [...byVariant.values()].sort((a, b) => a.length - b.length);
    expect(found.map(({ length }) => length)).toEqual([1, 2]);
    const examples = found[1]!.map(([key]) => key);
    expect(examples.map((key) => folded.documents.get(key)!.trace.steps)).toEqual([
      [0, 1, 0, 1],
      [0, 1, 0, 1],
    ]);
  });

  it('takes completed steps only, and counts the other facts', () => {
    const started = foldAll(processFlow, [
      ...caseOf(1, [{ lifecycle: 'schedule' }, { lifecycle: 'start' }, { lifecycle: 'complete' }]),
      ...caseOf(2, [{ lifecycle: 'start' }]),
    ]);
    expect(shown(started.cells('case')[0]!)).toEqual([
      ['case', 'support'],
      { cases: 1, steps: 1, others: 3 },
      { durationMs: [60_000] },
    ]);
    expect(started.cells('activity').map(shown)).toEqual([
      [['activity', 'support', 'work'], { steps: 1, cases: 1, starts: 1, ends: 1 }, { serviceMs: [60_000] }],
    ]);
  });

  it('says when a case has ended', () => {
    const folded = foldAll(processFlow, [
      ...caseOf(1, [{ type: 'CaseOpened' }, { type: 'CaseResolved' }]),
      ...caseOf(2, [{ type: 'CaseOpened' }, { type: 'CaseResolved' }, { type: 'CaseReopened' }]),
    ]);
    expect([...folded.rows.values()].map(({ state }) => state)).toEqual(['ended', 'open']);
    expect(folded.cells('case')[0]!.sums).toMatchObject({ open: 1n, ended: 1n });
  });

  it('says when a case has ended by what its process declares', () => {
    const terminal = { version: '1', process: 'support', terminal: ['b'] };
    const folded = foldAll(processFlow, [...caseOf(1, abab), ...caseOf(2, [{ activity: 'a' }])], {
      valid: { ProcessDefined: terminal },
    });
    expect([...folded.rows.values()].map(({ state }) => state)).toEqual(['ended', 'open']);
    expect(folded.cells('case')[0]!.sums).toMatchObject({ open: 1n, ended: 1n });
  });

  it('takes the order of a case of one day from its file, and no stage behind the end for a reopening', () => {
    const valid = { ProcessDefined: { version: '1', process: 'support', terminal: ['close'] } };
    const states = (...steps: Parameters<typeof caseOf>[1]) =>
      [...foldAll(processFlow, caseOf(1, steps), { valid }).rows.values()].map(({ state }) => state);
    const day = { occurredAt: start };
    expect(states({ ...day, type: 'CaseOpened', activity: 'open' }, { ...day, activity: 'close' })).toEqual(['ended']);
    expect(states({ ...day, activity: 'close' }, { ...day, type: 'CaseReopened', activity: 'again' })).toEqual([
      'open',
    ]);
    expect(states({ activity: 'new' }, { activity: 'close' }, { type: 'StageEntered', activity: 'archive' })).toEqual([
      'ended',
    ]);
  });

  it('waits until the start of the next step, where the source tells it', () => {
    const folded = foldAll(
      processFlow,
      caseOf(1, [{ activity: 'a' }, { activity: 'b', lifecycle: 'start' }, { activity: 'b' }, { activity: 'a' }]),
    );
    expect(folded.cells('flow').map(shown)).toEqual([
      [['flow', 'support', 'a', 'b'], { count: 1, cases: 1 }, { durationMs: [120_000], waitMs: [60_000] }],
      [['flow', 'support', 'b', 'a'], { count: 1, cases: 1 }, { durationMs: [60_000] }],
    ]);
  });

  it('keeps a case number of two processes of one source apart', () => {
    const folded = foldAll(processFlow, [...caseOf(1, [{}]), ...caseOf(1, [{}, {}], 'sales')]);
    expect([...folded.rows.values()].map(({ process, steps }) => [process, steps])).toEqual([
      ['support', 1],
      ['sales', 2],
    ]);
  });

  it('folds ties by their ordinals, whenever they arrived', () => {
    const tied = caseOf(1, [
      { activity: 'a', occurredAt: start, ordinal: 2, sequence: 1 },
      { activity: 'b', occurredAt: start, ordinal: 1, sequence: 2 },
      { activity: 'c', occurredAt: start, ordinal: 0, sequence: 3 },
    ]);
    expect([...foldAll(processFlow, tied).documents.values()][0]!.trace.activities).toEqual(['c', 'b', 'a']);
  });

  it('ignores what belongs to no case', () => {
    const [event] = caseOf(1, [{}]);
    const { process: _process, ...loose } = event!;
    expect(foldAll(processFlow, [loose]).documents.size).toBe(0);
  });
});
