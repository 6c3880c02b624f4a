import { describe, expect, it } from '@jest/globals';
import { CallMark, callMemory, CallWatch } from './call-mark.js';

describe('the mark of a call', () => {
  it('says of which task, key and event it is, whichever build has its turn', () => {
    const memory = callMemory();
    const watch = new CallWatch(memory);
    const told = () => ({ task: watch.task(), ...watch.place() });
    const one = CallMark.on(memory);
    const other = one.another();
    one.task = 1;
    one.atKey('a', 5);
    one.enter();
    expect(told()).toEqual({ task: 1, kind: 'fold', key: 'a', sequence: 5 });
    one.leave();
    other.task = 2;
    other.atKey('bb', 6);
    other.atEvent(7);
    other.enter();
    expect(told()).toEqual({ task: 2, kind: 'fold', key: 'bb', sequence: 7 });
    other.leave();
    // Back after a turn of the other one, in the middle of the same key.
    one.enter();
    expect(told()).toEqual({ task: 1, kind: 'fold', key: 'a', sequence: 5 });
    one.leave();
    one.atEvent(8, 'within');
    one.enter();
    expect(told()).toEqual({ task: 1, kind: 'within', key: '', sequence: 8 });
    one.leave();
    one.atEvent(9);
    one.enter();
    expect(told()).toEqual({ task: 1, kind: 'fold', key: 'a', sequence: 9 });
  });

  it('is over when one call lasts longer than the limit, and not when there were several', () => {
    const memory = callMemory();
    const watch = new CallWatch(memory);
    const mark = CallMark.on(memory);
    mark.enter();
    expect([watch.isOver(100, 0), watch.isOver(100, 99)]).toEqual([false, false]);
    mark.leave();
    expect(watch.isOver(100, 1_000)).toBe(false);
    mark.enter();
    expect([watch.isOver(100, 1_001), watch.isOver(100, 1_101)]).toEqual([false, true]);
  });
});
