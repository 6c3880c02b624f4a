import { setTimeout } from 'node:timers/promises';
import type { Projections } from '#projections/engine/projection-runtime.js';
import {
  builtInProjections,
  EngineBench,
  historyEvents,
  patienceMs,
  relationshipCount,
  requestsOf,
  type Rebuild,
} from './engine-bench.js';
import { EngineEvents } from './engine-events.js';
import { peerEvents, peerFigures, peerProjections, peerStreams, PeerEvents } from './engine-peers.js';
import { medianOf, percentileOf, type Figure, type Measured } from './figure.js';
import type { Looking, PlainRun } from './plain-loop.js';

/** The engine keeps totals and rows for every moment: it looks at them after each input, and so does what it is held against. */
const looking: Looking = 'each-input';

/** @param threads how many fold beside the one that has the ledger */
function rebuildFigure(name: string, threads: number, how: string): Figure {
  return {
    name,
    what: `all built-in projections durably from ${historyEvents.toLocaleString('en')} events of ${relationshipCount.toLocaleString('en')} relationships, ${how}`,
    unit: 'events/s',
    async prepare(): Promise<Measured> {
      const bench = await EngineBench.shared();
      const registry = threads === 0 ? await builtInProjections() : await bench.bundledProjections();
      const rebuilds: Rebuild[] = [];
      const loops: PlainRun[] = [];
      return {
        value: async () => {
          const rebuild = await bench.rebuild(registry, threads);
          rebuilds.push(rebuild);
          return rebuild.events / rebuild.seconds;
        },
        reference: {
          name: 'the same folds, rollups and index rows over an array, nothing stored, in one thread',
          value: async () => {
            const loop = await bench.foldPlainly(looking);
            requireSameDocuments(rebuilds.at(-1)!, loop);
            loops.push(loop);
            return loop.events / loop.seconds;
          },
        },
        detail: () => rebuildDetail(rebuilds, loops),
        dispose: () => bench.close(),
      };
    },
  };
}

const rebuild1 = rebuildFigure('engine.rebuild1', 0, 'one thread');
const rebuild2 = rebuildFigure('engine.rebuild2', 2, 'two threads that fold');

const applications: Figure = {
  name: 'engine.applications',
  what: `facts folded or counted by the built-in projections, of ${historyEvents.toLocaleString('en')} events, two threads that fold`,
  unit: 'applications/s',
  async prepare(): Promise<Measured> {
    const bench = await EngineBench.shared();
    const registry = await bench.bundledProjections();
    // Types that a projection ignores are not counted.
    const loop = await bench.foldPlainly('last-input');
    return {
      value: async () => {
        const rebuild = await bench.rebuild(registry, 2);
        requireSameDocuments(rebuild, loop);
        return loop.applications / rebuild.seconds;
      },
      detail: () => ({ applications: loop.applications, events: loop.events }),
      dispose: () => bench.close(),
    };
  },
};

/** As small as a quick look wants it: the tenth has as many relationships for each event. */
const scaleEvents = { tenth: Math.max(1, Math.round(historyEvents / 10)), whole: historyEvents };

const scale10: Figure = {
  name: 'engine.scale10',
  what: `how many times as long ${scaleEvents.whole.toLocaleString('en')} events take as ${scaleEvents.tenth.toLocaleString('en')}, two threads that fold`,
  unit: 'times',
  async prepare(): Promise<Measured> {
    const seconds: Record<keyof typeof scaleEvents, number[]> = { tenth: [], whole: [] };
    const bench = {
      tenth: await EngineBench.own(scaleEvents.tenth, new EngineEvents(Math.max(1, relationshipCount / 10))),
      whole: await EngineBench.shared(),
    };
    const take = async (which: keyof typeof scaleEvents): Promise<number> => {
      const rebuild = await bench[which].rebuild(await bench[which].bundledProjections(), 2);
      seconds[which].push(rebuild.seconds);
      return rebuild.seconds;
    };
    return {
      value: async () => (await take('whole')) / (await take('tenth')),
      detail: () => ({
        events: scaleEvents,
        seconds: { tenth: medianOf(seconds.tenth), whole: medianOf(seconds.whole) },
      }),
      dispose: async () => {
        await bench.tenth.close();
        await bench.whole.close();
      },
    };
  },
};

function requireSameDocuments({ documents }: Rebuild, loop: PlainRun): void {
  for (const [name, count] of Object.entries(loop.documents)) {
    if (documents[name] !== count) throw new Error(`${name}: ${documents[name]} documents, ${count} by the plain loop`);
  }
}

