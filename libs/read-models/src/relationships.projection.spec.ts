import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { relationships, type RelationshipDocument } from './relationships.projection.js';
import { caseOf, foldAll } from './testing.js';

const [customer, contact, agent] = [idOf(100), idOf(101), idOf(1)];
let sequence = 0;

function on(time: string, type: EventType, given: Partial<RecordedEvent> = {}): RecordedEvent {
  sequence++;
  return eventOf(type, { id: idOf(5_000 + sequence), sequence, occurredAt: Date.parse(time), ...given });
}

function folded(events: readonly RecordedEvent[], zone = 'UTC') {
  const all = foldAll(relationships, events, { parameters: { zone } });
  return { document: all.documents.get(customer) as RelationshipDocument, row: all.rows.get(customer)!, all };
}

describe('relationships', () => {
  it('count contact-days of each side in the zone', () => {
    const events = [
      on('2024-03-01T10:00Z', 'MessageReceived'),
      on('2024-03-01T23:30Z', 'MessageReceived'),
      on('2024-03-02T09:00Z', 'MessageSent', { data: { channel: 'email' } }),
      on('2024-03-05T09:00Z', 'MeetingHeld'),
    ];
    expect(folded(events).row).toMatchObject({ touchpoints: 4, theirs: 2, ours: 2 });
    expect(folded(events, 'Europe/Berlin').row).toMatchObject({ touchpoints: 4, theirs: 3, ours: 2 });
  });

  it('take for a contact only what counts as an act of somebody', () => {
    const { row } = folded([
      on('2024-03-01T10:00Z', 'SurveySent'),
      on('2024-03-02T10:00Z', 'MessageReceived'),
      on('2024-03-03T10:00Z', 'MessageSent', { data: { channel: 'email', bulk: true } }),
      on('2024-03-04T10:00Z', 'CallMissed'),
    ]);
    expect(row).toMatchObject({
      firstTouchpoint: Date.parse('2024-03-01T10:00Z'),
      firstContact: Date.parse('2024-03-02T10:00Z'),
      lastContact: Date.parse('2024-03-02T10:00Z'),
      lastTouchpoint: Date.parse('2024-03-04T10:00Z'),
      touchpoints: 4,
      ours: 0,
    });
  });

  it('say of a relationship without any contact that there was none', () => {
    expect(folded(caseOf(1, [{}])).row).toMatchObject({ touchpoints: 1, firstContact: null, lastContact: null });
  });

  it('list the parties of both sides, each touchpoint once', () => {
    const parties = [
      { id: customer, role: 'customer', side: 'customer' },
      { id: contact, role: 'contact', side: 'customer' },
      { id: contact, role: 'requester', side: 'customer' },
      { id: agent, role: 'agent', side: 'ours' },
    ] as const;
    const { document } = folded([
      on('2024-03-01T10:00Z', 'MessageReceived', { parties, relationships: [customer] }),
      on('2024-03-02T10:00Z', 'MessageSent', { parties: [parties[0], parties[3]] }),
    ]);
    expect(document.stakeholders).toEqual([
      { id: customer, side: 'customer', roles: ['customer'], touchpoints: 2 },
      { id: contact, side: 'customer', roles: ['contact', 'requester'], touchpoints: 1 },
      { id: agent, side: 'ours', roles: ['agent'], touchpoints: 2 },
    ]);
  });

  it('count channels', () => {
    const { document } = folded([
      on('2024-03-01T10:00Z', 'MessageReceived', { data: { channel: 'email' } }),
      on('2024-03-02T10:00Z', 'MessageReceived', { data: { channel: 'chat' } }),
      on('2024-03-03T10:00Z', 'MessageReceived', { data: { channel: 'email' } }),
      on('2024-03-04T10:00Z', 'MessageReceived', { data: {} }),
    ]);
    expect(document.channels).toEqual([
      { channel: 'email', touchpoints: 2 },
      { channel: 'chat', touchpoints: 1 },
    ]);
  });

  it('count cases, and as open those that say so', () => {
    const { row, document } = folded([
      ...caseOf(1, [{ type: 'CaseOpened' }, {}]),
      ...caseOf(2, [{ type: 'CaseOpened' }, { type: 'CaseResolved' }, {}]),
      ...caseOf(3, [{}, {}]),
      ...caseOf(4, [{ type: 'CaseOpened' }, { type: 'CaseResolved' }, { type: 'CaseReopened' }], 'repair'),
    ]);
    expect(row).toMatchObject({ cases: 4, openCases: 2 });
    expect(document.processes).toEqual([
      { process: 'support', open: [idOf(10_001)], ended: [idOf(10_002)], undeclared: [idOf(10_003)] },
      { process: 'repair', open: [idOf(10_004)], ended: [], undeclared: [] },
    ]);
  });

  it('count many cases once each, in whatever order their facts come', () => {
    const numbers = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
    const { row, document } = folded([
      ...numbers.flatMap((number) => caseOf(number, [number % 3 === 0 ? {} : { type: 'CaseOpened' }])),
      ...numbers.toReversed().flatMap((number) => caseOf(number, [number % 3 === 1 ? { type: 'CaseResolved' } : {}])),
    ]);
    expect(row).toMatchObject({ cases: 60, openCases: 20 });
    const [{ open, ended, undeclared }] = document.processes as [(typeof document.processes)[number]];
    const ids = (rest: number) =>
      numbers.filter((number) => number % 3 === rest).map((number) => idOf(10_000 + number));
    expect([undeclared, ended, open]).toEqual([ids(0).sort(), ids(1).sort(), ids(2).sort()]);
  });

  it('take nothing for a touchpoint that only is about the relationship', () => {
    const { all } = folded([
      on('2024-03-01T10:00Z', 'RelationshipClassified'),
      on('2024-03-01T10:00Z', 'OwnerChanged'),
    ]);
    expect(all.documents.size).toBe(0);
  });
});
