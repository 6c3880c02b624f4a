import { describe, expect, it } from '@jest/globals';
import { activityColours, colourLegend } from './activity-colours.js';
import { flowOrderAfterClick, mostFrequentFirst, sortedFlows, type Flow } from './sorted-flows.js';

const flow = (from: string, to: string, count: number, median: number): Flow => ({
  from,
  to,
  count,
  cases: count,
  duration: { n: count, median, mean: median, p90: median, sum: median * count, min: 0, max: 0 },
});

describe('sortedFlows', () => {
  const flows = [flow('b', 'c', 5, 10), flow('a', 'c', 5, 90), flow('a', 'b', 9, 50)];
  const names = (order: Parameters<typeof sortedFlows>[1]) =>
    sortedFlows(flows, order).map(({ from, to }) => from + to);

  it('sorts by any column, equal ones by name', () => {
    expect(names(mostFrequentFirst)).toEqual(['ab', 'ac', 'bc']);
    expect(names({ by: 'median', descending: true })).toEqual(['ac', 'ab', 'bc']);
    expect(names({ by: 'to', descending: false })).toEqual(['ab', 'ac', 'bc']);
    expect(names({ by: 'from', descending: true })).toEqual(['bc', 'ab', 'ac']);
  });

  it('turns with a second click', () => {
    expect(flowOrderAfterClick(mostFrequentFirst, 'from')).toEqual({ by: 'from', descending: false });
    expect(flowOrderAfterClick(mostFrequentFirst, 'count')).toEqual({ by: 'count', descending: false });
    expect(flowOrderAfterClick(mostFrequentFirst, 'sum')).toEqual({ by: 'sum', descending: true });
  });
});

describe('activityColours', () => {
  const activities = Array.from({ length: 10 }, (_, at) => ({ activity: `step ${at}`, count: 100 - at }));

  it('gives the most frequent their own colour and the others one together', () => {
    const colourOf = activityColours(activities.toReversed());
    const colours = activities.map(({ activity }) => colourOf(activity));
    expect(new Set(colours.slice(0, 7)).size).toBe(7);
    expect(new Set(colours.slice(7)).size).toBe(1);
    expect(colours.slice(0, 7)).not.toContain(colours[9]);
  });

  it('explains the colours', () => {
    const { own, rarer } = colourLegend(activities.toReversed());
    expect(own.map(({ activity }) => activity)).toEqual(activities.slice(0, 7).map(({ activity }) => activity));
    expect(rarer.count).toBe(3);
  });
});
