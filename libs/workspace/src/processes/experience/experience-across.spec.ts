import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { aftermaths, exposures } from '#measures/process/customer-associations.js';
import type { LocalTend } from '../../local-tend.js';
import { now, testFolder } from '../../testing.js';
import type { ExperienceAcrossAnswer } from './across-answers.js';
import {
  naiveAssociation,
  naiveEffort,
  naiveEndings,
  naiveNeeds,
  naiveStuck,
  naiveVoice,
  withLongWaits,
} from './experience-naive.js';
import {
  dayMs,
  happenedByChance,
  importHappened,
  isoOf,
  phasesIn,
  supportDefinition,
  type Happened,
} from './experience-testing.js';

jest.setTimeout(180_000);

const folder = testFolder();
afterAll(() => folder.dispose());

/** Cases that go as those of support do, tell their type and seriousness by other names, and have no target. */
const repairDefinition = {
  ...supportDefinition,
  data: { ...supportDefinition.data, process: 'repair', caseType: 'product', seriousness: 'priority', targets: [] },
};
const termsOf = {
  support: undefined,
  repair: { caseType: 'product', seriousness: 'priority', hasTarget: false },
} as const;
const names = ['support', 'repair'] as const;

/** Steps of repairs, of the same customers and under the same numbers as those of support. */
function repairsByChance(seed: number, customers: number, until: number): Happened[] {
  const renamed = ({ category, severity, ...data }: Readonly<Record<string, unknown>>) => ({
    ...data,
    ...(category === undefined ? {} : { product: category }),
    ...(severity === undefined ? {} : { priority: severity }),
  });
  return happenedByChance(seed, customers, until - dayMs)
    .filter(({ activity, need }) => activity !== undefined || need !== undefined)
    .map(({ id, at, data = {}, need, ...one }) => ({
      ...one,
      id: `R-${id}`,
      at: at + 30_000,
      process: 'repair',
      data: renamed(data),
      ...(need === undefined ? {} : { need: `R-${need}` }),
    }));
}

/** What happened of one process, and what customers told of whatever. */
const of = (happened: readonly Happened[], process: string): Happened[] =>
  happened.filter((one) => (one.activity ?? one.need) === undefined || (one.process ?? 'support') === process);

const acrossOf = async (tend: LocalTend, query: object = {}): Promise<ExperienceAcrossAnswer> =>
  (await tend.processes({ ...query, show: ['experience'] })).experience!;

const near = (value: number | undefined) => (value === undefined ? undefined : expect.closeTo(value, 12));

