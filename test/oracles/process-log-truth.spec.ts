import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { flowsOf } from '#measures/process/flows.js';
import { addPerformer, handoversOf, noHandovers } from '#measures/process/handovers.js';
import { figuresOfTraces } from './figures-of-traces.js';
import { logOnce, readLogFile, readLogTruth, type LogTruth } from './log-truth.js';
import { durations, pairsSha256 } from './naive-process.js';
import { logNames, type LogEvent } from './process-log.js';
import { casesOfLog } from './traces-of-log.js';

/** What is counted of a log besides its process, by the traces of the program. */
function expectLog(events: readonly LogEvent[], truth: LogTruth): void {
  const traces = casesOfLog(events).map(({ trace }) => trace);
  const completions = traces.flatMap(({ completedAt }) => completedAt).sort((a, b) => a - b);
  expect([completions[0], completions.at(-1)]).toEqual([
    Date.parse(truth.firstTimestamp),
    Date.parse(truth.lastTimestamp),
  ]);

  const { min, median, mean, max } = durations(traces.map(({ steps }) => steps.length * 1000));
  expect({ min, median, max }).toEqual({
    min: truth.eventsPerCase.min,
    median: truth.eventsPerCase.median,
    max: truth.eventsPerCase.max,
  });
  expect(Math.abs(mean - truth.eventsPerCase.mean)).toBeLessThan(0.51e-6);

  const equal = traces.filter(({ completedAt }) => new Set(completedAt).size < completedAt.length);
  expect(equal).toHaveLength(truth.casesWithEqualTimestamps);
  const inFile = [...Map.groupBy(events, (event) => event.case).values()];
  const reordered = inFile.filter((list) => list.some(({ at }, i) => i > 0 && at < list[i - 1]!.at));
  expect(reordered).toHaveLength(truth.casesReorderedBySort);

  expect(new Set(events.flatMap(({ resource }) => (resource === undefined ? [] : [resource]))).size).toBe(
    truth.resources,
  );
}

describe.each(logNames)('the log %s', (name) => {
  const truth = readLogTruth(name);
  const events = logOnce(name);

  it('is the file that the truth is of', () => {
    const file = readLogFile(truth);
    expect(file).toHaveLength(truth.bytes);
    expect(createHash('sha256').update(file).digest('hex')).toBe(truth.sha256);
  });

  it('has the size, the times and the people of the truth', () => expectLog(events, truth));

  it('has the edges of the truth one by one', () => {
    const counts: Record<string, Record<string, number>> = {};
    for (const { trace } of casesOfLog(events)) {
      for (const { from, to, durationsMs } of flowsOf(trace)) {
        counts[from] ??= {};
        counts[from][to] = (counts[from][to] ?? 0) + durationsMs.length;
      }
    }
    expect(counts).toEqual(truth.dfg);
  });

  it('has so many hand-overs to somebody else, and pairs in which somebody is not known', () => {
    const handovers = casesOfLog(events).flatMap(({ performers }) => {
      const ofCase = noHandovers();
      for (const performer of performers) addPerformer(ofCase, performer);
      return handoversOf(ofCase);
    });
    const sumOf = (list: readonly { readonly count: number }[]): number =>
      list.reduce((sum, { count }) => sum + count, 0);
    expect(sumOf(handovers.filter(({ from, to }) => from !== to))).toBe(truth.handover!.other);
    expect(truth.dfgTotal - sumOf(handovers)).toBe(truth.handover!.pairsDroppedMissingResource);
  });
});

describe('bpic2012', () => {
  const truth = readLogTruth('bpic2012');
  const events = logOnce('bpic2012');

  it('has its completed steps', () =>
    expectLog(
      events.filter(({ lifecycle }) => lifecycle === 'COMPLETE'),
      truth.completeOnly!,
    ));

  it('has so many events of each lifecycle transition', () => {
    const counts: Record<string, number> = {};
    for (const { lifecycle } of events) counts[lifecycle!] = (counts[lifecycle!] ?? 0) + 1;
    expect(counts).toEqual(truth.lifecycleCounts);
  });

  it('has another graph where an activity and its transition make a step', () => {
    const figures = figuresOfTraces(
      events.map((event) => ({ ...event, activity: `${event.activity}+${event.lifecycle!}` })),
    );
    expect({
      activities: figures.activities.length,
      dfgEdges: figures.flows.length,
      dfgTotal: figures.flows.reduce((sum, { count }) => sum + count, 0),
      dfgSha256: pairsSha256(figures.flows),
      variants: figures.variants.count,
    }).toEqual(truth.activityPlusLifecycle);
  });
});
