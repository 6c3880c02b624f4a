import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryFlipLoop } from './directory-flip.js';
import { importKillLoop } from './import-kill.js';
import { flipLoop } from './ledger-flip.js';
import { killLoop } from './ledger-kill.js';
import { kurrentdbFaultsLoop } from './kurrentdb-faults.js';
import { campaignServer } from './kurrentdb-server.js';
import { nodesFaultsLoop } from '../nodes/nodes-faults.js';
import { projectionsKillLoop } from './projections-kill.js';
import { serverKillLoop } from './server-kill.js';
import { doctorFaults } from './tend-process.js';

type Campaign = (folder: string, count: number, seed: number) => Promise<{ readonly faults: readonly string[] }>;

const help = `npm run faults -- CAMPAIGN [COUNT] [SEED]

  ledger-kill       kills a writer of the bare ledger, 50 times
  ledger-flip       flips a byte of the bare ledger, 200 times
  import-kill       kills tend import, 50 times
  projections-kill  kills what folds, rebuilds, activates, rolls back and drops builds, 100 times
  server-kill       kills the server while 64 clients append, 50 times
  directory-flip    flips a byte of a whole data directory, 200 times
  kurrentdb         kills, pauses and restarts a server, its nodes, their disks and the network between them while they
                    append, 1000 rounds. The server is a double, unless TEND_FAULTS_SERVER names a program that keeps a
                    real one, without TLS, at a port of this machine and in a directory: it is called with
                    start PORT DIR | kill DIR | pause DIR | resume DIR | back DIR (start again what was killed), and is to
                    end when that is done. Where it keeps a cluster, TEND_FAULTS_URL is the address for clients.
  nodes             kills and pauses three whole nodes, Redis, its leases and the server while clients record 200
                    touchpoints a second, 60 rounds
  nodes-load        kills one of three nodes while clients record 500 touchpoints a second, 5 times

Prints a line of JSON, and ends with 1 when there is a fault.`;

/** The long campaigns, of which the specs run a slice. The seed is printed, so that a fault can be met again. */
const campaigns: Readonly<Record<string, { readonly count: number; readonly run: Campaign }>> = {
  'ledger-kill': {
    count: 50,
    run: (folder, rounds, seed) => killLoop(join(folder, 'ledger'), { rounds, seed, writers: 64 }),
  },
  'ledger-flip': {
    count: 200,
    run: async (folder, flips, seed) => {
      const ledger = join(folder, 'ledger');
      const kills = await killLoop(ledger, { rounds: 3, seed, writers: 64 });
      return kills.faults.length > 0 ? kills : flipLoop(ledger, join(folder, 'copy'), { flips, seed });
    },
  },
  'import-kill': {
    count: 50,
    run: (folder, rounds, seed) => importKillLoop(folder, { rounds, seed, tickets: 2500 }),
  },
  'server-kill': {
    count: 50,
    run: (folder, rounds, seed) =>
      serverKillLoop(join(folder, 'data'), { rounds, seed, clients: 64, doctor: doctorFaults }),
  },
  'projections-kill': { count: 100, run: (folder, rounds, seed) => projectionsKillLoop(folder, { rounds, seed }) },
  'directory-flip': { count: 200, run: (folder, flips, seed) => directoryFlipLoop(folder, { flips, seed }) },
  'nodes': {
    count: 60,
    run: (_folder, rounds, seed) =>
      nodesFaultsLoop({ rounds, seed, perSecond: 200, secondsOfRound: 8, checkEvery: 10 }),
  },
  'nodes-load': {
    count: 5,
    run: (_folder, rounds, seed) =>
      nodesFaultsLoop({ rounds, seed, perSecond: 500, secondsOfRound: 15, trouble: 'node-kill', checkEvery: 5 }),
  },
  'kurrentdb': {
    count: 1000,
    run: async (folder, rounds, seed) => {
      const { server, end } = await campaignServer(join(folder, 'server'));
      try {
        return await kurrentdbFaultsLoop(server, folder, { rounds, seed, onRound: tellRound });
      } finally {
        await end();
      }
    },
  },
};

function tellRound(round: number, made: readonly string[]): void {
  console.log(`${round + 1} ${made.join()}`);
}

const [name = '', givenCount, givenSeed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const campaign = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
const [count, seed] = [Number(givenCount ?? campaign?.count), Number(givenSeed)];
if (campaign === undefined || !Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error(help);
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'tend-faults-'));
  console.log(`${name}, ${count} times, seed ${seed}`);
  try {
    const report = await campaign.run(folder, count, seed);
    console.log(JSON.stringify({ campaign: name, seed, ...report }));
    process.exitCode = report.faults.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
