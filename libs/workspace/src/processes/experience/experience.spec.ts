import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { aftermaths, exposures } from '#measures/process/customer-associations.js';
import { relationshipsIn } from '../../ledger/belonging.js';
import { ownEvent } from '../../ledger/own-event.js';
import type { LocalTend } from '../../local-tend.js';
import { now, testFolder } from '../../testing.js';
import type { WritableWorkspace } from '../../workspace.js';
import type { ExperienceAnswer } from './experience-answers.js';
import {
  naiveAssociation,
  naiveEffort,
  naiveEndings,
  naiveNeeds,
  naiveStuck,
  naiveVoice,
  type PhasesOf,
} from './experience-naive.js';
import {
  answeredCases,
  dayMs,
  happenedByChance,
  importHappened,
  supportDefinition,
  type Happened,
} from './experience-testing.js';

jest.setTimeout(120_000);

const folder = testFolder();
afterAll(() => folder.dispose());

const feltOf = async (tend: LocalTend, query = {}): Promise<ExperienceAnswer> =>
  (await tend.process('support', { ...query, show: ['experience'] })).experience!;

const isoOf = (at: number): string => new Date(at).toISOString();

async function phasesIn(tend: LocalTend, happened: readonly Happened[], asOf: string): Promise<PhasesOf> {
  const found = new Map<string, ReturnType<PhasesOf>>();
  for (const customer of new Set(happened.map((one) => one.customer))) {
    const known = happened.some((one) => one.customer === customer && one.at <= Date.parse(asOf));
    const { history = [] } = known ? await tend.relationship(customer, { asOf }) : {};
    found.set(
      customer,
      history.map(({ phase, detectedAt }) => ({ phase, detectedAt: Date.parse(detectedAt) })),
    );
  }
  return (customer) => found.get(customer)!;
}

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
    const endings = naiveEndings(happened, moment, await phasesIn(tend, happened, isoOf(moment)));
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

describe('what goes with what was done to customers', () => {
  const pairOf = ({ associations }: ExperienceAnswer, exposure: string, aftermath: string) =>
    associations.of.find((one) => one.exposure === exposure && one.aftermath === aftermath)!;

  it('is warned of where the grave cases are handed over: in each severity it goes with fewer low answers', async () => {
    const tend = await folder.open({ name: 'simpson', clock: fixedClock(now) });
    const sides = [
      { severity: 'high', handedOver: { low: 8, n: 20 }, others: { low: 3, n: 6 } },
      { severity: 'low', handedOver: { low: 1, n: 10 }, others: { low: 8, n: 40 } },
    ];
    await importHappened(tend, answeredCases(sides, now));
    const felt = await feltOf(tend);
    const found = pairOf(felt, 'handovers', 'low-answer');
    expect(found).toMatchObject({
      exposed: { n: 30, outcomes: 9 },
      others: { n: 46, outcomes: 11 },
      reverses: true,
      fewOutcomes: false,
      incomparable: 0,
      strata: [
        { caseType: 'billing', seriousness: 'high', exposed: { n: 20, outcomes: 8 }, others: { n: 6, outcomes: 3 } },
        { caseType: 'billing', seriousness: 'low', exposed: { n: 10, outcomes: 1 }, others: { n: 40, outcomes: 8 } },
      ],
    });
    expect(found.crude!.difference).toBeCloseTo(9 / 30 - 11 / 46, 12);
    expect(found.crude!.difference).toBeGreaterThan(0);
    expect(found.stratified!.difference).toBeCloseTo(-0.1, 12);
    // Of those who are not compared with their like there is nothing to be warned of.
    const unlike = await feltOf(tend, { filter: ['severity=high'] });
    expect(pairOf(unlike, 'handovers', 'low-answer').reverses).toBe(false);
  });

  it('is too early to tell where nobody knows what ended, or the 90 days are not over', async () => {
    const tend = await folder.open({ name: 'early', clock: fixedClock(now - 11 * dayMs) });
    await importHappened(
      tend,
      answeredCases([{ severity: 'high', handedOver: { low: 3, n: 6 }, others: { low: 3, n: 6 } }], now),
    );
    const { associations } = await feltOf(tend);
    expect(associations).toMatchObject({ cases: 12, endings: 12, judged: 0, tooEarly: 12 });
    expect(associations).not.toHaveProperty('longWait');
    for (const one of associations.of) expect(one).toMatchObject({ tooFew: 'no-common-stratum', strata: [] });
    const before = await feltOf(tend, { asOf: isoOf(now - 100 * dayMs - 60_000) });
    expect(before.associations).toMatchObject({ cases: 0, endings: 0, judged: 0 });
    expect(before.effort.medianToEnd).toBeUndefined();
  });

  it('tells nothing of what fewer than five answered, however they were chosen', async () => {
    const tend = await folder.open({ name: 'few', clock: fixedClock(now) });
    const sides = { handedOver: { low: 2, n: 4 }, others: { low: 3, n: 9 } };
    await importHappened(tend, answeredCases([{ severity: 'high', ...sides }], now));
    const found = pairOf(await feltOf(tend), 'handovers', 'low-answer');
    expect(found).toMatchObject({ tooFew: 'small-arm', exposed: { n: 4 }, others: { n: 9, outcomes: 3 } });
    expect(found.exposed).not.toHaveProperty('outcomes');
    expect(found.strata[0]!.exposed).not.toHaveProperty('outcomes');
    const { voice } = await feltOf(tend, { filter: ['with=Transfer'] });
    expect(voice).toMatchObject({
      answering: 4,
      surveys: [{ instrument: 'csat', n: 4, counts: [], suppressed: true }],
    });
  });

  it('takes no answer of somebody who may not be analysed', async () => {
    const tend = await folder.open({ name: 'objected', clock: fixedClock(now) });
    await importHappened(
      tend,
      answeredCases([{ severity: 'high', handedOver: { low: 3, n: 6 }, others: { low: 3, n: 6 } }], now),
    );
    const pair = async () => pairOf(await feltOf(tend), 'handovers', 'low-answer');
    expect(await pair()).toMatchObject({ exposed: { n: 6 }, others: { n: 6 } });
    const { id } = await tend.relationship('Customer 1');
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id, role: 'subject', side: 'customer' as const }];
    const stream = streamOf('ProcessingObjected', { parties });
    const data = { purpose: 'relationship-analysis' };
    const event = ownEvent(workspace, { type: 'ProcessingObjected', stream, data, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    expect(await pair()).toMatchObject({ exposed: { n: 5 }, others: { n: 6 } });
  });
});

