import { statfsSync, statSync } from 'node:fs';
import type { Finding } from '../answers.js';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import { findLeftovers } from './leftovers.js';
import { examineOutbox } from './outbox-examination.js';
import { readApart, stopped } from './reading-apart.js';
import { findServer } from './server-file.js';
import type { Work } from '../tend.js';
import { parts } from './verification.js';

const nodeMajorMin = 24;
const diskWarningBytes = 1024 ** 3;

/**
 * Looks at the installation and at every byte of a data directory. The stores are read in a process of its own: damage
 * to the pages of a memory-mapped file ends the process that meets it, and that death is a finding, not a crash. Nothing
 * is changed, and another process may write meanwhile.
 *
 * @param path the data directory
 * @param program the verification program; another one in tests
 * @throws LedgerError `not-found`, `data-directory-foreign`, `cancelled`
 */
export async function examine(path: string, work: Work, program?: URL): Promise<Finding[]> {
  if (work.signal?.aborted === true) throw stopped();
  const directory = openDataDirectory(path, { create: false });
  return [
    installation(),
    privateMode(directory),
    diskSpace(directory),
    server(directory),
    ...(await findLeftovers(directory)),
    ...examineOutbox(directory),
    ...(await stores(directory, work, program)),
  ];
}

function installation(): Finding {
  const check = 'node';
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= nodeMajorMin) return { check, state: 'good', detail: `version ${process.versions.node}` };
  return {
    check,
    state: 'bad',
    detail: `version ${process.versions.node}, needed is ${nodeMajorMin}`,
    advice: 'Run it through npm, which brings the right one: npm run -s tend -- doctor',
  };
}

function privateMode({ path }: DataDirectory): Finding {
  const check = 'access';
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0 || process.platform === 'win32')
    return { check, state: 'good', detail: `${path} is its owner's alone` };
  return {
    check,
    state: 'warning',
    detail: `${path} can be entered by others (mode ${mode.toString(8)})`,
    advice: `chmod 700 ${path}`,
  };
}

function diskSpace({ path }: DataDirectory): Finding {
  const check = 'disk';
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free >= diskWarningBytes) return { check, state: 'good', detail };
  return {
    check,
    state: 'warning',
    detail,
    advice: 'Free some space: writes are refused when none is left; nothing acknowledged is lost.',
  };
}

function server(directory: DataDirectory): Finding {
  const running = findServer(directory);
  return {
    check: 'server',
    state: 'good',
    detail: running === undefined ? 'none is running' : `running at ${running.url}`,
  };
}

/** Each part is read by a process of its own, so that one that dies does not hide what the others find. */
async function stores(directory: DataDirectory, work: Work, program: URL | undefined): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const part of parts) findings.push(...(await readApart(part, directory.path, work, { program })).findings);
  return findings;
}
