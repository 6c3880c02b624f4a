import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { leastStays } from '#measures/process/stuck-stays.js';
import { openTend, type LocalTend } from '#workspace/local-tend.js';
import type { ProcessAnswer, ProcessQuery } from '#workspace/processes/process-answers.js';
import { declared, expectLasting, expectLoad, expectSpan, expectTimes, expectWaits, startsOf } from './expect-parts.js';
import { expectDuration } from './expect-process.js';
import { logOnce, readLogTruth } from './log-truth.js';
import { stateOf, statementsOf } from './naive-course.js';
import { naiveStays, naiveStuck } from './naive-stays.js';
import { naiveCases } from './naive-times.js';
import { testData } from './test-data.js';

jest.setTimeout(300_000);

const folder = mkdtempSync(path.join(tmpdir(), 'tend-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (name: string): Promise<LocalTend> =>
  openTend({ directory: path.join(folder, name), zone: 'UTC', clock: { now: () => Date.UTC(2026, 10, 24) } });

describe('the parts of a log that is imported', () => {
  let tend: LocalTend;
  const logs = ['running-example', 'receipt'] as const;
  const files = { 'running-example': 'running-example.xes', 'receipt': 'receipt.xes.gz' } as const;

  beforeAll(async () => {
    tend = await open('logs');
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '07:00', close: '17:00' }));
    const calendar = { version: '1', calendar: 'office', zone: 'UTC', hours, holidays: [] };
    const effectiveFrom = '2000-01-01';
    await tend.rules.publish([{ type: 'CalendarPublished', effectiveFrom, data: calendar }], {});
    for (const process of logs) {
      const data = { version: '1', process, terminal: [], calendar: 'office' };
      await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom, data }], {});
      const file = testData('process', files[process]);
      const bytes = createReadStream(file);
      await tend.import({ name: path.basename(file), bytes, sizeBytes: statSync(file).size }, { process }, {});
    }
  });
  afterAll(() => tend.close());

  it.each(logs)('are the truth of %s', async (name) => {
    const truth = readLogTruth(name);
    const { times, load, waits, milestones } = await tend.process(name, {
      show: ['times', 'load', 'waits'],
      milestones: ['start -> end'],
    });
    expectDuration(times!.cases.duration, truth.caseDuration);
    expectDuration(times!.businessHours!.duration, truth.caseDurationBusinessHoursUtcMonFri07to17);
    expect(times!.variants.count).toBe(truth.variants);
    expect(Object.fromEntries(times!.activities.map(({ activity, count }) => [activity, count]))).toEqual(
      truth.activityCounts,
    );
    expectDuration(milestones![0]!.duration, truth.caseDuration);
    expectDuration(milestones![0]!.businessHours!.duration, truth.caseDurationBusinessHoursUtcMonFri07to17);
    expect(load!.betweenFirstWork.mean).toBeCloseTo(truth.meanInterarrivalSeconds, 6);
    expect(load).not.toHaveProperty('now');
    if (load!.period === 'month') {
      const last = load!.periods.filter(({ lastSteps }) => lastSteps > 0);
      expect(Object.fromEntries(last.map(({ period, lastSteps }) => [period, lastSteps]))).toEqual(
        truth.casesEndedPerMonthUtc,
      );
    }
    const { pairs, pairsTotal, observations, overlapping } = waits!.profile!;
    expect([pairsTotal, observations, overlapping]).toEqual([
      truth.temporalProfile!.pairs,
      truth.temporalProfile!.observations,
      0,
    ]);
    for (const [i, { from, to, n, mean, stdev }] of truth.temporalProfile!.top25.entries()) {
      expect(pairs[i]).toMatchObject({ from, to, n });
      expect(Math.abs(pairs[i]!.mean - mean)).toBeLessThan(0.51e-6);
      expect(Math.abs(pairs[i]!.stdev! - stdev)).toBeLessThan(0.51e-6);
    }
  });

  it('tell of as many cases as had begun at each cut of receipt', async () => {
    for (const { at, casesStarted, asOf } of readLogTruth('receipt').cuts) {
      const { times, load } = await tend.process('receipt', { show: ['times', 'load'], asOf: at });
      expect(times!.cases.cases).toBe(casesStarted);
      expectDuration(times!.cases.duration, asOf.caseDuration);
      expect(load!.periods.reduce((sum, { firstWork }) => sum + firstWork, 0)).toBe(casesStarted);
    }
  });
});

