import { describe, expect, it } from '@jest/globals';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { Knowledge } from './knowledge.js';
import { endOfHistory, ledgerAt, messages, record } from '../oracle/random-history.js';

describe('what a thread knows', () => {
  const [message, other, last] = messages(3);
  const retraction = unplaced(
    eventOf('TouchpointRetracted', {
      id: idOf(5),
      stream: message!.stream,
      parties: [],
      data: { target: message!.id },
    }),
  );

  it.each([
    [
      'is told of later ones',
      (knowledge: Knowledge, ledger: ReturnType<typeof ledgerAt>) => knowledge.learn([ledger.at(4)!]),
    ],
    ['is asked to know them', (knowledge: Knowledge) => knowledge.reach(4)],
  ])('includes what others have folded, as soon as it %s', async (_, tell) => {
    const ledger = ledgerAt(endOfHistory);
    const knowledge = new Knowledge(ledger);
    await record(ledger, [message!, retraction, other!, last!]);
    tell(knowledge, ledger);
    expect(knowledge.visibility.isHidden(ledger.at(1)!, 4)).toBe(true);
    expect(knowledge.visibility.isHidden(ledger.at(3)!, 4)).toBe(false);
  });
});
