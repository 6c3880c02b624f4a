import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { fixedClock } from '#core/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import type { Build } from '#read-store/port.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { begunBy, defineProjection } from '../definition/define-projection.js';
import type { Signal, SignalOnset } from '../definition/definition.js';
import { Follower } from '../batches/follower.js';
import { GivenEvent } from '../facts/given-event.js';
import { NaiveBelonging } from '../oracle/naive-belonging.js';
import { isVisible, naiveContents } from '../oracle/naive-projection.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { nothing } from '../oracle/sample-projections.js';
import { joinSteps } from './signal-steps.js';
import { signalIdOf } from './signals.js';
import { Visibility } from '../facts/visibility.js';

/** Every message raises one, which stands for ever. */
const heard = defineProjection({
  name: 'heard',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: (): { begun: SignalOnset[] } => ({ begun: [] }),
  on: { ...nothing, MessageReceived: (doc, event) => void doc.begun.push(begunBy(event)) },
  signals: ({ begun }) => begun.map((onset) => ({ kind: 'heard', severity: 'notice', ...onset })),
});
const others = [
  { ...heard, name: 'heard-again' },
  { ...heard, name: 'of-parties', key: { by: 'party' } },
  { ...heard, name: 'in-parts', key: { by: 'relationship', within: () => ['a', 'b~c'] } },
  { ...heard, name: 'in-parts-of-parties', key: { by: 'party', within: () => ['a', 'b'] } },
  { ...heard, name: 'of-cases', key: { by: 'case', within: (event: { actor: string }) => ['x', event.actor] } },
  { ...heard, name: 'recorded', key: { by: 'party' }, order: 'recorded' },
  {
    ...heard,
    name: 'of-nobody',
    signals: ({ begun }: { begun: SignalOnset[] }) =>
      begun.map(({ event, since }) => ({ kind: 'heard', severity: 'notice', event, since })),
  },
];
const all = [heard, ...others].map((definition) => {
  const any = definition as unknown as AnyDefinition;
  return { any, compiled: { ...compileProjection(any), snapshotFacts: 3 } };
});

interface Standing {
  readonly key: string;
  readonly event: string;
  readonly id: string;
}

type Of = (typeof all)[number];

function naiveStanding({ any, compiled }: Of, events: readonly RecordedEvent[], now: Instant): Standing[] {
  const permissions = { events, now };
  const { documents } = naiveContents(any, events, now, {}, 0, permissions);
  return documents.flatMap(({ key, signals }) =>
    ((signals ?? []) as Signal[]).map((one) => ({ key, event: one.event, id: signalIdOf(compiled, key, one) })),
  );
}

async function eventsOf(drafts: readonly DraftEvent[]): Promise<readonly RecordedEvent[]> {
  const ledger = ledgerAt(endOfHistory);
  await record(ledger, drafts);
  return [...ledger.readAll()];
}

function standingIn(build: Build, { compiled }: Of): Standing[] {
  return build.read((snapshot) =>
    Array.from(snapshot.signals()).flatMap(({ key, signals }) =>
      joinSteps(signals).signals.map((one) => ({ key, event: one.event, id: signalIdOf(compiled, key, one) })),
    ),
  );
}

function draftOf(type: EventType, n: number, given: Parameters<typeof eventOf>[1]): DraftEvent {
  const made = eventOf(type, { id: idOf(9000 + n), stream: 'x', occurredAt: startOfHistory, ...given });
  const draft = unplaced(made);
  return draft;
}

const customers = (of: readonly number[], roles: readonly string[] = []) =>
  of.map((n, i) => ({ id: idOf(n), role: roles[i] ?? 'customer', side: 'customer' as const }));
const messageOf = (of: readonly number[], n: number) => draftOf('MessageReceived', 100 + n, { parties: customers(of) });
const noteOf = (n: number) => draftOf('NoteAdded', 200 + n, { parties: customers([n]) });
const affiliationOf = (member: number, organisation: number) =>
  draftOf('PartyAffiliated', 300 + 10 * member + organisation, {
    parties: customers([member, organisation], ['member', 'organisation']),
    data: {},
  });
const linkOf = (one: number, other: number, n: number) =>
  draftOf('PartiesLinked', n, { parties: customers([one, other], ['one', 'other']), data: { evidence: 'same-email' } });

/** Who the value of a key is by now; its part stays. */
function whoIs(events: readonly RecordedEvent[], key: string): string {
  const [value, ...part] = key.split('~');
  const belonging = new NaiveBelonging(events, (event) => isVisible(event, events));
  const named = eventOf('NoteAdded', { parties: [{ id: value!, role: 'customer', side: 'customer' }] });
  return [belonging.partiesOf(named)[0], ...part].join('~');
}

const links = fc.array(fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 2, maxLength: 2 }), {
  minLength: 1,
  maxLength: 3,
});

