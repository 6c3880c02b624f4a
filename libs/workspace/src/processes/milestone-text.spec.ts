import { describe, expect, it } from '@jest/globals';
import { namesIn, spanIn, type MilestoneSpan } from './milestone-text.js';

describe('two milestones as they are typed', () => {
  it.each<readonly [text: string, span: MilestoneSpan]>([
    ['', {}],
    ['start -> end', {}],
    [' -> ', {}],
    ['Open -> Close', { from: { activities: ['Open'] }, to: { activities: ['Close'] } }],
    ['start → last Close, Reject', { to: { activities: ['Close', 'Reject'], occurrence: 'last' } }],
    ['first Wait -> end', { from: { activities: ['Wait'], occurrence: 'first' } }],
    ['last -> first', { from: { activities: ['last'] }, to: { activities: ['first'] } }],
    ['["Wait, then call"] -> Close', { from: { activities: ['Wait, then call'] }, to: { activities: ['Close'] } }],
    [
      '{"from": {"activities": ["A -> B"]}, "to": {"activities": ["end"], "occurrence": "last"}}',
      { from: { activities: ['A -> B'] }, to: { activities: ['end'], occurrence: 'last' } },
    ],
    ['{}', {}],
  ])('“%s”', (text, span) => {
    expect(spanIn(text)).toEqual(span);
  });

  it.each([
    ['Open', 'It must be such as "start -> Answer"'],
    ['A -> B -> C', 'It must be such as "start -> Answer"'],
    ['A, -> ,', 'It must be such as "start -> Answer"'],
    ['end -> A', 'it cannot be told from its end.'],
    ['A -> start', 'it cannot be told to its start.'],
    ['[1] -> A', 'names with commas between, or a JSON list'],
    ['{"from"', 'It is not JSON:'],
    ['{"from": {"activities": []}}', 'As JSON it must be such as'],
    ['{"from": {"activities": [1]}}', 'As JSON it must be such as'],
    ['{"from": {"activities": ["A"], "occurrence": "second"}}', 'As JSON it must be such as'],
    ['{"from": {"activities": ["A"], "more": 1}}', 'As JSON it must be such as'],
    ['{"from": null}', 'As JSON it must be such as'],
    ['{"until": {"activities": ["A"]}}', 'As JSON it must be such as'],
  ])('“%s” is refused', (text, says) => {
    const span = spanIn(text);
    expect('problem' in span ? span.problem : '').toContain(says);
  });
});

describe('names', () => {
  it('are parted by commas, or a JSON list', () => {
    expect(namesIn(' A, ,B ')).toEqual(['A', 'B']);
    expect(namesIn('["A, B"]')).toEqual(['A, B']);
    expect(namesIn('[1]')).toBeUndefined();
  });
});
