import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { imports } from './imports.projection.js';
import { foldAll } from './testing.js';

const importId = idOf(7);
const startedAt = 1_764_000_000_000;

function recorded(...events: readonly (readonly [type: EventType, data?: object])[]): RecordedEvent[] {
  return events.map(([type, data], i) =>
    eventOf(type, {
      id: idOf(100 + i),
      sequence: i + 1,
      recordedAt: startedAt + i,
      // Histories lie in the past in any order; an import is folded as it went.
      occurredAt: startedAt - i * 86_400_000,
      source: { connector: 'csv', dataset: 'helpdesk', importId },
      ...(data === undefined ? {} : { data }),
    }),
  );
}

const rowOf = (events: readonly RecordedEvent[]) => foldAll(imports, events).rows.get(importId);

describe('imports', () => {
  it('say how far one came that was cut off', () => {
    const claimed = { ids: [idOf(1), idOf(2), idOf(3)] };
    const events = recorded(['ImportStarted'], ['ActivityRecorded'], ['MessageReceived'], ['ImportClaimed', claimed]);
    expect(rowOf(events)).toEqual({
      dataset: 'helpdesk',
      format: 'csv',
      startedAt,
      completedAt: null,
      revertedAt: null,
      read: 5,
      appended: 2,
      known: 3,
      refused: 0,
      differing: 0,
    });
  });

  it('give the report of one that is complete', () => {
    const report = { read: 12, appended: 1, known: 4, refused: 5, differing: 2 };
    const events = recorded(['ImportStarted'], ['ActivityRecorded'], ['ImportCompleted', report]);
    expect(rowOf(events)).toMatchObject({ ...report, completedAt: startedAt + 2 });
  });

  it('say when one was taken back', () => {
    expect(rowOf(recorded(['ImportStarted'], ['ImportReverted']))).toMatchObject({ revertedAt: startedAt + 1 });
  });
});
