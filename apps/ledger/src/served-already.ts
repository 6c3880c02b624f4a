import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDataDirectory } from '#workspace/directory/data-directory.js';
import { findServer, localToken } from '#workspace/directory/server-file.js';
import { LedgerError } from '#core/errors.js';
import { settingsOf } from './settings.js';

const patienceMs = 3_000;

/**
 * The server that serves the data directory already, with a fresh link to it; undefined when none does.
 * @throws LedgerError `invalid` (settings), `data-directory-foreign`, `data-directory-locked` when it gives no link
 */
export async function servedAlready(
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Promise<{ readonly url: string; readonly link: string } | undefined> {
  const { data } = settingsOf(environment, args);
  if (!existsSync(join(data, 'tend.json'))) return undefined;
  const directory = openDataDirectory(data, { create: false });
  const running = findServer(directory);
  if (running === undefined) return undefined;
  try {
    const response = await fetch(`${running.url}/api/v1/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${localToken(directory)}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status !== 201) throw new Error(`it answers ${response.status}`);
    const { link } = (await response.json()) as { link: string };
    return { url: running.url, link };
  } catch (error) {
    const { pid, url } = running;
    const why = error instanceof Error ? error.message : String(error);
    throw new LedgerError(
      'data-directory-locked',
      `The server ${pid} at ${url} writes ${data}, and gives no link: ${why}.`,
      {
        hint: 'Wait until it answers again, or stop it first.',
        cause: error,
      },
    );
  }
}
