import { describe, expect, it, jest } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { endOfDay } from '#core/time.js';
import { factOf } from '#domain/fact.js';
import { idOf } from '#domain/testing.js';
import { customer, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { needs } from './needs.projection.js';
import { talliesMax } from './tallies.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const matter = idOf(801);
const party = idOf(100);
const statedAt = Date.parse('2024-03-01T10:00Z');
const stated = fact('NeedStated', statedAt, { matter, data: { topic: 'single sign-on' } });
const cell = ['need', 'none', '2024-03'];

function reply(at: number, more: Partial<Omit<GivenFact, 'data'>> = { matter }): GivenFact {
  return fact('MessageSent', at, { data: { channel: 'email', automated: false, bulk: false }, ...more });
}

describe('needs', () => {
  it('are untouched until we do something about them where they were stated', async () => {
    const facts = given([stated, reply(statedAt + day, {}), reply(statedAt + 3 * day)]).of(needs);
    await facts.asOf(statedAt + 2 * day).expectRow(rowOf({ untouched: 1, oldestUntouchedAt: statedAt }));
    await facts.asOf(statedAt + 2 * day).expectTotal(cell, { stated: 1, untouched: 1 });
    await facts.asOf(statedAt + 2 * day).expectView({
      untouched: [{ need: stated.id, topic: 'single sign-on', statedAt, forMs: 2 * day }],
    });
    await facts.asOf(statedAt + 3 * day).expectRow(rowOf({ inHand: 1 }));
    await facts.asOf(statedAt + 3 * day).expectTotal(cell, { stated: 1, inHand: 1 });
    await facts.asOf(statedAt + 3 * day).expectView({ untouched: [] });
    const ours = fact('PromiseMade', statedAt + day, { matter, data: { by: 'ours' } });
    await given([stated, ours])
      .of(needs)
      .asOf(statedAt + day)
      .expectRow(rowOf({ inHand: 1 }));
    const theirs = [
      fact('MessageReceived', statedAt + day, { matter }),
      fact('PromiseMade', statedAt + day, { matter, data: { by: 'customer' } }),
      reply(statedAt, { matter }),
    ];
    await given([stated, ...theirs])
      .of(needs)
      .asOf(statedAt + day)
      .expectRow(rowOf({ untouched: 1, oldestUntouchedAt: statedAt }));
  });

  it('alarm when nothing was done for two weeks, each by itself, until the next act', async () => {
    const other = fact('NeedStated', statedAt + day, { matter, data: { topic: 'export' } });
    const act = reply(statedAt + 20 * day);
    const facts = given([stated, other, act]).of(needs);
    const signal = { kind: 'need-untouched', severity: 'notice', party } as const;
    const first = { ...signal, event: stated.id, need: stated.id, topic: 'single sign-on' };
    const second = { ...signal, event: other.id, need: other.id, topic: 'export' };
    await facts.asOf(statedAt + 14 * day - 1).expectSignals([]);
    await facts
      .asOf(statedAt + 14 * day)
      .expectSignals([{ ...first, status: 'untouched', since: statedAt + 14 * day }]);
    await facts.asOf(statedAt + 20 * day).expectSignals([]);
    // One act about both, and two alarms again.
    const again = statedAt + 34 * day;
    await facts.asOf(again).expectSignals([
      { ...first, status: 'in-hand', since: again },
      { ...second, status: 'in-hand', since: again },
    ]);
    const soon = given([stated], { parameters: { untouchedDays: 1 } }).of(needs);
    await soon.asOf(statedAt + day).expectSignals([{ ...first, status: 'untouched', since: statedAt + day }]);
  });

  it('are met, or declined for a reason', async () => {
    const met = fact('NeedMet', statedAt + 5 * day, { data: { need: stated.id } });
    const facts = given([stated, met]).of(needs);
    await facts.expectRow(rowOf({ met: 1 }));
    await facts.expectTotal(cell, { stated: 1, met: 1, metAfterMs: 5 * day });
    await facts.expectSignals([]);
    const declined = fact('NeedDeclined', statedAt + 2 * day, { reasonCode: 'not-planned', data: { need: stated.id } });
    const no = given([stated, declined]).of(needs);
    await no.expectRow(rowOf({ declined: 1 }));
    await no.expectTotal(['declined', 'none', 'not-planned', '2024-03'], { needs: 1 });
    await no.expectTotal(cell, { stated: 1, declined: 1 });
    await no.expectSignals([]);
    const second = fact('NeedStated', statedAt + day, { data: { topic: 'export' } });
    const metToo = fact('NeedMet', statedAt + 8 * day, { data: { need: second.id } });
    const two = given([stated, second, met, metToo]).of(needs);
    await two.expectTotal(cell, { stated: 2, met: 2, metAfterMs: 12 * day });
    // Declined at first, and met later all the same.
    await given([stated, declined, met]).of(needs).expectTotal(['declined', 'none', 'not-planned', '2024-03'], {});
    await given([stated, declined, met])
      .of(needs)
      .expectTotal(cell, { stated: 1, met: 1, metAfterMs: 5 * day });
  });

  it('are declined in the process in which they were stated', async () => {
    const process = { definition: 'support', dataset: 'd', case: idOf(7), activity: 'Ask', lifecycle: 'complete' };
    const inCase = fact('NeedStated', statedAt, { process, data: { topic: 'export' } });
    const declined = fact('NeedDeclined', statedAt + day, { reasonCode: 'not-planned', data: { need: inCase.id } });
    const facts = given([inCase, declined]).of(needs);
    await facts.expectTotal(['need', 'support', '2024-03'], { stated: 1, declined: 1 });
    await facts.expectTotal(['declined', 'support', 'not-planned', '2024-03'], { needs: 1 });
    await facts.expectTotal(['declined', 'none', 'not-planned', '2024-03'], {});
  });

  it('are what is known of them on both axes', async () => {
    const met = late(fact('NeedMet', statedAt + 5 * day, { data: { need: stated.id } }), statedAt + 40 * day);
    const facts = given([stated, met]).of(needs);
    await facts.knownBy(statedAt + 30 * day).expectRow(rowOf({ untouched: 1, oldestUntouchedAt: statedAt }));
    await facts.asOf(statedAt + 30 * day).expectRow(rowOf({ met: 1 }));
    const back = given([stated, met, retraction(met, statedAt + 50 * day)]).of(needs);
    await back.asOf(statedAt + 51 * day).expectRow(rowOf({ untouched: 1, oldestUntouchedAt: statedAt }));
    // Of two sources the one with the earlier clock said first that it was met.
    const early = fact('NeedMet', statedAt - day, { data: { need: stated.id } });
    await given([early, stated]).of(needs).expectTotal(cell, { stated: 1, met: 1 });
  });

  it('count by the process in which they were stated, and once for two relationships', async () => {
    const process = {
      definition: 'onboarding',
      dataset: 'crm',
      case: idOf(50),
      activity: 'call',
      lifecycle: 'complete',
    };
    const one = fact('NeedStated', statedAt, { process, parties: [customer(100), customer(200)] });
    const met = { ...fact('NeedMet', statedAt + day, { data: { need: one.id } }), parties: one.parties };
    const facts = given([one, met]).of(needs);
    await facts.asOf(statedAt).expectTotal(['need', 'onboarding', '2024-03'], { stated: 1, untouched: 1 });
    await facts.expectTotal(['need', 'onboarding', '2024-03'], { stated: 1, met: 1, metAfterMs: day });
    await facts.key(idOf(200)).expectRow(rowOf({ met: 1 }));
  });

  it('keep so many cells of what is closed, and count the rest in one', () => {
    const ctx = { parameters: needs.parameters!, valid: () => undefined, feeds: { up: () => true } };
    const doc = needs.initial(ctx);
    const give = (type: 'NeedStated' | 'NeedMet', event: RecordedEvent): void =>
      (needs.on[type] as (doc: object, event: object, ctx: object) => void)(doc, factOf(event, 1), ctx);
    const months = talliesMax + 100;
    for (let month = 0; month < months; month++) {
      const at = Date.UTC(1950, month, 1);
      const one = fact('NeedStated', at) as RecordedEvent;
      give('NeedStated', one);
      give('NeedMet', fact('NeedMet', at + day, { data: { need: one.id } }) as RecordedEvent);
    }
    const totals = needs.rollup!(doc, ctx);
    expect(totals).toHaveLength(talliesMax + 1);
    expect(totals.at(-1)).toEqual({
      at: ['need', 'any', 'any'],
      add: { stated: 100, met: 100, metAfterMs: 100 * day },
    });
    expect(totals.reduce((sum, { add }) => sum + add!['met']!, 0)).toBe(months);
    expect(needs.index!(doc, ctx)).toMatchObject({ met: months });
  });
});

describe('goals', () => {
  const dueAt = endOfDay('2024-06-30', 'UTC');
  const agreed = fact('GoalAgreed', statedAt, { data: { measure: 'first reply, hours', target: 4, dueAt } });
  const goalCell = ['goal', 'none', '2024-06'];

  it('are open, then overdue until they are reached or dropped', async () => {
    const reached = fact('GoalReached', dueAt + 9 * day, { data: { goal: agreed.id } });
    const facts = given([agreed, reached]).of(needs);
    await facts.asOf(dueAt).expectRow(rowOf({ goals: 1, nextGoalAt: dueAt }));
    await facts.asOf(dueAt).expectTotal(goalCell, { agreed: 1, open: 1 });
    await facts.asOf(dueAt).expectSignals([]);
    await facts.asOf(dueAt + 1).expectRow(rowOf({ goals: 1, goalsOverdue: 1 }));
    await facts.asOf(dueAt + 1).expectTotal(goalCell, { agreed: 1, overdue: 1 });
    const signal = { kind: 'goal-overdue', severity: 'warning', event: agreed.id, party, since: dueAt } as const;
    await facts.asOf(dueAt + 1).expectSignals([{ ...signal, goal: agreed.id, measure: 'first reply, hours', dueAt }]);
    await facts.asOf(dueAt + 9 * day).expectRow(rowOf({ goalsReached: 1 }));
    await facts.asOf(dueAt + 9 * day).expectTotal(goalCell, { agreed: 1, reachedLate: 1 });
    await facts.asOf(dueAt + 9 * day).expectSignals([]);
    const inTime = fact('GoalReached', dueAt, { data: { goal: agreed.id } });
    await given([agreed, inTime]).of(needs).expectTotal(goalCell, { agreed: 1, reached: 1 });
    const dropped = fact('GoalDropped', dueAt - day, { data: { goal: agreed.id } });
    await given([agreed, dropped, inTime]).of(needs).expectTotal(goalCell, { agreed: 1, dropped: 1 });
  });
});

function rowOf(given: object) {
  return {
    untouched: 0,
    inHand: 0,
    declined: 0,
    met: 0,
    oldestUntouchedAt: null,
    goals: 0,
    goalsOverdue: 0,
    goalsReached: 0,
    nextGoalAt: null,
    ...given,
  };
}
