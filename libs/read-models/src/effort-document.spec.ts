import { describe, expect, it } from '@jest/globals';
import type { ProcessStep } from '#core/record.js';
import { factOf } from '#domain/fact.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { colleague, customer } from '#projections/testing/testing.js';
import { pack } from '#read-store/packing.js';
import { addToEffort, mattersMax, noEffort, type EffortDocument } from './effort-document.js';
import { effortTotals } from './effort.projection.js';

const firm = idOf(100);
const parties = [customer(100), colleague(1)];

describe('a document of effort', () => {
  const taking = (doc: EffortDocument) => {
    let at = 0;
    return (type: EventType, number: number, more: { readonly process?: ProcessStep; readonly share?: 0 | 1 } = {}) => {
      const { share = 1, ...rest } = more;
      const event = eventOf(type, {
        id: idOf(++at),
        occurredAt: at * 60_000,
        matter: idOf(100_000 + number),
        parties,
        relationships: [firm],
        actor: firm,
        data: type === 'CaseEscalated' ? { tier: number % 5_000 } : { channel: 'email', openedBy: 'customer' },
        ...rest,
      });
      addToEffort(doc, factOf(event, share), 'UTC');
    };
  };
  const sumOf = (doc: EffortDocument, name: string): number =>
    doc.tallies.reduce((sum, { sums }) => sum + (sums[name] ?? 0), 0);
  /** As many as are followed: whatever was there before is forgotten, if it can be. */
  const fill = (take: ReturnType<typeof taking>, from: number, type: EventType = 'CaseOpened'): void => {
    for (let i = 0; i < mattersMax; i++) take(type, from + i);
  };

  it('stays of bounded size, and forgets first what is resolved', () => {
    const doc = noEffort();
    const take = taking(doc);
    take('CaseOpened', 0);
    for (let number = 1; number < 5_000; number++)
      for (const type of ['CaseOpened', 'CaseEscalated', 'CaseAssigned', 'CaseResolved'] as const) take(type, number);
    expect(doc.matters).toHaveLength(mattersMax);
    expect(doc.matters.some(({ state }) => !state.resolved)).toBe(true);
    expect(['resolved', 'forgotten', 'lost'].map((name) => sumOf(doc, name))).toEqual([4_999, 5_000 - mattersMax, 0]);
    expect(pack(doc).length).toBeLessThan(400_000);
    for (let number = 5_000; number < 6_000; number++) take('CaseOpened', number);
    expect(doc.matters).toHaveLength(mattersMax);
    expect(['resolved', 'forgotten', 'lost'].map((name) => sumOf(doc, name))).toEqual([4_999, 4_999, 501]);
    expect(doc.tallies.map(({ at }) => at)).toEqual([['matters', 'email', '1970-01']]);
  });

  it('keeps a resolved matter whose escalation waits, and counts the wait that goes with the last', () => {
    const doc = noEffort();
    const take = taking(doc);
    for (const type of ['CaseOpened', 'CaseResolved', 'CaseEscalated'] as const) take(type, 0);
    fill(take, 1, 'CaseResolved');
    expect(doc.matters.flatMap(({ open }) => open)).toHaveLength(1);
    const escalations = () => effortTotals(doc).find(({ at }) => at[0] === 'escalations')!.add;
    expect(escalations()).toEqual({ escalations: 1, owned: 0, closed: 0, waiting: 1, lost: 0 });
    fill(take, 2_000);
    expect(escalations()).toEqual({ escalations: 1, owned: 0, closed: 0, waiting: 0, lost: 1 });
  });

  it('counts a matter that it forgot once more where it is opened again, and says that it forgot one', () => {
    const doc = noEffort();
    const take = taking(doc);
    for (const type of ['CaseOpened', 'CaseResolved'] as const) take(type, 0);
    fill(take, 1);
    for (const type of ['CaseReopened', 'CaseResolved'] as const) take(type, 0);
    const counts = ['resolved', 'unopened', 'forgotten', 'lost'].map((name) => sumOf(doc, name));
    expect(counts).toEqual([1, 1, 1, 1]);
  });

  it('counts what it lost of another relationship apart', () => {
    const doc = noEffort();
    const take = taking(doc);
    take('CaseOpened', 0, { share: 0 });
    fill(take, 1);
    expect(effortTotals(doc).filter(({ at }) => at[0] === 'matters')).toEqual([
      { at: ['matters', 'email', '1970-01'], add: { double: 1 } },
    ]);
  });

  it('knows a matter by its own id however many cases are opened in it', () => {
    const doc = noEffort();
    const take = taking(doc);
    const process = { definition: 'support', dataset: 'd', activity: 'x', lifecycle: 'complete' };
    take('CaseOpened', 0);
    for (let number = 1; number < 30; number++)
      take('MessageReceived', 0, { process: { ...process, case: idOf(number) } });
    take('CaseResolved', 0);
    expect(doc.matters).toHaveLength(1);
    expect(sumOf(doc, 'resolved')).toBe(1);
    expect(doc.matters[0]!.ids).toHaveLength(8);
  });
});
