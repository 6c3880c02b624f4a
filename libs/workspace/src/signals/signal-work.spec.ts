import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { SignalWorkBook, signalWorkTypes, standingOf } from './signal-work.js';

const dayMs = 86_400_000;
const begin = Date.parse('2026-03-01T00:00:00Z');

/** Something that is recorded: said of a signal at a day, or taken back (the one with this number, if there is one). */
interface Recorded {
  readonly type: (typeof signalWorkTypes)[number] | 'TouchpointRetracted';
  readonly signal: 'a' | 'b';
  readonly day: number;
  readonly untilDay: number;
  readonly outcome: string;
  readonly target: number;
}

const recorded: fc.Arbitrary<Recorded> = fc.record({
  type: fc.constantFrom(...signalWorkTypes, ...signalWorkTypes, 'TouchpointRetracted' as const),
  signal: fc.constantFrom('a' as const, 'b' as const),
  day: fc.integer({ min: 0, max: 12 }),
  untilDay: fc.integer({ min: 0, max: 16 }),
  outcome: fc.constantFrom('reached them', 'no answer'),
  target: fc.nat({ max: 20 }),
});

async function append(store: MemoryEventStore, one: Recorded, number: number): Promise<void> {
  const { type, signal, day, untilDay, outcome, target } = one;
  const data =
    type === 'TouchpointRetracted'
      ? { target: idOf(1000 + target) }
      : {
          signal,
          ...(type === 'SignalSnoozed' ? { until: begin + untilDay * dayMs } : {}),
          ...(type === 'SignalResolved' ? { outcome } : {}),
        };
  const event = eventOf(type, { id: idOf(1000 + number), occurredAt: begin + day * dayMs, data });
  await store.append({ stream: event.stream, expected: 'any', events: [unplaced(event)] });
}

/** The same by naive means: what holds is a pile, of which what is said lays down or takes away the uppermost. */
function naive(all: readonly Recorded[], known: number, asOfDay: number, signals: string): string {
  const seen = all.slice(0, known).map((one, number) => ({ ...one, number }));
  const retracted = new Set(seen.flatMap(({ type, target }) => (type === 'TouchpointRetracted' ? [target] : [])));
  const said = seen
    .filter(({ type, signal, day, number }) => {
      if (type === 'TouchpointRetracted' || !signals.includes(signal) || day > asOfDay) return false;
      return !retracted.has(number);
    })
    .sort((one, other) => one.day - other.day || one.number - other.number);
  let pile: typeof said = [];
  const without = (...types: readonly string[]) => pile.filter(({ type }) => !types.includes(type));
  const running = (day: number) => pile.filter(({ type, untilDay }) => type !== 'SignalSnoozed' || untilDay > day);
  for (const one of said) {
    if (one.type === 'SignalReopened') pile = running(one.day).slice(0, -1);
    else if (one.type === 'SignalResolved') pile = [...without('SignalResolved'), one];
    else if (one.type === 'SignalSnoozed') pile = [...without('SignalResolved', 'SignalSnoozed'), one];
    else pile = [one];
  }
  const top = running(asOfDay).at(-1);
  if (top === undefined) return 'new';
  const { type, untilDay, outcome, number } = top;
  return `${type} ${type === 'SignalSnoozed' ? untilDay : type === 'SignalResolved' ? outcome : ''} ${number}`;
}

function told(book: SignalWorkBook, known: number, asOfDay: number, signals: string): string {
  const asOf = begin + asOfDay * dayMs;
  const work = standingOf(book.saidOf([...signals], { asOf, known }), asOf);
  if (work.state === 'new') return 'new';
  const of = { acknowledged: 'SignalAcknowledged', snoozed: 'SignalSnoozed', resolved: 'SignalResolved' }[work.state];
  const says = work.state === 'snoozed' ? (work.until - begin) / dayMs : work.state === 'resolved' ? work.outcome : '';
  return `${of} ${says} ${Number.parseInt(work.said!.id.slice(-4), 16) - 1000}`;
}

describe('the work on signals', () => {
  it('is what was said, as of any moment of either axis, in whatever order and portions it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(recorded, { maxLength: 20 }), fc.array(fc.boolean()), async (all, looks) => {
        const store = new MemoryEventStore({ now: () => begin });
        const book = new SignalWorkBook(store);
        for (const [number, one] of all.entries()) {
          await append(store, one, number);
          if (looks[number] === true) book.refresh();
        }
        book.refresh();
        for (const known of [0, Math.floor(all.length / 2), all.length])
          for (let day = -1; day <= 17; day += 3)
            for (const signals of ['a', 'b', 'ab'])
              expect([known, day, signals, told(book, known, day, signals)]).toEqual([
                known,
                day,
                signals,
                naive(all, known, day, signals),
              ]);
      }),
      { numRuns: 150 },
    );
  });

  it('names all signals that something was said of', async () => {
    const store = new MemoryEventStore({ now: () => begin });
    const one = { type: 'SignalAcknowledged', signal: 'a', day: 1, untilDay: 0, outcome: '', target: 0 } as const;
    await append(store, one, 0);
    await append(store, { ...one, signal: 'b' }, 1);
    expect([...new SignalWorkBook(store).refresh().ids()].sort()).toEqual(['a', 'b']);
  });
});
