import type { Moment } from '#projections/queries/as-of.js';
import { ContextBook } from '#projections/facts/context-book.js';
import { PastMemory } from '#projections/queries/past-memory.js';
import { PastView } from '#projections/queries/past-view.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { Projections } from '#projections/engine/projection-runtime.js';
import { Visibility } from '#projections/facts/visibility.js';
import { EngineBench, patienceMs } from './engine-bench.js';
import { percentileOf, type Figure, type Measured } from './figure.js';

const questionsARound = 40;
/** On the recorded axis: known when nine tenths of the ledger were. */
const knownShare = 0.9;

/** What is asked of a projection at a moment: its totals, or a page of its list. */
interface Question {
  readonly projection: string;
  readonly ask: (view: ProjectionView) => number;
}

const totals: Question = { projection: 'process-flow', ask: (view) => Array.from(view.cells([])).length };
const page: Question = {
  projection: 'relationships',
  ask: (view) => view.list({ sort: 'lastTouchpoint', direction: 'descending', limit: 50 }).total,
};

/** Everything folded once, to be asked about the past. */
class PastBench {
  private constructor(
    private readonly bench: EngineBench,
    private readonly projections: Projections,
    private readonly remove: () => void,
    private readonly amendments: { readonly visibility: Visibility; readonly book: ContextBook },
  ) {}

  static async open(): Promise<PastBench> {
    const bench = await EngineBench.shared();
    const { projections, remove } = await bench.projections(await bench.bundledProjections());
    await projections.start();
    await projections.waitForAll({ timeoutMs: patienceMs });
    const { ledger } = bench;
    return new PastBench(bench, projections, remove, {
      visibility: new Visibility(ledger),
      book: new ContextBook(ledger),
    });
  }

  /**
   * @param memory of what was answered before
   * @returns what was asked, and how long it took, in milliseconds
   */
  ask(
    { projection, ask }: Question,
    moment: Moment,
    memory?: PastMemory,
  ): { readonly found: number; readonly ms: number } {
    const kept = memory === undefined ? {} : { memory };
    const past = { mirror: this.bench.ledger, now: Date.now(), ...this.amendments, ...kept };
    const compiled = this.projections.definition(projection);
    return this.projections.read(projection, (head) => {
      const startedMs = performance.now();
      const view = new PastView(head, compiled, past, moment);
      const found = view.remembered(() => ask(view))?.answer ?? ask(view);
      return { found, ms: performance.now() - startedMs };
    });
  }

  /** Instants spread over the history, as far as the head knows. */
  moments(count: number): readonly Moment[] {
    const { ledger } = this.bench;
    const { sequence } = ledger.head();
    return Array.from({ length: count }, (_, i) => {
      const { occurredAt } = ledger.at(Math.max(1, Math.floor((sequence * (i + 1)) / (count + 1))))!;
      return { asOf: occurredAt, known: sequence };
    });
  }

  /** What had occurred and was known when so much of the ledger was. */
  knownThen(): Moment {
    const { ledger } = this.bench;
    const known = Math.floor(ledger.head().sequence * knownShare);
    return { asOf: ledger.at(known)!.occurredAt, known };
  }

  /** @returns seconds of a replay under another parameter, compared with what serves */
  async whatIf(name: string, zone: string): Promise<number> {
    const startedMs = performance.now();
    await this.projections.whatIf(name, { parameters: { zone } });
    return (performance.now() - startedMs) / 1000;
  }

  /** @returns seconds of a build beside what serves */
  async rebuild(name: string): Promise<number> {
    const startedMs = performance.now();
    await this.projections.rebuild(name);
    return (performance.now() - startedMs) / 1000;
  }

  async close(): Promise<void> {
    await this.projections.stop();
    this.remove();
    await this.bench.close();
  }
}

function asOf(name: string, what: string, question: Question): Figure {
  return {
    name,
    what: `p95 of ${what} at a past instant, from steps`,
    unit: 'ms',
    async prepare(): Promise<Measured> {
      const bench = await PastBench.open();
      const moments = bench.moments(questionsARound);
      let found = 0;
      return {
        value: async () => {
          const answers = moments.map((moment) => bench.ask(question, moment));
          found = Math.max(...answers.map((answer) => answer.found));
          return percentileOf(
            answers.map(({ ms }) => ms),
            0.95,
          );
        },
        detail: () => ({ questions: questionsARound, found }),
        dispose: () => bench.close(),
      };
    },
  };
}

function knownBy(name: string, what: string, question: Question): Figure {
  return {
    name,
    what: `${what} as of when nine tenths of the ledger were known`,
    unit: 's',
    async prepare(): Promise<Measured> {
      const bench = await PastBench.open();
      const moment = bench.knownThen();
      let found = 0;
      return {
        value: async () => {
          const first = bench.ask(question, moment);
          ({ found } = first);
          return first.ms / 1000;
        },
        detail: () => ({ found }),
        dispose: () => bench.close(),
      };
    },
  };
}

/** The same question once more: what was known then is what it was. */
function knownByAgain(name: string, what: string, question: Question): Figure {
  return {
    name: `${name}Again`,
    what: `${what} as of when nine tenths of the ledger were known, asked again`,
    unit: 's',
    async prepare(): Promise<Measured> {
      const bench = await PastBench.open();
      const moment = bench.knownThen();
      const memory = new PastMemory();
      const first = bench.ask(question, moment, memory);
      let found = 0;
      return {
        value: async () => {
          const again = bench.ask(question, moment, memory);
          ({ found } = again);
          return again.ms / 1000;
        },
        detail: () => ({ found, firstSeconds: Number((first.ms / 1000).toPrecision(3)) }),
        dispose: () => bench.close(),
      };
    },
  };
}

const whatIf: Figure = {
  name: 'engine.whatIf',
  what: 'the relationships replayed in another zone and compared with what serves',
  unit: 's',
  async prepare(): Promise<Measured> {
    const bench = await PastBench.open();
    return {
      value: () => bench.whatIf(page.projection, 'Asia/Tokyo'),
      reference: { name: 'the same projection built anew', value: () => bench.rebuild(page.projection) },
      dispose: () => bench.close(),
    };
  },
};

export const figures: readonly Figure[] = [
  asOf('engine.asOfRollup', 'all totals of the process flow', totals),
  asOf('engine.asOfPortfolio', 'a page of the portfolio', page),
  knownBy('engine.knownByRollup', 'all totals of the process flow', totals),
  knownByAgain('engine.knownByRollup', 'all totals of the process flow', totals),
  knownBy('engine.knownByPortfolio', 'a page of the portfolio', page),
  knownByAgain('engine.knownByPortfolio', 'a page of the portfolio', page),
  whatIf,
];
