import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { gunzipped } from '../byte-source.js';
import { inPieces, readAll, testDataFile } from '../testing.js';
import { readXes } from './xes-reader.js';

const options = { process: 'loan', zone: 'UTC' };
const xes = (text: string, pieceBytes = 65_536) => readAll(readXes(inPieces(Buffer.from(text), pieceBytes), options));

interface EdgeTruth {
  readonly events: number;
  readonly eventsWithoutTimestamp: number;
  readonly lifecycle: Readonly<Record<string, number>>;
  readonly caseIds: readonly (string | null)[];
  readonly emptyTraces: number;
  readonly activities: Readonly<Record<string, number>>;
  readonly resourcesMissing: number;
}

const edgeCases = readdirSync(testDataFile('process/edge-cases')).filter((name) => name.endsWith('.xes'));

function tally(values: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value ?? 'None'] = (counts[value ?? 'None'] ?? 0) + 1;
  return counts;
}

describe('the 19 edge cases', () => {
  it('are all there', () => expect(edgeCases).toHaveLength(19));

  it.each(edgeCases)('%s holds what its truth file says', async (name) => {
    const truth = JSON.parse(
      readFileSync(testDataFile(`process/edge-cases/${name.replace('.xes', '.truth.json')}`), 'utf8'),
    ) as EdgeTruth;
    const readings = await readAll(
      readXes(inPieces(readFileSync(testDataFile(`process/edge-cases/${name}`)), 1000), options),
    );
    const drafts = readings.filter((reading) => reading.kind === 'draft').map(({ draft }) => draft);
    const refused = readings.filter((reading) => reading.kind === 'refused');
    expect(readings).toHaveLength(truth.events);
    expect(refused.map(({ reason }) => reason)).toEqual(
      Array.from({ length: truth.eventsWithoutTimestamp }, () => 'has no time:timestamp'),
    );
    if (refused.length > 0) return;
    expect(tally(drafts.map((draft) => draft.process!.activity))).toEqual(truth.activities);
    expect(tally(drafts.map((draft) => draft.process!.lifecycle))).toEqual(truth.lifecycle);
    expect(drafts.filter((draft) => draft.actor === undefined)).toHaveLength(truth.resourcesMissing);
    expect(new Set(drafts.map((draft) => draft.process!.case))).toEqual(
      new Set(truth.caseIds.filter((id) => id !== null)),
    );
  });
});

describe('readXes', () => {
  it.each([1, 5, 4096])('reads a log that arrives %i bytes at a time', async (pieceBytes) => {
    const whole = gunzipSync(readFileSync(testDataFile('process/receipt.xes.gz'))).toString();
    const text = `${whole.split('</trace>', 3).join('</trace>')}</trace></log>`;
    expect(await xes(text, pieceBytes)).toEqual(await xes(text));
  });

  it('counts as the truth files do', async () => {
    const bytes = gunzipped(inPieces(readFileSync(testDataFile('process/receipt.xes.gz')), 10_000));
    const readings = await readAll(readXes(bytes, options));
    const truth = JSON.parse(readFileSync(testDataFile('process/receipt.truth.json'), 'utf8')) as {
      events: number;
      cases: number;
      activityCounts: Record<string, number>;
      resources: number;
      firstTimestamp: string;
    };
    const typed = readings.flatMap((reading) => (reading.kind === 'draft' ? [reading.draft] : []));
    expect(typed).toHaveLength(truth.events);
    expect(new Set(typed.map((draft) => draft.process!.case)).size).toBe(truth.cases);
    expect(tally(typed.map((draft) => draft.process!.activity))).toEqual(truth.activityCounts);
    expect(Math.min(...typed.map((draft) => draft.occurredAt.instant))).toBe(Date.parse(truth.firstTimestamp));
    // As its file has them, counted apart.
    const groups = { 'EMPTY': 1_936, 'Group 1': 3_152, 'Group 2': 1_228, 'Group 3': 1_146, 'Group 4': 1_048 };
    expect(tally(typed.map((draft) => draft.data['team'] as string))).toMatchObject(groups);
    expect(typed[0]!.occurredAt.text).toMatch(/\+0[12]:00$/);
  });
});

const log = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">${inner}</log>`;
const event = (attributes: string) =>
  `<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2024-01-01T10:00:00+01:00"/>${attributes}</event>`;

