import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadAt, openCasesOverTime, type OpenSpan } from '#measures/process/case-load.js';
import { caseStateOf, type StateSince } from '#measures/process/case-state.js';
import { openSpansOf } from '#measures/process/open-spans.js';
import { traceOf } from '#measures/process/testing.js';
import { interArrivalOf, throughputOf, type Period } from '#measures/process/throughput.js';
import { traceBy } from '#measures/process/trace.js';
import { logOnce, readLogTruth, type LogTruth } from './log-truth.js';
import { durations } from './naive-process.js';
import { logNames, type LogEvent } from './process-log.js';
import { casesOfLog } from './traces-of-log.js';

/**
 * Spans that end with the last event of a case, whatever came later of it: hindsight, because by then nobody knew that it
 * was the last. Only to be compared with the truth files, which count work in progress so. The program counts by ends that
 * are declared.
 */
function spansWithHindsight(events: readonly LogEvent[]): OpenSpan[] {
  return casesOfLog(events).map(({ trace }) => ({ began: trace.completedAt[0]!, ended: trace.completedAt.at(-1)! }));
}

function expectLoad(events: readonly LogEvent[], truth: LogTruth): void {
  const spans = spansWithHindsight(events);
  expect(interArrivalOf(spans.map(({ began }) => began)).mean).toBeCloseTo(truth.meanInterarrivalSeconds, 6);

  const load = loadAt(
    spans,
    truth.cuts.map(({ at }) => Date.parse(at)),
  );
  expect(load.map(({ begun, open }) => ({ casesStarted: begun, wipWithHindsight: open }))).toEqual(
    truth.cuts.map(({ casesStarted, wipWithHindsight }) => ({ casesStarted, wipWithHindsight })),
  );
  const inOrder = events.map(({ at }) => at).sort((a, b) => a - b);
  for (const { at, quantileOfEvents, asOf } of truth.cuts) {
    // That share of the way from the first event to the last, the lower neighbour.
    expect(inOrder[Math.floor(quantileOfEvents * (inOrder.length - 1))]).toBe(Date.parse(at));
    expect(inOrder.filter((instant) => instant <= Date.parse(at))).toHaveLength(asOf.events);
  }
}

describe('the load of a process', () => {
  it.each(logNames)('is the truth of %s', (name) => expectLoad(logOnce(name), readLogTruth(name)));

  it('is the truth of the completed steps of bpic2012', () =>
    expectLoad(
      logOnce('bpic2012').filter(({ lifecycle }) => lifecycle === 'COMPLETE'),
      readLogTruth('bpic2012').completeOnly!,
    ));

  it.each(logNames)('has the cases of %s that ended in each month', (name) => {
    const months = throughputOf(spansWithHindsight(logOnce(name)), 'month', 'UTC');
    const ended = months.filter((month) => month.ended > 0).map((month) => [month.period, month.ended]);
    expect(Object.fromEntries(ended)).toEqual(readLogTruth(name).casesEndedPerMonthUtc);
    expect(months.reduce((sum, { begun }) => sum + begun, 0)).toBe(readLogTruth(name).cases);
  });
});

const instant = fc.integer({ min: 0, max: 30 });
const span = fc.record({ began: instant, ended: fc.option(instant, { nil: null }) });

describe('open cases', () => {
  it('are those that have begun and not ended, at every instant, asked for or read off the steps', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 20 }), (spans) => {
        const instants = Array.from({ length: 33 }, (_, i) => i - 1);
        const steps = openCasesOverTime(spans);
        for (const { at, begun, ended, open } of loadAt(spans, instants)) {
          const naive = spans.filter((each) => each.began <= at && (each.ended === null || each.ended > at)).length;
          expect(open).toBe(naive);
          expect(steps.findLast((step) => step.at <= at)?.open ?? 0).toBe(naive);
          expect(begun).toBe(spans.filter((each) => each.began <= at).length);
          expect(ended).toBe(begun - open);
        }
        for (const [i, step] of steps.entries()) {
          expect(step.open).not.toBe(steps[i - 1]?.open ?? 0);
          expect(step.at).toBeGreaterThan(steps[i - 1]?.at ?? -1);
        }
      }),
    );
  });

  it('are those whose state was open then, from their first work on', () => {
    const step = fc.tuple(fc.constantFrom('new', 'closed', 'reopened'), fc.integer({ min: 0, max: 12 }));
    const change = fc.tuple(fc.constantFrom<'open' | 'ended'>('open', 'ended'), fc.integer({ min: 0, max: 12 }));
    const ends = { terminal: ['closed'], reopening: ['reopened'] };
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 5 }),
        fc.array(change, { maxLength: 4 }),
        fc.constantFrom(undefined, ends, { terminal: ['closed'] }, { terminal: [] }),
        (steps, changes, declared) => {
          const trace = traceOf(...steps.sort((a, b) => a[1] - b[1]));
          const said: StateSince[] = changes
            .sort((a, b) => a[1] - b[1])
            .filter(([state], i, all) => (i === 0 ? true : all[i - 1]![0] !== state))
            .map(([state, since]) => ({ state, since }));
          const spans = openSpansOf({ trace, said }, declared);
          for (let at = -1; at < 14; at++) {
            const saidBy = said.filter(({ since }) => since! <= at);
            const { state } = caseStateOf(traceBy(trace, at), saidBy, declared);
            expect([at, loadAt(spans, [at])[0]!.open]).toEqual([at, Number(state === 'open')]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('throughput', () => {
  it('is what a calendar on the wall says', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu', '+05:45'] as const;
    const near = fc.integer({ min: Date.UTC(2011, 11, 20), max: Date.UTC(2012, 3, 10) });
    fc.assert(
      fc.property(
        fc.array(fc.record({ began: near, ended: fc.option(near, { nil: null }) }), { maxLength: 20 }),
        fc.constantFrom<Period>('day', 'week', 'month'),
        fc.constantFrom(...zones),
        (spans, period, zone) => {
          const naive = new Map<string, { begun: number; ended: number }>();
          const count = (at: number, what: 'begun' | 'ended'): void => {
            const name = wallPeriod(at, period, zone);
            naive.set(name, { begun: 0, ended: 0, ...naive.get(name) });
            naive.get(name)![what]++;
          };
          for (const { began, ended } of spans) {
            count(began, 'begun');
            if (ended !== null) count(ended, 'ended');
          }
          const expected = [...naive].map(([name, counts]) => ({ period: name, ...counts }));
          expect(throughputOf(spans, period, zone)).toEqual(expected.sort((a, b) => (a.period < b.period ? -1 : 1)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has between one case and the next what lies between neighbours in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e15, max: 1e15 }), { minLength: 2, maxLength: 30 }), (instants) => {
        const sorted = [...instants].sort((a, b) => a - b);
        const naive = durations(sorted.slice(1).map((at, i) => at - sorted[i]!));
        const { n, min, median, max } = interArrivalOf(instants);
        expect({ n, min, median, max }).toEqual({ n: naive.n, min: naive.min, median: naive.median, max: naive.max });
      }),
    );
  });
});

/** The local date by the formatter of the platform, and for a week back to the Monday. */
function wallPeriod(at: number, period: Period, zone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const day = format.format(at);
  if (period === 'month') return day.slice(0, 7);
  if (period === 'day') return day;
  for (let monday = Date.parse(`${day}T12:00:00Z`); ; monday -= 86_400_000) {
    if (new Date(monday).getUTCDay() === 1) return new Date(monday).toISOString().slice(0, 10);
  }
}
