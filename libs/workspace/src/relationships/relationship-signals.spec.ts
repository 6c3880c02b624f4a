import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, linesOf, testFolder, type TestTouchpoint } from '../testing.js';
import type { MomentQuery } from '../tend.js';
import type { WritableWorkspace } from '../workspace.js';
import type { SignalsPart } from './signals-part.js';

jest.setTimeout(120_000);

/** A Tuesday. */
const today = '2026-01-20T12:00:00Z';
const support = {
  type: 'ProcessDefined',
  effectiveFrom: '2026-01-01',
  data: {
    version: '1',
    process: 'support',
    terminal: ['Resolve'],
    sequence: ['Open', 'Reply', 'Resolve'],
    targets: [{ target: 'reply', limitHours: 24, to: { activities: ['Reply'] } }],
  },
};

const steps = (number: string, customer: string, given: Readonly<Record<string, string>>): TestTouchpoint[] =>
  Object.entries(given).map(([activity, at]) => ({
    id: `${number}/${activity}`,
    at: `2026-01-${at}:00Z`,
    customer,
    step: ['support', number, activity],
  }));

/** Of 23 cases each leaves its path an hour after it was opened, the first on the second of January. */
const crowd = Array.from({ length: 23 }, (_, n) => {
  const day = String(n < 18 ? n + 2 : 19).padStart(2, '0');
  const minute = String(n).padStart(2, '0');
  return steps(`C-${n}`, 'Crowd', {
    Open: `${day}T08:${minute}`,
    Reply: `${day}T08:${minute}`,
    Call: `${day}T09:${minute}`,
  });
}).flat();

const messages: readonly TestTouchpoint[] = [
  { id: 'asked', at: '2026-01-15T10:00:00Z', customer: 'Amber Mills' },
  { id: 'asked long ago', at: '2025-11-03T10:00:00Z', customer: 'Birch & Co' },
];

const touchpoints = [
  // Opened two days ago without a reply, so that its target is breached, and off its path since this morning.
  ...steps('S-1', 'Amber Mills', { Open: '18T08:00', Call: '20T09:00' }),
  // Left its path on the fifth, and has ended: nothing can be put right.
  ...steps('S-2', 'Amber Mills', { Open: '05T08:00', Call: '05T09:00', Reply: '05T10:00', Resolve: '07T10:00' }),
  // As it should be.
  ...steps('S-3', 'Dorn & Sons', { Open: '20T08:00', Reply: '20T09:00' }),
  ...steps('S-4', 'Birch & Co', { Open: '20T08:00', Call: '20T09:00' }),
  ...crowd,
];

