import { expect } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { lastInstant } from '#core/time.js';
import type { Instant } from '#core/time.js';
import type { Cell, Quarantine } from '#read-store/port.js';
import type { Row } from '#read-store/row-list.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import type { IndexRow, ParameterValues, ProjectionDefinition, Signal } from '../definition/definition.js';
import type { ProjectionView, ReadDocument, ViewError } from '../queries/projection-reader.js';
import { signalIdOf } from '../signals/signals.js';
import { checkedRun } from './testing-checks.js';
import { instantOf } from './testing-facts.js';
import type { At } from './testing-facts.js';
import { arrivalOf } from './testing-runs.js';
import type { GivenFact, KitRun } from './testing-runs.js';

export {
  colleague,
  customer,
  duplicate,
  fact,
  feedHeartbeat,
  feedStarted,
  feedStopped,
  late,
  published,
  reinstatement,
  retraction,
} from './testing-facts.js';
export type { At } from './testing-facts.js';
export type { GivenFact } from './testing-runs.js';

/** What a projection makes of the facts that were given. */
export interface FoldedFacts<Doc> {
  /** Of the one key that there is. @throws LedgerError when there are none or several, or when it was set apart */
  readonly document: Doc;
  readonly documents: Readonly<Record<string, Doc>>;
  /** As lists show them: with what `viewRow` makes. */
  readonly rows: Readonly<Record<string, Row>>;
  /** What `view` makes of the documents. */
  readonly views: Readonly<Record<string, unknown>>;
  /** What `view` and `viewRow` threw. */
  readonly viewErrors: Readonly<Record<string, ViewError>>;
  readonly cells: readonly Cell[];
  /** Of the keys that have some. */
  readonly signals: Readonly<Record<string, readonly Signal[]>>;
  /** Keys that are set apart, and why. */
  readonly quarantined: Readonly<Record<string, Quarantine>>;
}

interface Options {
  /** Of the projection; the others are as it says. */
  readonly parameters?: ParameterValues;
  /** Time passes until then; without it as long as is asked for and until the last fact is there, else to the end of 9999. */
  readonly until?: At;
}

/**
 * For the specs of projections:
 *
 * ```ts
 * const asked = fact('MessageReceived', '2024-03-01T10:00Z');
 * const answer = fact('MessageSent', '2024-03-02T10:00Z');
 * await given([asked, late(answer, '2024-03-09T08:00Z')]).of(waiting).asOf('2024-03-05T00:00Z').expect({ … });
 * await given([asked, answer]).of(waiting).knownBy('2024-03-01T12:00Z').expect({ … });
 * await given([asked]).of(waiting).asOf('2024-03-05T00:00Z').expectView({ waitingDays: 4 });
 * const { rows, cells } = await given([asked, answer]).fold(waiting);
 * ```
 *
 * Facts are given in the order in which they become known. Every fold also checks what every projection has to keep: the
 * same facts give the same twice, in any order of arrival, in any chunks, after a restart, and while time passes (so a
 * document may not hold one object in two places); the totals are the sum of what the documents contribute; lists and
 * totals of the past are those of the documents then; what is viewed depends on nothing but what is kept, the instant and
 * the rules of then; no clock, no randomness, no timer and no I/O; nothing frozen is
 * changed. A projection that breaks a rule throws, with a sentence that says which. A key that was set apart has no
 * `document` here: see `quarantined`.
 */
export function given(facts: readonly GivenFact[], options: Options = {}): Given {
  return new Given(facts, options);
}

class Given {
  constructor(
    private readonly facts: readonly GivenFact[],
    private readonly options: Options,
  ) {}

  /** All that is made of the facts in the end. */
  async fold<Doc extends object, Parameters extends ParameterValues, R extends IndexRow, View>(
    definition: ProjectionDefinition<Doc, Parameters, R, View>,
  ): Promise<FoldedFacts<Doc>> {
    const run = await new Checked(definition, this.facts, this.options).run();
    return run.read((view) => foldedOf(definition.name, view)) as FoldedFacts<Doc>;
  }

  /** Begins a question about what one projection makes of them. */
  of<Doc extends object, Parameters extends ParameterValues, R extends IndexRow, View>(
    definition: ProjectionDefinition<Doc, Parameters, R, View>,
  ): Question<Doc, R, View> {
    return new Question(new Checked(definition, this.facts, this.options), {});
  }
}

interface Asked {
  readonly asOf?: Instant;
  readonly knownBy?: Instant;
  readonly key?: string;
}

/** What is asked of one projection, and what the answer has to be. */
class Question<Doc, R, View> {
  constructor(
    private readonly checked: Checked,
    private readonly asked: Asked,
  ) {}

  /** What had occurred by then, deadlines and rules included. */
  asOf(at: At): Question<Doc, R, View> {
    const { name, order } = this.checked.definition;
    if (order === 'recorded')
      throw new LedgerError('invalid', `In the order of the ledger ask ${name} only by \`knownBy\`.`);
    return this.with({ asOf: instantOf(at) });
  }

  /** As far as it was known then; alone it also says as of when. */
  knownBy(at: At): Question<Doc, R, View> {
    return this.with({ knownBy: instantOf(at) });
  }

  /** Of which key, when there are several. */
  key(key: string): Question<Doc, R, View> {
    return this.with({ key });
  }

