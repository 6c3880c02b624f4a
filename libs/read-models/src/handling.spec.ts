import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { contactActOf } from '#domain/acts.js';
import { factOf, type AnyFact } from '#domain/fact.js';
import { replyStepOf } from '#domain/reply-steps.js';
import { eventDefinitions, TouchpointEvents } from '#domain/vocabulary.js';
import { colleague, customer, fact } from '#projections/testing/testing.js';
import { idOf } from '#domain/testing.js';
import { breaches } from './breaches.projection.js';
import { contactDays } from './contact-days.projection.js';
import { handlingSome } from './handling.js';
import { health } from './health.projection.js';
import { takeTouchpoint as takeForHealth } from './health-facts.js';
import { needs } from './needs.projection.js';
import { replies } from './replies.projection.js';
import { stakeholders } from './stakeholders.projection.js';
import { takeTouchpoint } from './trajectory-facts.js';
import { exchange, foldTrajectory, onDay, regular } from './trajectory-testing.js';
import { trajectory } from './trajectory.projection.js';

const ctx = {
  parameters: trajectory.parameters!,
  valid: () => undefined,
  feeds: { up: () => true },
};

type Handler = (doc: object, event: AnyFact, ctx: object) => void;
const needsContext = { ...ctx, parameters: needs.parameters! };

/** An event of a type as its definition shows it, by either side and in either direction. */
function* eventsOf(type: (typeof TouchpointEvents)[number]) {
  const { example } = eventDefinitions[type];
  for (const direction of ['inbound', 'outbound'] as const)
    for (const actor of [customer(100), colleague(1)])
      yield fact(type, onDay(95), {
        actor: actor.id,
        parties: [customer(100), colleague(1)],
        thread: idOf(50_001),
        data: { ...example, direction, outcome: 'won' },
      }) as RecordedEvent;
}

const ignoredBy = ({ on }: { on: object }) =>
  TouchpointEvents.filter((type) => (on as Record<string, unknown>)[type] === 'ignored');

describe('types that a projection ignores among touchpoints', () => {
  it('are those that are not asked for', () => {
    const handler = () => undefined;
    expect(handlingSome(handler, (type) => type === 'NeedMet', ['NeedMet', 'NeedStated'])).toEqual({
      NeedMet: handler,
      NeedStated: 'ignored',
    });
  });

  it('say nothing to a trajectory', () => {
    const ignored = ignoredBy(trajectory);
    expect(ignored).toContain('ActivityRecorded');
    for (const type of ignored) {
      for (const event of eventsOf(type)) {
        const { document } = foldTrajectory([...regular(9), ...exchange(90)], onDay(95));
        const before = JSON.stringify(document);
        takeTouchpoint(document, factOf(event, 1), ctx);
        expect([type, JSON.stringify(document)]).toEqual([type, before]);
      }
    }
  });

  it('say nothing to health', () => {
    const ignored = ignoredBy(health);
    expect(ignored).toContain('ActivityRecorded');
    const healthContext = { ...ctx, parameters: health.parameters! };
    const begun = (): ReturnType<typeof health.initial> => {
      const doc = health.initial(healthContext);
      for (const event of [...regular(9), ...exchange(90)])
        takeForHealth(doc, factOf(event as RecordedEvent, 1), healthContext);
      return doc;
    };
    for (const type of ignored) {
      for (const event of eventsOf(type)) {
        const doc = begun();
        const before = JSON.stringify(doc);
        takeForHealth(doc, factOf(event, 1), healthContext);
        expect([type, JSON.stringify(doc)]).toEqual([type, before]);
      }
    }
  });

  it('are no contact of people, but work on a matter', () => {
    const ignored = ignoredBy(stakeholders);
    expect(ignored).toEqual(expect.arrayContaining(['ActivityRecorded', 'StageEntered', 'CaseAssigned']));
    for (const type of ['MeetingScheduled', 'SurveySent', 'Contracted', 'CaseOpened'])
      expect(ignored).not.toContain(type);
    for (const type of ignored)
      for (const event of eventsOf(type)) expect([type, contactActOf(event, 'UTC')]).toEqual([type, undefined]);
  });

  it('are no steps of a conversation', () => {
    const ignored = ignoredBy(replies);
    expect(ignored).toContain('ActivityRecorded');
    for (const type of ignored)
      for (const event of eventsOf(type)) expect([type, replyStepOf(event)]).toEqual([type, undefined]);
  });

  it('are no acts of contact, and close or open no breach', () => {
    for (const projection of [contactDays, breaches]) expect(ignoredBy(projection)).toContain('ActivityRecorded');
    for (const type of ignoredBy(contactDays))
      for (const event of eventsOf(type)) expect([type, contactActOf(event, 'UTC')]).toEqual([type, undefined]);
    for (const type of ignoredBy(breaches))
      for (const event of eventsOf(type)) expect([type, replyStepOf(event)]).toEqual([type, undefined]);
  });

  it('do nothing about a need', () => {
    const ignored = ignoredBy(needs);
    expect(ignored).toContain('ActivityRecorded');
    expect(ignored).not.toContain('PromiseMade');
    const need = factOf(fact('NeedStated', onDay(90), { thread: idOf(50_001) }) as RecordedEvent, 1);
    const afterOf = (event: RecordedEvent): readonly [string, string] => {
      const doc = needs.initial(needsContext);
      (needs.on.NeedStated as Handler)(doc, need, needsContext);
      const before = JSON.stringify(doc);
      (needs.on.MessageSent as Handler)(doc, factOf(event, 1), needsContext);
      return [before, JSON.stringify(doc)];
    };
    for (const type of ignored) {
      for (const event of eventsOf(type)) {
        const [before, after] = afterOf(event);
        expect([type, after]).toEqual([type, before]);
      }
    }
    const written = fact('MessageSent', onDay(95), {
      thread: idOf(50_001),
      actor: colleague(1).id,
      parties: [customer(100), colleague(1)],
      data: { automated: false },
    });
    const [before, after] = afterOf(written as RecordedEvent);
    expect(after).not.toBe(before);
  });
});
