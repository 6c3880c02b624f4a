import { describe, expect, it } from '@jest/globals';
import { canBe, isShownBy, undoOf, workAfter } from './signal-undo.js';

const until = '2026-12-01T09:00:00Z';
const snoozed = { state: 'snoozed', until } as const;
const resolved = { state: 'resolved', outcome: 'reached them', reason: 'on leave' } as const;

describe('taking back what was said of a signal', () => {
  it.each([
    ['acknowledge', { state: 'new' }, { action: 'reopen' }],
    ['snooze', { state: 'new' }, { action: 'reopen' }],
    ['snooze', { state: 'acknowledged' }, { action: 'reopen' }],
    ['resolve', { state: 'acknowledged' }, { action: 'reopen' }],
    ['resolve', snoozed, { action: 'reopen' }],
    // An acknowledgement ends a snooze, and another snooze replaces it.
    ['acknowledge', snoozed, { action: 'snooze', until }],
    ['snooze', snoozed, { action: 'snooze', until }],
    ['reopen', snoozed, { action: 'snooze', until }],
    ['reopen', { state: 'acknowledged' }, { action: 'acknowledge' }],
    ['reopen', resolved, { action: 'resolve', outcome: 'reached them', reason: 'on leave' }],
    ['reopen', { state: 'resolved', reason: 'erased' }, { action: 'resolve' }],
  ] as const)('%s of %j', (action, before, undo) => {
    expect(undoOf({ action }, before)).toEqual(undo);
  });
});

describe('the work on a signal', () => {
  it('shows before the server has answered', () => {
    expect(workAfter({ action: 'resolve', outcome: 'reached them' }, { state: 'new' })).toEqual({
      state: 'resolved',
      outcome: 'reached them',
    });
    expect(workAfter({ action: 'reopen' }, resolved)).toEqual({ state: 'new' });
  });

  it('decides what can be said next', () => {
    const possible = (work: Parameters<typeof canBe>[1]) =>
      (['acknowledge', 'snooze', 'resolve', 'reopen'] as const).filter((action) => canBe({ action }, work));
    expect(possible({ state: 'new' })).toEqual(['acknowledge', 'snooze', 'resolve']);
    expect(possible({ state: 'acknowledged' })).toEqual(['snooze', 'resolve', 'reopen']);
    expect(possible(snoozed)).toEqual(['acknowledge', 'snooze', 'resolve', 'reopen']);
    expect(possible(resolved)).toEqual(['reopen']);
  });

  it('decides what stays in the list', () => {
    expect(isShownBy(undefined, { state: 'acknowledged' }, false)).toBe(true);
    expect(isShownBy(undefined, resolved, false)).toBe(false);
    expect(isShownBy(undefined, resolved, true)).toBe(true);
    expect(isShownBy('snoozed', snoozed, false)).toBe(true);
    expect(isShownBy('new', { state: 'acknowledged' }, false)).toBe(false);
    expect(isShownBy('all', resolved, false)).toBe(true);
  });
});
