import { describe, expect, it } from '@jest/globals';
import { loadAt, openCasesOverTime } from './case-load.js';

const spans = [
  { began: 10, ended: 30 },
  { began: 20, ended: null },
  { began: 30, ended: 40 },
];

describe('the load of a process', () => {
  it('is what has begun and not ended by then', () => {
    expect(loadAt(spans, [9, 10, 29, 30, 40])).toEqual([
      { at: 9, begun: 0, ended: 0, open: 0 },
      { at: 10, begun: 1, ended: 0, open: 1 },
      { at: 29, begun: 2, ended: 0, open: 2 },
      { at: 30, begun: 3, ended: 1, open: 2 },
      { at: 40, begun: 3, ended: 2, open: 1 },
    ]);
  });

  it('changes where more begin than end, or fewer', () => {
    expect(openCasesOverTime(spans)).toEqual([
      { at: 10, open: 1 },
      { at: 20, open: 2 },
      { at: 40, open: 1 },
    ]);
    expect(openCasesOverTime([])).toEqual([]);
  });

  it('has nothing open that ended before it began', () => {
    const upsideDown = [{ began: 20, ended: 10 }];
    expect(loadAt(upsideDown, [5, 15, 20]).map(({ open }) => open)).toEqual([0, 0, 0]);
    expect(openCasesOverTime(upsideDown)).toEqual([]);
  });
});
