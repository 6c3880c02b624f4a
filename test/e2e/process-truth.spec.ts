import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProcessAnswer, ProcessRow } from '#workspace/processes/process-answers.js';
import { endOf, startProgram } from '../faults/ledger-child.js';
import {
  expectCut,
  expectDuration,
  expectProcess,
  expectWork,
  type ProcessFigures,
  type TellsOfWork,
} from '../oracles/expect-process.js';
import type { LogTruth } from '../oracles/log-truth.js';
import { naiveProcess, type PairCount } from '../oracles/naive-process.js';
import { naiveWork } from '../oracles/naive-work.js';
import {
  logNames,
  readHelpdeskCsv,
  readTruth,
  readXesLog,
  type LogEvent,
  type LogName,
} from '../oracles/process-log.js';
import { testData } from '../oracles/test-data.js';

const files: Readonly<Record<LogName, readonly string[]>> = {
  'running-example': ['process', 'running-example.xes'],
  'receipt': ['process', 'receipt.xes.gz'],
  'helpdesk': ['cx', 'helpdesk', 'finale.csv'],
  'bpic2012': ['process', 'bpic2012.xes.gz'],
};

type Figures = ProcessFigures & TellsOfWork & { readonly handovers: readonly PairCount[] };

/** A line of the child. */
interface Told {
  readonly answer: Figures;
  /** The same as of the cuts of the truth. */
  readonly past: readonly Figures[];
  readonly parts: ProcessAnswer;
  readonly processes: readonly ProcessRow[];
  /** Projections that do not serve, or have set keys apart. */
  readonly unwell: readonly object[];
  readonly refused: number;
  readonly differing: number;
  readonly known: number;
}

/** The policy that the child publishes. */
const teamMin = 5;

const isStep = ({ lifecycle }: LogEvent): boolean => lifecycle === undefined || lifecycle.toLowerCase() === 'complete';

describe('a process log', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'tend-process-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it.each(logNames)(
    'gives the truth of %s from the file to the answer, now and as of each cut, and again when its events are appended in random order',
    async (name) => {
      const truth = readTruth(name).completeOnly ?? readTruth(name);
      const times = truth.cuts!.map(({ at }) => at).join(',');
      const child = startProgram('../e2e/process-child', [directory, name, testData(...files[name]), times]);
      const { code, stdout, stderr } = await endOf(child, 1_500_000);
      expect([code, stderr]).toEqual([0, '']);
      const told = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Told);
      expect(told).toHaveLength(2);
      const steps = readXesLog(name).filter(isStep);
      const naive = naiveProcess(steps);
      // Of the help desk only the table knows the teams.
      const worked = name === 'helpdesk' ? readHelpdeskCsv() : steps;
      for (const { answer, past, parts, processes, ...rest } of told) {
        expect(rest).toEqual({ unwell: [], refused: 0, differing: 0, known: 0 });
        const figures = inOrder(answer);
        expectProcess(figures, truth);
        expectProcess(figures, naive);
        expectWork(figures, naiveWork(worked, teamMin));
        expect(processes).toMatchObject([{ process: name, cases: truth.cases }]);
        expectParts(parts, truth as LogTruth);
        for (const [i, { at, asOf }] of truth.cuts!.entries()) {
          const cut = inOrder(past[i]!);
          expectCut(cut, asOf);
          const isBy = (step: LogEvent): boolean => step.at <= Date.parse(at);
          expectProcess(cut, naiveProcess(steps.filter(isBy)));
          expectWork(cut, naiveWork(worked.filter(isBy), teamMin));
        }
      }
    },
    1_800_000,
  );
});

/** As far as the truth files know of times, load and waits. */
function expectParts({ times, load, waits, milestones }: ProcessAnswer, truth: LogTruth): void {
  expectDuration(times!.cases.duration, truth.caseDuration);
  expectDuration(milestones![0]!.duration, truth.caseDuration);
  expect([times!.variants.count, times!.steps.count]).toEqual([truth.variants, truth.events]);
  expect(load!.betweenFirstWork.mean).toBeCloseTo(truth.meanInterarrivalSeconds, 6);
  if (truth.casesEndedPerMonthUtc !== undefined && load!.period === 'month') {
    const months = load!.periods.filter(({ lastSteps }) => lastSteps > 0);
    expect(Object.fromEntries(months.map(({ period, lastSteps }) => [period, lastSteps]))).toEqual(
      truth.casesEndedPerMonthUtc,
    );
  }
  if (truth.temporalProfile === undefined) return;
  const { pairsTotal, observations } = waits!.profile!;
  expect([pairsTotal, observations]).toEqual([truth.temporalProfile.pairs, truth.temporalProfile.observations]);
}

/** The second ledger has no names, and orders equals by id. */
function inOrder(figures: Figures): Figures {
  return { ...figures, handovers: [...figures.handovers].sort(byCountThenName) };
}

function byCountThenName(a: PairCount, b: PairCount): number {
  return b.count - a.count || compare(a.from, b.from) || compare(a.to, b.to);
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
