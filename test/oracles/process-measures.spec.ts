import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectProcess } from './expect-process.js';
import { figuresOfTraces } from './figures-of-traces.js';
import { naiveProcess } from './naive-process.js';
import { logNames, readHelpdeskCsv, readTruth, readXesLog, type LogEvent } from './process-log.js';

const isStep = ({ lifecycle }: LogEvent): boolean => lifecycle === undefined || lifecycle.toLowerCase() === 'complete';

describe('the measures of a process', () => {
  it.each(logNames)(
    'give the truth of %s over all its events',
    (name) => expectProcess(figuresOfTraces(readXesLog(name)), readTruth(name)),
    60_000,
  );

  it('give the truth of bpic2012 over its completed steps', () => {
    const steps = readXesLog('bpic2012').filter(isStep);
    expectProcess(figuresOfTraces(steps), readTruth('bpic2012').completeOnly!);
  }, 60_000);

  it('give the truth of the help desk out of its CSV file', () => {
    expectProcess(figuresOfTraces(readHelpdeskCsv()), readTruth('helpdesk'));
  });

  it('equal a naive recomputation of any log', () => {
    const event = fc.record({
      case: fc.constantFrom('1', '2', '3'),
      activity: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'ünï', '\u{1F600}', ''),
      at: fc.integer({ min: 0, max: 20 }),
      resource: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), (events) => {
        expectProcess(figuresOfTraces(events as LogEvent[]), naiveProcess(events as LogEvent[]));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the naive recomputation', () => {
  it.each(logNames)(
    'gives the truth of %s itself',
    (name) => {
      const truth = naiveProcess(readXesLog(name));
      const { activities, start, end } = {
        activities: Object.entries(truth.activityCounts!).map(([activity, count]) => ({ activity, count })),
        start: Object.entries(truth.startActivities).map(([activity, count]) => ({ activity, count })),
        end: Object.entries(truth.endActivities).map(([activity, count]) => ({ activity, count })),
      };
      expect(truth.handover!.sha256).toBe(readTruth(name).handover!.sha256);
      expectProcess(
        {
          cases: truth.cases,
          events: truth.events,
          activities,
          start,
          end,
          flows: truth.edgeDurations.map((edge) => ({ from: edge.from, to: edge.to, count: edge.n, duration: edge })),
          variants: { count: truth.variants, top: truth.top10Variants },
          caseDuration: truth.caseDuration,
          rework: truth.rework,
        },
        readTruth(name),
      );
    },
    120_000,
  );
});
