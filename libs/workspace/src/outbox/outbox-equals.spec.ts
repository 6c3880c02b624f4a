import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import type { Signal } from '#projections/definition/definition.js';
import type { HeadView } from '#projections/queries/projection-reader.js';
import { packList } from '#projections/signals/signal-steps.js';
import { signalIdOf } from '#projections/signals/signals.js';
import { pack } from '#read-store/packing.js';
import { OutboxFollowing } from './outbox-following.js';
import { OutboxStore } from './outbox-store.js';

jest.setTimeout(60_000);

const now = Date.parse('2026-01-10T12:00:00Z');
const kinds = { replies: 'customer-unanswered', trajectory: 'unanswered' } as const;
type Name = keyof typeof kinds;
const names = Object.keys(kinds) as Name[];
const webhook = { id: 'all', tells: 'signals' as const, url: 'all', createdAt: 0, delivered: 0 };

const commands = fc.array(
  fc.record({ name: fc.constantFrom(...names), does: fc.constantFrom('turn', 'turn', 'look', 'look', 'rebuild') }),
  { maxLength: 24 },
);

describe('what a webhook is told of signals that tell the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tend-equals-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let runs = 0;

  it('is one story in all orders: raised by the first, ended by the last, about the one that was told', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const store = new OutboxStore(join(folder, `${runs++}.db`));
        try {
          store.add(webhook, 'whsec_AAAA');
          const [projections, naive] = [new Map(names.map((name) => [name, new Fake(name)])), new Naive()];
          const look = (name: Name) => {
            const fake = projections.get(name)!;
            while (followingOf(store, name).advance(fake.head(), { name, order: 'occurred' } as never));
            naive.see(fake);
          };
          names.forEach(look);
          for (const { name, does } of all)
            if (does === 'turn') projections.get(name)!.turn();
            else {
              if (does === 'rebuild') projections.get(name)!.rebuild();
              look(name);
            }
          names.forEach(look);
          expect(messagesIn(store)).toEqual(naive.messages);
        } finally {
          store.close();
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Tells of a line as a whole: by which of its signals stand. */
class Naive {
  readonly messages: string[] = [];
  private readonly standing = new Set<Name>();
  private told: Name | undefined;

  /** Takes in what a projection has told since, or, when it is another build, what stands in it. */
  see(fake: Fake): void {
    for (const stands of fake.unseen()) {
      if (stands) this.standing.add(fake.name);
      else this.standing.delete(fake.name);
      if (this.standing.size > 0 && this.told === undefined) {
        this.told = fake.name;
        this.messages.push(`signal.raised ${this.told}`);
      } else if (this.standing.size === 0 && this.told !== undefined) {
        this.messages.push(`signal.ended ${this.told}`);
        this.told = undefined;
      }
    }
  }
}

/** A projection with one signal, which stands or not; what becomes of it is numbered as a build numbers it. */
class Fake {
  private build = 1;
  private stands = false;
  private readonly steps: { time: number; sequence: number; signals: Uint8Array }[] = [];
  private transitions: { number: number; transition: Uint8Array }[] = [];
  private changes: boolean[] = [];
  private readonly signal: Signal;

  constructor(readonly name: Name) {
    this.signal = { kind: kinds[name], severity: 'notice', event: 'e1', party: 'p1', since: now - 9 };
  }

  turn(): void {
    const { name, signal } = this;
    this.stands = !this.stands;
    this.changes.push(this.stands);
    const [sequence, time] = [this.steps.length + 1, now - 1000 + this.steps.length];
    this.steps.push({ time, sequence, signals: this.list() });
    const became = this.stands ? 'raised' : 'ended';
    const packed = [signalIdOf({ name }, 'p1', signal), became, time, sequence, 'p1', signal, sequence, now];
    this.transitions.push({ number: this.transitions.length + 1, transition: pack(packed) });
  }

  rebuild(): void {
    this.build++;
    this.transitions = [];
    this.changes = [this.stands];
  }

  unseen(): readonly boolean[] {
    return this.changes.splice(0);
  }

  head(): HeadView {
    const { build, steps, transitions } = this;
    const snapshot = {
      transitions: (after: number) => ({
        log: `log ${build}`,
        first: 1,
        last: transitions.length,
        entries: transitions.filter(({ number }) => number > after),
      }),
      signals: () => (this.stands ? [{ key: 'p1', signals: [this.list()] }] : []),
      signalSteps: () => steps,
      entry: () => undefined,
    };
    const position = { from: steps.length, to: steps.length };
    return { build: String(build), position, source: { snapshot } } as unknown as HeadView;
  }

  private list(): Uint8Array {
    return packList({ signals: this.stands ? [this.signal] : [], rest: 0 });
  }
}

function followingOf(store: OutboxStore, name: Name): OutboxFollowing {
  const ports = { store, clock: fixedClock(now), zone: 'UTC', recordedAt: () => now, isDealtWith: () => false };
  return new OutboxFollowing(ports, webhook, name);
}

function messagesIn(store: OutboxStore): string[] {
  const found: string[] = [];
  for (let next; (next = store.messages.nextDue(webhook.id, now)) !== undefined; store.messages.remove(next))
    found.push(`${next.type} ${next.subject.split(' ')[0]}`);
  return found;
}
