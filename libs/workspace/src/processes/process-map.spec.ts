import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ProcessAnswer } from './process-answers.js';
import { elementsOf, legendOf, processOf, texts, titlesOf } from './process-map-testing.js';
import { renderProcessMap } from './process-map.js';

const helpdesk = processOf(
  ['Assign seriousness', 'Take in charge ticket', 'Resolve ticket', 'Closed'],
  [
    [0, 1, 4160, 21_926.5],
    [1, 2, 3563, 90],
    [2, 3, 4558, 2_592_116],
    [2, 2, 254, 0],
    [2, 0, 1, 600],
  ],
);

describe('renderProcessMap', () => {
  it('writes activities with their counts and flows with frequency and median time', async () => {
    expect(texts(await renderProcessMap(helpdesk)).toSorted()).toEqual(
      [
        'Assign seriousness|1,000|Take in charge ticket|999|Resolve ticket|998|Closed|997',
        '4,160|6.1 h|3,563|1.5 min|4,558|30 d|254|0 s|1|10 min|4,160|4,160',
      ]
        .flatMap((line) => line.split('|'))
        .toSorted(),
    );
  });

  it('writes the mean time, or counts alone, when asked', async () => {
    const answer = processOf(['a', 'b'], [[0, 1, 7, 60]]);
    const [flow] = answer.flows;
    const skewed = { ...answer, flows: [{ ...flow!, duration: { ...flow!.duration, mean: 7200 } }] };
    expect(texts(await renderProcessMap(skewed, { measure: 'mean' }))).toContain('2 h');
    expect(texts(await renderProcessMap(skewed, { measure: 'count' })).join(' ')).not.toMatch(/h|min/);
  });

  it('draws the strongest flows only, and says what it leaves out', async () => {
    const svg = await renderProcessMap(helpdesk, { flows: 3 });
    const flows = elementsOf(svg).filter(
      ({ attributes }) => attributes['class']?.startsWith('arc') && attributes['data-flow'],
    );
    expect(flows.map(({ attributes }) => Number(attributes['data-flow']))).toEqual([2, 0, 1]);
    expect(svg).toContain('data-flows="3" data-all-flows="5"');
    expect(svg).toContain('4 of 4 activities, 3 of 5 flows; the others carry 255 steps.');
  });

  it('shades the longest time darkest and the shortest lightest', async () => {
    const classes = new Map(
      elementsOf(await renderProcessMap(helpdesk)).flatMap(({ attributes }) =>
        attributes['data-flow'] === undefined || attributes['class'] === 'label'
          ? []
          : [[attributes['data-flow'], attributes['class']]],
      ),
    );
    expect(classes.get('2')).toBe('arc t4');
    expect(classes.get('3')).toBe('arc t0');
  });

  it('keeps every box inside the drawing, and no two boxes on each other', async () => {
    const svg = await renderProcessMap(helpdesk);
    const [root, ...rest] = elementsOf(svg);
    const [left, top, width, height] = root!.attributes['viewBox']!.split(' ').map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const boxes = rest
      .filter(({ name, within }) => name === 'rect' && within === 'activity')
      .map(
        ({ attributes }) =>
          ['x', 'y', 'width', 'height'].map((each) => Number(attributes[each])) as [number, number, number, number],
      );
    expect(boxes).toHaveLength(4);
    for (const [at, [x, y, w, h]] of boxes.entries()) {
      expect(x).toBeGreaterThanOrEqual(left);
      expect(y).toBeGreaterThanOrEqual(top);
      expect(x + w).toBeLessThanOrEqual(left + width);
      expect(y + h).toBeLessThanOrEqual(top + height);
      const clear = boxes
        .slice(at + 1)
        .every(([x2, y2, w2, h2]) => x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y);
      expect(clear).toBe(true);
    }
  });

  it('explains width, shades and both ends, and nothing that is not there', async () => {
    expect(legendOf(await renderProcessMap(helpdesk))).toEqual([
      'how often (first number): thicker is more',
      'median time (second number): 0 s to 30 d',
      'where cases begin, and where they were last',
    ]);
    expect(legendOf(await renderProcessMap(helpdesk, { measure: 'count' }))).toEqual([
      'how often: thicker is more',
      'where cases begin, and where they were last',
    ]);
  });

  it('dashes what is not on the declared path, and frames twice what ends a case', async () => {
    const off = { offPath: true } as const;
    const declared: ProcessAnswer = {
      ...helpdesk,
      declared: { version: '1', path: 'sequence', terminal: ['Closed', 'Cancelled'] },
      start: [...helpdesk.start, { activity: 'Closed', count: 4000, ...off }],
      flows: helpdesk.flows.map((flow, at) => (at < 3 ? flow : { ...flow, ...off })),
    };
    const svg = await renderProcessMap(declared);
    expect(titlesOf(svg, true)).toEqual([
      'Resolve ticket → Assign seriousness: 1, 10 min; not on the declared path',
      'Resolve ticket → Resolve ticket: 254, 0 s; not on the declared path',
      'start → Closed: 4,000; not on the declared path',
    ]);
    expect(titlesOf(svg, false)).toHaveLength(5);
    const framed = elementsOf(svg).filter(({ attributes }) => attributes['class'] === 'activity terminal');
    // One of them is in the legend.
    expect(framed.map(({ attributes }) => attributes['data-activity'])).toEqual(['Closed', undefined]);
    expect(svg).toContain('<title>Closed: 997; declared to end a case</title>');
    expect(legendOf(svg)).toEqual(expect.arrayContaining(['not on the declared path', 'declared to end a case']));
  });

  it('gives the same bytes for the same answer', async () => {
    expect(await renderProcessMap(helpdesk)).toBe(await renderProcessMap(structuredClone(helpdesk)));
  });

  it('draws a process of one activity and one without events', async () => {
    expect(texts(await renderProcessMap(processOf(['only'], [])))).toContain('only');
    expect(elementsOf(await renderProcessMap(processOf([], [])))[0]!.name).toBe('svg');
  });

  it('takes any activity name: well-formed, found again, and never read as markup', async () => {
    const nasty = [
      '"];',
      '<script>alert(1)</script>',
      '\\N\\l',
      '&amp;',
      '\u0000\u0007',
      '\ud800',
      '__proto__',
      '  ',
      '長い'.repeat(40),
    ];
    const name = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), async (names) => {
        const svg = await renderProcessMap(
          processOf(
            names,
            names.slice(1).map((_name, at) => [at, at + 1, 5, 60] as const),
          ),
        );
        const elements = elementsOf(svg);
        expect(elements.filter(({ attributes }) => attributes['data-activity'] !== undefined)).toHaveLength(
          names.length,
        );
        expect(elements.some(({ name }) => name === 'script')).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
