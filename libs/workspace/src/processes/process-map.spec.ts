import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import type { ComparisonAnswer } from './comparison-answers.js';
import type { ProcessAnswer } from './process-answers.js';
import { renderProcessMap } from './process-map.js';

const duration = (median: number, n = 1) => ({
  n,
  min: median,
  median,
  mean: median,
  p90: median,
  max: median,
  sum: n * median,
});

/** A process of these flows, each `[from, to, count, median seconds]`; the first activity starts and the last ends all cases. */
function processOf(
  names: readonly string[],
  flows: readonly (readonly [number, number, number, number])[],
): ProcessAnswer {
  const cases = flows[0]?.[2] ?? 0;
  return {
    build: 'build-1',
    position: { from: 9, to: 9 },
    horizon: '2026-03-01T00:00:00.000Z',
    process: 'help <desk> & "more"',
    cases,
    events: 0,
    activities: names.map((activity, at) => ({ activity, count: 1000 - at, cases })),
    start: names.slice(0, 1).map((activity) => ({ activity, count: cases })),
    end: names.slice(-1).map((activity) => ({ activity, count: cases })),
    flows: flows.map(([from, to, count, median]) => ({
      from: names[from]!,
      to: names[to]!,
      count,
      cases: count,
      duration: duration(median, count),
    })),
    variants: { count: 0, top: [] },
    caseDuration: duration(0),
    rework: { casesWithRework: 0, totalRework: 0, casesPerActivity: {}, selfLoops: {} },
    handovers: [],
  };
}

interface Drawn {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of the element around it. */
  readonly within: string;
}

/** The elements of an SVG with their own text; throws where the XML is not well-formed. */
function elementsOf(svg: string): readonly Drawn[] {
  const drawn: { name: string; attributes: Record<string, string>; text: string; within: string }[] = [];
  const open: { text: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const within = open.at(-1)?.attributes['class'] ?? '';
    const element = { name, attributes: attributes as Record<string, string>, text: '', within };
    drawn.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    if (open.length > 0) open.at(-1)!.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(svg).close();
  return drawn;
}

const textsOf = (svg: string, where: (within: string) => boolean): string[] =>
  elementsOf(svg)
    .filter(({ name, within }) => name === 'text' && where(within))
    .map(({ text }) => text);
const texts = (svg: string): string[] => textsOf(svg, (within) => within !== 'legend');
const legendOf = (svg: string): string[] => textsOf(svg, (within) => within === 'legend');

/** What is told of each arc when it is pointed at, by whether it is dashed. */
function titlesOf(svg: string, isDashed: boolean): string[] {
  return elementsOf(svg)
    .filter(({ name, within }) => name === 'title' && / ?arc /.test(`${within} `))
    .filter(({ within }) => within.split(' ').includes('off-path') === isDashed)
    .map(({ text }) => text)
    .toSorted();
}

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
