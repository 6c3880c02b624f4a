import { describe, expect, test } from '@jest/globals';
import { limits } from '#core/limits.js';
import { firstInstant, lastInstant } from '#core/time.js';
import type { AnyFact } from '#domain/fact.js';
import { idOf } from '#domain/testing.js';
import { unpack } from '#read-store/packing.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { defineProjection } from '../definition/define-projection.js';
import type { Contribution } from '../definition/definition.js';
import { nothingPublished } from '../facts/context-book.js';
import { foldKey } from './fold.js';
import type { FoldedKey } from './fold.js';
import { GivenEvent } from '../facts/given-event.js';
import { ledgerAt, messages, record } from '../oracle/random-history.js';
import { nothing } from '../oracle/sample-projections.js';

async function facts(count: number): Promise<{ fact: AnyFact }[]> {
  const ledger = ledgerAt(0);
  await record(ledger, messages(count));
  return [...ledger.readAll()].map((event) => ({ fact: new GivenEvent(event).fact(1) }));
}

function folded(projection: CompiledProjection, all: readonly { fact: AnyFact }[]): FoldedKey {
  return foldKey({ projection, timeline: nothingPublished, horizon: Infinity, read: () => all });
}

/** Counts facts; what is made of the count is given. */
function counting(change: {
  on?: (doc: { n: number; text: string }) => unknown;
  rollup?: (n: number) => readonly Contribution[];
  index?: (n: number) => { n: number };
  initial?: () => { n: number; text: string };
}) {
  const { on, rollup, index, initial } = change;
  const definition = defineProjection({
    name: 'counting',
    purpose: 'service',
    key: { by: 'relationship' },
    initial: (): { n: number; text: string } => initial?.() ?? { n: 0, text: '' },
    on: {
      ...nothing,
      MessageReceived: (doc) => {
        doc.n++;
        return on?.(doc) as undefined;
      },
    },
    ...(rollup === undefined ? {} : { rollup: (doc) => rollup(doc.n) }),
    ...(index === undefined ? {} : { index: (doc) => index(doc.n) }),
  });
  return compileProjection(definition);
}

describe('a fold in which something throws', () => {
  const after = (n: number, message: string) => (): never => {
    throw new Error(`${message} ${n}`);
  };
  test.each([
    ['a handler', counting({ on: (doc) => (doc.n === 6 ? after(6, 'on')() : 0) }), 'on.MessageReceived', 5],
    ['a handler that waits', counting({ on: async (doc) => doc.n }), 'on.MessageReceived', 0],
    ['a rollup', counting({ rollup: (n) => (n >= 4 ? after(n, 'rollup')() : []) }), 'rollup', 3],
    ['an index', counting({ index: (n) => (n >= 2 ? after(n, 'index')() : { n }) }), 'index', 1],
    [
      'a document that grows too large',
      counting({ on: (doc) => (doc.text += 'x'.repeat(limits.documentBytes / 8)) }),
      'document',
      7,
    ],
    [
      'too many contributions',
      counting({ rollup: (n) => Array.from({ length: n * 1000 }, (_, i) => ({ at: [i] })) }),
      'rollup',
      4,
    ],
    [
      'too many values',
      counting({ rollup: (n) => [{ at: [], values: { v: Array.from({ length: n * 30_000 }, () => 1) } }] }),
      'rollup',
      3,
    ],
    ['a place that is too long', counting({ rollup: (n) => [{ at: ['x'.repeat(n * 300)] }] }), 'rollup', 3],
    [
      'a name that is too long',
      counting({ rollup: (n) => [{ at: [], add: { ['x'.repeat(n * 30)]: 1 } }] }),
      'rollup',
      6,
    ],
    ['no whole number', counting({ rollup: (n) => [{ at: [], add: { n: n > 1 ? 0.5 : n } }] }), 'rollup', 1],
  ])('%s: keeps the fold of the facts before, and says where it stopped', async (_what, projection, step, kept) => {
    const all = await facts(20);
    const { entry } = folded(projection, all);
    expect(entry.facts).toBe(kept);
    expect(unpack<{ n: number }>(entry.document!).n).toBe(kept);
    expect(entry.quarantine).toMatchObject({
      step,
      event: idOf(1000 + kept),
      type: 'MessageReceived',
      place: { sequence: kept + 1 },
    });
    expect(entry.place.sequence).toBe(kept === 0 ? 0 : kept);
  });

  test.each([firstInstant - 1, lastInstant + 1, Number.MAX_SAFE_INTEGER, -Infinity, Number.NaN])(
    'a deadline at %s, which cannot be written, sets its key apart',
    async (at) => {
      const projection = { ...counting({}), deadline: () => at, onDeadline: () => undefined };
      const { entry } = folded(projection, await facts(2));
      expect(entry.quarantine).toMatchObject({ step: 'deadline', message: expect.stringContaining('no instant') });
      expect(folded({ ...projection, deadline: () => Infinity }, await facts(2)).entry.quarantine).toBeUndefined();
    },
  );

  test('without a first document there is none', async () => {
    const projection = counting({ initial: after(0, 'initial') });
    const all = await facts(3);
    const { entry, totalChanges } = folded(projection, all);
    expect(entry).toMatchObject({ facts: 0, quarantine: { step: 'initial', message: 'Error: initial 0' } });
    expect(entry.document).toBeUndefined();
    expect(entry.quarantine!.event).toBeUndefined();
    expect(totalChanges).toEqual([]);
  });

  test('is whole again when nothing throws any more', async () => {
    const all = await facts(3);
    const { entry } = folded(counting({}), all);
    expect(entry.quarantine).toBeUndefined();
    expect(entry.facts).toBe(3);
  });

  test('says what was thrown even when it is no error', async () => {
    const projection = counting({
      on: () => {
        // oxlint-disable-next-line no-throw-literal, only-throw-error -- definitions may do it
        throw 'a text';
      },
    });
    const all = await facts(1);
    expect(folded(projection, all).entry.quarantine).toMatchObject({ message: 'a text' });
  });
});
