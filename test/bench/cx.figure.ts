import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factOf } from '#domain/fact.js';
import { upcast } from '#domain/upcasting.js';
import { bgNbd, mbgNbd } from '#measures/prediction/beta-geometric.js';
import type { AttritionModel } from '#measures/prediction/attrition-model.js';
import { groupCustomers } from '#measures/prediction/customer-groups.js';
import { fitAttrition, type AttritionFit } from '#measures/prediction/fit-attrition.js';
import { paretoNbd } from '#measures/prediction/pareto-nbd.js';
import type { RepeatTransactions } from '#measures/prediction/repeat-transactions.js';
import { compileProjection } from '#projections/definition/compiled-projection.js';
import { chanceOf } from '#workspace/demonstration/chance.js';
import { openTend } from '#workspace/local-tend.js';
import { builtInProjections, zone } from './engine-bench.js';
import { foldByEngine, secondsOf } from './engine-fold.js';
import type { Figure, Measured } from './figure.js';
import { foldPlainly, type PlainEvent } from './plain-loop.js';

/** What is told of a relationship: everything but processes, imports and days. */
const folded = ['trajectory', 'health', 'promises', 'contracts', 'needs', 'replies', 'voice', 'stakeholders'];

const portfolio = { relationships: 500, events: Number(process.env['TEND_BENCH_EVENTS'] ?? 50_000), seed: 1 };

const fold: Figure = {
  name: 'cx.fold',
  what: `events/s of a made-up portfolio through the projections of relationships (${folded.join(', ')}) with steps and signals, nothing stored, one thread`,
  unit: 'events/s',
  async prepare(): Promise<Measured> {
    const events = await portfolioEvents();
    const horizon = Math.max(...events.map(({ fact }) => fact.occurredAt));
    const { projections } = await builtInProjections();
    const wanted = projections.filter(({ definition }) => folded.includes(definition.name));
    const spentUs: Record<string, number> = {};
    return {
      value: async () => {
        let seconds = 0;
        for (const { definition } of wanted) {
          const spent = secondsOf(() => foldByEngine(compileProjection(definition, { zone }), events, horizon));
          spentUs[definition.name] = Number(((spent / events.length) * 1e6).toFixed(2));
          seconds += spent;
        }
        return events.length / seconds;
      },
      reference: {
        name: 'the same folds, rollups and index rows by a plain loop',
        value: async () =>
          events.length /
          secondsOf(() => {
            for (const { definition } of wanted) foldPlainly(definition, events, { zone }, 'each-input');
          }),
      },
      detail: () => ({ events: events.length, microsecondsByProjection: spentUs }),
    };
  },
};

async function portfolioEvents(): Promise<PlainEvent[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tend-bench-'));
  try {
    const tend = await openTend({ directory: join(directory, 'data') });
    await tend.generate(portfolio, {});
    const { ledger } = tend.workspace;
    const events = [...ledger.readAll()].map((event) => ({ fact: factOf(upcast(event), 1), stream: event.stream }));
    await tend.close();
    return events;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What was published for CDNOW (Fader & Hardie): customers are drawn from it. */
const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const models: readonly AttritionModel<string>[] = [bgNbd, mbgNbd, paretoNbd];

function fitFigure(customers: number): Figure {
  return {
    name: `cx.fit${customers}`,
    what: `seconds to fit BG/NBD, MBG/NBD and Pareto/NBD to ${customers.toLocaleString('en')} customers, drawn by the BG/NBD that was published for CDNOW`,
    unit: 's',
    async prepare(): Promise<Measured> {
      const histories = Array.from({ length: customers }, (_, i) => drawnCustomer(i));
      const grouped = groupCustomers(histories);
      let fits: AttritionFit<string>[] = [];
      return {
        value: async () =>
          secondsOf(() => {
            fits = models.map((model) => {
              const fit = fitAttrition(model, histories);
              if ('noFit' in fit) throw new Error(`${model.name}: ${fit.noFit}`);
              return fit;
            });
          }),
        reference: {
          name: 'the likelihood as often as it was asked',
          value: async () =>
            secondsOf(() => {
              for (const [i, { parameters, evaluations }] of fits.entries())
                for (let n = 0; n < evaluations; n++) models[i]!.logLikelihood(parameters, grouped);
            }),
        },
        detail: () => ({
          evaluations: fits.map(({ evaluations }) => evaluations),
          parameters: fits.map(({ parameters }) => parameters),
        }),
      };
    },
  };
}

/** A customer of 27 to 39 weeks, by BG/NBD: after each purchase they leave with a chance of their own. */
function drawnCustomer(seed: number): RepeatTransactions {
  const chance = chanceOf(1, seed);
  const T = 27 + 12 * chance.uniform();
  const rate = chance.gamma(published.r, published.r / published.alpha);
  const [x, y] = [chance.gamma(published.a, published.a), chance.gamma(published.b, published.b)];
  const leaves = x / (x + y);
  let [count, last] = [0, 0];
  for (let at = chance.gamma(1, 1 / rate); at <= T; at += chance.gamma(1, 1 / rate)) {
    [count, last] = [count + 1, at];
    if (chance.happens(leaves)) break;
  }
  return { x: count, tx: last, T };
}

export const figures: readonly Figure[] = [fold, fitFigure(2357), fitFigure(23_570)];
