import { describe, expect, it } from '@jest/globals';
import { canBe, isShownBy, undoOf, workAfter } from './signal-undo.js';

const nowMs = Date.parse('2026-11-24T09:00:00Z');
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
  it.each([
    ['3d', '2026-11-27T09:00:00.000Z'],
    ['12h', '2026-11-24T21:00:00.000Z'],
    ['1w', '2026-12-01T09:00:00.000Z'],
    [until, until],
  ])('that is put off for %s and taken on before the server has answered can be put off again', (given, instant) => {
    const putOff = workAfter({ action: 'snooze', until: given }, { state: 'new' }, nowMs);
    expect(putOff).toEqual({ state: 'snoozed', until: instant });
    expect(undoOf({ action: 'acknowledge' }, putOff)).toEqual({ action: 'snooze', until: instant });
  });

  it('shows before the server has answered', () => {
    expect(workAfter({ action: 'resolve', outcome: 'reached them' }, { state: 'new' }, nowMs)).toEqual({
      state: 'resolved',
      outcome: 'reached them',
    });
    expect(workAfter({ action: 'reopen' }, resolved, nowMs)).toEqual({ state: 'new' });
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
