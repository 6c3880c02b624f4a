import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { aftermaths, exposures } from '#measures/process/customer-associations.js';
import type { LocalTend } from '../../local-tend.js';
import { now, testFolder } from '../../testing.js';
import type { ExperienceAnswer } from './experience-answers.js';
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
  feltOf,
  happenedByChance,
  importHappened,
  isoOf,
  phasesIn,
  supportDefinition,
} from './experience-testing.js';

jest.setTimeout(120_000);

const folder = testFolder();
afterAll(() => folder.dispose());

describe('what customers feel of a process', () => {
  const happened = happenedByChance(7, 90, now - dayMs);
  const moments = [now, now - 60 * dayMs, now - 200 * dayMs];
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ name: 'chance', clock: fixedClock(now) });
    await tend.rules.publish([supportDefinition], {});
    await importHappened(tend, happened);
  });

  const at = (moment: number): object => (moment === now ? {} : { asOf: isoOf(moment) });

  it.each(moments)('is effort, as loops over what happened find it (%d)', async (moment) => {
    const { effort } = await feltOf(tend, at(moment));
    expect(effort.byState.undeclared.cases).toBe(0);
    for (const state of ['ended', 'open'] as const) {
      const found = effort.byState[state];
      const naive = naiveEffort(happened, moment, state);
      expect(naive.cases).toBeGreaterThan(5);
      expect({
        cases: found.cases,
        steps: found.steps.sum,
        rework: found.rework.sum,
        withRework: found.withRework.count,
        reopened: found.reopened.count,
        handovers: found.handovers.sum,
        withTeam: found.handovers.n,
        wait: found.wait.sum,
        longestWaitMax: found.longestWait.max,
        waitForOthers: found.waitForOthers.sum,
        waitForCustomer: found.waitForCustomer.sum,
      }).toEqual(naive);
    }
  });

  it.each(moments)(
    'is what the same relationships told in their cases and 90 days behind them (%d)',
    async (moment) => {
      const { voice, relationships } = await feltOf(tend, at(moment));
      const { scores, ...sums } = naiveVoice(happened, moment);
      const { surveys, ...found } = voice;
      expect(found).toEqual(sums);
      expect(relationships).toMatchObject({ total: sums.relationships, casesWithout: 0 });
      const isTold = (of: Record<number, number>) => Object.values(of).reduce((a, b) => a + b, 0) >= 5;
      const told = Object.entries(scores).filter(([, of]) => isTold(of));
      expect(told.length).toBeGreaterThan(1);
      expect(
        Object.fromEntries(
          surveys
            .filter(({ suppressed }) => suppressed !== true)
            .map(({ instrument, counts }) => [
              instrument,
              Object.fromEntries(counts.map(({ score, count }) => [score, count])),
            ]),
        ),
      ).toEqual(Object.fromEntries(told));
    },
  );

  it.each(moments)('is what goes with what, ending by ending, crude and like with like (%d)', async (moment) => {
    const { associations } = await feltOf(tend, at(moment));
    const endings = withLongWaits(naiveEndings(happened, moment, await phasesIn(tend, happened, isoOf(moment))));
    expect(endings.length).toBeGreaterThan(30);
    expect(associations.judged).toBe(endings.length);
    expect(associations.judged + associations.tooEarly).toBe(associations.endings);
    for (const aftermath of aftermaths) expect(endings.map(({ behind }) => behind[aftermath])).toContain(true);
    let told = 0;
    for (const exposure of exposures) {
      for (const aftermath of aftermaths) {
        const found = associations.of.find((one) => one.exposure === exposure && one.aftermath === aftermath)!;
        const naive = naiveAssociation(endings, exposure, aftermath);
        const near = (value: number | undefined) => (value === undefined ? undefined : expect.closeTo(value, 12));
        expect([
          exposure,
          aftermath,
          found.exposed.n,
          found.exposed.outcomes,
          found.others.n,
          found.others.outcomes,
        ]).toEqual([
          exposure,
          aftermath,
          naive.exposed.n,
          naive.exposed.outcomes,
          naive.others.n,
          naive.others.outcomes,
        ]);
        expect(found.crude?.difference).toEqual(near(naive.crude));
        expect(found.stratified?.difference).toEqual(near(naive.stratified));
        expect([exposure, aftermath, found.fewOutcomes]).toEqual([exposure, aftermath, naive.fewOutcomes]);
        expect(found.stratified?.low === undefined).toBe(naive.fewOutcomes);
        told += Number(naive.stratified !== undefined && naive.stratified !== 0);
      }
    }
    expect(told).toBeGreaterThan(5);
  });

  it.each(moments)('is what became of needs (%d)', async (moment) => {
    const { needs } = await feltOf(tend, at(moment));
    const naive = naiveNeeds(happened, moment);
    expect(naive.met).toBeGreaterThan(0);
    expect(needs).toMatchObject({ stated: naive.stated, met: { count: naive.met, of: naive.stated }, unplaced: 0 });
    expect(needs!.meanToMet).toBeCloseTo(naive.seconds / naive.met, 6);
    expect(Object.fromEntries(needs!.reasons.map(({ reason, needs: n }) => [reason, n]))).toEqual(naive.reasons);
    const { met, declined, untouched, inHand, stated } = needs!;
    expect(met.count + declined.count + untouched.count + inHand.count).toBe(stated);
  });

  it.each(moments)('is whom a bottleneck keeps waiting now, the longest first (%d)', async (moment) => {
    const { bottlenecks } = await feltOf(tend, at(moment));
    const naive = naiveStuck(happened, moment);
    expect(naive.length).toBeGreaterThan(3);
    expect(bottlenecks.cases).toBe(naive.length);
    const customers = [...new Set(naive.map(({ customer }) => customer))];
    expect(bottlenecks.relationshipsTotal).toBe(customers.length);
    expect(bottlenecks.relationships.map(({ name }) => name)).toEqual(customers.slice(0, 50));
    const [first] = bottlenecks.relationships;
    expect([first!.case.name, first!.behind, first!.waited]).toEqual([
      naive[0]!.number,
      naive[0]!.activity,
      naive[0]!.waited,
    ]);
  });

  it('of a moment is that of a ledger that ends there', async () => {
    const moment = now - 90 * dayMs;
    const cut = await folder.open({ name: 'cut', clock: fixedClock(moment) });
    await cut.rules.publish([supportDefinition], {});
    await importHappened(
      cut,
      happened.filter((one) => one.at <= moment),
    );
    const withoutIds = (felt: ExperienceAnswer): unknown =>
      JSON.parse(JSON.stringify(felt, (name, value: unknown) => (name === 'id' ? undefined : value)));
    expect(withoutIds(await feltOf(tend, { asOf: isoOf(moment) }))).toEqual(withoutIds(await feltOf(cut)));
  });

  it('of chosen cases is theirs, without needs', async () => {
    const felt = await feltOf(tend, { filter: ['severity=high'] });
    const whole = await feltOf(tend);
    expect(felt).not.toHaveProperty('needs');
    expect(felt.effort.byState.ended.cases).toBeLessThan(whole.effort.byState.ended.cases);
    expect(felt.bottlenecks.cases).toBeLessThan(whole.bottlenecks.cases);
    const overOf = ({ bottlenecks }: ExperienceAnswer) =>
      new Map(bottlenecks.activities.map(({ activity, over }) => [activity, over]));
    expect(overOf(felt)).toEqual(overOf(whole));
  });
});
