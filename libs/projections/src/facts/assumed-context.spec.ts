import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from '../definition/compiled-projection.js';
import { Follower } from '../batches/follower.js';
import { canonicalContents, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, history, ledgerAt, messages, record, startOfHistory } from '../oracle/random-history.js';
import { open } from '../oracle/runtime-testing.js';
import { reminders, trails } from '../oracle/sample-projections.js';

jest.setTimeout(60_000);

const rulesOf = (waitMs: number) => ({ version: '9', parameters: [{ name: 'waitMs', value: waitMs }] });
const calendarOf = (calendar: string) => ({ version: '9', calendar, zone: '+09:00', hours: [], holidays: [] });

const assumption: fc.Arbitrary<AssumedContext> = fc
  .record({
    calendar: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    from: fc.option(
      fc.integer({ min: 0, max: 9 }).map((n) => startOfHistory + n * 1000),
      { nil: undefined },
    ),
    waitMs: fc.constantFrom(-500, 0, 1000, 1500),
  })
  .map(({ calendar, from, waitMs }) => ({
    type: calendar === undefined ? 'PhaseRulesPublished' : 'CalendarPublished',
    ...(from === undefined ? {} : { effectiveFrom: from }),
    data: calendar === undefined ? rulesOf(waitMs) : calendarOf(calendar),
  }));

/** A history in which nothing was published but what is assumed, of its types and calendars. */
function rewritten(events: readonly RecordedEvent[], assumed: readonly AssumedContext[]): RecordedEvent[] {
  const calendarIn = (data: object): unknown => ('calendar' in data ? data.calendar : undefined);
  const isReplaced = ({ type, data }: { type: string; data: object }): boolean =>
    assumed.some((other) => other.type === type && calendarIn(other.data) === calendarIn(data));
  const instead = assumed.map(({ type, effectiveFrom = -1e15, data }, i) =>
    eventOf(type as 'PhaseRulesPublished', { id: idOf(5000 + i), sequence: 0, effectiveFrom, parties: [], data }),
  );
  return [...instead, ...events.filter((event) => !isReplaced(event))];
}

describe('if something else had been published', () => {
  test('a build is what it would be', async () => {
    const assumptions = fc.array(assumption, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(history, assumptions, fc.integer({ min: 1, max: 12 }), async (drafts, assumed, size) => {
        const ledger = ledgerAt(endOfHistory);
        await record(ledger, drafts);
        const store = new MemoryReadStore();
        const code = { bundle: '', parameters: {}, engine: '', assumed };
        const build = await store.create('reminders', 'what-if', { code });
        const projection = compileProjection(reminders);
        const follower = new Follower(projection, build, ledger, fixedClock(endOfHistory));
        for (let to = size; follower.position < drafts.length; to += size) {
          await follower.catchUp(Math.min(to, drafts.length));
        }
        await store.activate(build.info.id);
        const found = projectionReads(store, () => true).read('reminders', contentsOf);
        const events = rewritten([...ledger.readAll()], assumed);
        expect(canonicalContents(found)).toBe(canonicalContents(naiveContents(reminders, events, endOfHistory)));
      }),
    );
  });

  test('the difference is told, and nothing is kept', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(6));
    const store = new MemoryReadStore();
    const projections = await open({ ledger, store, definitions: [reminders] });
    await projections.waitForAll();
    const context = [{ type: 'PhaseRulesPublished', data: rulesOf(-500) }];
    const { documents, fields } = await projections.whatIf('reminders', { context });
    expect(documents).toMatchObject({ compared: 2, changed: 2 });
    expect(fields.map(({ path }) => path)).toContain('rules');
    expect(store.builds()).toHaveLength(1);
    const same = await projections.whatIf('reminders', {
      context: [{ type: 'CalendarPublished', data: calendarOf('elsewhere') }],
    });
    expect(same.documents).toMatchObject({ compared: 2, changed: 0 });
  });

  test('what could not be published, or is not read, is refused by name', async () => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, messages(2));
    const projections = await open({ ledger, definitions: [reminders, trails] });
    await projections.waitForAll();
    const ask = (name: string, type: string, data: Record<string, unknown>) =>
      projections.whatIf(name, { context: [{ type, data }] });
    await expect(ask('reminders', 'SeasonFitted', {})).rejects.toMatchObject({
      code: 'invalid',
      violations: [
        {
          field: 'context[0].type',
          message: 'must be what reminders reads: PhaseRulesPublished, CalendarPublished',
        },
      ],
    });
    await expect(ask('trails', 'PhaseRulesPublished', rulesOf(1))).rejects.toMatchObject({
      violations: [{ field: 'context[0].type', message: 'must be absent: trails reads no context' }],
    });
    await expect(ask('reminders', 'PhaseRulesPublished', { version: '1' })).rejects.toThrow(
      'context[0].data.parameters',
    );
    await expect(projections.whatIf('reminders', {})).rejects.toMatchObject({ code: 'invalid' });
  });
});
