import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import fs, { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers';
import { lastInstant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { idOf } from '#domain/testing.js';
import { defineProjection } from '../definition/define-projection.js';
import type { Context, Handler } from '../definition/definition.js';
import { endOfHistory, history, messages } from '../oracle/random-history.js';
import {
  drifting,
  faulty,
  faultyJournal,
  faultyReminders,
  journal,
  nothing,
  parts,
  reminders,
  trails,
} from '../oracle/sample-projections.js';
import { fact, given, late } from './testing.js';

interface Doc {
  n: number;
  seen: { at: number }[];
  last?: { at: number };
  parties?: unknown;
}

type Own = Handler<Doc, 'MessageReceived', { limits: readonly number[] }>;

/** A projection of the messages of each relationship, with a handler that breaks a rule. */
function breaking(handler: Own, order: 'occurred' | 'recorded' = 'occurred') {
  return defineProjection({
    name: 'breaking',
    purpose: 'service',
    key: { by: 'relationship' },
    order,
    parameters: { limits: [1, 2] as readonly number[] },
    initial: (): Doc => ({ n: 0, seen: [] }),
    on: { ...nothing, MessageReceived: handler },
    rollup: (doc) => [{ at: ['all'], add: { n: doc.n } }],
  });
}

jest.setTimeout(60_000);

describe('the test kit finds a projection that', () => {
  let calls = 0;
  const broken: readonly (readonly [string, Own, string])[] = [
    [
      'looks at something that is not a fact',
      (doc) => void (doc.n = calls++),
      'The projection breaking gives something else the second time.',
    ],
    [
      'holds one object in two places',
      (doc, event) => {
        if (doc.last !== undefined) doc.last.at = -1;
        doc.last = { at: event.occurredAt };
        doc.seen.push(doc.last);
      },
      'The projection breaking gives something else in chunks of 1.',
    ],
    [
      'depends on when a fact became known',
      (doc, event) => void (doc.n += event.sequence),
      'The projection breaking gives something else when its facts arrive in another order.',
    ],
    [
      'depends on when a fact was recorded',
      (doc, event) => void (doc.n += event.recordedAt % 1000),
      'The projection breaking gives something else when its facts arrive in another order.',
    ],
  ];
  test.each(broken)('%s', async (_rule, handler, sentence) => {
    await expect(given(messages(5)).fold(breaking(handler))).rejects.toThrow(sentence);
  });

  test('remembers outside of its document what time has done', async () => {
    let last = 0;
    const remembering = defineProjection({
      name: 'remembering',
      purpose: 'service',
      key: { by: 'relationship' },
      initial: () => {
        last = 0;
        return { at: 0, fired: 0, last: 0 };
      },
      on: { ...nothing, MessageReceived: (doc, event) => void (doc.at = event.occurredAt) },
      deadline: (doc) => (doc.fired < 2 ? doc.at + 1000 * (doc.fired + 1) : undefined),
      onDeadline: (doc) => {
        doc.fired++;
        doc.last = ++last;
      },
    });
    await expect(given([fact('MessageReceived', '2024-03-01')]).fold(remembering)).rejects.toThrow(
      'The projection remembering gives something else when time passes between its facts.',
    );
  });

  test('tells totals of the past by what it has seen since', async () => {
    let latest = 0;
    const looking = defineProjection({
      name: 'looking',
      purpose: 'service',
      key: { by: 'relationship' },
      initial: () => ({ at: 0 }),
      on: {
        ...nothing,
        MessageReceived: (doc, event) => {
          doc.at = event.occurredAt;
          latest = Math.max(latest, doc.at);
        },
      },
      rollup: (doc) => [{ at: [doc.at === latest ? 'newest' : 'older'], add: { n: 1 } }],
    });
    const days = ['2024-03-01', '2024-03-02', '2024-03-03'].map((day) => fact('MessageReceived', day));
    await expect(given(days).fold(looking)).rejects.toThrow(
      /^The projection looking has rows, signals or totals as of 2024-03-01.* that are not those of its documents then; does it/,
    );
  });

  test('has documents that depend on more than their facts', async () => {
    // Ten folds give one thing; whoever counts anew gets another.
    let folds = 0;
    const tiring = defineProjection({
      name: 'tiring',
      purpose: 'service',
      key: { by: 'relationship' },
      initial: () => ({ isTired: ++folds > 8 }),
      on: { ...nothing, MessageReceived: () => undefined },
    });
    await expect(given(messages(1)).fold(tiring)).rejects.toThrow(
      'The projection tiring has totals that are not the sum of its documents, or documents that depend on more than',
    );
  });

  test('is seen by what it has looked at before, or depends on how often', async () => {
    const counted = breaking((doc) => void doc.n++);
    let looks = 0;
    await expect(given(messages(2)).fold({ ...counted, view: () => ({ looks: ++looks }) })).rejects.toThrow(
      'The projection breaking gives something else the second time.',
    );
    const looking = { ...counted, view: (_doc: Doc, t: number) => ({ looks: t < lastInstant ? ++looks : 0 }) };
    await expect(given(messages(2)).fold(looking)).rejects.toThrow(
      /^The projection breaking has documents or views as of .* that are not those of its facts then; does it remember/,
    );
  });

  test('changes what it is only to look at', async () => {
    const pure = breaking((doc) => void doc.n++);
    const viewing = {
      view: { ...pure, view: (doc: Doc) => ({ n: doc.n++ }) },
      viewRow: {
        ...pure,
        index: (doc: Doc) => ({ n: doc.n }),
        viewRow: (row: { n: number }) => {
          row.n = 7;
          return row;
        },
      },
    };
    for (const [step, definition] of Object.entries(viewing)) {
      const folding = given(messages(2)).fold(definition as unknown as typeof pure);
      await expect(folding).rejects.toThrow(/^The projection breaking changes what is frozen/);
      await expect(folding).rejects.toThrow(` in ${step}: `);
    }
  });

  const impure: readonly (readonly [string, Own, string])[] = [
    ['Date.now', (doc) => void (doc.n = Date.now()), 'reads the clock (Date.now)'],
    ['new Date()', (doc) => void (doc.n = new Date().getTime()), 'reads the clock (new Date)'],
    ['Date()', (doc) => void (doc.n = Date().length), 'reads the clock (Date)'],
    ['performance.now', (doc) => void (doc.n = performance.now()), 'reads the clock (performance.now)'],
    ['Math.random', (doc) => void (doc.n = Math.random()), 'takes a random number (Math.random)'],
    ['randomUUID', (doc) => void (doc.n = crypto.randomUUID().length), 'takes a random number (crypto.randomUUID)'],
    ['fetch', () => void fetch('http://127.0.0.1:1').catch(() => undefined), 'does I/O (fetch)'],
    ['setTimeout', () => void setTimeout(() => undefined, 1), 'sets a timer (setTimeout)'],
    ['an imported setTimeout', () => void delay(() => undefined, 1), 'begins something that goes on outside (Timeout)'],
    ['fs', (doc) => void (doc.n = fs.statSync('.').size), 'does I/O (node:fs, stat)'],
    [
      'an imported readFileSync',
      (doc) => void (doc.n = readFileSync('package.json', 'utf8').length),
      'does I/O (node:fs',
    ],
    ['readFile', () => void readFile('package.json').catch(() => undefined), 'does I/O (node:fs, openFileHandle)'],
    [
      'what it caught itself',
      (doc) => {
        try {
          doc.n = Math.random();
        } catch {
          doc.n = 1;
        }
      },
      'takes a random number (Math.random)',
    ],
  ];
  const world = [Date, Math.random, fetch, setTimeout];
  test.each(impure)('asks the world: %s', async (_name, handler, sentence) => {
    const folding = given(messages(2)).fold(breaking(handler));
    await expect(folding).rejects.toThrow(`The projection breaking ${sentence}`);
    await expect(folding).rejects.toThrow(' in on.MessageReceived: ');
    // And everything is as it was.
    expect([Date, Math.random, fetch, setTimeout]).toEqual(world);
    expect(readFileSync('package.json').length).toBeGreaterThan(0);
  });

  test('reads the clock in any other of its functions', async () => {
    const pure = breaking((doc) => void doc.n++);
    const now = (): number => Date.now();
    const others = {
      'key.within': { ...pure, key: { by: 'relationship' as const, within: () => [String(now())] } },
      'initial': { ...pure, initial: (): Doc => ({ n: now(), seen: [] }) },
      'index': { ...pure, index: () => ({ at: now() }) },
      'rollup': { ...pure, rollup: () => [{ at: ['all'], add: { at: now() } }] },
      'count.MessageReceived': { ...pure, count: { MessageReceived: () => [{ at: [now()], add: { n: 1 } }] } },
      'deadline': { ...pure, deadline: () => now(), onDeadline: () => undefined },
      'view': { ...pure, view: () => ({ at: now() }) },
      'viewRow': { ...pure, index: () => ({ at: 0 }), viewRow: () => ({ at: now() }) },
    };
    for (const [step, definition] of Object.entries(others)) {
      await expect(given(messages(2)).fold(definition as typeof pure)).rejects.toThrow(
        `The projection breaking reads the clock (Date.now) in ${step}: time comes from`,
      );
    }
  });

  const changing: readonly (readonly [string, Own])[] = [
    ['an event', (_doc, event) => void ((event as { actor: string }).actor = 'me')],
    ['a part of an event', (_doc, event) => void ((event.parties as unknown[]).length = 0)],
    ['parameters', (_doc, _event, ctx) => void (ctx.parameters.limits as number[]).push(3)],
    ['ctx', (_doc, _event, ctx) => void ((ctx as Context<object> & { mine?: number }).mine = 1)],
    [
      'a part of an event that its document keeps',
      (doc, event) => {
        (doc.parties as unknown[] | undefined)?.push(1);
        doc.parties ??= event.parties;
      },
    ],
  ];
  test.each(changing)('changes %s', async (_what, handler) => {
    await expect(given(messages(5)).fold(breaking(handler))).rejects.toThrow(
      /^The projection breaking changes what is frozen \(.*\) in on.MessageReceived: events, parameters and `ctx` belong/,
    );
  });
});

describe('the test kit lets', () => {
  test.each([trails, parts, journal, faulty, faultyJournal, reminders, faultyReminders, drifting])(
    'pass what breaks no rule, whatever happens: $name',
    async (definition) => {
      const property = fc.asyncProperty(history, async (drafts) => {
        await given(drafts, { until: endOfHistory + 1000 }).fold(definition as typeof trails);
      });
      await fc.assert(property, { numRuns: 3 });
    },
  );

  test('the order of the ledger matter where that is the order', async () => {
    const folded = await given(messages(3)).fold(
      breaking((doc, event: Fact) => void (doc.n += event.sequence), 'recorded'),
    );
    expect(folded.documents[idOf(0)]).toMatchObject({ n: 4 });
  });

  test('facts of one place be told apart by their arrival, in every order of the others', async () => {
    const at = (day: string, ordinal: number) => fact('MessageReceived', day, { ordinal });
    const facts = [
      at('2024-03-02', 0),
      at('2024-03-01', 5),
      late(at('2024-03-01', 5), '2024-03-04'),
      at('2024-03-03', 1),
    ];
    const ids = breaking((doc, event) => void doc.seen.push({ at: Number(`0x${event.id.slice(-4)}`) }));
    await given(facts)
      .of(ids)
      .expect({ n: 0, seen: [1, 2, 0, 3].map((i) => ({ at: Number(`0x${facts[i]!.id.slice(-4)}`) })) });
  });

  test('dates be made of instants', async () => {
    const { document } = await given(messages(1)).fold(
      breaking((doc, event) => {
        const date = new Date(event.occurredAt);
        doc.n = date instanceof Date ? date.getTime() - Date.UTC(2023, 10, 14) : 0;
      }),
    );
    expect(document.n).toBe(80_000_000);
  });
});