/** One case in a hundred: with starts, and with activities that end cases. */
const events = logOnce('bpic2012').filter(({ case: key }) => key.endsWith('07'));

const end = Date.UTC(2026, 10, 24);

describe('the parts of one case in a hundred of bpic2012', () => {
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await open('slice');
    const data = { version: '1', process: 'loans', ...declared };
    await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom: '2000-01-01', data }], {});
    const actor = { kind: 'person', identifiers: [{ scheme: 'agent', value: 'A-1' }], role: 'agent', side: 'ours' };
    const lines = events.map(({ case: number, activity, at, lifecycle }, i) => ({
      id: `${i}`,
      type: 'ActivityRecorded',
      occurredAt: new Date(at).toISOString(),
      actor,
      parties: [actor],
      process: { definition: 'loans', case: number, activity, lifecycle: lifecycle!.toLowerCase() },
      data: {},
    }));
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const file = { name: 'slice.ndjson', bytes: Readable.from([Buffer.from(text)]), sizeBytes: text.length };
    const { appended, refusals } = await tend.import(file, { dataset: 'slice', format: 'ndjson' }, {});
    expect([appended, refusals.slice(0, 2)]).toEqual([events.length, []]);
  });
  afterAll(() => tend.close());

  const ask = (query: ProcessQuery): Promise<ProcessAnswer> => tend.process('loans', query);
  const instants = [Date.parse('2011-11-20T12:00:00Z'), Date.parse('2012-01-15T00:00:00Z'), end];

  it.each(instants)('are those of the events up to %d by plain loops', async (at) => {
    const by = events.filter((event) => event.at <= at);
    // Cases are those with a completed step.
    const cases = new Map([...naiveCases(by)].filter(([, steps]) => steps.length > 0));
    const completed = by.filter(({ lifecycle }) => lifecycle === 'COMPLETE');
    const courses = Map.groupBy(completed, (event) => event.case);
    const isOpen = (key: string): boolean => stateOf(statementsOf(startsOf(cases.get(key)!), declared)) === 'open';
    const answer = await ask({
      asOf: new Date(at).toISOString(),
      show: ['times', 'load', 'waits', 'stages', 'pipeline'],
      milestones: ['A_ACCEPTED -> last O_SENT, O_CREATED'],
    });
    expectTimes(answer.times!, cases, by, isOpen, at);
    expectLoad(answer.load!, cases, isOpen);
    expectWaits(answer.waits!, cases, isOpen);
    expectLasting(answer.waits!.lasting!, cases, by, isOpen, at);
    if (at === end) expect(answer.waits!.lasting!.total).toBeGreaterThan(0);
    const { stages, stuck, stuckTotal } = answer.stages!;
    const stays = naiveStays(courses, declared, at);
    for (const [place, stage] of stages.entries()) {
      const here = stays.filter((stay) => stay.stage === place);
      expect([stage.stage, stage.moved, stage.ended, stage.current.n]).toEqual([
        declared.stages[place],
        ...['moved', 'ended', 'open'].map((how) => here.filter((stay) => stay.how === how).length),
      ]);
    }
    // Keys tell equals apart that cases have by their numbers.
    expect(stuck.map(({ case: one, stage }) => `${one.name} ${declared.stages.indexOf(stage)}`).sort()).toEqual(
      naiveStuck(stays, leastStays).sort(),
    );
    expect(stuckTotal).toBe(stuck.length);
    if (at === end) for (const some of [stuckTotal, answer.waits!.unusual.total]) expect(some).toBeGreaterThan(0);
    expectSpan(answer.milestones![0]!, courses);
    expect(answer.pipeline).toMatchObject({ currencies: [], open: [...cases.keys()].filter(isOpen).length });
    expect(answer.pipeline!.outcomes.counts.lost).toBe(
      [...courses.values()].filter((each) => each.some(({ activity }) => activity === 'A_DECLINED')).length,
    );
  });
});