describe('what customers feel of all processes', () => {
  const happened = [...happenedByChance(7, 90, now - dayMs), ...repairsByChance(11, 120, now - dayMs)];
  const moments = [now, now - 60 * dayMs, now - 200 * dayMs];
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ name: 'two', clock: fixedClock(now) });
    await tend.rules.publish([supportDefinition, repairDefinition], {});
    await importHappened(tend, happened);
  });

  const at = (moment: number): object => (moment === now ? {} : { asOf: isoOf(moment) });

  it.each(moments)('is of each process what loops over what happened find (%d)', async (moment) => {
    const across = await acrossOf(tend, at(moment));
    expect(across.processes.map(({ process }) => process).sort()).toEqual(['repair', 'support']);
    for (const { process, effort, relationships, voice, needs, waitingNow } of across.processes) {
      const ours = of(happened, process);
      for (const state of ['ended', 'open'] as const) {
        const naive = naiveEffort(ours, moment, state);
        const { cases, wait, longestWait, reopened, withRework, handovers } = effort.byState[state];
        expect([process, cases, wait.sum, longestWait.max, reopened.count, withRework.count, handovers.sum]).toEqual([
          process,
          naive.cases,
          naive.wait,
          naive.longestWaitMax,
          naive.reopened,
          naive.withRework,
          naive.handovers,
        ]);
      }
      const told = naiveVoice(ours, moment);
      expect(relationships.total).toBe(told.relationships);
      expect([voice.answering, voice.complaining, voice.complaints]).toEqual([
        told.answering,
        told.complaining,
        told.complaints,
      ]);
      for (const { instrument, n, counts, suppressed } of voice.surveys) {
        const scores = told.scores[instrument]!;
        expect(n).toBe(Object.values(scores).reduce((a, b) => a + b, 0));
        if (suppressed !== true)
          expect(Object.fromEntries(counts.map(({ score, count }) => [score, count]))).toEqual(scores);
      }
      const { stated, met, reasons } = naiveNeeds(ours, moment);
      expect(needs).toMatchObject({ stated, met: { count: met, of: stated } });
      expect(Object.fromEntries(needs!.reasons.map(({ reason, needs: n }) => [reason, n]))).toEqual(reasons);
      const stuck = naiveStuck(ours, moment);
      const touched = new Set(stuck.map(({ customer }) => customer));
      expect(waitingNow).toEqual({ cases: stuck.length, casesWithout: 0, relationships: touched.size });
    }
  });

  it.each(moments)('is what goes with what, each ending beside its like in its own process (%d)', async (moment) => {
    const { associations } = await acrossOf(tend, at(moment));
    const phases = await phasesIn(tend, happened, isoOf(moment));
    const alone = names.map((process) => ({
      process,
      endings: withLongWaits(naiveEndings(of(happened, process), moment, phases, termsOf[process])),
    }));
    const all = alone.flatMap(({ process, endings }) =>
      endings.map((one) => ({ ...one, stratum: `${process}|${one.stratum}` })),
    );
    for (const { endings } of alone) expect(endings.length).toBeGreaterThan(25);
    expect(associations.judged).toBe(all.length);
    let told = 0;
    for (const exposure of exposures) {
      for (const aftermath of aftermaths) {
        const found = associations.of.find((one) => one.exposure === exposure && one.aftermath === aftermath)!;
        const naive = naiveAssociation(all, exposure, aftermath);
        expect([exposure, aftermath, found.exposed.n, found.others.n]).toEqual([
          exposure,
          aftermath,
          naive.exposed.n,
          naive.others.n,
        ]);
        expect([found.exposed.outcomes, found.others.outcomes]).toEqual([
          naive.exposed.outcomes,
          naive.others.outcomes,
        ]);
        expect(found.crude?.difference).toEqual(near(naive.crude));
        expect(found.stratified?.difference).toEqual(near(naive.stratified));
        expect(found.fewOutcomes).toBe(naive.fewOutcomes);
        for (const { process, exposed, others, crude } of found.byProcess) {
          const own = naiveAssociation(alone.find((one) => one.process === process)!.endings, exposure, aftermath);
          expect([exposed.n, others.n]).toEqual([own.exposed.n, own.others.n]);
          expect(crude?.difference).toEqual(near(own.crude));
        }
        told += Number(naive.stratified !== undefined && naive.stratified !== 0);
      }
    }
    expect(told).toBeGreaterThan(5);
    const withTarget = associations.of.filter(({ exposure }) => exposure === 'target-breached');
    for (const { byProcess } of withTarget) expect(byProcess.map(({ process }) => process)).toEqual(['support']);
  });

  it.each(moments)('is of each process what it is alone, every ending counted once (%d)', async (moment) => {
    const { associations, processes } = await acrossOf(tend, at(moment));
    for (const name of names) {
      const alone = (await tend.process(name, { ...at(moment), show: ['experience'] })).experience!;
      const { effort, relationships, voice, needs, waitingNow } = processes.find(({ process }) => process === name)!;
      expect({ effort, relationships, voice, needs }).toEqual({
        effort: alone.effort,
        relationships: alone.relationships,
        voice: alone.voice,
        needs: alone.needs,
      });
      expect(waitingNow.relationships).toBe(alone.bottlenecks.relationshipsTotal);
      for (const [i, { byProcess }] of associations.of.entries()) {
        const { exposure: _exposure, aftermath: _aftermath, strata: _strata, ...own } = alone.associations.of[i]!;
        const found = byProcess.find(({ process }) => process === name);
        if (own.exposed.n + own.others.n > 0) expect(found).toEqual({ process: name, ...own });
        else expect(found).toBeUndefined();
      }
    }
    const sum = (of: 'cases' | 'endings' | 'judged' | 'tooEarly') =>
      associations.processes.reduce((total, one) => total + one[of], 0);
    // Customers, and numbers of cases, are the same in both.
    for (const name of ['cases', 'endings', 'judged', 'tooEarly'] as const) expect(associations[name]).toBe(sum(name));
    const resolved = happened.filter((one) => one.activity === 'Resolve' && one.at <= moment);
    expect(associations.endings).toBe(resolved.length);
  });

  it('of a moment is that of a ledger that ends there, also when more has become known since', async () => {
    const moment = now - 90 * dayMs;
    const clock = fixedClock(moment);
    const cut = await folder.open({ name: 'cut', clock });
    await cut.rules.publish([supportDefinition, repairDefinition], {});
    const known = happened.filter((one) => one.at <= moment);
    await importHappened(cut, known);
    const then = await acrossOf(cut);
    expect(await acrossOf(tend, { asOf: isoOf(moment) })).toEqual(then);
    clock.set(now);
    const late = known
      .filter(({ activity }) => activity === 'Resolve')
      .map(({ at: ended, ...one }, i) => ({
        ...one,
        id: `L-${i}`,
        at: ended - 1,
        activity: 'Work',
        type: 'ActivityRecorded',
      }));
    await importHappened(cut, late);
    expect(await acrossOf(cut, { asOf: isoOf(moment), knownBy: isoOf(moment) })).toEqual(then);
    expect(await acrossOf(cut, { asOf: isoOf(moment) })).not.toEqual(then);
  });
});
