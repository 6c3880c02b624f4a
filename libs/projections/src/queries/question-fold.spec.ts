import { describe, expect, test } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { documentAt } from './as-of.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition, CompiledProjection } from '../definition/compiled-projection.js';
import { ContextBook, nothingPublished } from '../facts/context-book.js';
import { defineProjection } from '../definition/define-projection.js';
import { ledgerAt, endOfHistory, messages, record } from '../oracle/random-history.js';
import { QuestionGuard } from './question-guard.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { nothing } from '../oracle/sample-projections.js';
import { SetApartBook } from '../facts/set-apart.js';
import { Viewing } from './viewing.js';
import { Visibility } from '../facts/visibility.js';

const callMs = 50;
/** How often a handler was given a note, at which it does not come back. */
let notes = 0;

const loops = defineProjection({
  name: 'loops',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0 }),
  on: {
    ...nothing,
    MessageReceived: (doc) => void doc.messages++,
    NoteAdded: () => {
      notes++;
      for (;;);
    },
  },
});

function compiled(definition: unknown, limitMs = callMs): CompiledProjection {
  const projection = compileProjection(definition as AnyDefinition);
  QuestionGuard.of(projection, limitMs);
  return projection;
}

async function asking(projection: CompiledProjection, count: number, noteAt?: number) {
  const ledger = ledgerAt(endOfHistory);
  const all = messages(count).map((draft, i) => ({ ...draft, type: i === noteAt ? 'NoteAdded' : 'MessageReceived' }));
  await record(ledger, all);
  const past = { mirror: ledger, visibility: new Visibility(ledger), book: new ContextBook(ledger) };
  const ask = (known: number, one = projection) =>
    documentAt<{ messages: number }>(one, past, { key: idOf(1), value: idOf(1) }, { asOf: endOfHistory, known });
  return { ledger, ask, note: all[noteAt ?? 0]! };
}

describe('a question', () => {
  test('that calls what does not come back is refused, at once the next time, and no other one is', async () => {
    const projection = compiled(loops);
    const { ask } = await asking(projection, 8, 3);
    notes = 0;
    const refused = new RegExp(`^The projection loops cannot be asked that. .* for the key ${idOf(1)} at event 4\\.`);
    expect(() => ask(8)).toThrow(refused);
    expect(() => ask(8)).toThrow(refused);
    expect(() => ask(5)).toThrow(refused);
    expect(notes).toBe(1);
    expect(ask(3)?.document).toEqual({ messages: 1 });
  });

  test('is answered without the event when its key is set apart', async () => {
    const projection = compiled(loops);
    const { ledger, ask, note } = await asking(projection, 8, 3);
    expect(() => ask(8)).toThrow(/cannot be asked that/);
    const [draft] = messages(1);
    await record(ledger, [
      {
        ...draft!,
        id: idOf(77),
        type: 'KeyQuarantined',
        stream: 'policy-projections',
        parties: [],
        data: { projection: 'loops', fingerprint: 'f', number: 1, key: idOf(1), event: note.id },
      },
    ]);
    const apart = new SetApartBook(ledger).without(projection, { fingerprint: 'f' });
    QuestionGuard.of(apart, callMs);
    notes = 0;
    expect(ask(8, apart)).toMatchObject({
      document: { messages: 1 },
      quarantine: { step: 'quarantined', event: note.id },
    });
    expect(notes).toBe(0);
  });

  test('that takes long, and no call of it too long, is answered', async () => {
    const busy = defineProjection({
      name: 'busy',
      purpose: 'service',
      key: { by: 'relationship' },
      initial: () => ({ messages: 0 }),
      on: {
        ...nothing,
        MessageReceived: (doc) => {
          const end = performance.now() + 0.5;
          while (performance.now() < end);
          doc.messages++;
        },
      },
    });
    const { ask } = await asking(compiled(busy, 400), 2_500);
    expect(ask(2_500)?.document).toEqual({ messages: 1_250 });
  });

  test('is refused where `within` does not come back, and a key is set apart where its parts are no list', async () => {
    const within = (parts: () => Iterable<string>) =>
      defineProjection({
        name: 'parts',
        purpose: 'service',
        key: { by: 'relationship', within: parts as () => string[] },
        initial: () => ({ messages: 0 }),
        on: { ...nothing, MessageReceived: (doc) => void doc.messages++ },
      });
    const endless = within(function* () {
      for (;;) yield 'a';
    });
    const answer = (await asking(compiled(endless), 2)).ask(2);
    expect(answer?.quarantine).toMatchObject({ step: 'within' });
    expect(answer?.quarantine?.message).toContain('within');
    const looping = within(() => {
      for (;;);
    });
    const { ask } = await asking(compiled(looping), 2);
    expect(() => ask(2)).toThrow(/when it is asked for keys/);
  });

  test('is asked again after a while: the machine may have been busy', () => {
    let now = 0;
    const initial = (): never => {
      for (;;);
    };
    const one = new QuestionGuard({ ...compileProjection(loops), initial }, callMs, () => now);
    expect(() => one.run('a', () => one.watched.initial(undefined as never))).toThrow(CallOverdue);
    now = 20 * callMs - 1;
    expect([one.known('a') !== undefined, one.known('b')]).toEqual([true, undefined]);
    now = 20 * callMs;
    expect(one.known('a')).toBeUndefined();
  });

  test('is refused where a view does not come back, and nothing of that projection is viewed again', () => {
    let views = 0;
    const viewed = defineProjection({
      name: 'viewed',
      purpose: 'service',
      key: { by: 'relationship' },
      initial: () => ({ messages: 0 }),
      on: { ...nothing },
      index: () => ({}),
      view: () => {
        views++;
        for (;;);
      },
      viewRow: () => {
        for (;;);
      },
    });
    const viewing = new Viewing(compiled(viewed), nothingPublished, endOfHistory);
    const read = { key: 'a', facts: 1, document: { messages: 1 } };
    expect(() => viewing.document(read)).toThrow('The function `view` of viewed takes longer than 0.05 s.');
    expect(() => viewing.document(read)).toThrow('The function `view` of viewed');
    expect(views).toBe(1);
    expect(() => viewing.row({ a: 1 })).toThrow('The function `viewRow` of viewed');
  });
});
