import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstOf, follow, judgeAnew, lastOf, newCourse } from './case-course.js';
import { caseStateOf, type DeclaredEnds } from './case-state.js';
import type { CaseStep, CaseWord } from './case-steps.js';
import { addStep, emptyTrace } from './trace.js';

const declared: DeclaredEnds = { terminal: ['Close', 'Refuse'], reopening: ['Reopen'] };
const activity = fc.constantFrom('Open', 'Work', 'Close', 'Refuse', 'Reopen');
const step = fc.record({
  activity,
  lifecycle: fc.constantFrom('complete', 'complete', 'complete', 'start'),
  says: fc.constantFrom<(CaseWord | undefined)[]>(
    undefined,
    undefined,
    undefined,
    undefined,
    'open',
    'ended',
    'begins',
  ),
});
const steps = fc
  .array(step, { maxLength: 12 })
  .map((all) => all.map(({ says, ...one }, at): CaseStep => ({ at, ...one, ...(says === undefined ? {} : { says }) })));

/** The state in words: the last fact that says anything decides. */
function stateIn(all: readonly CaseStep[], { terminal, reopening = [] }: DeclaredEnds): string {
  for (const { activity: name, lifecycle, says } of all.toReversed()) {
    if (says === 'open' || says === 'ended') return says;
    if (lifecycle !== 'complete' || terminal.length === 0) continue;
    if (reopening.includes(name)) return 'open';
    if (terminal.includes(name)) return 'ended';
  }
  const isSeen = all.some(({ lifecycle }) => lifecycle === 'complete') && terminal.length > 0;
  return isSeen || all.some(({ says }) => says === 'begins') ? 'open' : 'undeclared';
}

describe('the course of a case', () => {
  it('is what the last fact that says anything of it says, step by step and judged anew', () => {
    const other: DeclaredEnds = { terminal: ['Work'], reopening: ['Open', 'Work'] };
    fc.assert(
      fc.property(steps, (all) => {
        const course = newCourse();
        for (const [i, one] of all.entries()) {
          const before = course.state;
          const change = follow(course, one, declared);
          expect(course.state).toBe(stateIn(all.slice(0, i + 1), declared));
          expect(change.ended).toBe(before !== 'ended' && course.state === 'ended');
          expect(change.reopened).toBe(before === 'ended' && course.state === 'open');
        }
        for (const ends of [other, { terminal: [] }, undefined, declared]) {
          judgeAnew(course, ends);
          expect(course.state).toBe(stateIn(all, ends ?? { terminal: [] }));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is that of a case as it is kept, where events say nothing', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const trace = emptyTrace();
        const course = newCourse();
        for (const { says: _says, ...one } of all) {
          follow(course, one, declared);
          if (one.lifecycle === 'complete') addStep(trace, one.activity, one.at);
        }
        expect(course.state).toBe(caseStateOf(trace, [], declared).state);
      }),
      { numRuns: 200 },
    );
  });

  it('begins with its first work, and knows when what was done', () => {
    const course = newCourse();
    const all = ['schedule', 'start', 'complete', 'complete'].map((lifecycle, at) => ({
      at,
      activity: 'Work',
      lifecycle,
    }));
    expect(all.map((one) => follow(course, one, undefined).begins)).toEqual([false, true, false, false]);
    expect([firstOf(course, ['Work']), lastOf(course, ['Work', 'Other']), firstOf(course, ['Other'])]).toEqual([
      3, 4, 0,
    ]);
  });

  it('keeps a bounded number of activities apart', () => {
    const course = newCourse();
    for (let at = 0; at < 3_000; at++) follow(course, { at, activity: `Work ${at}`, lifecycle: 'complete' }, declared);
    expect(course.activities).toHaveLength(1_000);
    follow(course, { at: 3_000, activity: 'Close', lifecycle: 'complete' }, declared);
    expect(course.state).toBe('ended');
  });
});
