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

interface Placed {
  readonly says: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where boxes and labels are, by their middles. */
async function placedIn(answer: ProcessAnswer): Promise<{ boxes: readonly Placed[]; labels: readonly Placed[] }> {
  const elements = elementsOf(await renderProcessMap(answer));
  const placed = (within: string): readonly Placed[] => {
    const titles = elements.filter((one) => one.name === 'title' && one.within === within);
    const rects = elements.filter((one) => one.name === 'rect' && one.within === within);
    return rects.map(({ attributes }, at) => {
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(attributes[name]));
      return { says: titles[at]!.text, x: x! + width! / 2, y: y! + height! / 2, width: width!, height: height! };
    });
  };
  return { boxes: placed('activity'), labels: placed('label') };
}

/** Of the first activity. */
async function sideOfLoop(flows: Parameters<typeof processOf>[1]): Promise<'left' | 'right'> {
  const names = Array.from({ length: 5 }, (_name, at) => `Activity ${at}`);
  const { boxes, labels } = await placedIn(processOf(names, flows));
  const label = labels.find(({ says }) => says.startsWith('Activity 0 → Activity 0:'))!;
  return label.x < boxes.find(({ says }) => says.startsWith('Activity 0:'))!.x ? 'left' : 'right';
}

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

  it('leads back on the right, and on the left where many arcs meet there', async () => {
    expect(await sideOfLoop([[0, 0, 90, 60]])).toBe('right');
    // The first of five in a row goes to every other and is come back to: beside the row, on its right.
    const row = [1, 2, 3, 4];
    const others = row.flatMap((to) => [[0, to, 9, 60] as const, [to, 0, 9, 60] as const]);
    expect(await sideOfLoop([...row.map((to) => [to - 1, to, 900, 60] as const), ...others, [0, 0, 90, 60]])).toBe(
      'left',
    );
  });

  it('lays no number on a box', async () => {
    const at = fc.integer({ min: 0, max: 6 });
    const flow = fc.tuple(at, at, fc.integer({ min: 1, max: 99_999 }), fc.constant(60));
    const flows = fc.uniqueArray(flow, { minLength: 5, maxLength: 25, selector: ([from, to]) => `${from} ${to}` });
    await fc.assert(
      fc.asyncProperty(flows, async (some) => {
        const names = Array.from({ length: 7 }, (_name, n) => `Activity ${n}`);
        const { boxes, labels } = await placedIn(processOf(names, some));
        for (const label of labels) {
          for (const box of boxes) {
            const apart = [label.x - box.x, label.y - box.y].map(Math.abs);
            const isApart =
              apart[0]! > (label.width + box.width) / 2 - 4 || apart[1]! > (label.height + box.height) / 2 - 4;
            expect(isApart).toBe(true);
          }
        }
      }),
      {
        numRuns: 60,
        // On its left there is a box in the way.
        examples: [
          [
            [
              [1, 0, 1, 60],
              [0, 2, 1, 60],
              [3, 1, 1, 60],
              [0, 0, 1, 60],
              [0, 1, 10_000, 60],
            ],
          ],
        ],
      },
    );
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
