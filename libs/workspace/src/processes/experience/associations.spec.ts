import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../../ledger/own-event.js';
import { now, testFolder } from '../../testing.js';
import type { WritableWorkspace } from '../../workspace.js';
import type { ExperienceAnswer } from './experience-answers.js';
import { answeredCases, dayMs, feltOf, importHappened } from './experience-testing.js';

jest.setTimeout(120_000);

const folder = testFolder();
afterAll(() => folder.dispose());

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
    const before = await feltOf(tend, { asOf: new Date(now - 100 * dayMs - 60_000).toISOString() });
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
