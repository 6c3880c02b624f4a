import type { AnyFact } from '#domain/fact.js';
import { factOf } from '#domain/fact.js';
import { documentAt, type Moment } from '#projections/queries/as-of.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { ContextBook } from '#projections/facts/context-book.js';
import { contextOfEvents } from '#projections/facts/fold-context.js';
import { Visibility } from '#projections/facts/visibility.js';
import { EngineBench, patienceMs } from './engine-bench.js';
import { EngineEvents } from './engine-events.js';
import { percentileOf, type Figure, type Measured } from './figure.js';

const asOfProjection = 'relationships';
const questionsARound = 500;
const longQuestionsARound = 20;
/** On the recorded axis: known when nine tenths of the ledger were. */
const olderShare = 0.9;

interface Question {
  readonly id: string;
  readonly moment: Moment;
}

interface AsOf {
  readonly name: string;
  readonly facts: number;
  readonly questions: number;
  /** Which share of the ledger is known at the moments that are asked for. */
  readonly knownShare: number;
  readonly open: () => Promise<EngineBench>;
}

/** A document at a past moment, of so many facts, with a build whose snapshots may save folding. */
function asOfFigure({ name, facts, questions: ofQuestions, knownShare, open }: AsOf): Figure {
  const known = knownShare === 1 ? 'as all is known now' : `as the first ${knownShare * 100} % of the ledger knew it`;
  return {
    name,
    what: `p95 of a relationship's document of ${facts.toLocaleString('en')} facts at a past moment, ${known}`,
    unit: 'ms',
    async prepare(): Promise<Measured> {
      const bench = await open();
      const all = await bench.bundledProjections();
      const wanted = all.projections.filter(({ definition }) => definition.name === asOfProjection);
      const { projections, remove } = await bench.projections({ ...all, projections: wanted });
      await projections.start();
      await projections.waitForAll({ timeoutMs: patienceMs });
      const compiled = projections.definition(asOfProjection);
      const visibility = new Visibility(bench.ledger);
      const book = new ContextBook(bench.ledger);
      const ask = ({ id, moment }: Question) =>
        projections.read(asOfProjection, ({ source: { build } }) => {
          const past = { mirror: bench.ledger, visibility, book, build, now: Date.now() };
          return documentAt(compiled, past, { key: id, value: id }, moment)?.facts;
        });
      const questions = questionsOf(bench, facts, ofQuestions, knownShare);
      const older = questionsOf(bench, facts, ofQuestions, olderShare);
      return {
        value: async () => p95Of(questions, facts, ask),
        reference: {
          name: 'its facts read from the ledger and folded from the first on',
          value: async () => p95Of(questions, facts, (question) => foldFromScratch(bench, compiled, question)),
        },
        detail: () => ({
          questions: questions.length,
          // A snapshot that holds a late fact which was not known then is of no use.
          ...(knownShare === 1 ? { asKnownThenMs: Number(p95Of(older, facts, ask).toPrecision(3)) } : {}),
        }),
        dispose: async () => {
          await projections.stop();
          remove();
          await bench.close();
        },
      };
    },
  };
}

/** Relationships that had so many facts at some moment, as it was known when such a share of the ledger was. */
function questionsOf(
  { ledger, events }: EngineBench,
  facts: number,
  count: number,
  knownShare: number,
): readonly Question[] {
  const known = Math.floor(ledger.head().sequence * knownShare);
  const questions: Question[] = [];
  for (const id of events.customers) {
    const ofIt = [...ledger.readDimension('relationship', id)].filter(({ sequence }) => sequence <= known);
    const last = ofIt[facts - 1];
    // Of two at one instant both had occurred.
    if (last === undefined || ofIt[facts]?.occurredAt === last.occurredAt) continue;
    questions.push({ id, moment: { asOf: last.occurredAt, known } });
    if (questions.length === count) break;
  }
  if (questions.length === 0) throw new Error(`No relationship has ${facts} facts: more events are needed`);
  // Few relationships are asked for again and again.
  return Array.from({ length: count }, (_none, index) => questions[index % questions.length]!);
}

function foldFromScratch({ ledger }: EngineBench, projection: CompiledProjection, { id, moment }: Question): number {
  const until = { occurredAt: moment.asOf, ordinal: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER };
  const facts: AnyFact[] = [];
  for (const event of ledger.readDimension(projection.by, id, { until })) {
    if (event.sequence <= moment.known) facts.push(factOf(event, 1));
  }
  const ctx = contextOfEvents(projection);
  const doc = projection.initial(ctx);
  for (const fact of facts) projection.handlers.get(fact.type)?.(doc, fact, ctx);
  projection.index?.(doc, ctx);
  return facts.length;
}

function p95Of(questions: readonly Question[], facts: number, ask: (question: Question) => number | undefined): number {
  const tookMs = questions.map((question) => {
    const startedMs = performance.now();
    const found = ask(question);
    if (found !== facts) throw new Error(`${found} facts instead of ${facts}`);
    return performance.now() - startedMs;
  });
  return percentileOf(tookMs, 0.95);
}

const longFacts = 50_000;

export const figures: readonly Figure[] = [
  asOfFigure({
    name: 'engine.asOfDocument',
    facts: 100,
    questions: questionsARound,
    knownShare: olderShare,
    open: () => EngineBench.shared(),
  }),
  // One relationship with all of the history.
  asOfFigure({
    name: 'engine.asOfLongDocument',
    facts: longFacts,
    questions: longQuestionsARound,
    knownShare: 1,
    open: () => EngineBench.own(Math.ceil(longFacts * 1.2), new EngineEvents(1)),
  }),
];
