import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ServerProcess } from '../kurrentdb-double/server-process.js';
import type { ServerControl } from './kurrentdb-rig.js';

/**
 * The server of a campaign: a double of its own; or the one of `EVENTSTORE_URL`, which the command `RESTART_COMMAND` is to
 * `kill`, `term`, `pause` and `start` again (or let go on), and to end only when that is done.
 * @param directory of the double
 */
export async function campaignServer(
  directory: string,
): Promise<{ readonly server: ServerControl; readonly end: () => Promise<void> }> {
  const { EVENTSTORE_URL: url, RESTART_COMMAND: command } = process.env;
  if (url === undefined || command === undefined) {
    const server = new ServerProcess({ directory });
    await server.start();
    return { server, end: () => server.kill() };
  }
  const act = async (verb: string): Promise<void> => {
    // To the server every variable that begins like this is configuration.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('EVENTSTORE_'));
    const child = spawn(`${command} ${verb}`, { shell: true, stdio: 'inherit', env: Object.fromEntries(environment) });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${command} ${verb} ended with ${code}`);
  };
  const server: ServerControl = {
    url,
    start: () => act('start'),
    resume: () => act('start'),
    kill: () => act('kill'),
    term: () => act('term'),
    pause: () => act('pause'),
  };
  return { server, end: () => Promise.resolve() };
}
