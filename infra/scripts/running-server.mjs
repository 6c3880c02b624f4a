/** Finds the server of a data directory before anything is built: `server-file.ts` does it for the program itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The server that has announced itself and whose process is alive; undefined otherwise. */
export function runningServer(environment, args) {
  const at = args.indexOf('--data');
  const given = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--data='))?.slice('--data='.length);
  try {
    const directory = given ?? environment.TEND_DATA ?? './data';
    const { pid, url } = JSON.parse(readFileSync(join(directory, 'server.json'), 'utf8'));
    process.kill(pid, 0);
    return { pid, url };
  } catch {
    return undefined;
  }
}