describe('the signals of a relationship', () => {
  const folder = testFolder();
  const clock = fixedClock(Date.parse(today));
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock, user: 'ann' });
    await tend.rules.publish([support], {});
    const threads = linesOf(messages)
      .trimEnd()
      .split('\n')
      .map((line) => `${JSON.stringify({ ...(JSON.parse(line) as { id: string }), thread: line })}\n`);
    const text = `${threads.join('')}${linesOf(touchpoints)}`;
    await tend.import(fileOf('all.ndjson', text), { dataset: 'all', format: 'ndjson' }, {});
  });
  afterAll(() => folder.dispose());

  const of = async (name: string, query: MomentQuery = {}): Promise<SignalsPart> =>
    (await tend.relationship(name, query)).signals!;
  const told = ({ rows }: SignalsPart) => rows.map(({ kind, severity, since }) => [kind, severity, since.slice(0, 16)]);

  it('are all that stand, the gravest first and of these the newest, with what to do and which case', async () => {
    const signals = await of('Amber Mills');
    expect(told(signals)).toEqual([
      ['target-breached', 'warning', '2026-01-19T08:00'],
      ['customer-unanswered', 'warning', '2026-01-15T10:00'],
      ['process-deviation', 'notice', '2026-01-20T09:00'],
    ]);
    const [late, asked, left] = signals.rows;
    expect(left).toMatchObject({
      why: 'A case of support has left its path: Call is not on it; next was Reply.',
      todo: 'See whether the case is right, or its path.',
      work: { state: 'new' },
      case: { name: 'S-1', process: 'support' },
    });
    expect(late!.case).toEqual(left!.case);
    expect(asked).toMatchObject({ also: [{ projection: 'trajectory', kind: 'unanswered' }] });
    expect(asked).not.toHaveProperty('case');
    for (const { event } of signals.rows) expect(tend.workspace.ledger.get(event)).toBeDefined();
    expect(signals).toMatchObject({ total: 3, more: 0, resolved: 0, notAsked: [] });
    expect(signals.sentence).toBe('3 open signals: 1 customer-unanswered, 1 process-deviation, 1 target-breached');
  });

  it('are those of the inbox, each as it is there, and rest on events that the answer names', async () => {
    for (const name of ['Amber Mills', 'Birch & Co', 'Crowd', 'Dorn & Sons']) {
      const { signals, events, parts } = await tend.relationship(name);
      const inbox = [false, true].map(
        async (historic) => (await tend.signals({ relationship: name, work: 'all', historic, limit: 1_000 })).rows,
      );
      const all = new Map((await Promise.all(inbox)).flat().map(({ relationship: _own, ...row }) => [row.id, row]));
      expect(signals!.total).toBe(all.size);
      for (const { case: _case, ...row } of signals!.rows) expect(row).toEqual(all.get(row.id));
      const named = new Set(events.map(({ id }) => id));
      for (const { evidence } of signals!.rows) expect(evidence.filter((id) => !named.has(id))).toEqual([]);
      expect(parts.at(-1)!.answered!.map(({ projection }) => projection)).toContain('process-deviations');
    }
  });

  it('are listed up to a bound, and counted beyond it', async () => {
    const signals = await of('Crowd');
    expect([signals.rows.length, signals.total, signals.more]).toEqual([20, 23, 3]);
    const since = signals.rows.map((row) => row.since);
    expect(since).toEqual(since.toSorted().toReversed());
    // The three that left their path first are not listed.
    expect(since.at(-1)).toBe('2026-01-05T09:03:00.000Z');
    expect(signals.sentence).toBe('23 open signals: 23 process-deviation');
  });

  it('are none in words where nothing stands', async () => {
    expect(await of('Dorn & Sons')).toEqual({
      rows: [],
      total: 0,
      more: 0,
      resolved: 0,
      notAsked: [],
      sentence: 'no open signal',
    });
  });

  it('have what is history last, however grave, though the inbox leaves it out', async () => {
    const signals = await of('Birch & Co');
    expect(signals.rows).toMatchObject([
      { kind: 'process-deviation', severity: 'notice' },
      { kind: 'customer-unanswered', severity: 'warning', historic: true },
    ]);
    expect((await tend.signals({ relationship: 'Birch & Co' })).rows).toHaveLength(1);
  });

  it.each([
    // The day after it was opened nobody had replied, nor called.
    ['2026-01-19T12:00:00Z', ['target-breached', 'customer-unanswered']],
    // Four of five parts of a day are over at 03:12.
    ['2026-01-19T04:00:00Z', ['customer-unanswered', 'target-at-risk']],
    ['2026-01-18T09:00:00Z', ['customer-unanswered']],
    ['2026-01-07T09:00:00Z', ['process-deviation']],
    ['2026-01-08T09:00:00Z', []],
  ])('are those that stood at %s', async (asOf, kinds) => {
    const signals = await of('Amber Mills', { asOf });
    expect(new Set(signals.rows.map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(signals.total).toBe(kinds.length);
    for (const { since } of signals.rows) expect(Date.parse(since)).toBeLessThanOrEqual(Date.parse(asOf));
  });

  it('say what people do about them, at each moment', async () => {
    const before = clock.now();
    const { rows } = await of('Amber Mills');
    const [late, asked, left] = rows.map(({ id }) => id) as [string, string, string];
    clock.advance(60_000);
    await tend.signalCommands.act('acknowledge', { signals: [late] }, {});
    await tend.signalCommands.act('snooze', { signals: [asked], until: '3d' }, {});
    await tend.signalCommands.act('resolve', { signals: [left] }, {});
    const states = async (query: MomentQuery = {}) =>
      (await of('Amber Mills', query)).rows.map(({ id, work }) => [id, work.state]);
    // What is put off until later still stands.
    expect(await states()).toEqual([
      [late, 'acknowledged'],
      [asked, 'snoozed'],
    ]);
    const { rows: shown, resolved, sentence } = await of('Amber Mills');
    expect(shown[1]!.work).toMatchObject({ until: '2026-01-23T12:01:00.000Z', by: { name: 'ann' } });
    expect(resolved).toBe(1);
    expect(sentence).toBe('2 open signals: 1 customer-unanswered, 1 target-breached; 1 resolved');
    const then = new Date(before).toISOString();
    for (const query of [{ asOf: then }, { knownBy: then }])
      expect(await states(query)).toEqual([late, asked, left].map((id) => [id, 'new']));
  });

  it('say what is not told of whom not everything may be told', async () => {
    const { id } = await tend.relationship('Birch & Co');
    const workspace = tend.workspace as WritableWorkspace;
    const parties = [{ id, role: 'subject', side: 'customer' as const }];
    const stream = streamOf('ProcessingObjected', { parties });
    const event = ownEvent(workspace, { type: 'ProcessingObjected', stream, data: { purpose: 'service' }, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    const signals = await of(id);
    // What waits is told by another projection as well, for another purpose.
    expect(signals.rows.map(({ projection }) => projection)).toEqual(['trajectory']);
    const names = ['process-deviations', 'process-targets', 'replies'];
    const withheld = names.map((projection) => ({ projection, says: 'Nobody may be told of for this purpose.' }));
    expect(signals.notAsked.toSorted((a, b) => (a.projection < b.projection ? -1 : 1))).toEqual(withheld);
    expect(signals.sentence).toMatch(/^1 open signal: 1 unanswered; not told of /);
  });
});
