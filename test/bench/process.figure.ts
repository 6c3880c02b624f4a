import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { formatInstant } from '#core/time.js';
import { factOf } from '#domain/fact.js';
import { upcast } from '#domain/upcasting.js';
import { compileProjection } from '#projections/definition/compiled-projection.js';
import { openTend } from '#workspace/local-tend.js';
import type { LocalTend } from '#workspace/local-tend.js';
import type { WritableWorkspace } from '#workspace/workspace.js';
import { builtInProjections, patienceMs, zone } from './engine-bench.js';
import { foldByEngine, secondsOf } from './engine-fold.js';
import { percentileOf, type Figure, type Measured } from './figure.js';
import { foldPlainly, type PlainEvent } from './plain-loop.js';

const file = join(process.env['TEND_TEST_DATA'] ?? resolve('..', 'shared', 'data'), 'process', 'bpic2012.xes.gz');
const log = 'bpic2012';
/** When its last event occurred. */
const lastEvent = Date.parse('2012-03-14T15:04:54.681Z');
const firstEvent = Date.parse('2011-09-30T22:38:44.546Z');

interface Opened {
  readonly tend: LocalTend;
  readonly close: () => Promise<void>;
}

/** A workspace with the log in it; with `follow`, folded and kept up to date. */
async function openedLog(follow: boolean): Promise<Opened> {
  const directory = mkdtempSync(join(tmpdir(), 'tend-process-'));
  const tend = await openTend({ directory: join(directory, 'data'), zone, follow });
  await tend.import(
    { name: 'bpic2012.xes.gz', bytes: createReadStream(file), sizeBytes: statSync(file).size },
    { process: log },
    {},
  );
  if (follow) await (tend.workspace as WritableWorkspace).projections.waitForAll({ timeoutMs: patienceMs });
  const close = async (): Promise<void> => {
    await tend.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { tend, close };
}

const rebuild: Figure = {
  name: 'process.rebuild',
  what: 'events/s of bpic2012 through the projections of processes with steps and signals, nothing stored, one thread',
  unit: 'events/s',
  async prepare(): Promise<Measured> {
    const { tend, close } = await openedLog(false);
    const events: PlainEvent[] = [...tend.workspace.ledger.readAll()].map((event) => ({
      fact: factOf(upcast(event), 1),
      stream: event.stream,
    }));
    await close();
    const { projections } = await builtInProjections();
    const wanted = projections.filter(({ definition }) => definition.name.startsWith('process-'));
    const spentUs: Record<string, number> = {};
    return {
      value: async () => {
        let seconds = 0;
        for (const { definition } of wanted) {
          const spent = secondsOf(() => foldByEngine(compileProjection(definition, { zone }), events, lastEvent));
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

/** What is asked again and again at different moments. */
function askedFigure(name: string, what: string, ask: (tend: LocalTend, round: number) => Promise<number>): Figure {
  return {
    name,
    what,
    unit: 'ms',
    async prepare(): Promise<Measured> {
      const { tend, close } = await openedLog(true);
      let round = 0;
      // What is loaded once is not asked again.
      await ask(tend, round++);
      return { value: () => ask(tend, round++), dispose: close };
    },
  };
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

const asOf = askedFigure(
  'process.asOf',
  'p95 ms of a process of 13,087 cases as of another moment each time, warm',
  async (tend, round) => {
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const share = ((round * 20 + i) * 0.618) % 1;
      const moment = formatInstant(Math.round(firstEvent + share * (lastEvent - firstEvent)), zone);
      times.push(await msOf(() => tend.process(log, { asOf: moment })));
    }
    return percentileOf(times, 0.95);
  },
);

const late = askedFigure(
  'process.late',
  'median ms from a late event of a case to the process with it',
  async (tend, round) => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const body = JSON.stringify({
        type: 'ActivityRecorded',
        id: `late ${round} ${i}`,
        dataset: log,
        occurredAt: `2011-12-01T10:${String(round).padStart(2, '0')}:${String(i).padStart(2, '0')}Z`,
        process: { definition: log, case: '173688', activity: 'Late step', lifecycle: 'complete' },
        parties: [],
        data: {},
      });
      times.push(
        await msOf(async () => {
          await tend.record(body, 'application/json', { wait: 'process-flow' });
          await tend.process(log, {});
        }),
      );
    }
    return percentileOf(times, 0.5);
  },
);

const svg = askedFigure('process.svg', 'ms to draw its map, warm', async (tend) =>
  msOf(() => tend.processMap(log, {})),
);

export const figures: readonly Figure[] = [rebuild, asOf, late, svg];
