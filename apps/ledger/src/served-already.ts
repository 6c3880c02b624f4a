import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDataDirectory } from '#workspace/data-directory.js';
import { findServer, localToken } from '#workspace/server-file.js';
import { settingsOf } from './settings.js';

const patienceMs = 3_000;

/**
 * The server that serves the data directory already, with a fresh link to it. Undefined when none does, or when it does
 * not answer: then the lock of the directory says what there is to say.
 * @throws LedgerError `invalid` (settings), `data-directory-foreign`
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
    const { link } = (await response.json()) as { link?: unknown };
    return response.status === 201 && typeof link === 'string' ? { url: running.url, link } : undefined;
  } catch {
    return undefined;
  }
}
