import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessClock } from '#measures/calendar/business-time.js';
import { afterReplyStep, noReply, openWait, replyTimes, type ReplyStep, type ReplyWait } from './reply-waits.js';

type Steps = readonly (readonly [number, ReplyStep])[];

function waitsOf(steps: Steps, now: number): ReplyWait[] {
  let state = noReply();
  const waits: ReplyWait[] = [];
  for (const [at, step] of steps) {
    const next = afterReplyStep(state, step, at);
    if (next.wait !== undefined) waits.push(next.wait);
    ({ state } = next);
  }
  const open = openWait(state, now);
  return open === undefined ? waits : [...waits, open];
}

const brief = (waits: readonly ReplyWait[]): string[] =>
  waits.map(({ which, opening, from, to, ended }) => `${which} ${opening}: ${from}-${to} ${ended}`);

describe('waits for a reply', () => {
  it('run from the first unanswered message to the first reply, then from the next', () => {
    const steps: Steps = [
      [10, 'customer'],
      [20, 'customer'],
      [50, 'reply'],
      [60, 'reply'],
      [70, 'customer'],
      [75, 'reply'],
    ];
    expect(brief(waitsOf(steps, 100))).toEqual(['first 0: 10-50 replied', 'next 0: 70-75 replied']);
  });

  it('begin with the customer, also where we wrote first', () => {
    expect(
      brief(
        waitsOf(
          [
            [5, 'reply'],
            [10, 'customer'],
            [50, 'reply'],
          ],
          100,
        ),
      ),
    ).toEqual(['first 0: 10-50 replied']);
    expect(
      waitsOf(
        [
          [5, 'reply'],
          [9, 'closed'],
        ],
        100,
      ),
    ).toEqual([]);
  });

  it('are open until now, or end unanswered when it is closed', () => {
    expect(brief(waitsOf([[10, 'customer']], 100))).toEqual(['first 0: 10-100 waiting']);
    expect(openWait(afterReplyStep(noReply(), 'customer', 10).state, 9)).toBeUndefined();
    expect(
      brief(
        waitsOf(
          [
            [10, 'customer'],
            [30, 'closed'],
            [40, 'reply'],
            [50, 'closed'],
          ],
          100,
        ),
      ),
    ).toEqual(['first 0: 10-30 closed-unanswered']);
  });

  it('begin anew after it was closed: five days shut are not waited', () => {
    const resolved: Steps = [
      [10, 'customer'],
      [20, 'reply'],
      [30, 'closed'],
    ];
    expect(brief(waitsOf([...resolved, [500, 'reopened-by-customer'], [510, 'reply']], 900))).toEqual([
      'first 0: 10-20 replied',
      'first 1: 500-510 replied',
    ]);
    expect(brief(waitsOf([...resolved, [500, 'reopened'], [600, 'customer'], [610, 'reply']], 900))).toEqual([
      'first 0: 10-20 replied',
      'first 1: 600-610 replied',
    ]);
    // The message that opens it again, and the step that says so a moment later, are one opening.
    expect(brief(waitsOf([...resolved, [500, 'customer'], [501, 'reopened'], [510, 'reply']], 900))).toEqual([
      'first 0: 10-20 replied',
      'first 1: 500-510 replied',
    ]);
  });

  it('never overlap, are at most one open, and each message of a customer lies in one', () => {
    const step = fc.constantFrom<ReplyStep>('customer', 'reply', 'closed', 'reopened', 'reopened-by-customer');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (drawn) => {
        const steps = drawn.map((one, index) => [index * 10, one] as const);
        const waits = waitsOf(steps, 1_000);
        for (const [index, wait] of waits.entries()) {
          expect(wait.from).toBeLessThan(wait.to);
          if (index > 0) expect(wait.from).toBeGreaterThan(waits[index - 1]!.to);
          expect(wait.ended === 'waiting').toBe(wait.to === 1_000);
        }
        for (const [at, one] of steps) {
          if (one === 'customer') expect(waits.filter(({ from, to }) => from <= at && at < to)).toHaveLength(1);
        }
        const firsts = waits.filter(({ which, ended }) => which === 'first' && ended === 'replied');
        expect(new Set(firsts.map(({ opening }) => opening)).size).toBe(firsts.length);
      }),
      { numRuns: 500 },
    );
  });

  it('become times of the clock by how they ended', () => {
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
    const clock = businessClock({ zone: 'UTC', hours, holidays: [] });
    const at = (text: string): number => Date.parse(`2024-03-${text}Z`);
    const steps: Steps = [
      [at('01T16:00'), 'customer'],
      [at('04T09:30'), 'reply'],
      [at('04T18:00'), 'customer'],
      [at('05T10:00'), 'closed'],
      [at('06T12:00'), 'customer'],
    ];
    const minute = 60_000;
    expect(replyTimes(waitsOf(steps, at('06T12:05')), clock)).toEqual([
      { time: 90 * minute, outcome: 'event' },
      { time: 60 * minute, outcome: 'competing' },
      { time: 5 * minute, outcome: 'censored' },
    ]);
    expect(replyTimes([], clock)).toEqual([]);
  });
});
