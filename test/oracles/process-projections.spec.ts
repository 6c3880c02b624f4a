import { describe, expect, it } from '@jest/globals';
import { processFlow } from '#read-models/process-flow.projection.js';
import { foldAll } from '#read-models/testing.js';
import { processesAnswer, spansOf } from '#workspace/processes/process-answer.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { eventsOfLog } from './events-of-log.js';
import { expectProcess, expectWork } from './expect-process.js';
import { answered, foldedProcess } from './folded-process.js';
import { naiveProcess } from './naive-process.js';
import { naiveWork } from './naive-work.js';
import { logNames, readTruth, readXesLog, type LogEvent } from './process-log.js';

function expectAnswer(answer: ProcessAnswer, log: readonly LogEvent[], truth: ReturnType<typeof readTruth>): void {
  const handovers = answer.handovers!.map(({ from, to, count }) => ({ from: from.id, to: to.id, count }));
  expectProcess({ ...answer, handovers }, truth);
  expectProcess({ ...answer, handovers }, naiveProcess(log));
  expectWork(answer, naiveWork(log, 5));
}

const isStep = ({ lifecycle }: LogEvent): boolean => lifecycle === undefined || lifecycle.toLowerCase() === 'complete';

describe('the process projections', () => {
  it.each(logNames)(
    'give the truth of %s',
    (name) => {
      const log = readXesLog(name);
      const truth = readTruth(name);
      expectAnswer(foldedProcess(eventsOfLog(log, name), name), log.filter(isStep), truth.completeOnly ?? truth);
    },
    120_000,
  );

  it('give it whatever the order of arrival, by the ordinals', () => {
    const log = readXesLog('helpdesk');
    const shuffled = eventsOfLog(log, 'helpdesk')
      .map((event, i) => ({ event, place: (i * 7_919) % log.length }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }, i) => ({ ...event, sequence: i + 1 }));
    expectAnswer(foldedProcess(shuffled, 'helpdesk'), log, readTruth('helpdesk'));
  }, 60_000);

  it('tell several processes apart in one list', () => {
    const names = ['running-example', 'receipt'] as const;
    const flow = foldAll(
      processFlow,
      names.flatMap((name) => eventsOfLog(readXesLog(name), name)),
    );
    const answer = processesAnswer(flow.cells('case'), flow.cells('activity'), spansOf(flow.rows.values()), {
      answered,
      zone: 'UTC',
    });
    expect(answer.processes).toEqual([
      {
        process: 'receipt',
        cases: 1_434,
        events: 8_577,
        activities: 27,
        firstEvent: '2010-10-02T07:20:39.266Z',
        lastEvent: '2012-01-23T14:42:54.644Z',
      },
      {
        process: 'running-example',
        cases: 6,
        events: 42,
        activities: 8,
        firstEvent: '2010-12-30T10:02:00.000Z',
        lastEvent: '2011-01-24T13:56:00.000Z',
      },
    ]);
  });
});
