import { describe, expect, it, jest } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { factOf } from '#domain/fact.js';
import type { AnyDefinition } from '#projections/definition/compiled-projection.js';
import { naiveContents } from '#projections/oracle/naive-projection.js';
import { imports } from '#read-models/imports.projection.js';
import { processFlow } from '#read-models/process-flow.projection.js';
import { processHandovers } from '#read-models/process-handovers.projection.js';
import { relationships } from '#read-models/relationships.projection.js';
import { touchpointDays } from '#read-models/touchpoint-days.projection.js';
import { EngineEvents } from './engine-events.js';
import { foldPlainly, type PlainContents } from './plain-loop.js';

jest.setTimeout(60_000);

const zone = 'UTC';

function recorded(count: number): RecordedEvent[] {
  return new EngineEvents(5).take(count).map((event, index) => ({
    ...event,
    revision: 0,
    recordedAt: 1.7e12,
    leaf: '',
    sequence: index + 1,
  }));
}

/** As `naiveContents` tells them. */
function told({ documents, rows, totals }: PlainContents): object {
  return {
    documents: [...documents]
      .map(([key, document]) => ({ key, document, ...(rows.has(key) ? { row: rows.get(key) } : {}) }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    cells: [...totals.values()]
      .map(({ at, sums, values }) => ({
        at,
        sums: Object.fromEntries(
          Object.entries(sums).flatMap(([name, sum]) => (sum === 0 ? [] : [[name, String(sum)]])),
        ),
        values: Object.fromEntries(Object.entries(values).filter(([, list]) => list.length > 0)),
      }))
      .filter(({ sums, values }) => Object.keys(sums).length + Object.keys(values).length > 0)
      .toSorted((a, b) => (JSON.stringify(a.at) < JSON.stringify(b.at) ? -1 : 1)),
  };
}

describe('the loop that the engine is held against', () => {
  const events = recorded(500);
  const plain = events.map((event) => ({ fact: factOf(event, 1), stream: event.stream }));

  it.each([imports, processFlow, processHandovers, relationships, touchpointDays] as AnyDefinition[])(
    'makes of $name what the formula says, however often it looks',
    (definition) => {
      const expected = JSON.parse(JSON.stringify(naiveContents(definition, events, 2e12, { zone }))) as object;
      for (const looking of ['each-input', 'last-input'] as const) {
        const contents = foldPlainly(definition, plain, { zone }, looking);
        expect(JSON.parse(JSON.stringify(told(contents)))).toEqual(expected);
      }
    },
  );

  it('takes away what a list held when it was given, although the document goes on changing it', () => {
    const growing = {
      ...relationships,
      name: 'growing',
      initial: () => ({ open: [] as number[] }),
      on: Object.fromEntries(
        Object.keys(relationships.on).map((type) => [
          type,
          (doc: { open: number[] }, event: { sequence: number }) => void doc.open.push(event.sequence),
        ]),
      ),
      index: undefined,
      rollup: ({ open }: { open: number[] }) => [{ at: ['open'], values: { open } }],
    } as unknown as AnyDefinition;
    const { totals, applications } = foldPlainly(growing, plain, { zone }, 'each-input');
    expect(totals.get('open')!.values['open']).toHaveLength(applications);
  });

  it('is given the same history for the same seed, with late events and cases that end', () => {
    expect(recorded(200)).toEqual(recorded(200));
    expect(new EngineEvents(5, undefined, 2).take(1)).not.toEqual(new EngineEvents(5).take(1));
    const many = new EngineEvents(5).take(30_000);
    const late = many.filter(({ occurredAt, ordinal }) => occurredAt < 1.3e12 + ordinal * 10_000).length;
    expect(Math.round((late / many.length) * 100)).toBe(2);
    expect(many.filter(({ type }) => type === 'CaseResolved').length).toBeGreaterThan(2_000);
  });
});
