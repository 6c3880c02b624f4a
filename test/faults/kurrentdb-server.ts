import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { answers } from '../kurrentdb-double/server-health.js';
import { ServerProcess } from '../kurrentdb-double/server-process.js';
import type { ServerControl } from './kurrentdb-rig.js';

const startsWithinMs = 120_000;

export interface CampaignServer {
  readonly server: ServerControl;
  readonly end: () => Promise<void>;
}

/**
 * The server of a campaign: a double of its own; or what the program of `TEND_FAULTS_SERVER` starts, kills, pauses, resumes
 * and brings back (see the help of `npm run faults`).
 * @param directory of the server
 */
export async function campaignServer(directory: string): Promise<CampaignServer> {
  const { TEND_FAULTS_SERVER: program, TEND_FAULTS_URL: url } = process.env;
  if (program !== undefined) return startByProgram(program, directory, url);
  const server = new ServerProcess({ directory });
  await server.start();
  return { server, end: () => server.kill() };
}

async function startByProgram(
  program: string,
  directory: string,
  givenUrl: string | undefined,
): Promise<CampaignServer> {
  mkdirSync(directory, { recursive: true });
  const port = givenUrl === undefined ? await freePort() : Number(/:(\d+)/.exec(givenUrl)![1]);
  const act = async (...words: string[]): Promise<void> => {
    // To the server every variable that begins like this is configuration.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('EVENTSTORE_'));
    const child = spawn(program, words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: Object.fromEntries(environment),
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}`);
  };
  const healthy = async (): Promise<void> => {
    const late = AbortSignal.timeout(startsWithinMs);
    while (!(await answers(port))) {
      if (late.aborted) throw new Error('The server does not answer');
      await wait(20);
    }
  };
  const doing = async (verb: string): Promise<void> => {
    await act(verb, directory);
    await healthy();
  };
  const kill = (): Promise<void> => act('kill', directory);
  await act('start', String(port), directory);
  await healthy().catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  const server: ServerControl = {
    url: givenUrl ?? `esdb://127.0.0.1:${port}?tls=false`,
    start: () => doing('back'),
    resume: () => doing('resume'),
    kill,
    pause: () => act('pause', directory),
  };
  return { server, end: kill };
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}
