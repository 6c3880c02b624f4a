import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { stepsCase, toldCase } from './case-testing.js';
import { funnelOf, type DeclaredFunnel, type FunnelStage } from './funnel.js';

const declared: DeclaredFunnel = { stages: ['a', 'b', 'c'], terminal: ['z'] };
const stagesOf = (
  steps: readonly string[],
  { at = 100, ...others }: Partial<DeclaredFunnel> & { at?: number } = {},
): readonly FunnelStage[] => funnelOf(steps.map(stepsCase), { ...declared, ...others }, at).stages;

describe('the funnel of a process', () => {
  it('gives each conversion with what it is of, and how many may yet come', () => {
    const [, b, c] = stagesOf(['a0 b5 c9 z9', 'a0 b7', 'a0 z3', 'a0', 'x1']);
    expect(b!.fromPrevious).toMatchObject({ count: 2, of: 4, share: 0.5, pending: 1 });
    expect(c!.fromPrevious).toMatchObject({ count: 1, of: 2, share: 0.5, pending: 1 });
    expect(c!.fromFirst).toMatchObject({ count: 1, of: 4, share: 0.25, pending: 2 });
    expect(stagesOf(['a0'])[2]!.fromPrevious).toEqual({ count: 0, of: 0, pending: 0 });
  });

  it('counts in two ways, which differ where stages come out of their order', () => {
    const [, b, c] = stagesOf(['a0 b1 c2', 'b0 a1', 'a0 c1 b2']);
    expect([b!.fromPrevious, b!.afterPrevious].map((conversion) => conversion!.count)).toEqual([3, 2]);
    expect([c!.fromPrevious, c!.afterPrevious].map((conversion) => conversion!.count)).toEqual([2, 1]);
  });

  it('counts who skipped the stage before, and who came back from a later one', () => {
    const [a, b, c] = stagesOf(['a0 c1', 'a0 b1 c2 b3 c4', 'a0 b1 a2 x3']);
    expect([a!.skippedPrevious, b!.skippedPrevious, c!.skippedPrevious]).toEqual([0, 0, 1]);
    expect([a!.returned, b!.returned, c!.returned]).toEqual([1, 1, 0]);
    expect([a!.reached, b!.reached, c!.reached]).toEqual([3, 2, 2]);
  });

  it('counts each case where it was last', () => {
    const outcomes = [
      { activity: 'w', outcome: 'won' as const },
      { activity: 'l', outcome: 'lost' as const },
    ];
    const [a, b, c] = stagesOf(
      ['a0 b1 z2', 'a0 b1 w2 z2', 'a0 b1', 'a0 b1 a2 z3', 'a0 b1 c2 z2', 'a0 b1 c2 l2 z2', 'x0'],
      { outcomes },
    );
    expect(a!.last).toEqual({ open: 0, undeclared: 0, completed: 0, dropped: 1 });
    expect(b!.last).toEqual({ open: 1, undeclared: 0, completed: 1, dropped: 1 });
    expect(c!.last).toEqual({ open: 0, undeclared: 0, completed: 1, dropped: 1 });
    expect(stagesOf(['a0'], { terminal: [] })[0]!.last.undeclared).toBe(1);
  });

  it('measures from when a case first came to the stage before', () => {
    const [a, b, c] = stagesOf(['a0 b10000 b20000 c30000', 'a0 a5000 b40000', 'b0 a1000 b3000'], { at: 50_000 });
    expect(a!.timeFromPrevious.n).toBe(0);
    expect(b!.timeFromPrevious).toMatchObject({ n: 3, min: 2, median: 10, max: 40 });
    expect(c!.timeFromPrevious).toMatchObject({ n: 1, median: 20 });
    expect(c!.timeFromFirst).toMatchObject({ n: 1, median: 30 });
  });

  it('takes stages of one instant in their order, and says of how many cases', () => {
    const { stages, tied, cases, withoutStage } = funnelOf(
      ['c5 b5 a5', 'a0 b5', 'a5 a5', 'x1', ''].map(stepsCase),
      declared,
      9,
    );
    expect({ cases, withoutStage, tied }).toEqual({ cases: 4, withoutStage: 1, tied: 1 });
    expect(stages.map(({ afterPrevious }) => afterPrevious?.count)).toEqual([undefined, 2, 1]);
    expect(stages.map(({ returned }) => returned)).toEqual([0, 0, 0]);
    // It was in the later one when the earlier came with it again.
    expect(funnelOf([stepsCase('b0 b5 a5')], declared, 9)).toMatchObject({ tied: 1 });
  });

  it('knows nothing of what comes later', () => {
    expect(stagesOf(['a0 b5 z6'], { at: 4 })[0]!.last.open).toBe(1);
    expect(stagesOf(['a0 b5 z6'], { at: 5 })[1]!.last.open).toBe(1);
    expect(stagesOf(['a0 b5 z6'], { at: 6 })[1]!.last.dropped).toBe(1);
    expect(funnelOf([stepsCase('a0')], declared, -1)).toMatchObject({ cases: 0, withoutStage: 0 });
  });

  it('may have one stage, and stages that never come', () => {
    expect(stagesOf(['a0'], { stages: ['a'] })).toMatchObject([{ reached: 1, skippedPrevious: 0 }]);
    expect(stagesOf(['a0 c3'], { stages: ['a', '__proto__', 'c'] })).toMatchObject([
      { reached: 1 },
      { reached: 0, fromPrevious: { count: 0, of: 1, share: 0, pending: 1 } },
      { reached: 1, fromPrevious: { count: 0, of: 0 }, skippedPrevious: 1 },
    ]);
    expect(funnelOf([], declared, 0)).toMatchObject({
      cases: 0,
      stages: [{ reached: 0 }, { reached: 0 }, { reached: 0 }],
    });
  });

  it('refuses stages that are none', () => {
    const refusal = (stages: readonly string[]): unknown => {
      try {
        return funnelOf([], { stages, terminal: [] }, 0);
      } catch (error) {
        return (error as LedgerError).code;
      }
    };
    expect(refusal(['a', 'b', 'a'])).toBe('invalid');
    expect(refusal(['__proto__', '__proto__'])).toBe('invalid');
    expect(refusal([])).toBe('invalid');
  });

  it('counts a case that came to a stage after its end where it came to', () => {
    const late = toldCase([
      { at: 0, activity: 'a' },
      { at: 1, says: 'resolved' },
      { at: 5, activity: 'b' },
    ]);
    const [a, b] = funnelOf([late], { ...declared, terminal: [] }, 9).stages;
    expect([a!.last.dropped, b!.last.dropped]).toEqual([0, 1]);
  });
});
