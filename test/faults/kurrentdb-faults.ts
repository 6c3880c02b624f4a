import { setTimeout as wait } from 'node:timers/promises';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { checkLedger } from './kurrentdb-check.js';
import { Rig } from './kurrentdb-rig.js';
import type { ServerControl } from './kurrentdb-rig.js';
import { troubles } from './kurrentdb-troubles.js';
import { Writers } from './kurrentdb-writers.js';

export interface KurrentFaultsReport {
  readonly rounds: number;
  /** Rounds by fault; there are several in most. */
  readonly troubles: Readonly<Record<string, number>>;
  /** What cannot be made here, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly acknowledged: number;
  /** Appends of which nobody knew whether they had happened, and that were repeated until somebody did. */
  readonly repeated: number;
  readonly conflicts: number;
  readonly refused: number;
  readonly abandoned: number;
  readonly faults: readonly string[];
}

export interface KurrentFaultsOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly writers?: number;
  /** Which troubles are made; all that there are, unless told. */
  readonly only?: readonly string[];
  /** Told after every round. */
  readonly onRound?: (round: number, made: readonly string[]) => void;
  /** Ends it before its time, and throws. */
  readonly signal?: AbortSignal;
}

/** Everything is read again after every round: after so many a new ledger is begun. */
const roundsOfLedger = 10;
const mostAtOnce = 3;
const latestMs = 250;

/**
 * Makes trouble for the nodes of a ledger, its server and the network between them while writers append, round after
 * round, several kinds at once. Each trouble ends, and then everything that was told must be true.
 */
export async function kurrentdbFaultsLoop(
  server: ServerControl,
  folder: string,
  { rounds, seed, writers: count = 6, only = Object.keys(troubles), onRound, signal }: KurrentFaultsOptions,
): Promise<KurrentFaultsReport> {
  const random = mulberry32(seed);
  const made: Record<string, number> = {};
  const leftOut: Record<string, string> = {};
  const faults: string[] = [];
  const totals = { acknowledged: 0, repeated: 0, conflicts: 0, refused: 0, abandoned: 0 };
  let round = 0;
  while (round < rounds && faults.length === 0) {
    // What happens at once takes its numbers in another order each time; which troubles a round has, the seed tells.
    const atOnce = mulberry32(Math.floor(random() * 2 ** 32));
    const rig = await Rig.start(server, folder, atOnce);
    try {
      const kinds = possible(only, rig, leftOut);
      const writers = new Writers(rig, atOnce);
      for (let i = 0; i < roundsOfLedger && round < rounds && faults.length === 0; i++, round++) {
        signal?.throwIfAborted();
        const chosen = choose(kinds, made, random);
        for (const kind of chosen) made[kind] = (made[kind] ?? 0) + 1;
        const found = await oneRound(rig, writers, chosen, count, atOnce);
        faults.push(...found.map((fault) => `Round ${round + 1} (${chosen.join()}): ${fault}`));
        onRound?.(round, chosen);
      }
      for (const { outcome, repetitions } of writers.written) {
        if (outcome === 'ok') totals.acknowledged++;
        if (outcome === 'conflict') totals.conflicts++;
        if (outcome === 'refused') totals.refused++;
        if (outcome === 'unknown') totals.abandoned++;
        else if (repetitions > 0) totals.repeated++;
      }
    } finally {
      await rig.end();
    }
  }
  return { rounds: round, troubles: made, leftOut, ...totals, faults };
}

function possible(kinds: readonly string[], rig: Rig, leftOut: Record<string, string>): string[] {
  return kinds.filter((kind) => {
    const lacking = troubles[kind]!.lacking?.(rig);
    if (lacking !== undefined) leftOut[kind] = lacking;
    return lacking === undefined;
  });
}

/** One to three kinds: first the one that was made least. */
function choose(kinds: readonly string[], made: Readonly<Record<string, number>>, random: () => number): string[] {
  const shuffled = kinds.map((kind) => ({ kind, at: random() })).toSorted((a, b) => a.at - b.at);
  const least = shuffled.toSorted((a, b) => (made[a.kind] ?? 0) - (made[b.kind] ?? 0))[0]!.kind;
  const others = shuffled.filter(({ kind }) => kind !== least).map(({ kind }) => kind);
  const chosen = [least, ...others.slice(0, Math.floor(random() * mostAtOnce))];
  // One server and one process at a time are killed, paused and started by one of them.
  return chosen.filter((kind, i) => !chosen.slice(0, i).some((other) => takesTheSame(kind, other)));
}

function takesTheSame(one: string, other: string): boolean {
  return troubles[one]!.takes?.some((taken) => troubles[other]!.takes?.includes(taken)) === true;
}

async function oneRound(
  rig: Rig,
  writers: Writers,
  kinds: readonly string[],
  count: number,
  random: () => number,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const acknowledged = (): number =>
    writers.written.reduce((most, { places }) => Math.max(most, ...(places ?? []).map(({ sequence }) => sequence)), 0);
  const writing = writers.run(count);
  const node = rig.nodes[Math.floor(random() * rig.nodes.length)]!;
  try {
    await Promise.all(
      kinds.map(async (kind) => {
        const other = rig.nodes[Math.floor(random() * rig.nodes.length)]!;
        await wait(random() * latestMs);
        const { takes, make } = troubles[kind]!;
        await make({ rig, node: takes?.includes('node') === true ? node : other, random, acknowledged, faults });
      }),
    );
    for (const { network } of rig.nodes) network?.heal();
    await wait(random() * 100);
  } finally {
    writers.stop();
  }
  await writing;
  return [...faults, ...(await checkLedger(rig, writers)).faults];
}
