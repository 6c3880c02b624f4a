import { describe, expect, test } from '@jest/globals';
import type { Fact } from '#domain/fact.js';
import { idOf } from '#domain/testing.js';
import { defineProjection } from './define-projection.js';
import type { Handler } from './definition.js';
import { endOfHistory, messages } from './random-history.js';
import { nothing, trails } from './sample-projections.js';
import { given } from './testing.js';

interface Doc {
  n: number;
  seen: { at: number }[];
  last?: { at: number };
  parties?: unknown;
}

/** A projection of the messages of each relationship, with a handler that breaks a rule. */
function breaking(handler: Handler<Doc, 'MessageReceived', object>, order: 'occurred' | 'recorded' = 'occurred') {
  return defineProjection({
    name: 'breaking',
    purpose: 'service',
    key: { by: 'relationship' },
    order,
    initial: (): Doc => ({ n: 0, seen: [] }),
    on: { ...nothing, MessageReceived: handler },
    rollup: (doc) => [{ at: ['all'], add: { n: doc.n } }],
  });
}

describe('the test kit', () => {
  test('gives documents, rows and cells', async () => {
    const folded = await given(messages(3)).fold(trails);
    expect(folded.documents[idOf(1)]).toEqual({ ids: ['03e9'], gapsMs: [], lastAt: expect.any(Number) });
    expect(folded.rows[idOf(0)]).toEqual({ last: '03ea', n: 2 });
    expect(folded.cells.find(({ at }) => at[0] === 'all')!.sums).toEqual({ keys: 2n, facts: 3n, ms: -14n });
    expect(() => folded.document).toThrow('has 2 documents');
    expect((await given(messages(1)).fold(trails)).document.ids).toEqual(['03e8']);
  });

  test('gives what has occurred by a time, under given parameters', async () => {
    const late = { ...messages(2)[1]!, id: idOf(5), occurredAt: endOfHistory + 1 };
    const folded = await given([messages(1)[0]!, late], { until: endOfHistory, parameters: { unitMs: 5 } }).fold(
      trails,
    );
    expect(Object.keys(folded.documents)).toEqual([idOf(0)]);
  });

  test('shows what a key was set apart for', async () => {
    const folded = await given(messages(1)).fold(
      breaking((_doc, event) => {
        (event as { actor: string }).actor = 'me';
      }),
    );
    expect(folded.quarantined[idOf(0)]).toMatchObject({
      step: 'on.MessageReceived',
      message: expect.stringContaining('read only'),
    });
    expect(() => folded.document).toThrow(/threw in on.MessageReceived/);
  });

  let calls = 0;
  const broken: readonly (readonly [string, Handler<Doc, 'MessageReceived', object>, RegExp])[] = [
    ['looks at something that is not a fact', (doc) => void (doc.n = calls++), /second time/],
    [
      'holds one object in two places',
      (doc, event) => {
        if (doc.last !== undefined) doc.last.at = -1;
        doc.last = { at: event.occurredAt };
        doc.seen.push(doc.last);
      },
      /in chunks of/,
    ],
    [
      'keeps a part of an event and changes it later',
      (doc, event) => {
        (doc.parties as unknown[] | undefined)?.push(1);
        doc.parties ??= event.parties;
      },
      /in chunks of/,
    ],
    ['depends on when a fact became known', (doc, event) => void (doc.n += event.sequence), /another order/],
  ];
  test.each(broken)('finds a projection that %s', async (_rule, handler, sentence) => {
    await expect(given(messages(5)).fold(breaking(handler))).rejects.toThrow(sentence);
  });

  test('lets the order of the ledger matter where that is the order', async () => {
    const folded = await given(messages(3)).fold(
      breaking((doc, event: Fact) => void (doc.n += event.sequence), 'recorded'),
    );
    expect(folded.documents[idOf(0)]).toMatchObject({ n: 4 });
  });
});
