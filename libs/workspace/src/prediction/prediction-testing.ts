import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { atOnce } from '#projections/calls/pieces.js';
import type { Workspace } from '../workspace.js';
import { ledgerHistories } from './ledger-histories.js';

const dayMs = 86_400_000;

/** For specs: a ledger in memory, whose days are those of UTC since 1970. */
export class TestLedger {
  private readonly clock = fixedClock(0);
  private readonly ledger = new MemoryEventStore(this.clock);
  private count = 0;

  /** As it is at noon of a day. */
  workspaceOn(day: number): Workspace {
    const clock = fixedClock((day + 0.5) * dayMs);
    return { ledger: this.ledger, clock, directory: { zone: 'UTC' } } as unknown as Workspace;
  }

  /** Records an event of parties 1, 2 … at noon of a day. @returns its id */
  async record(
    type: EventType,
    on: { readonly day: number; readonly recorded?: number },
    given: Partial<RecordedEvent> & { readonly of?: readonly number[] } = {},
  ): Promise<string> {
    const { of = [1], ...event } = given;
    const at = (day: number): number => (day + 0.5) * dayMs;
    this.clock.set(Math.max(this.clock.now(), at(on.recorded ?? on.day)));
    const id = idOf(1_000 + ++this.count);
    const parties = of.map((n) => ({ id: idOf(n), role: 'customer', side: 'customer' as const }));
    const source = { connector: 'mail', dataset: 'mail' };
    const stream = `party-${idOf(this.count)}`;
    const whole = eventOf(type, { id, stream, occurredAt: at(on.day), parties, source, causationId: id, ...event });
    await this.ledger.append({ stream: whole.stream, expected: 'any', events: [unplaced(whole)] });
    return id;
  }

  /** Orders of a party on days, each recorded on its own. */
  async orders(party: number, ...days: readonly number[]): Promise<void> {
    for (const day of days) await this.record('OrderPlaced', { day }, { of: [party] });
  }

  /** What a back-test is given, as of noon of a day. */
  histories(day: number) {
    return atOnce(ledgerHistories(this.workspaceOn(day)));
  }
}
