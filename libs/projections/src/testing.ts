import type { Instant } from '#core/time.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { Cell, Quarantine } from '#read-store/port.js';
import type { Row } from '#read-store/row-list.js';
import { compileProjection } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import type { IndexRow, ParameterValues, ProjectionDefinition } from './definition.js';
import { Follower } from './follower.js';
import { GivenEvent } from './given-event.js';
import { canonicalContents, contentsOf, naiveContents } from './naive-projection.js';
import { projectionReads } from './projection-reader.js';
import type { ProjectionView, ReadDocument } from './projection-reader.js';

/** What a projection makes of the facts that were given. */
export interface FoldedFacts<Doc> {
  /** Of the one key that there is. @throws when there are none or several */
  readonly document: Doc;
  readonly documents: Readonly<Record<string, Doc>>;
  readonly rows: Readonly<Record<string, Row>>;
  readonly cells: readonly Cell[];
  /** Keys that are set apart, and why. */
  readonly quarantined: Readonly<Record<string, Quarantine>>;
}

/** An event before the ledger has placed it, or one that has been recorded. */
export type GivenFact = UnplacedEvent | RecordedEvent;

const distantFuture: Instant = 253_402_300_799_999;

/**
 * For the specs of projections: `const { document } = await given(facts).fold(promises)`.
 *
 * Every fold also checks what every projection has to keep: the same facts give the same twice, in any order of arrival
 * and in any chunks (so a document may not hold one object in two places, or a part of an event that it changes later);
 * the totals are the sum of what the documents contribute. A projection that breaks a rule throws, with a sentence that
 * says which. A key that was set apart has no `document` here: see `quarantined`.
 */
export function given(facts: readonly GivenFact[], options: { parameters?: ParameterValues; until?: Instant } = {}) {
  return {
    async fold<Doc extends object, Parameters extends ParameterValues, R extends IndexRow, View>(
      definition: ProjectionDefinition<Doc, Parameters, R, View>,
    ): Promise<FoldedFacts<Doc>> {
      const kit = new Kit(definition, facts, options.parameters ?? {}, options.until ?? distantFuture);
      return (await kit.check()) as FoldedFacts<Doc>;
    },
  };
}

class Kit {
  constructor(
    private readonly definition: AnyDefinition,
    private readonly facts: readonly GivenFact[],
    private readonly parameters: ParameterValues,
    private readonly until: Instant,
  ) {}

  async check(): Promise<FoldedFacts<object>> {
    const inOrder = this.facts.map((_, i) => i);
    const whole = await this.run(inOrder, this.facts.length);
    this.require(
      (await this.run(inOrder, this.facts.length)).text === whole.text,
      'gives something else the second time',
    );
    for (const size of [1, 2, 3]) {
      this.require((await this.run(inOrder, size)).text === whole.text, `gives something else in chunks of ${size}`);
    }
    // Two facts of one place are told apart by their arrival, so only where places differ is every order the same.
    if (this.definition.order !== 'recorded' && this.placesDiffer()) {
      for (const order of [inOrder.toReversed(), interleaved(inOrder)]) {
        this.require(
          (await this.run(order, 2)).text === whole.text,
          'gives something else when its facts arrive in another order',
        );
      }
    }
    const naive = canonicalContents(naiveContents(this.definition, whole.events, this.until, this.parameters));
    this.require(
      naive === whole.text,
      'has totals that are not the sum of its documents, or documents that depend on more than their facts',
    );
    return whole.folded;
  }

  private async run(
    order: readonly number[],
    chunk: number,
  ): Promise<{ text: string; events: readonly RecordedEvent[]; folded: FoldedFacts<object> }> {
    const clock = { now: () => this.until };
    const ledger = new MemoryEventStore(clock);
    const store = new MemoryReadStore();
    const compiled = compileProjection(this.definition, this.parameters);
    const build = await store.create(compiled.name, 'test');
    const follower = new Follower(compiled, build, ledger, clock);
    for (let start = 0; start < order.length; start += chunk) {
      for (const i of order.slice(start, start + chunk)) {
        const event = unplaced(this.facts[i]!);
        await ledger.append({ stream: event.stream, expected: 'any', events: [event] });
      }
      const events = [...ledger.readAll({ from: follower.position + 1 })];
      await follower.advance(events.map((event) => new GivenEvent(event)));
    }
    await store.activate(build.info.id);
    return projectionReads(store, () => true).read(compiled.name, (view) => ({
      text: canonicalContents(contentsOf(view)),
      events: [...ledger.readAll()],
      folded: foldedOf(compiled.name, view),
    }));
  }

  private placesDiffer(): boolean {
    const places = new Set(this.facts.map(({ occurredAt, ordinal }) => `${occurredAt}/${ordinal}`));
    return places.size === this.facts.length;
  }

  private require(holds: boolean, what: string): void {
    if (!holds) throw new Error(`The projection ${this.definition.name} ${what}.`);
  }
}

function foldedOf(name: string, view: ProjectionView): FoldedFacts<object> {
  const found = [...view.documents<object>()];
  const pairs = <T>(of: (read: ReadDocument<object>) => T | undefined): Readonly<Record<string, T>> =>
    Object.fromEntries(
      found.flatMap((read) => {
        const value = of(read);
        return value === undefined ? [] : [[read.key, value] as const];
      }),
    );
  return {
    documents: pairs(({ document }) => document),
    rows: pairs(({ key }) => view.row(key)),
    cells: [...view.cells([])],
    quarantined: pairs(({ quarantine }) => quarantine),
    get document() {
      const [only] = found;
      if (only === undefined || found.length > 1)
        throw new Error(`The projection ${name} has ${found.length} documents.`);
      if (only.quarantine !== undefined) {
        throw new Error(`The projection ${name} threw in ${only.quarantine.step}: ${only.quarantine.message}`);
      }
      return only.document!;
    },
  };
}

/** Every other one first: 0, 2, 4 …, then 1, 3, 5 …. */
function interleaved(order: readonly number[]): number[] {
  return [...order.filter((i) => i % 2 === 0), ...order.filter((i) => i % 2 === 1)];
}

function unplaced(fact: GivenFact): UnplacedEvent {
  const { sequence: _s, revision: _r, recordedAt: _a, leaf: _l, ...event } = fact as RecordedEvent;
  return event;
}
