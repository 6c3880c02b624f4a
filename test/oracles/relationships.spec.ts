import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { relationships } from '#read-models/relationships.projection.js';
import { foldAll } from '#read-models/testing.js';
import { eventsOfLog } from './events-of-log.js';
import { naiveRelationships } from './naive-relationships.js';
import { readHelpdeskCsv } from './process-log.js';

const types = [
  'MessageReceived',
  'ComplaintRaised',
  'OrderPlaced',
  'MeetingHeld',
  'VisitMade',
  'MessageSent',
  'PromiseKept',
  'NoteAdded',
  'CaseOpened',
  'CaseResolved',
  'CaseReopened',
] as const satisfies readonly EventType[];

const [first, second, agent] = [idOf(1), idOf(2), idOf(3)];
const customers = [[first], [second], [first, second]].map((ids) =>
  ids.map((id) => ({ id, role: 'customer', side: 'customer' as const })),
);

const history = fc.array(
  fc.record({
    type: fc.constantFrom(...types),
    // A few weeks around a change of the clocks that goes back across midnight, in steps of half a minute.
    occurredAt: fc.integer({ min: 0, max: 40_000 }).map((n) => Date.parse('2006-10-20T00:00Z') + n * 30_000),
    ordinal: fc.integer({ min: 0, max: 3 }),
    parties: fc.constantFrom(...customers),
    relationships: fc.constantFrom<readonly string[]>([], [], [second]),
    case: fc.option(fc.constantFrom(idOf(50), idOf(51), idOf(52)), { nil: undefined }),
    machine: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('relationships', () => {
  it('equal a naive recomputation of any history, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'America/St_Johns', 'Asia/Tokyo');
    fc.assert(
      fc.property(history, zones, (drawn, zone) => {
        const events = drawn.map(({ case: caseId, machine, ...given }, i): RecordedEvent => {
          const step = { definition: 'support', dataset: 'd', activity: 'a', lifecycle: 'complete' };
          return eventOf(given.type, {
            ...given,
            id: idOf(100 + i),
            sequence: i + 1,
            actor: agent,
            data: machine ? { automated: true } : {},
            ...(caseId === undefined ? {} : { process: { ...step, case: caseId } }),
          });
        });
        const expected = naiveRelationships(events, zone);
        const { rows } = foldAll(relationships, events, { parameters: { zone } });
        expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [id, row] of rows) expect(row).toMatchObject(expected.get(id)!);
      }),
      { numRuns: 300 },
    );
  });

  it('of the help desk are its 397 customers, with all its cases and its 22 agents', () => {
    const log = readHelpdeskCsv();
    const events = eventsOfLog(log, 'helpdesk').map((event, i) => ({
      ...event,
      parties: [...event.parties, { id: `agent ${log[i]!.resource}`, role: 'agent', side: 'ours' as const }],
    }));
    const { rows, documents } = foldAll(relationships, events, { parameters: { zone: 'UTC' } });
    const expected = naiveRelationships(events, 'UTC');
    expect(rows.size).toBe(397);
    for (const [id, row] of rows) expect(row).toMatchObject(expected.get(id)!);
    expect([...rows.values()].reduce((sum, row) => sum + row.touchpoints, 0)).toBe(21_348);
    const agents = [...documents.values()].flatMap(({ stakeholders }) =>
      stakeholders.filter(({ side }) => side === 'ours'),
    );
    expect(new Set(agents.map(({ id }) => id)).size).toBe(22);
  }, 60_000);
});
