import { describe, expect, test } from '@jest/globals';
import { limits } from '#core/limits.js';
import { firstInstant, lastInstant } from '#core/time.js';
import { begunBy } from '../definition/define-projection.js';
import type { Signal } from '../definition/definition.js';
import { alarms } from '../oracle/sample-signals.js';
import { noSignals, packList, unpackList } from './signal-steps.js';
import { listOf, signalIdOf } from './signals.js';
import { fact, given, late, retraction } from '../testing/testing.js';

const signal = (over: Partial<Signal> = {}): Signal => ({
  kind: 'unanswered',
  severity: 'warning',
  event: 'e1',
  since: 5,
  ...over,
});

const packed = (signals: readonly Signal[]) => packList(listOf(signals));

describe('signals', () => {
  test('are kept in one order, whichever they are given in, with their members in one order', () => {
    const some = [signal({ event: 'e2' }), signal({ n: 1, a: null }), signal({ kind: 'broken', party: 'p' })];
    const [first, ...others] = some.map((_, i) => packed([...some.slice(i), ...some.slice(0, i)]));
    for (const other of others) expect(Buffer.compare(first!, other)).toBe(0);
    expect(packed([signal({ a: 1, b: 2 })])).toEqual(packed([signal({ b: 2, a: 1 })]));
    expect(unpackList(first).signals.map(({ kind, event }) => `${kind} ${event}`)).toEqual([
      'broken e1',
      'unanswered e1',
      'unanswered e2',
    ]);
    expect(unpackList(packed([]))).toEqual({ signals: [], rest: 0 });
    expect(packed([])).toBe(noSignals);
  });

  test.each([
    ['of no kind', [signal({ kind: '' })], /has no kind/],
    ['that nothing began', [signal({ event: '' })], /names no event/],
    ['of no severity', [signal({ severity: 'grave' as 'notice' })], /none of notice, warning, critical/],
    ['since no instant', [signal({ since: 0.5 })], /no instant/],
    ['since an instant before year 1', [signal({ since: firstInstant - 1 })], /no instant/],
    ['since an instant after year 9999', [signal({ since: lastInstant + 1 })], /no instant/],
    ['since the end of all numbers', [signal({ since: Number.MAX_SAFE_INTEGER })], /no instant/],
    ['with something that is not flat', [signal({ more: [] as never })], /an index row is flat/],
    ['about nothing', [signal({ about: '' })], /does not say what it is about/],
    ['twice', [signal(), signal({ severity: 'notice' })], /Two signals of one kind/],
    ['twice about one thing', [signal({ about: 'a' }), signal({ about: 'a' })], /Two signals of one kind/],
    ['in no list', {} as never, /no list/],
  ])('are refused %s', (_what, signals: Signal[], sentence) => {
    expect(() => packed(signals)).toThrow(sentence);
  });

  test('are at most so many a key: the gravest, then the newest, and the rest is counted', () => {
    const many = Array.from({ length: limits.signalsOfKey + 2 }, (_, i) => signal({ event: `e${i}`, since: i }));
    const { signals, rest } = listOf([...many, signal({ event: 'grave', since: -9, severity: 'critical' })]);
    expect([signals.length, rest]).toEqual([limits.signalsOfKey, 3]);
    const events = signals.map(({ event }) => event);
    expect(['e0', 'e1', 'e2', 'e3', 'grave'].map((event) => events.includes(event))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(listOf(many.slice(2))).toMatchObject({ rest: 0 });
    // What is too much is looked at all the same.
    expect(() => listOf([...many, signal({ since: 0.5, event: 'x' })])).toThrow(/no instant/);
  });

  test('are small', () => {
    const of = (size: number) => listOf([signal({ text: 'x'.repeat(size) })]);
    expect(() => of(limits.signalBytes)).toThrow(/the limit is 4096/);
    expect(of(limits.signalBytes - 100).signals).toHaveLength(1);
  });

  test('have an id of their projection, their kind and what began them, and of nothing that changes', () => {
    const source = { name: 'waiting' };
    const idOf = (one: Signal, key = 'k') => signalIdOf(source, key, one);
    const id = idOf(signal({ party: 'p' }));
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf(signal({ party: 'p', severity: 'critical', since: 6, n: 1 }))).toBe(id);
    // Where a party says whose it is, another key is the same one under another name.
    expect(idOf(signal({ party: 'p' }), 'l')).toBe(id);
    const others = [
      idOf(signal()),
      idOf(signal(), 'l'),
      idOf(signal({ party: 'q' })),
      idOf(signal({ party: 'p', organisation: 'o' })),
      idOf(signal({ organisation: 'o' })),
      idOf(signal({ party: 'p', about: 'a' })),
      idOf(signal({ party: 'p', about: 'b' })),
      idOf(signal({ party: 'p', kind: 'k' })),
      idOf(signal({ party: 'p', event: 'e' })),
      signalIdOf({ name: 'other' }, 'k', signal({ party: 'p' })),
      signalIdOf({ ...source, within: () => [] }, 'k~a', signal({ party: 'p' })),
      signalIdOf({ ...source, within: () => [] }, 'k~b', signal({ party: 'p' })),
    ];
    expect(new Set([id, ...others]).size).toBe(1 + others.length);
  });

  test('begin with the first customer-side party of their event, if it has one', () => {
    const event = {
      id: 'e',
      occurredAt: 7,
      parties: [
        { id: 'a', side: 'ours' },
        { id: 'c', side: 'customer' },
        { id: 'd', side: 'customer' },
      ],
    };
    expect(begunBy(event)).toEqual({ event: 'e', since: 7, party: 'c' });
    expect(begunBy({ ...event, parties: [] })).toEqual({ event: 'e', since: 7 });
    expect(begunBy({ ...event, via: { party: 'd', organisation: 'o' } })).toEqual({
      event: 'e',
      since: 7,
      party: 'd',
      organisation: 'o',
    });
  });
});

describe('a projection with signals', () => {
  const asked = fact('MessageReceived', '2024-03-01T10:00:00Z');
  const answered = fact('MessageSent', '2024-03-02T10:00:00Z');
  const raised = { kind: 'unanswered', ...begunBy(asked) };

  test('raises them, lets time make them graver, and takes them away again', async () => {
    const question = given([asked, answered]).of(alarms);
    await question.asOf('2024-03-01T09:00:00Z').expectSignals([]);
    await question.asOf('2024-03-01T10:00:00Z').expectSignals([{ ...raised, severity: 'warning' }]);
    await question.asOf('2024-03-01T10:00:01Z').expectSignals([{ ...raised, severity: 'critical' }]);
    await question.asOf('2024-03-02T10:00:00Z').expectSignals([]);
  });

  test('has none that a late fact explains away, but on what was known before', async () => {
    const question = given([asked, late(answered, '2024-03-09T08:00:00Z')]).of(alarms);
    await question.asOf('2024-03-05T00:00:00Z').expectSignals([]);
    await question.knownBy('2024-03-05T00:00:00Z').expectSignals([{ ...raised, severity: 'critical' }]);
    expect(raised.party).toBe(asked.parties[0]!.id);
  });

  test('raises one again that an answer had ended which is taken back', async () => {
    const question = given([asked, answered, retraction(answered, '2024-03-04T00:00:00Z')]).of(alarms);
    await question.asOf('2024-03-02T10:00:00Z').expectSignals([{ ...raised, severity: 'critical' }]);
    await question.knownBy('2024-03-03T00:00:00Z').expectSignals([]);
  });
});
