import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  agreeGoal,
  closeGoal,
  declineNeed,
  earlyWordsMost,
  emptyNeedBook,
  meetNeed,
  needsMost,
  nextNeedDeadline,
  passTime,
  stateNeed,
  touchNeeds,
  type OpenGoal,
  type OpenNeed,
} from './need-book.js';

function needOf(id: string, statedAt: number, conversations: readonly string[] = []): OpenNeed {
  return {
    id,
    statedAt,
    topic: null,
    process: null,
    conversations,
    isCounted: true,
    status: 'untouched',
    lastActAt: statedAt,
    reason: null,
    isStale: false,
  };
}

function goalOf(id: string, agreedAt: number, dueAt: number): OpenGoal {
  return { id, agreedAt, measure: 'm', target: 1, dueAt, process: null, isCounted: true, isOverdue: false };
}

function bookWith(...needs: readonly OpenNeed[]) {
  const book = emptyNeedBook<OpenNeed, OpenGoal>();
  const closed: (readonly [string, string, number])[] = [];
  const close = ({ id }: { id: string }, as: string, at: number) => void closed.push([id, as, at]);
  for (const need of needs) stateNeed(book, need, close);
  return { book, closed, close };
}

describe('the book of needs', () => {
  it('takes a need in hand by an act in one of its conversations, behind its statement', () => {
    const { book } = bookWith(needOf('a', 10, ['m1', 't1']), needOf('b', 20, ['m1']), needOf('c', 0));
    touchNeeds(book, ['t1'], 10);
    expect(book.needs.map(({ status }) => status)).toEqual(['untouched', 'untouched', 'untouched']);
    touchNeeds(book, ['x', 'm1'], 20);
    expect(book.needs.map(({ status, lastActAt }) => [status, lastActAt])).toEqual([
      ['in-hand', 20],
      ['untouched', 20],
      ['untouched', 0],
    ]);
  });

  it('is stale after so long without an act, until the next one', () => {
    const { book } = bookWith(needOf('a', 10, ['m']), needOf('b', 15));
    expect(nextNeedDeadline(book, 100)).toBe(110);
    passTime(book, 110, 100);
    expect([book.needs.map(({ isStale }) => isStale), nextNeedDeadline(book, 100)]).toEqual([[true, false], 115]);
    touchNeeds(book, ['m'], 120);
    expect(book.needs[0]).toMatchObject({ isStale: false, lastActAt: 120 });
    declineNeed(book, 'b', 130, 'too-dear');
    expect(nextNeedDeadline(book, 100)).toBe(220);
    touchNeeds(book, ['m'], 130);
    expect(book.needs[1]).toMatchObject({ status: 'declined', reason: 'too-dear' });
  });

  it('closes what is met, also where that was said before, or after it was declined', () => {
    const { book, closed, close } = bookWith();
    meetNeed(book, 'a', 5, close);
    expect([book.early.length, closed]).toEqual([1, []]);
    stateNeed(book, needOf('a', 9), close);
    expect([book.needs, book.early, closed]).toEqual([[], [], [['a', 'met', 9]]]);
    declineNeed(book, 'b', 3, 'later');
    stateNeed(book, needOf('b', 9), close);
    expect(book.needs[0]).toMatchObject({ status: 'declined', reason: 'later' });
    meetNeed(book, 'b', 12, close);
    expect([book.needs, closed.at(-1)]).toEqual([[], ['b', 'met', 12]]);
  });

  it('knows whether a goal was reached in time, and when one is overdue', () => {
    const { book, closed, close } = bookWith();
    for (const id of ['a', 'b', 'c', 'd']) agreeGoal(book, goalOf(id, 0, 50), close);
    expect(nextNeedDeadline(book, 100)).toBe(51);
    closeGoal(book, 'a', 'reached', 50, close);
    closeGoal(book, 'b', 'reached', 51, close);
    closeGoal(book, 'c', 'dropped', 60, close);
    passTime(book, 51, 100);
    expect(book.goals).toMatchObject([{ id: 'd', isOverdue: true }]);
    expect(nextNeedDeadline(book, 100)).toBe(Infinity);
    closeGoal(book, 'e', 'dropped', 60, close);
    agreeGoal(book, goalOf('e', 60, 90), close);
    expect(closed.map(([id, as]) => id + as)).toEqual(['areached', 'breachedLate', 'cdropped', 'edropped']);
  });

  it('stays small: declined needs give way first, then the oldest, and the oldest early words', () => {
    const many = Array.from({ length: needsMost }, (_, i) => needOf(`${i}`, i));
    const { book, closed, close } = bookWith(...many);
    declineNeed(book, '7', 600, null);
    stateNeed(book, needOf('new', 700), close);
    stateNeed(book, needOf('newer', 701), close);
    expect(closed).toEqual([
      ['7', 'declined', 700],
      ['0', 'untouched', 701],
    ]);
    for (let i = 0; i <= earlyWordsMost; i++) meetNeed(book, `unknown ${i}`, i, close);
    expect([book.needs.length, book.early.length, book.early[0]!.target]).toEqual([
      needsMost,
      earlyWordsMost,
      'unknown 1',
    ]);
    for (let i = 0; i <= needsMost; i++) agreeGoal(book, goalOf(`g${i}`, 0, 9), close);
    expect([book.goals.length, closed.at(-1)]).toEqual([needsMost, ['g0', 'open', 0]]);
  });

  it('closes each need and goal once, whatever is said in whatever order', () => {
    const word = fc.record({
      kind: fc.constantFrom('state', 'meet', 'decline', 'agree', 'reach', 'drop', 'touch', 'time'),
      id: fc.constantFrom('a', 'b', 'c'),
      at: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (drawn) => {
        const { book, closed, close } = bookWith();
        const known = new Set<string>();
        for (const { kind, id, at } of drawn.toSorted((a, b) => a.at - b.at)) {
          const isNew = !known.has(`${kind} ${id}`);
          if (kind === 'state' && isNew) stateNeed(book, needOf(id, at, ['m']), close);
          else if (kind === 'agree' && isNew) agreeGoal(book, goalOf(`g${id}`, at, at + 9), close);
          else if (kind === 'meet') meetNeed(book, id, at, close);
          else if (kind === 'decline') declineNeed(book, id, at, null);
          else if (kind === 'reach') closeGoal(book, `g${id}`, 'reached', at, close);
          else if (kind === 'drop') closeGoal(book, `g${id}`, 'dropped', at, close);
          else if (kind === 'touch') touchNeeds(book, ['m'], at);
          known.add(`${kind} ${id}`);
          passTime(book, at, 5);
          expect(nextNeedDeadline(book, 5)).toBeGreaterThan(at);
        }
        const begun = [...known].filter((name) => /^(?:state|agree) /.test(name)).length;
        expect(book.needs.length + book.goals.length + closed.length).toBe(begun);
        expect(new Set(closed.map(([id]) => id)).size).toBe(closed.length);
      }),
      { numRuns: 500 },
    );
  });
});
