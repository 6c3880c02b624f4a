import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import { healthModelV0 } from '#measures/health/health-model-v0.js';
import {
  colleague,
  customer,
  fact,
  feedStarted,
  given,
  published,
  type GivenFact,
} from '#projections/testing/testing.js';
import { FoldOne } from './fold-one.js';
import type { HealthDocument } from './health-document.js';
import { interpolate, naiveHealth, naiveMeasured } from './health-naive.js';
import { health } from './health.projection.js';

jest.setTimeout(120_000);

const start = Date.parse('2024-01-01T09:00Z');
const source = { connector: 'shop', dataset: 'shop' };
const lastDay = 500;

const told = fc.record({
  what: fc.constantFrom(
    'asks',
    'asks',
    'asks',
    'answers',
    'answers',
    'complains',
    'resolves',
    'reopens',
    'scores',
    'promises',
    'keeps',
    'breaks',
  ),
  // Crowded, so that one thing answers another.
  day: fc.oneof(fc.nat(400), fc.integer({ min: 200, max: 260 })),
  minute: fc.nat(600),
  /** Person, thread, matter or promise: few, so that they meet. */
  which: fc.nat(3),
  thread: fc.nat(12),
  score: fc.nat(10),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

/** What was told, as facts of one relationship between firms or with a person. @param isNamed by each of them */
function factsOf(all: readonly Told[], kind: 'b2b' | 'b2c', isNamed = true): GivenFact[] {
  const facts: GivenFact[] = [
    fact('RelationshipClassified', start - dayMs, { data: { kind, segment: undefined } as object }),
  ];
  const made: GivenFact[] = [];
  for (const { what, day, minute, which, thread, score } of all.toSorted(
    (a, b) => a.day - b.day || a.minute - b.minute,
  )) {
    const at = start + day * dayMs + minute * 60_000 + facts.length;
    // One of four is the firm itself, with nobody named.
    const person = which === 3 ? customer(100) : customer(200 + which, 'contact');
    const theirs = { actor: person.id, parties: which === 3 ? [person] : [customer(100), person] };
    const ours = { actor: idOf(1), parties: [customer(100), colleague(1)] };
    const matter = idOf(700 + which);
    switch (what) {
      case 'asks':
        facts.push(fact('MessageReceived', at, { ...theirs, thread: idOf(5_000 + thread) }));
        break;
      case 'answers':
        facts.push(fact('MessageSent', at, { ...ours, thread: idOf(5_000 + thread), data: { automated: false } }));
        break;
      case 'complains':
        facts.push(fact('ComplaintRaised', at, { ...theirs, matter }));
        break;
      case 'resolves':
        facts.push(fact('CaseResolved', at, { ...ours, matter }));
        break;
      case 'reopens':
        facts.push(fact('CaseReopened', at, { ...ours, matter }));
        break;
      case 'scores':
        facts.push(
          fact('SurveyAnswered', at, {
            ...theirs,
            data: { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better', score },
          }),
        );
        break;
      case 'promises': {
        const data = { by: 'ours', dueAt: at + score * dayMs, confirmBy: which === 0 ? 'actor' : 'connector' } as const;
        made.push(fact('PromiseMade', at, { ...ours, data, source }));
        facts.push(made.at(-1)!);
        break;
      }
      case 'keeps': {
        const promise = made.splice(which, 1)[0]?.id;
        if (promise !== undefined)
          facts.push(fact('PromiseKept', at, { ...ours, data: { promise, confirmedBy: 'connector' } }));
        break;
      }
      case 'breaks': {
        const promise = made[which]?.id;
        if (promise !== undefined)
          facts.push(fact('PromiseNotKept', at, { ...ours, data: { promise, confirmedBy: 'customer' } }));
      }
    }
  }
  return isNamed ? facts.map((one) => ({ ...one, relationships: [idOf(100)] })) : facts;
}

const histories = fc.array(told, { minLength: 10, maxLength: 90, size: 'max' });
const days = fc.integer({ min: 100, max: lastDay });
const kinds = fc.constantFrom('b2b' as const, 'b2c' as const);

const point = fc.record({ raw: fc.double({ min: 0, max: 10, noNaN: true }), score: fc.nat(100) });
const models = fc.array(
  fc.record({
    day: fc.nat(400),
    signals: fc.uniqueArray(
      fc.record({
        signal: fc.constantFrom('silence', 'trend', 'promises', 'answers', 'complaints', 'reply', 'breadth', 'csat'),
        weight: fc.nat(5),
        map: fc.array(point, { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, selector: ({ signal }) => signal },
    ),
  }),
  { maxLength: 2 },
);

const foldUntil = (facts: readonly GivenFact[], until: number): HealthDocument =>
  new FoldOne(health).fold(facts, until).document;

function expectAddsUp({ changes, dropped, health: { value } }: HealthDocument): void {
  expect(dropped).toBe(0);
  expect(changes.at(-1)?.to ?? null).toBe(value);
  for (const [i, { from, to, parts }] of changes.entries()) {
    expect(from).toBe(changes[i - 1]?.to ?? null);
    expect(from).not.toBe(to);
    expect(parts.length).toBeGreaterThan(0);
    if (from !== null && to !== null) expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(to - from);
  }
}

describe('the health of any history', () => {
  it('is what the definitions say of the list of all that happened', () => {
    fc.assert(
      fc.property(histories, kinds, fc.boolean(), fc.boolean(), days, (all, kind, isNamed, feedUp, day) => {
        const facts = [...(feedUp ? [feedStarted('shop', start - 2 * dayMs)] : []), ...factsOf(all, kind, isNamed)];
        const until = start + day * dayMs;
        const { health: found, rhythm } = foldUntil(facts, until);
        const isB2b = kind === 'b2b';
        const then = naiveMeasured(facts, found.at!, isB2b, feedUp);
        for (const [signal, measured] of Object.entries(then)) {
          const name = signal as keyof typeof then;
          if (measured === null) expect([name, found.measured[name]]).toEqual([name, null]);
          else expect([name, found.measured[name]]).toEqual([name, expect.closeTo(measured, 9)]);
        }
        expect(found.value).toBe(naiveHealth(found.measured, isB2b));
        // What does not drift is as it is now; what drifts was measured not long ago.
        const now = naiveMeasured(facts, until, isB2b, feedUp);
        for (const name of ['promises', 'answers', 'complaints', 'reply', 'breadth'] as const)
          expect([name, found.measured[name]]).toEqual([
            name,
            now[name] === null ? null : expect.closeTo(now[name], 9),
          ]);
        if (now.trend !== null) {
          const usual = (rhythm.days.at(-1)! - rhythm.days[0]!) / (rhythm.days.length - 1);
          const allowed = Math.max(7, usual, (until - rhythm.latest!.since) / dayMs / 4);
          expect((until - found.at!) / dayMs).toBeLessThanOrEqual(allowed);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says of each signal what it did since the number changed before', () => {
    fc.assert(
      fc.property(histories, kinds, (all, kind) => {
        const facts = factsOf(all, kind);
        const { changes } = foldUntil(facts, start + lastDay * dayMs);
        const model = healthModelV0.filter(({ signal }) => kind === 'b2b' || signal !== 'breadth');
        for (const [i, { at, from, to, parts }] of changes.entries()) {
          if (from === null || to === null || changes[i - 1]!.at === at || changes[i + 1]?.at === at) continue;
          const [before, after] = [changes[i - 1]!.at, at].map((then) => foldUntil(facts, then).health.measured);
          const both = model.filter(({ signal }) => before![signal] !== null && after![signal] !== null);
          const weight = both.reduce((sum, one) => sum + one.weight, 0);
          for (const { signal, weight: own, map } of both) {
            const effect = (own * (interpolate(map, after![signal]!) - interpolate(map, before![signal]!))) / weight;
            const part = parts.find((one) => one.kind === 'value' && one.signal === signal);
            expect(Math.abs((part?.points ?? 0) - effect)).toBeLessThan(1 + 1e-9);
          }
          const [came, went] = [after!, before!].map((now, side) =>
            model.filter(({ signal }) => now[signal] !== null && [before!, after!][side]![signal] === null),
          );
          const coverage = parts.find((one) => one.kind === 'coverage');
          expect([coverage?.came ?? [], coverage?.went ?? []]).toEqual(
            [came!, went!].map((list) => list.map(({ signal }) => signal)),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  it('explains each change to the last point, and is at each of its moments what it says', () => {
    fc.assert(
      fc.property(histories, kinds, models, (all, kind, rules) => {
        const facts = [
          ...factsOf(all, kind),
          ...rules.map(({ day, signals }, i) =>
            published('HealthModelPublished', start + day * dayMs + i, { version: `${i + 1}`, signals }),
          ),
          published('RhythmFitted', start + 50 * dayMs, { segment: 'all', fittedThrough: start + 100 * dayMs }),
        ];
        const document = foldUntil(facts, start + lastDay * dayMs);
        expectAddsUp(document);
        const ids = new Map(facts.map((one) => [one.id, one.occurredAt]));
        for (const change of document.changes) {
          const then = foldUntil(facts, change.at);
          const ofInstant = document.changes.findLast(({ at }) => at === change.at)!;
          expect([then.health.value, then.changes.at(-1)]).toEqual([ofInstant.to, ofInstant]);
          for (const { kind: cause, evidence } of change.parts) {
            // Only what is published has no event in a fold.
            if (cause !== 'model') expect(evidence.length).toBeGreaterThan(0);
            for (const id of evidence) expect(ids.get(id)).toBeLessThanOrEqual(change.at);
          }
          if (change.hindsightParameters) expect(change.at).toBeLessThanOrEqual(start + 100 * dayMs);
        }
      }),
      { numRuns: 35 },
    );
  });

  it('keeps the rules of every fold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { minLength: 5, maxLength: 14 }), kinds, async (all, kind) => {
        const facts = factsOf(all, kind);
        const until = start + 420 * dayMs;
        const question = given(facts, { until }).of(health);
        const folded = await question.asOf(until).folded();
        expect(folded.quarantined).toEqual({});
        const last = folded.document.changes.at(-1);
        if (last === undefined) return;
        const then = await question.asOf(last.at).folded();
        expect(then.document.health.value).toBe(last.to);
      }),
      { numRuns: 12 },
    );
  });
});
