import { describe, expect, it } from '@jest/globals';
import { timeFormatText } from './time-format-text.js';

describe('a format of times', () => {
  it.each([
    ['', 'ISO 8601, for example 2026-03-12 14:07'],
    ['iso', 'ISO 8601, for example 2026-03-12 14:07'],
    ['unix-ms', 'milliseconds since 1970'],
    ['yyyyMMdd', '20260312'],
    ['d.M.yyyy[ H:mm[:ss[.S]]]', '12.3.2026 14:07 (day first)'],
    ['M-d-yyyy[ H:mm[:ss[.S]]]', '3-12-2026 14:07 (month first)'],
    ['M/d/yy h:mm[:ss] a', '3/12/26 2:07 PM (month first)'],
    ['d MMM yyyy[ H:mm[:ss[.S]]]', '12 Mar 2026 14:07'],
    ['yyyy/MM/dd HH:mm:ss.SSS', '2026/03/12 14:07:30.000'],
  ])('%s is shown as %s', (format, text) => {
    expect(timeFormatText(format)).toBe(text);
  });
});
