import { describe, expect, it } from '@jest/globals';
import { addExchange, breadthOn, noBreadth } from './breadth.js';
import { breadthPeopleMax, conversationPeopleMax, keepSmall } from './contact-bounds.js';
import { addAct, noContact, type ContactAct } from './contact-state.js';

function act(number: number, people: number): ContactAct {
  const ids = Array.from({ length: people }, (_, i) => `person ${number} ${i}`);
  const sides = new Set(['theirs'] as const);
  return {
    at: number,
    day: '1970-01-01',
    sides,
    conversations: [`thread ${number}`],
    people: { theirs: ids, ours: [] },
  };
}

describe('what is remembered of contact', () => {
  it('is left alone as long as it is small', () => {
    const [contact, breadth] = [noContact(), noBreadth()];
    for (let number = 0; number < 50; number++) addAct(contact, act(number, 2));
    addExchange(breadth, 1, { theirs: ['ann'], ours: ['kim'] });
    const before = structuredClone([contact, breadth]);
    keepSmall(contact, breadth);
    expect([contact, breadth]).toEqual(before);
  });

  it('forgets the conversations longest untouched when very many people take part', () => {
    const contact = noContact();
    for (let number = 0; number < 100; number++) {
      addAct(contact, act(number, 150));
      keepSmall(contact, noBreadth());
    }
    expect(contact.conversations.map(({ id }) => id)).toEqual(
      Array.from({ length: Math.floor(conversationPeopleMax / 150) }, (_, i) => `thread ${84 + i}`),
    );
  });

  it('keeps the people whose exchange is the latest', () => {
    const breadth = noBreadth();
    for (let number = 0; number < 600; number++) {
      const day = Math.floor(number / 6);
      addExchange(breadth, day, { theirs: [`ann ${number}`], ours: [`kim ${number}`] });
      keepSmall(noContact(), breadth);
    }
    expect([breadth.theirs.length, breadth.ours.length]).toEqual([breadthPeopleMax.theirs, breadthPeopleMax.ours]);
    const { people } = breadthOn(breadth, 99);
    expect([people.includes('ann 599'), people.includes('ann 0')]).toEqual([true, false]);
  });
});