  /** What there is then: for what the other members do not say. */
  async folded(): Promise<FoldedFacts<Doc>> {
    const { asOf, knownBy } = this.asked;
    const time = asOf ?? knownBy;
    const run = await this.checked.run(time);
    const { name } = this.checked.definition;
    if (time === undefined) return run.read((view) => foldedOf(name, view)) as FoldedFacts<Doc>;
    const known = run.events.filter(({ recordedAt }) => recordedAt <= (knownBy ?? Infinity)).length;
    return run.readAt(time, known, (view) => foldedOf(name, view)) as FoldedFacts<Doc>;
  }

  /** The document is this one. */
  async expect(document: NoInfer<Doc>): Promise<void> {
    const folded = await this.folded();
    const { key } = this.asked;
    expect(key === undefined ? folded.document : folded.documents[key]).toEqual(document);
  }

  /** What `view` makes of the document is this. @throws LedgerError when it threw */
  async expectView(view: NoInfer<View>): Promise<void> {
    const { views, viewErrors } = await this.folded();
    for (const error of Object.values(viewErrors)) throw this.threw(error);
    this.expectOnly(views, view);
  }

  /** The row that lists show is this one. @throws LedgerError when `viewRow` threw */
  async expectRow(row: NoInfer<R> | IndexRow): Promise<void> {
    const { rows, viewErrors } = await this.folded();
    for (const error of Object.values(viewErrors)) if (error.step === 'viewRow') throw this.threw(error);
    this.expectOnly(rows, row);
  }

  /** The signals, of the key or of all, are these, in any order. */
  async expectSignals(signals: readonly Signal[]): Promise<void> {
    const folded = await this.folded();
    const { key } = this.asked;
    const raised = key === undefined ? Object.values(folded.signals).flat() : (folded.signals[key] ?? []);
    expect(inOrder(raised)).toEqual(inOrder(signals));
  }

  /** The sums of one cell are these; none when there is no such cell. */
  async expectTotal(at: Cell['at'], sums: Readonly<Record<string, number | bigint>>): Promise<void> {
    const { cells } = await this.folded();
    const cell = cells.find((found) => JSON.stringify(found.at) === JSON.stringify(at));
    const wanted = Object.entries(sums).map(([name, sum]) => [name, BigInt(sum)] as const);
    expect(cell?.sums ?? {}).toEqual(Object.fromEntries(wanted.filter(([, sum]) => sum !== 0n)));
  }

  /** There is no document, of the key or of any. */
  async expectNothing(): Promise<void> {
    const { documents } = await this.folded();
    const { key } = this.asked;
    expect(key === undefined ? documents : documents[key]).toEqual(key === undefined ? {} : undefined);
  }

  private expectOnly(found: Readonly<Record<string, unknown>>, wanted: unknown): void {
    const { key } = this.asked;
    expect(key === undefined ? found : found[key]).toEqual(key === undefined ? { [onlyKeyOf(found)]: wanted } : wanted);
  }

  private threw({ step, message }: ViewError): LedgerError {
    return new LedgerError('invalid', `The projection ${this.checked.definition.name} threw in ${step}: ${message}`);
  }

  private with(more: Asked): Question<Doc, R, View> {
    return new Question(this.checked, { ...this.asked, ...more });
  }
}

/** Folds and checks once for all questions that one stretch of time can answer. */
class Checked {
  private readonly runs = new Map<Instant, Promise<KitRun>>();

  constructor(
    readonly definition: AnyDefinition,
    private readonly facts: readonly GivenFact[],
    private readonly options: Options,
  ) {}

  /** @param time the instant that is asked for; without one the end of time */
  async run(time: Instant = lastInstant): Promise<KitRun> {
    const { parameters = {}, until } = this.options;
    const least = until === undefined ? latestOf(this.facts) : instantOf(until);
    // Whoever says how long time passes means also what is asked for in the end.
    const end = until !== undefined && time === lastInstant ? least : Math.max(time, least);
    const { definition, facts } = this;
    if (!this.runs.has(end)) this.runs.set(end, checkedRun({ definition, facts, parameters, until: end }));
    return this.runs.get(end)!;
  }
}

/** When the last of them is there: before that the rules would be held against a part of them only. */
function latestOf(facts: readonly GivenFact[]): Instant {
  return Math.max(0, ...facts.flatMap((one) => [one.occurredAt, arrivalOf(one)]));
}

function inOrder(signals: readonly Signal[]): readonly Signal[] {
  const inAnyOrder = { name: '' };
  const idOf = (signal: Signal): string => signalIdOf(inAnyOrder, '', signal);
  return signals.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

function onlyKeyOf(rows: Readonly<Record<string, unknown>>): string {
  return Object.keys(rows)[0] ?? 'the only key';
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
  const rows = [...view.rows()];
  return {
    documents: pairs(({ document }) => document),
    rows: Object.fromEntries(rows.map(({ key, row }) => [key, row])),
    views: pairs(({ view: seen }) => seen),
    viewErrors: {
      ...Object.fromEntries(rows.flatMap(({ key, viewError }) => (viewError === undefined ? [] : [[key, viewError]]))),
      ...pairs(({ viewError }) => viewError),
    },
    cells: [...view.cells([])],
    signals: Object.fromEntries(Array.from(view.signals(), ({ key, signals }) => [key, signals])),
    quarantined: pairs(({ quarantine }) => quarantine),
    get document() {
      const [only] = found;
      if (only === undefined || found.length > 1)
        throw new LedgerError('invalid', `The projection ${name} has ${found.length} documents.`);
      const { quarantine } = only;
      if (quarantine !== undefined)
        throw new LedgerError('invalid', `The projection ${name} threw in ${quarantine.step}: ${quarantine.message}`);
      return only.document!;
    },
  };
}
