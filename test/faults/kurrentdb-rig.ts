import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KurrentTimeouts } from '#event-store/kurrentdb/time-outs.js';
import { NodeProcess } from './kurrentdb-node-process.js';
import type { NodeState } from './kurrentdb-node-calls.js';
import { TcpProxy } from './tcp-proxy.js';

/** What is done to a server: the double in a process of its own, or a real one by command. */
export interface ServerControl {
  readonly url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to end; not every one can be. */
  term?(): Promise<void>;
  pause(): Promise<void> | void;
  resume(): Promise<void>;
}

/** So short that a round is over soon; what is behind them is the same. */
export const shortTimeouts: KurrentTimeouts = {
  attemptMs: 250,
  patienceMs: 1500,
  firstPauseMs: 10,
  lastPauseMs: 100,
  openingMs: 3000,
};
const keepAlive = 'keepAliveInterval=250&keepAliveTimeout=250';

/** A node, its mirror and the network between it and the server. */
export interface RigNode {
  readonly process: NodeProcess;
  /** None where the server is a cluster: its nodes tell their own addresses. */
  readonly network: TcpProxy | undefined;
  readonly mirror: string;
}

/** Nodes of one new ledger on a server. */
export class Rig {
  private constructor(
    readonly server: ServerControl,
    readonly prefix: string,
    readonly nodes: readonly RigNode[],
  ) {}

  static async start(server: ServerControl, folder: string, random: () => number, count = 3): Promise<Rig> {
    const prefix = `tend.${randomUUID()}.`;
    const nodes = await Promise.all(
      Array.from({ length: count }, async () => {
        const mirror = join(folder, randomUUID());
        const port = () => Number(/:(\d+)/.exec(server.url)![1]);
        const network = isCluster(server.url) ? undefined : await TcpProxy.start(port, random);
        const url =
          network === undefined ? server.url : server.url.replace(/\/\/[^/?]+/, `//127.0.0.1:${network.port}`);
        const address = `${url}${url.includes('?') ? '&' : '?'}${keepAlive}`;
        return {
          process: new NodeProcess({ directory: mirror, url: address, prefix, timeouts: shortTimeouts }),
          network,
          mirror,
        };
      }),
    );
    const rig = new Rig(server, prefix, nodes);
    const started = await Promise.allSettled(nodes.map(({ process }) => process.start()));
    for (const start of started) {
      if (start.status === 'fulfilled') continue;
      await rig.end();
      throw start.reason;
    }
    return rig;
  }

  /** As if the disk of a node had been lost: it begins with an empty mirror. @returns what it shows when it is open */
  async loseMirror({ process, mirror }: RigNode): Promise<NodeState> {
    await process.kill();
    rmSync(mirror, { recursive: true, force: true });
    return process.start();
  }

  async end(): Promise<void> {
    for (const { process, network, mirror } of this.nodes) {
      process.resume();
      await process.kill();
      await network?.close();
      rmSync(mirror, { recursive: true, force: true });
    }
  }
}

function isCluster(url: string): boolean {
  return url.includes('+discover');
}
