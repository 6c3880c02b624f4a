import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { activityColours, colourLegend } from './activity-colours.js';
import { withConditions } from './case-choice.js';
import { conditionText, periodConditions } from './condition-words.js';
import { flowsMax } from './map-state.js';
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

describe('conditions', () => {
  it('stand in words, and as they were written where they are none', () => {
    const said = [
      ['severity=Value 1', 'Severity: Value 1'],
      ['state=undeclared', 'State: not known whether it ended'],
      ['with=Wait = or not', 'with Wait = or not'],
      ['follows=A > B', 'with A → B'],
      ['beganTo=2012-01-31', 'began by 2012-01-31'],
      ['variant=["A","B"]', 'went A → B'],
      ['variant=["A","B","C","D","E"]', 'went A → B → C → D … (5)'],
      ['variant=A', 'went A'],
      ['__proto__=x', '__proto__: x'],
      ['constructor=x', 'constructor: x'],
      ['nothing', 'nothing'],
      ['=x', '=x'],
      ['with=', 'with='],
    ] as const;
    for (const [condition, words] of said) expect([condition, conditionText(condition)]).toEqual([condition, words]);
  });

  it('are added once; what a case has only one of is replaced', () => {
    expect(withConditions(['with=A', 'severity=1'], ['with=B', 'severity=1', 'severity=2'])).toEqual([
      'with=A',
      'severity=1',
      'with=B',
      'severity=2',
    ]);
    expect(withConditions(['beganFrom=2012-01-01', 'longerThan=5d'], ['beganFrom=2013-01-01'])).toEqual([
      'longerThan=5d',
      'beganFrom=2013-01-01',
    ]);
  });

  it('of a period are as many as it has ends', () => {
    expect(periodConditions('began', '2012-01-01', '')).toEqual(['beganFrom=2012-01-01']);
    expect(periodConditions('ended', '', '2012-01-31')).toEqual(['endedTo=2012-01-31']);
    expect(periodConditions('ended', '', '')).toEqual([]);
  });
});

it('asks for as many flows as the server draws', () => expect(flowsMax).toBe(limits.mapFlows));
