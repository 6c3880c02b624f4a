import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';
import { valuesOf } from '../dimension-values.js';
import type { StoreHome } from './store-under-test.js';
import { MemoryEventStore } from '../memory/memory-event-store.js';
import { dimensions } from '../port.js';
import type { AppendRequest, Dimension, EventStore, ExpectedRevision, FoldKey, RangeOptions } from '../port.js';
import { caseStream, sampleEvent, sampleId } from './sample-events.js';

interface Real {
  store: EventStore;
  home: StoreHome;
  clock: ReturnType<typeof fixedClock>;
}
/** The naive model, with a clock that is set alike. */
type Model = { store: EventStore; clock: ReturnType<typeof fixedClock> };

class Append implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly requests: readonly AppendRequest[],
    readonly clockStepMs: number,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    model.clock.advance(this.clockStepMs);
    real.clock.advance(this.clockStepMs);
    const told = (results: PromiseSettledResult<unknown>[]) =>
      results.map((result) =>
        result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code,
      );
    const [expected, actual] = [
      await model.store.appendMany(this.requests),
      await real.store.appendMany(this.requests),
    ];
    expect(told(actual)).toEqual(told(expected));
    expect(real.store.head()).toEqual(model.store.head());
  }

  toString(): string {
    return `append(${this.requests.map(({ stream, expected, known, events }) => `${stream.slice(0, 12)} ${expected} ${known ?? 'result'} ${events.map((event) => (event.data as { n: number }).n).join('+')}`).join('; ')})`;
  }
}

class Read implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly pick: number,
    readonly backwards: boolean,
    readonly limit: number | undefined,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    const { sequence: head } = model.store.head();
    const options = {
      direction: this.backwards ? ('backwards' as const) : ('forwards' as const),
      ...(this.limit === undefined ? {} : { limit: this.limit }),
    };
    const picked = model.store.at(1 + (this.pick % Math.max(1, head)));
    const answers = [model.store, real.store].map((store) => ({
      all: [...store.readAll({ ...options, from: this.pick % (head + 2) })].map(inOrder),
      event: picked === undefined ? undefined : inOrder(store.get(picked.id)!),
      streams:
        picked === undefined
          ? []
          : [
              store.revisionOf(picked.stream),
              sequences(store.readStream(picked.stream, { ...options, from: this.pick % 5 })),
            ],
      dimensions:
        picked === undefined
          ? []
          : dimensions.flatMap((dimension) =>
              valuesOf(picked, dimension).map((value) => readDimension(store, dimension, value, picked, options)),
            ),
    }));
    // As text: the suite's own comparison of thousands of records would take most of the time.
    if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1])) expect(answers[1]).toEqual(answers[0]);
  }

  toString(): string {
    return `read(${this.pick}${this.backwards ? ' backwards' : ''}${this.limit === undefined ? '' : ` limit ${this.limit}`})`;
  }
}

function readDimension(
  store: EventStore,
  dimension: Dimension,
  value: string,
  place: FoldKey,
  options: RangeOptions,
): unknown[] {
  return [
    sequences(store.readDimension(dimension, value, options)),
    sequences(store.readDimension(dimension, value, { ...options, after: place })),
    sequences(store.readDimension(dimension, value, { ...options, until: place })),
    store.countDimension(dimension, value),
  ];
}

const sequences = (events: Iterable<RecordedEvent>) => Array.from(events, (event) => event.sequence);

/** A record as pairs in order of its keys, so that its text is the same whoever made it. */
function inOrder(event: RecordedEvent): unknown {
  return Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }

  async run(_model: Model, real: Real): Promise<void> {
    if (!real.home.durable) return;
    await real.store.close();
    real.store = await real.home.open(real.clock);
  }

  toString(): string {
    return 'reopen';
  }
}

/** Few streams, ids, instants and ordinals, so that everything that can collide does. */
const stream = fc
  .integer({ min: 0, max: 3 })
  .map((n) => (n === 3 ? `party-${sampleId('customer', 1)}` : caseStream(n)));

function event(name: string): fc.Arbitrary<UnplacedEvent> {
  return fc
    .record({
      n: fc.integer({ min: 0, max: 30 }),
      occurredAt: fc.constantFrom(-5, 0, 1000, 2000),
      ordinal: fc.integer({ min: 0, max: 3 }),
      differs: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ n, occurredAt, ordinal, differs }) =>
      sampleEvent(name, n, {
        occurredAt,
        ordinal,
        ...(differs === 0 ? { digest: 'e'.repeat(64) } : {}),
        ...(n % 4 === 0 ? { relationships: [sampleId('named', n % 3)] } : {}),
      }),
    );
}

const request: fc.Arbitrary<AppendRequest> = stream.chain((name) =>
  fc.record({
    stream: fc.constant(name),
    expected: fc.oneof(
      fc.constant<ExpectedRevision>('any'),
      fc.constantFrom<ExpectedRevision>('no_stream', 'stream_exists'),
      fc.integer({ min: -1, max: 12 }),
    ),
    events: fc.uniqueArray(event(name), { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
    known: fc.constantFrom('result' as const, 'drop' as const),
  }),
);

const commands = fc.commands(
  [
    fc
      .tuple(fc.array(request, { minLength: 1, maxLength: 4 }), fc.integer({ min: -3, max: 5 }))
      .map(([requests, step]) => new Append(requests, step)),
    fc
      .tuple(fc.nat(60), fc.boolean(), fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }))
      .map((parts) => new Read(...parts)),
    fc.constant(new Reopen()),
  ],
  { size: '+1', maxCommands: 60 },
);

/** Any sequence of commands: the engine answers as the naive model does. */
export function modelContract(makeHome: () => Promise<StoreHome>): void {
  it('answers any sequence of commands as the naive model does', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (script) => {
        const home = await makeHome();
        const real: Real = { home, clock: fixedClock(1_700_000_000_000), store: undefined as unknown as EventStore };
        real.store = await home.open(real.clock);
        try {
          const clock = fixedClock(1_700_000_000_000);
          await fc.asyncModelRun(() => ({ model: { store: new MemoryEventStore(clock), clock }, real }), script);
        } finally {
          await real.store.close();
          await home.remove();
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);
}