describe('ids of signals', () => {
  jest.setTimeout(120_000);

  test('are unique over all projections and keys, whatever has happened', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (drafts) => {
        const events = await eventsOf(drafts);
        const ids = all.flatMap((one) => naiveStanding(one, events, endOfHistory)).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 150 },
    );
  });

  test('are none that did not stand before, when nothing but links come', async () => {
    await fc.assert(
      fc.asyncProperty(history, links, async (drafts, made) => {
        const before = await eventsOf(drafts);
        const after = await eventsOf([...drafts, ...made.map(([one, other], i) => linkOf(one!, other!, i))]);
        for (const one of all.filter(({ any }) => any.name !== 'of-nobody')) {
          const stood = naiveStanding(one, before, endOfHistory);
          const stands = naiveStanding(one, after, endOfHistory);
          const known = new Set(stood.map(({ id }) => id));
          for (const event of new Set(stands.map((found) => found.event))) {
            const [was, is] = [stood, stands].map((list) => list.filter((found) => found.event === event));
            const became = new Set(was!.flatMap(({ key }) => [key, whoIs(after, key)]));
            // A link may bring an event to an organisation that it did not belong to: there it begins something new.
            if (is!.length > 1 && is!.some(({ key }) => !became.has(key))) continue;
            expect(is!.filter(({ id }) => !known.has(id))).toEqual([]);
          }
          // What began in one key only, and still is of that key alone, has kept its id.
          const ofOne = (list: readonly Standing[]): Map<string, Standing> =>
            new Map(
              list.filter(({ event }) => list.filter((s) => s.event === event).length === 1).map((s) => [s.event, s]),
            );
          const now = ofOne(stands);
          for (const [event, { id }] of ofOne(stood)) if (now.has(event)) expect(now.get(event)!.id).toBe(id);
        }
      }),
      { numRuns: 60 },
    );
  });

  /** Ids by key, after each of some batches, as the engine makes them. */
  async function followed(batches: readonly (readonly DraftEvent[])[]): Promise<Record<string, string>[]> {
    const { compiled } = all[0]!;
    const ledger = ledgerAt(endOfHistory);
    const build = await new MemoryReadStore().create('heard', 'f');
    const follower = new Follower(compiled, build, ledger, fixedClock(endOfHistory), new Visibility(ledger));
    const found: Record<string, string>[] = [];
    for (const drafts of batches) {
      const from = ledger.head().sequence + 1;
      await record(ledger, drafts);
      await follower.advance([...ledger.readAll({ from })].map((event) => new GivenEvent(event)));
      found.push(Object.fromEntries(standingIn(build, all[0]!).map(({ key, id }) => [key, id])));
    }
    return found;
  }

  test('are two for a message of two customers, and one of them when they are found to be one', async () => {
    const [a, b, c] = [idOf(1), idOf(2), idOf(3)];
    // The ledger knows c before the others.
    const [apart, together] = await followed([[noteOf(3), messageOf([1, 2, 3], 1)], [linkOf(2, 3, 0)]]);
    expect(new Set(Object.values(apart!)).size).toBe(3);
    // The key of c goes on, and the signal under the id that it had by b, who comes first in the message.
    expect(together).toEqual({ [a]: apart![a], [c]: apart![b] });
  });

  test('stay with the way that was known first', async () => {
    const [before, after] = await followed([
      [affiliationOf(4, 9), affiliationOf(2, 9), messageOf([1, 2], 1)],
      [linkOf(1, 4, 0)],
    ]);
    expect(Object.keys(before!)).toEqual([idOf(9)]);
    expect(after).toEqual(before);
    // A person of no organisation is found to be one who has one: the signal moves there, and is the same.
    const [person, organisation] = await followed([[affiliationOf(4, 9), messageOf([1], 1)], [linkOf(1, 4, 0)]]);
    expect([Object.keys(person!), Object.keys(organisation!)]).toEqual([[idOf(1)], [idOf(9)]]);
    expect(Object.values(organisation!)).toEqual(Object.values(person!));
  });

  test('are two for a member of two organisations', async () => {
    const [standing] = await followed([[affiliationOf(1, 8), affiliationOf(1, 9), messageOf([1], 1)]]);
    expect(Object.keys(standing!)).toEqual([idOf(8), idOf(9)]);
    expect(new Set(Object.values(standing!)).size).toBe(2);
  });

  test('are those of the naive recomputation, however the events come in', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }), async (drafts, sizes) => {
        const ledger = ledgerAt(endOfHistory);
        const builds = await Promise.all(
          all.map(async ({ any, compiled }) => {
            const build = await new MemoryReadStore().create(any.name, 'f');
            return {
              build,
              follower: new Follower(compiled, build, ledger, fixedClock(endOfHistory), new Visibility(ledger)),
            };
          }),
        );
        for (const size of [...sizes, 100]) {
          const given = ledger.head().sequence;
          await record(ledger, drafts.slice(given, given + size));
          const events = [...ledger.readAll({ from: given + 1 })].map((event) => new GivenEvent(event));
          if (events.length > 0) for (const { follower } of builds) await follower.advance(events);
        }
        const events = [...ledger.readAll()];
        for (const [i, { build }] of builds.entries()) {
          const found = standingIn(build, all[i]!);
          const inOrder = (list: readonly Standing[]) => list.map(({ key, id }) => `${key} ${id}`).toSorted();
          expect(inOrder(found)).toEqual(inOrder(naiveStanding(all[i]!, events, endOfHistory)));
        }
      }),
      { numRuns: 40 },
    );
  });
});