describe('what customers feel of the help desk of a made-up portfolio', () => {
  it('is what its organisations answered in their cases, and where they stand, as other questions tell it', async () => {
    const tend = await folder.open({ name: 'made-up', clock: fixedClock(now) });
    await tend.generate({ relationships: 150, events: 6_000, seed: 3 }, {});
    const { voice, relationships, bottlenecks } = await feltOf(tend);
    const spans = spansOfCases(tend);
    expect([relationships.total, relationships.casesWithout]).toEqual([spans.size, 0]);

    const scores: Record<string, Record<number, number>> = {};
    const answering = new Set<string>();
    for (let after: string | undefined; ;) {
      const page = await tend.voice.answers(after === undefined ? {} : { after });
      for (const { relationship, answeredAt, instrument, score } of page.rows) {
        const at = Date.parse(answeredAt);
        if (spans.get(relationship.id)?.some(({ from, to }) => from <= at && at <= to) !== true) continue;
        answering.add(relationship.id);
        const of = (scores[instrument] ??= {});
        of[score] = (of[score] ?? 0) + 1;
      }
      after = page.next;
      if (after === undefined) break;
    }
    expect(voice.answering).toBe(answering.size);
    expect(answering.size).toBeGreaterThan(10);
    for (const { instrument, n, counts, suppressed } of voice.surveys) {
      expect(n).toBe(Object.values(scores[instrument]!).reduce((a, b) => a + b, 0));
      if (suppressed !== true)
        expect(Object.fromEntries(counts.map(({ score, count }) => [score, count]))).toEqual(scores[instrument]);
    }

    const phases: Record<string, number> = {};
    const { rows } = await tend.relationships({ limit: 200 });
    for (const { id, phase } of rows) if (spans.has(id)) phases[phase!] = (phases[phase!] ?? 0) + 1;
    expect(Object.fromEntries(relationships.phases.map(({ phase, relationships: n }) => [phase, n]))).toEqual(phases);
    for (const { id, phase, value } of bottlenecks.relationships) {
      const row = rows.find((one) => one.id === id)!;
      expect([phase, value]).toEqual([row.phase, row.value]);
    }
  });

  /** From the beginning of each case until 90 days behind its end, by the events that say so. */
  function spansOfCases({ workspace }: LocalTend): Map<string, { from: number; to: number }[]> {
    const { ledger } = workspace;
    const cases = Map.groupBy(
      [...ledger.readDimension('process', 'support')].sort((a, b) => a.occurredAt - b.occurredAt),
      ({ process }) => process!.case,
    );
    const spans = new Map<string, { from: number; to: number }[]>();
    for (const events of cases.values()) {
      const said = events.filter(({ type }) => type === 'CaseResolved' || type === 'CaseReopened').at(-1);
      const to = said?.type === 'CaseResolved' ? said.occurredAt + 90 * dayMs : now;
      const owners = new Set(events.flatMap((event) => relationshipsIn(ledger, event, ledger.head().sequence)));
      for (const id of owners) spans.set(id, [...(spans.get(id) ?? []), { from: events[0]!.occurredAt, to }]);
    }
    return spans;
  }
});
