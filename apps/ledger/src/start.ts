import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import { systemRandom } from '#core/random.js';
import { userOfSystem } from '#workspace/ledger/acting-user.js';
import { openTend } from '#workspace/local-tend.js';
import { announceServer, localToken, withdrawServer } from '#workspace/directory/server-file.js';
import { makeLog } from './operations/logging.js';
import { requireFreePort, startServer } from './server.js';
import { settingsOf } from './settings.js';

/** A server on its data directory, as `npm start` runs it. */
export interface RunningLedger {
  readonly url: string;
  readonly link: string;
  stop(): Promise<void>;
}

/** Opens the data directory, serves it and tells local programs where. @throws LedgerError */
export async function startLedger(
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Promise<RunningLedger> {
  const { host, port, data, zone, logLevel, ...settings } = settingsOf(environment, args);
  const { activation, foldingThreads, privateWebhooks, mailServer, node } = settings;
  const served: { url?: string } = {};
  const version = programVersion();
  const log = makeLog(logLevel);
  // Before anything is made or opened for it.
  await requireFreePort(host, port);
  const tend = await openTend({
    directory: data,
    follow: true,
    version,
    logger: log,
    activation,
    foldingThreads,
    node,
    user: userOfSystem(),
    telling: {
      allowPrivate: privateWebhooks,
      startsLater: true,
      origin: () => served.url,
      ...(mailServer === undefined ? {} : { mailServer }),
    },
    ...(zone === undefined ? {} : { zone }),
  });
  try {
    const { directory } = tend.workspace;
    const server = await startServer(
      {
        tend,
        localToken: localToken(directory),
        clock: systemClock,
        random: systemRandom(),
        log,
        pages: fileURLToPath(new URL('../../web', import.meta.url)),
        version,
        directory: directory.path,
        roles: node.roles,
      },
      host,
      port,
    );
    served.url = server.url;
    tend.telling.start();
    announceServer(directory, { pid: process.pid, url: server.url });
    return {
      url: server.url,
      link: server.link(),
      stop: async () => {
        await server.stop();
        await tend.close();
        withdrawServer(directory);
      },
    };
  } catch (error) {
    await tend.close();
    throw error;
  }
}

/** One sentence for a person, and what to do; the stack only for what is a defect. */
export function complaintOf(error: unknown): string {
  if (error instanceof LedgerError) return `Tend does not start. ${withStop(error.message)} ${error.hint}`;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'Tend does not start. There is no space left on the disk. Free some space.';
  if (code === 'EACCES' || code === 'EPERM')
    return `Tend does not start. It may not use a file that it needs: ${message}.`;
  return `Tend does not start. ${stack ?? message}`;
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function programVersion(): string {
  const manifest = new URL('../../../package.json', import.meta.url);
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  } catch {
    return (JSON.parse(readFileSync(new URL('../package.json', manifest), 'utf8')) as { version: string }).version;
  }
}
