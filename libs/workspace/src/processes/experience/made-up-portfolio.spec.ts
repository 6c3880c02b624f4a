import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { relationshipsIn } from '../../ledger/belonging.js';
import type { LocalTend } from '../../local-tend.js';
import { now, testFolder } from '../../testing.js';
import { dayMs, feltOf } from './experience-testing.js';

jest.setTimeout(120_000);

const folder = testFolder();
afterAll(() => folder.dispose());

describe('what customers feel of the help desk of a made-up portfolio', () => {
  it('is what its organisations answered in their cases, and where they stand, as other questions tell it', async () => {
    const tend = await folder.open({ name: 'made-up', clock: fixedClock(now) });
    await tend.generate({ relationships: 150, events: 6_000, seed: 3 }, {});
    const { voice, relationships, bottlenecks } = await feltOf(tend);
    const spans = spansOfCases(tend);
    expect([relationships.total, relationships.casesWithout]).toEqual([spans.size, 0]);

    const scores: Record<string, Record<number, number>> = {};
    const answering = new Set<string>();
    for (let after: string | undefined; ;) {
      const page = await tend.voice.answers(after === undefined ? {} : { after });
      for (const { relationship, answeredAt, instrument, score } of page.rows) {
        const at = Date.parse(answeredAt);
        if (spans.get(relationship.id)?.some(({ from, to }) => from <= at && at <= to) !== true) continue;
        answering.add(relationship.id);
        const of = (scores[instrument] ??= {});
        of[score] = (of[score] ?? 0) + 1;
      }
      after = page.next;
      if (after === undefined) break;
    }
    expect(voice.answering).toBe(answering.size);
    expect(answering.size).toBeGreaterThan(10);
    for (const { instrument, n, counts, suppressed } of voice.surveys) {
      expect(n).toBe(Object.values(scores[instrument]!).reduce((a, b) => a + b, 0));
      if (suppressed !== true)
        expect(Object.fromEntries(counts.map(({ score, count }) => [score, count]))).toEqual(scores[instrument]);
    }

    const phases: Record<string, number> = {};
    const { rows } = await tend.relationships({ limit: 200 });
    for (const { id, phase } of rows) if (spans.has(id)) phases[phase!] = (phases[phase!] ?? 0) + 1;
    expect(Object.fromEntries(relationships.phases.map(({ phase, relationships: n }) => [phase, n]))).toEqual(phases);
    for (const { id, phase, value } of bottlenecks.relationships) {
      const row = rows.find((one) => one.id === id)!;
      expect([phase, value]).toEqual([row.phase, row.value]);
    }
  });

  /** From the beginning of each case until 90 days behind its end, by the events that say so. */
  function spansOfCases({ workspace }: LocalTend): Map<string, { from: number; to: number }[]> {
    const { ledger } = workspace;
    const cases = Map.groupBy(
      [...ledger.readDimension('process', 'support')].sort((a, b) => a.occurredAt - b.occurredAt),
      ({ process }) => process!.case,
    );
    const spans = new Map<string, { from: number; to: number }[]>();
    for (const events of cases.values()) {
      const said = events.filter(({ type }) => type === 'CaseResolved' || type === 'CaseReopened').at(-1);
      const to = said?.type === 'CaseResolved' ? said.occurredAt + 90 * dayMs : now;
      const owners = new Set(events.flatMap((event) => relationshipsIn(ledger, event, ledger.head().sequence)));
      for (const id of owners) spans.set(id, [...(spans.get(id) ?? []), { from: events[0]!.occurredAt, to }]);
    }
    return spans;
  }
});