describe('what an event says', () => {
  it('keeps unknown and nested attributes, typed, as personal; of the trace with its first event', async () => {
    const [first, second] = await xes(
      log(`<global scope="event"><string key="org:resource" value="UNKNOWN"/></global>
        <trace><string key="concept:name" value="7"/><int key="AMOUNT" value="20000"/><float key="rate" value="1.50"/>
        ${event('<boolean key="paid" value="true"/><string key="note" value="x"><int key="n" value="2"/></string>')}
        ${event('<list key="l"><values><string key="i" value="1"/><string key="i" value="2"/></values></list>')}</trace>`),
    );
    expect(first).toMatchObject({
      draft: {
        parties: [],
        personal: {
          unmapped: { paid: true, note: { value: 'x', attributes: { n: 2 } } },
          caseAttributes: { AMOUNT: 20_000, rate: '1.50' },
        },
      },
    });
    expect(second).toMatchObject({ draft: { personal: { unmapped: { l: [{ i: '1' }, { i: '2' }] } } } });
    expect(second).not.toHaveProperty('draft.personal.caseAttributes');
  });

  it('takes org:group for the team of the step, and keeps what cannot be one as it is', async () => {
    const group = (value: string) => `<string key="org:group" value="${value}"/>`;
    const nested = '<string key="org:group" value="x"><int key="n" value="2"/></string>';
    const readings = await xes(
      log(`<trace><string key="concept:name" value="7"/>${event(group(' First line '))}${event(group(' '))}
        ${event(group('a&#10;b'))}${event(nested)}${event(group('One') + group('Two'))}</trace>`),
    );
    const told = readings.map((reading) =>
      reading.kind === 'draft' ? [reading.draft.data, reading.draft.personal?.['unmapped'] ?? null] : [],
    );
    expect(told).toEqual([
      [{ team: 'First line' }, null],
      [{}, null],
      [{}, { 'org:group': 'a\nb' }],
      [{}, { 'org:group': { value: 'x', attributes: { n: 2 } } }],
      [{ team: 'One' }, { 'org:group': 'Two' }],
    ]);
  });

  it('refuses what has no case, no activity or no readable time, each with line and attribute', async () => {
    const readings = await xes(
      log(`<trace>\n${event('')}</trace><trace><string key="concept:name" value="7"/>
<event><date key="time:timestamp" value="2024-01-01T10:00:00+01:00"/></event>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2024-02-30T10:00:00+01:00"/></event></trace>`),
    );
    expect(readings.map((reading) => reading.kind === 'refused' && [reading.line, reading.column])).toEqual([
      [2, 'concept:name'],
      [3, 'concept:name'],
      [4, 'time:timestamp'],
    ]);
  });
});

describe('a file that cannot be read to its end', () => {
  const whole = `<trace><string key="concept:name" value="7"/>${event('')}</trace>`;

  it.each([
    ['cut XML', log(whole).slice(0, -8), 'file-unreadable', /broken at line 1/],
    ['an unclosed tag', log(`${whole}<trace><event></trace>`), 'file-unreadable', /broken at line 1/],
    ['another root', '<html><log></log></html>', 'file-unreadable', /begins with <html> instead of <log>/],
    [
      'an entity of its own',
      `<!DOCTYPE log [<!ENTITY a "b">]>${log('<trace>&a;</trace>')}`,
      'file-unreadable',
      /broken/,
    ],
    ['an unknown encoding', '<?xml version="1.0" encoding="KLINGON"?><log/>', 'file-unreadable', /KLINGON/],
  ])('%s is told with its place', async (_name, text, code, message) => {
    await expect(xes(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as never });
  });

  it('gives the whole traces before it', async () => {
    const given: unknown[] = [];
    const reading = async () => {
      for await (const readings of readXes(inPieces(Buffer.from(log(whole).slice(0, -3)), 7), options))
        given.push(...readings);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'file-unreadable' });
    expect(given).toHaveLength(1);
  });

  it('refuses a cut gzip', async () => {
    const bytes = readFileSync(testDataFile('process/receipt.xes.gz')).subarray(0, 100_000);
    await expect(readAll(readXes(gunzipped(inPieces(bytes, 4096)), options))).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(/cut off after \d+ unpacked bytes/) as never,
    });
  });
});
