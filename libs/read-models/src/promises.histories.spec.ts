import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { endOfDay } from '#core/time.js';
import {
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  promiseNotKept,
  promiseRenegotiated,
  unmadePromise,
} from '#measures/promises/promise-state.js';
import { fact, feedStarted, given } from '#projections/testing/testing.js';
import { promises } from './promises.projection.js';

jest.setTimeout(60_000);

const due = endOfDay('2024-03-31', 'UTC');
const day = 86_400_000;
const source = { connector: 'erp', dataset: 'orders' };
const feed = feedStarted('erp', '2024-01-01T00:00Z');

const made = Date.parse('2024-03-20T10:00Z');

const step = fc.record({
  kind: fc.constantFrom('kept', 'not kept', 'moved', 'delivered'),
  /** Days from the end of March. */
  at: fc.integer({ min: -9, max: 15 }),
  to: fc.integer({ min: -10, max: 20 }),
  by: fc.constantFrom('actor' as const, 'customer' as const, 'connector' as const),
});
const options = fc.record({
  graceHours: fc.constantFrom(0, 36),
  dueSoonDays: fc.constantFrom(0, 2),
  openDays: fc.constantFrom(0, 5),
});

/** The promise alone, as the measure follows it, with no engine: time passes before each step. */
class Followed {
  state = unmadePromise();

  constructor(
    private readonly graceMs: number,
    private readonly isUp: boolean,
  ) {}

  pass(until: number): this {
    const over = promiseDeadline(this.state, this.graceMs);
    if (over !== null && over < until) this.state = promiseAt(this.state, Math.max(over, made), this.isUp);
    return this;
  }
}

describe('promises', () => {
  it('of any history are what the same steps make of one promise, and set no key apart', async () => {
    const history = fc.record({ first: fc.integer({ min: -20, max: 10 }), steps: fc.array(step, { maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(history, fc.boolean(), options, async ({ first, steps }, isUp, parameters) => {
        const dueAt = due + first * day;
        const promise = fact('PromiseMade', made, { source, data: { by: 'ours', dueAt, confirmBy: 'connector' } });
        const facts = [promise];
        const alone = new Followed(parameters.graceHours * 3_600_000, isUp);
        alone.state = promiseMade(alone.state, { at: made, by: 'ours', dueAt, confirmBy: 'connector' });
        for (const { kind, at: days, to, by } of steps.toSorted((a, b) => a.at - b.at)) {
          const at = due + days * day + facts.length;
          const { state } = alone.pass(at);
          if (kind === 'moved') {
            facts.push(fact('PromiseRenegotiated', at, { data: { promise: promise.id, dueAt: due + to * day } }));
            alone.state = promiseRenegotiated(state, at, due + to * day);
          } else if (kind === 'kept') {
            facts.push(fact('PromiseKept', at, { data: { promise: promise.id, confirmedBy: by } }));
            alone.state = promiseKept(state, at, by);
          } else if (kind === 'not kept') {
            facts.push(fact('PromiseNotKept', at, { data: { promise: promise.id, confirmedBy: by } }));
            alone.state = promiseNotKept(state, at, by);
          } else {
            facts.push(fact('Delivered', at, { data: { order: promise.id, partial: false } }));
            alone.state = promiseKept(state, at, 'connector');
          }
        }
        const all = [...(isUp ? [feed] : []), ...facts];
        const folded = await given(all, { parameters, until: due + 40 * day }).fold(promises);
        // The last of all alarms is over by then.
        expect([folded.quarantined, folded.signals]).toEqual([{}, {}]);
        expect(folded.document.promise).toEqual(alone.pass(Infinity).state);
      }),
      { numRuns: 40 },
    );
  });
});
