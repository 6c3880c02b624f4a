import { describe, expect, it } from '@jest/globals';
import type { StateSince } from './case-state.js';
import { openSpansOf } from './open-spans.js';
import { traceOf } from './testing.js';
import { emptyTrace } from './trace.js';

const declared = { terminal: ['closed'], reopening: ['reopened'] };
const nothingSaid: readonly StateSince[] = [];

describe('the spans in which a case was open', () => {
  it('go from its first work to what ends it, and again from what opens it', () => {
    const trace = traceOf(['new', 10, 4], ['closed', 20], ['archived', 25], ['reopened', 40], ['closed', 60]);
    expect(openSpansOf({ trace, said: nothingSaid }, declared)).toEqual([
      { began: 4, ended: 20 },
      { began: 40, ended: 60 },
    ]);
  });

  it('have no end as long as nothing says so', () => {
    const trace = traceOf(['new', 10], ['work', 20]);
    expect(openSpansOf({ trace, said: nothingSaid }, declared)).toEqual([{ began: 10, ended: null }]);
  });

  it('are told by events that say so, without steps too', () => {
    const said: StateSince[] = [
      { state: 'open', since: 5 },
      { state: 'ended', since: 9 },
      { state: 'open', since: 30 },
    ];
    expect(openSpansOf({ trace: emptyTrace(), said }, undefined)).toEqual([
      { began: 5, ended: 9 },
      { began: 30, ended: null },
    ]);
  });

  it('are none where nothing says either, and where it did nothing but end', () => {
    expect(openSpansOf({ trace: traceOf(['new', 10], ['closed', 20]), said: nothingSaid }, undefined)).toEqual([]);
    expect(openSpansOf({ trace: emptyTrace(), said: [{ state: 'ended', since: 9 }] }, declared)).toEqual([]);
    expect(openSpansOf({ trace: traceOf(['closed', 20]), said: nothingSaid }, declared)).toEqual([]);
  });
});
