import { describe, expect, it } from '@jest/globals';
import type { ComparisonAnswer } from './comparison-answers.js';
import { elementsOf, legendOf, processOf, texts, textsOf, titlesOf } from './process-map-testing.js';
import { renderProcessMap } from './process-map.js';

const compared: ComparisonAnswer = {
  a: { conditions: ['severity=high'], cases: 200 },
  b: { conditions: [], cases: 50 },
  inBoth: 0,
  activities: [
    { activity: 'Open', a: 200, b: 50 },
    { activity: 'Close', a: 190, b: 10 },
  ],
  start: [{ activity: 'Open', a: 200, b: 50 }],
  end: [{ activity: 'Close', a: 190, b: 10, offPath: true }],
  flows: [
    {
      from: 'Open',
      to: 'Close',
      a: { count: 190, cases: 190, share: 0.95, median: 7200 },
      b: { count: 10, cases: 10, share: 0.2, median: 90 },
      frequencyDiffers: 'a-higher',
      timeDiffers: 'too-few',
    },
    {
      from: 'Open',
      to: 'Open',
      a: { count: 2, cases: 1, share: 0.005, median: 60 },
      b: { count: 50, cases: 40, share: 0.8, median: 120 },
      frequencyDiffers: 'b-higher',
      timeDiffers: 'b-higher',
      offPath: true,
    },
    {
      from: 'Close',
      to: 'Open',
      a: { count: 100, cases: 100, share: 0.5, median: 60 },
      b: { count: 0, cases: 0, share: 0 },
      frequencyDiffers: 'none-found',
      timeDiffers: 'none-found',
    },
  ],
  ofFlows: 4,
  duration: { a: { cases: 0 }, b: { cases: 0 }, differs: 'too-few' },
  open: { a: { cases: 0, of: 0 }, b: { cases: 0, of: 0 }, differs: 'too-few' },
  rework: { a: { cases: 0, of: 0 }, b: { cases: 0, of: 0 }, differs: 'too-few' },
};

describe('the map of two sides', () => {
  const answer = { ...processOf(['Open', 'Close'], [[0, 1, 7, 60]]), comparison: compared };

  it('tells shares and times of both, and marks what differs by signs and words', async () => {
    const svg = await renderProcessMap(answer);
    expect(textsOf(svg, (within) => within === 'label').toSorted()).toEqual(
      [
        '95% | 20% ▲',
        '2 h | 1.5 min',
        '0.5% | 80% ▼',
        '1 min | 2 min ▼',
        '50% | 0%',
        '1 min | –',
        '100% | 100%',
        '95% | 20%',
      ].toSorted(),
    );
    expect(titlesOf(svg, false)).toEqual([
      'Close → Open: 50% | 0% of cases (100 | 0), no difference found; median time 1 min | –, no difference found',
      'Open → Close: 95% | 20% of cases (190 | 10), the left more often; median time 2 h | 1.5 min, too few to tell',
      'start → Open: 100% | 100% of cases',
    ]);
    expect(titlesOf(svg, true)).toEqual([
      'Close → end: 95% | 20% of cases; not on the declared path',
      'Open → Open: 0.5% | 80% of cases (1 | 40), the left less often; median time 1 min | 2 min, the left quicker; not on the declared path',
    ]);
    expect(elementsOf(svg).filter(({ attributes }) => attributes['class'] === 'marked')).toHaveLength(3);
  });

  it('says which side is which, and how much of both is shown', async () => {
    const svg = await renderProcessMap(answer, { measure: 'count' });
    expect(legendOf(svg)).toEqual(
      expect.arrayContaining(['left of the bar: severity=high (200 cases)', 'right of the bar: all others (50 cases)']),
    );
    expect(svg).toContain('data-flows="3" data-all-flows="4"');
    expect(texts(svg).join(' ')).not.toMatch(/min|2 h/);
  });

  it('never cuts a sign in two', async () => {
    const conditions = [`with=${'😀'.repeat(60)}`];
    const svg = await renderProcessMap({ ...answer, comparison: { ...compared, a: { conditions, cases: 200 } } });
    expect(svg).not.toContain('\ufffd');
    expect(svg).toContain('😀… (200 cases)');
  });
});