function rebuildDetail(rebuilds: readonly Rebuild[], loops: readonly PlainRun[]): Record<string, unknown> {
  const [{ events, documents }, { byProjection, applications }] = [rebuilds[0]!, loops[0]!];
  const microseconds = (seconds: readonly number[]) => Number(((medianOf(seconds) / events) * 1e6).toFixed(2));
  const total = microseconds(rebuilds.map(({ seconds }) => seconds));
  const fold = microseconds(loops.map(({ seconds }) => seconds));
  return {
    looking,
    microsecondsAnEvent: { total, fold, overhead: Number((total - fold).toFixed(2)) },
    cpuMicrosecondsAnEvent: microseconds(rebuilds.map(({ cpuSeconds }) => cpuSeconds)),
    flushSeconds: Number(medianOf(rebuilds.map((one) => one.seconds - one.servingSeconds)).toFixed(2)),
    applicationsAnEvent: Number((applications / events).toFixed(2)),
    foldMicrosecondsByProjection: Object.fromEntries(
      Object.keys(byProjection).map((name) => [name, microseconds(loops.map((loop) => loop.byProjection[name]!))]),
    ),
    documents,
  };
}

const peers: Figure = {
  name: 'engine.peers',
  what: `three simple projections durably from ${peerEvents.toLocaleString('en')} events of ${peerStreams.toLocaleString('en')} streams`,
  unit: 'events/s',
  async prepare(): Promise<Measured> {
    const bench = await EngineBench.own(peerEvents, new PeerEvents());
    return {
      value: async () => {
        const { events, seconds } = await bench.rebuild(peerProjections);
        return events / seconds;
      },
      detail: () => ({ others: peerFigures }),
      dispose: () => bench.close(),
    };
  },
};

const lagHistory = Math.min(100_000, historyEvents);
const lagSeconds = 10;
const ticksASecond = 100;
const eventsATick = 10;
/** As the server does on a machine of two cores; `TEND_BENCH_THREADS=0`: as it was without threads. */
const lagThreads = Number(process.env['TEND_BENCH_THREADS'] ?? 1);

const lag: Figure = {
  name: 'engine.lag',
  what: `p99 from the append of an event to its being folded into every projection, at ${(ticksASecond * eventsATick).toLocaleString('en')} single events/s`,
  unit: 'ms',
  async prepare(): Promise<Measured> {
    // What is appended live has just happened: of an old event the engine would let years pass behind each one.
    const begunMs = Date.now();
    const occurredAt = (position: number) =>
      position < lagHistory ? begunMs - (lagHistory - position) * 10_000 : Date.now();
    const bench = await EngineBench.own(lagHistory, new EngineEvents(relationshipCount, occurredAt));
    const { projections, remove } = await bench.projections(await bench.bundledProjections(), lagThreads);
    await projections.start();
    await projections.waitForAll({ timeoutMs: patienceMs });
    const durableP99: number[] = [];
    const medians: number[] = [];
    return {
      value: async () => {
        const round = await lagOf(bench, projections);
        durableP99.push(percentileOf(round.durableMs, 0.99));
        medians.push(percentileOf(round.visibleMs, 0.5));
        return percentileOf(round.visibleMs, 0.99);
      },
      detail: () => ({
        medianMs: medianOf(medians),
        durableP99Ms: medianOf(durableP99),
        historyEvents: lagHistory,
        threads: lagThreads,
      }),
      dispose: async () => {
        await projections.stop();
        remove();
        await bench.close();
      },
    };
  },
};

/** Appends at a steady rate. Times count from when an event was due, so that a pause of the process counts too. */
async function lagOf(
  { ledger, events }: EngineBench,
  projections: Projections,
): Promise<{ durableMs: number[]; visibleMs: number[] }> {
  const dueMs = new Map<number, number>();
  const [durableMs, visibleMs]: [number[], number[]] = [[], []];
  const positions = new Map(projections.status().map(({ name, position }) => [name, position]));
  const settle = (): void => {
    const nowMs = performance.now();
    const folded = Math.min(...positions.values());
    // They were acknowledged in order, or nearly so.
    for (const [sequence, since] of dueMs) {
      if (sequence > folded) break;
      visibleMs.push(nowMs - since);
      dueMs.delete(sequence);
    }
  };
  const stop = projections.onCommit(({ name, position }) => {
    positions.set(name, position);
    settle();
  });
  const appending: Promise<void>[] = [];
  const append = async (request: ReturnType<typeof requestsOf>[number], since: number): Promise<void> => {
    const { events: placed } = await ledger.append(request);
    durableMs.push(performance.now() - since);
    for (const { sequence } of placed) dueMs.set(sequence, since);
    settle();
  };
  const startedMs = performance.now();
  for (let tick = 0; tick < lagSeconds * ticksASecond; tick++) {
    const since = startedMs + (tick * 1000) / ticksASecond;
    await setTimeout(Math.max(0, since - performance.now()));
    for (const event of events.take(eventsATick)) {
      appending.push(append({ stream: event.stream, expected: 'any', events: [event] }, since));
    }
  }
  await Promise.all(appending);
  await projections.waitForAll({ timeoutMs: patienceMs });
  settle();
  stop();
  if (dueMs.size > 0) throw new Error(`${dueMs.size} events never became visible`);
  return { durableMs, visibleMs };
}

export const figures: readonly Figure[] = [rebuild1, rebuild2, applications, scale10, peers, lag];
