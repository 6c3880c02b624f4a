import { describe, expect, it } from '@jest/globals';
import { actingPeople, actSides, contactActOf, conversationsOf, type Act } from './acts.js';
import { idOf } from './testing.js';
import { eventTypes } from './vocabulary.js';

const agent = { id: idOf(1), role: 'agent', side: 'ours' } as const;
const customer = { id: idOf(2), role: 'customer', side: 'customer' } as const;

function sides(type: string, data: object = {}, given: Partial<Act> = {}): string[] {
  return [...actSides({ type, data, actor: agent.id, parties: [agent, customer], ...given })];
}

describe('actSides', () => {
  it.each(['MessageReceived', 'OrderPlaced', 'SurveyAnswered', 'ComplaintRaised', 'PraiseGiven', 'ReferralMade'])(
    '%s is theirs',
    (type) => {
      expect(sides(type)).toEqual(['theirs']);
    },
  );

  it.each(['MessageSent', 'PromiseKept', 'ApologyMade', 'CompensationGiven'])(
    '%s is ours when a human did it',
    (type) => {
      expect(sides(type)).toEqual(['ours']);
      expect(sides(type, { automated: true })).toEqual([]);
      expect(sides(type, { bulk: true })).toEqual([]);
      expect(sides(type, { automated: false, bulk: false })).toEqual(['ours']);
      expect(sides(type, {}, { actor: 'system:digest' })).toEqual([]);
    },
  );

  it('is a call’s side by its direction', () => {
    expect(sides('CallHeld', { direction: 'inbound' })).toEqual(['theirs']);
    expect(sides('CallHeld', { direction: 'outbound' })).toEqual(['ours']);
    expect(sides('CallHeld', { direction: 'outbound', automated: true })).toEqual([]);
  });

  it.each(['MeetingHeld', 'VisitMade'])('%s is of both', (type) => {
    expect(sides(type)).toEqual(['theirs', 'ours']);
  });

  it('is nobody’s when a message comes back', () => {
    expect(sides('MessageReceived', { bounce: true })).toEqual([]);
  });

  it('is theirs when the customer opened the case, by what the source says, else by who did it or for whom', () => {
    expect(sides('CaseOpened', { openedBy: 'customer' })).toEqual(['theirs']);
    expect(sides('CaseOpened', { openedBy: 'ours' }, { actor: customer.id })).toEqual([]);
    expect(sides('CaseOpened', {}, { actor: customer.id })).toEqual(['theirs']);
    expect(sides('CaseOpened', {}, { onBehalfOf: customer.id })).toEqual(['theirs']);
    expect(sides('CaseOpened')).toEqual([]);
    expect(sides('CaseOpened', {}, { actor: 'connector:csv' })).toEqual([]);
  });

  it('is nobody’s for all other types', () => {
    const counting = new Set(
      [
        'MessageReceived',
        'OrderPlaced',
        'SurveyAnswered',
        'ComplaintRaised',
        'PraiseGiven',
        'ReferralMade',
        'MessageSent',
        'PromiseKept',
      ].concat(['ApologyMade', 'CompensationGiven', 'CallHeld', 'MeetingHeld', 'VisitMade', 'CaseOpened']),
    );
    for (const type of eventTypes.filter((type) => !counting.has(type))) expect(sides(type)).toEqual([]);
    expect(sides('NoSuchType')).toEqual([]);
  });
});

describe('actingPeople', () => {
  const contact = { id: idOf(3), role: 'contact', side: 'customer' } as const;
  const second = { id: idOf(4), role: 'contact', side: 'customer' } as const;
  const team = { id: idOf(5), role: 'team', side: 'ours' } as const;
  const people = (type: string, given: Partial<Act>, data: object = {}) => {
    const event = { type, data, actor: 'connector:csv', parties: [agent, team, customer, contact, second], ...given };
    return actingPeople(event, actSides(event));
  };

  it('is the actor, or whom it was done for, where that is of the acting side', () => {
    expect(people('MessageReceived', { actor: contact.id })).toEqual({ theirs: [contact.id], ours: [] });
    expect(people('MessageReceived', { onBehalfOf: second.id })).toEqual({ theirs: [second.id], ours: [] });
    expect(people('MessageSent', { actor: agent.id })).toEqual({ theirs: [], ours: [agent.id] });
  });

  it('is all of the side of whom nobody says it, people before those that stand for many', () => {
    expect(people('MessageReceived', {})).toEqual({ theirs: [contact.id, second.id], ours: [] });
    expect(people('MessageReceived', { parties: [agent, customer, customer] })).toEqual({
      theirs: [customer.id],
      ours: [],
    });
    expect(people('MessageSent', { parties: [team, contact] })).toEqual({ theirs: [], ours: [team.id] });
  });

  it('is everybody at a meeting, and nobody of an act of nobody', () => {
    expect(people('MeetingHeld', { actor: agent.id })).toEqual({ theirs: [contact.id, second.id], ours: [agent.id] });
    expect(people('NoteAdded', { actor: agent.id })).toEqual({ theirs: [], ours: [] });
  });
});

describe('conversationsOf', () => {
  it('are the thread, the matter and the case, each once', () => {
    const process = { definition: 'p', dataset: 'd', case: 'c', activity: 'a', lifecycle: 'complete' };
    expect(conversationsOf({ thread: 't', matter: 'm', process })).toEqual(['t', 'm', 'c']);
    expect(conversationsOf({ matter: 'c', process })).toEqual(['c']);
    expect(conversationsOf({})).toEqual([]);
  });
});

describe('contactActOf', () => {
  it('is what the measures of contact need of an act, on the day of the zone', () => {
    const event = { type: 'MessageReceived', data: {}, actor: customer.id, parties: [agent, customer], thread: 't' };
    expect(contactActOf({ ...event, occurredAt: Date.parse('2024-03-01T23:30Z') }, 'Europe/Berlin')).toEqual({
      at: Date.parse('2024-03-01T23:30Z'),
      day: '2024-03-02',
      sides: new Set(['theirs']),
      conversations: ['t'],
      people: { theirs: [customer.id], ours: [] },
    });
    expect(contactActOf({ ...event, type: 'NoteAdded', occurredAt: 0 }, 'UTC')).toBeUndefined();
  });
});
