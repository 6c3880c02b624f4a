import { setTimeout as wait } from 'node:timers/promises';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { appendUntilGone } from './server-appends.js';
import { checkAcknowledged } from './server-check.js';
import { startServerProcess } from './server-process.js';

export interface ServerKillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly faults: readonly string[];
}

const doctorEvery = 10;

export interface ServerKillOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly clients: number;
  /** Looks at the data directory every ten kills and at the end. @returns what it does not like */
  readonly doctor?: (directory: string) => Promise<string[]>;
}

/**
 * Kills a server while clients append, again and again on one data directory. After each kill every acknowledged event
 * must be there once, whole and in order.
 */
export async function serverKillLoop(directory: string, options: ServerKillOptions): Promise<ServerKillReport> {
  const random = mulberry32(options.seed);
  const acknowledged = new Map<string, string>();
  const faults: string[] = [];
  let kills = 0;
  while (kills < options.rounds && faults.length === 0) {
    const server = await startServerProcess(directory);
    const { events, done } = appendUntilGone(server, options.clients, `kill-${kills}`);
    // A kill before the first answer would prove nothing.
    while (events.size === 0 && server.child.exitCode === null) await wait(5);
    await wait(random() * 2000);
    server.child.kill('SIGKILL');
    const { signal, stderr } = await server.ended;
    await done;
    if (events.size === 0) faults.push(`Kill ${kills + 1} came before anything was acknowledged`);
    if (signal !== 'SIGKILL') faults.push(`The server ended by itself: ${stderr}`);
    kills++;
    for (const [id, externalId] of events) acknowledged.set(id, externalId);
    faults.push(...(await checkAcknowledged(directory, acknowledged)));
    if (kills % doctorEvery === 0 || kills === options.rounds)
      faults.push(...((await options.doctor?.(directory)) ?? []));
  }
  return { kills, acknowledged: acknowledged.size, faults };
}
