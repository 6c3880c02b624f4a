import { SaxesParser } from 'saxes';
import type { ProcessAnswer } from './process-answers.js';

export const duration = (median: number, n = 1) => ({
  n,
  min: median,
  median,
  mean: median,
  p90: median,
  max: median,
  sum: n * median,
});

/** For specs: a process of these flows, each `[from, to, count, median seconds]`; the first activity starts and the last ends all cases. */
export function processOf(
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

/** For specs: the elements of an SVG with their own text; throws where the XML is not well-formed. */
export function elementsOf(svg: string): readonly Drawn[] {
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

/** For specs: texts by the class of what is around them. */
export const textsOf = (svg: string, where: (within: string) => boolean): string[] =>
  elementsOf(svg)
    .filter(({ name, within }) => name === 'text' && where(within))
    .map(({ text }) => text);
export const texts = (svg: string): string[] => textsOf(svg, (within) => within !== 'legend');
export const legendOf = (svg: string): string[] => textsOf(svg, (within) => within === 'legend');

/** For specs: what is told of each arc when it is pointed at, by whether it is dashed. */
export function titlesOf(svg: string, isDashed: boolean): string[] {
  return elementsOf(svg)
    .filter(({ name, within }) => name === 'title' && / ?arc /.test(`${within} `))
    .filter(({ within }) => within.split(' ').includes('off-path') === isDashed)
    .map(({ text }) => text)
    .toSorted();
}
