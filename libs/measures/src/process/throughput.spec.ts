import { describe, expect, it } from '@jest/globals';
import { interArrivalOf, throughputOf } from './throughput.js';

describe('throughput', () => {
  const newYear = Date.parse('2023-12-31T23:30:00Z');
  const spans = [
    { began: newYear, ended: newYear + 86_400_000 },
    { began: newYear, ended: null },
  ];

  it('is counted by the local date', () => {
    expect(throughputOf(spans, 'day', 'UTC')).toEqual([
      { period: '2023-12-31', begun: 2, ended: 0 },
      { period: '2024-01-01', begun: 0, ended: 1 },
    ]);
    expect(throughputOf(spans, 'month', 'UTC')).toEqual([
      { period: '2023-12', begun: 2, ended: 0 },
      { period: '2024-01', begun: 0, ended: 1 },
    ]);
    expect(throughputOf(spans, 'month', 'Europe/Berlin')).toEqual([{ period: '2024-01', begun: 2, ended: 1 }]);
  });

  it('has weeks from Monday, whatever the year', () => {
    // 2024 began on a Monday.
    expect(throughputOf(spans, 'week', 'UTC')).toEqual([
      { period: '2023-12-25', begun: 2, ended: 0 },
      { period: '2024-01-01', begun: 0, ended: 1 },
    ]);
  });

  it('leaves out periods of nothing, however far away a date is', () => {
    const far = [{ began: newYear, ended: Date.parse('9999-12-31T23:59:59.999Z') }];
    expect(throughputOf(far, 'week', 'UTC').map(({ period }) => period)).toEqual(['2023-12-25', '9999-12-27']);
    expect(throughputOf([], 'day', 'UTC')).toEqual([]);
  });

  it('refuses a zone that there is not', () => {
    expect(() => throughputOf(spans, 'day', 'Europe/Nowhere')).toThrow('There is no time zone');
  });
});

describe('inter-arrival times', () => {
  it('lie between neighbours in order of time', () => {
    expect(interArrivalOf([9_000, 1_000, 4_000, 4_000])).toMatchObject({ n: 3, min: 0, median: 3, max: 5, sum: 8 });
  });

  it('are none with fewer than two cases', () => {
    expect(interArrivalOf([])).toMatchObject({ n: 0 });
    expect(interArrivalOf([5])).toMatchObject({ n: 0 });
  });
});
