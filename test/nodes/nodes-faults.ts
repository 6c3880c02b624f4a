import { setTimeout as wait } from 'node:timers/promises';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { load } from './killed-under-load.js';
import { checkNode } from './node-check.js';
import { NodesRig } from './nodes-rig.js';

/** What happens to nodes and to what they share, while clients record. */
const troubles = {
  /** A node is killed, and comes back. */
  'node-kill': async (rig: NodesRig, name: string) => {
    await rig.stop(name, 'SIGKILL');
    await wait(500);
    await rig.node(name);
  },
  /** A node sleeps for longer than the others believe in it. */
  'node-pause': async (rig: NodesRig, name: string) => {
    rig.running.get(name)!.child.kill('SIGSTOP');
    await wait(4_500);
    rig.running.get(name)!.child.kill('SIGCONT');
  },
  'redis-kill': (rig: NodesRig) => rig.loseRedis(),
  'redis-flush': async (rig: NodesRig) => void (await rig.redis.command('flushall')),
  'redis-failover': (rig: NodesRig) => rig.failOver(),
  /** Who folds what is known to nobody any more, while it is being folded. */
  'lease-lost': async (rig: NodesRig) => {
    const keys = (await rig.redis.command('keys', 'tend:*:leases}:*')) as string[];
    if (keys.length > 0) await rig.redis.command('del', ...keys);
  },
  'server-kill': async (rig: NodesRig) => {
    await rig.ledger.kill();
    await wait(300);
    await rig.ledger.start();
  },
} as const;
type Trouble = keyof typeof troubles;
const names = Object.keys(troubles) as Trouble[];
const nodeNames = ['one', 'two', 'three'] as const;

export interface NodesReport {
  readonly rounds: number;
  readonly troubles: Readonly<Partial<Record<Trouble, number>>>;
  readonly acknowledged: number;
  /** The longest time in which nothing at all was acknowledged, by what had happened. */
  readonly longestPauseMs: Readonly<Partial<Record<Trouble, number>>>;
  readonly faults: readonly string[];
}

export interface NodesOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Touchpoints a second. */
  readonly perSecond: number;
  readonly secondsOfRound: number;
  /** Without it one of all, at random. */
  readonly trouble?: Trouble;
  /** After how many rounds everything is held against what was acknowledged, and against a recomputation. */
  readonly checkEvery: number;
}

/**
 * Three nodes of one ledger, and clients that record all the while; in each round something happens. Nothing that was
 * acknowledged may be lost or doubled, and no document differ from a recomputation.
 */
export async function nodesFaultsLoop(options: NodesOptions): Promise<NodesReport> {
  const { rounds, seed, perSecond, secondsOfRound, checkEvery } = options;
  const random = mulberry32(seed);
  const acknowledged = new Map<string, string>();
  const counts: Partial<Record<Trouble, number>> = {};
  const pauses: Partial<Record<Trouble, number>> = {};
  const faults: string[] = [];
  const rig = await NodesRig.start();
  try {
    for (const name of nodeNames) await rig.node(name);
    let round = 0;
    while (round < rounds && faults.length === 0) {
      const trouble = options.trouble ?? names[Math.floor(random() * names.length)]!;
      const name = nodeNames[Math.floor(random() * nodeNames.length)]!;
      process.stderr.write(`${round + 1} ${trouble} ${name}`);
      const loading = load(() => [...rig.running.values()], {
        clients: 64,
        perSecond,
        seconds: secondsOfRound,
        customers: 50,
        round: `nodes-${round}`,
      });
      await wait(500 + random() * 1_000);
      const [report] = await Promise.all([loading, troubles[trouble](rig, name)]);
      counts[trouble] = (counts[trouble] ?? 0) + 1;
      pauses[trouble] = Math.round(Math.max(pauses[trouble] ?? 0, report.longestPauseMs));
      for (const [id, externalId] of report.acknowledged) acknowledged.set(id, externalId);
      if (report.acknowledged.size !== report.given)
        faults.push(
          `Of ${report.given} touchpoints ${report.acknowledged.size} events were acknowledged`,
          ...report.refusals.slice(0, 5),
        );
      if (++round % checkEvery === 0 || round === rounds) faults.push(...(await checkAll(rig, acknowledged)));
      process.stderr.write(`: ${Math.round(report.longestPauseMs)} ms\n`);
    }
    return { rounds: round, troubles: counts, acknowledged: acknowledged.size, longestPauseMs: pauses, faults };
  } finally {
    await rig.dispose();
  }
}

/** Each node in turn is read by this process instead; the others go on. */
async function checkAll(rig: NodesRig, acknowledged: ReadonlyMap<string, string>): Promise<string[]> {
  const faults: string[] = [];
  for (const name of nodeNames) {
    await rig.stop(name);
    const environment: Record<string, string> = { ...rig.settings(name), TEND_ROLES: 'queries' };
    process.env['TEND_MASTER_KEY_FILE'] = environment['TEND_MASTER_KEY_FILE']!;
    const found = await checkNode(rig.directory(name), environment, acknowledged);
    faults.push(...found.map((fault) => `${name}: ${fault}`));
    await rig.node(name);
  }
  return faults;
}
