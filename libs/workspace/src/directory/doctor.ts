import { fork } from 'node:child_process';
import { statfsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LedgerError } from '#core/errors.js';
import type { Finding } from '../answers.js';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import { findLeftovers } from './leftovers.js';
import { examineOutbox } from './outbox-examination.js';
import { findServer } from './server-file.js';
import type { Work } from '../tend.js';
import { parts, type Part, type VerificationMessage } from './verification.js';

const nodeMajorMin = 24;
const diskWarningBytes = 1024 ** 3;
const verificationProgram = new URL('./verification-child.js', import.meta.url);

/**
 * Looks at the installation and at every byte of a data directory. The stores are read in a process of its own: damage
 * to the pages of a memory-mapped file ends the process that meets it, and that death is a finding, not a crash. Nothing
 * is changed, and another process may write meanwhile.
 *
 * @param path the data directory
 * @param program the verification program; another one in tests
 * @throws LedgerError `not-found`, `data-directory-foreign`, `cancelled`
 */
export async function examine(path: string, work: Work, program: URL = verificationProgram): Promise<Finding[]> {
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

const adviceFor: Readonly<Record<Part, string>> = {
  ledger: 'Restore a backup of the directory. Until then nothing of it is rewritten.',
  keys: 'Restore the key store and its master key file from a backup: without them the sealed parts stay closed.',
  contents: 'Restore a backup of the directory. Until then nothing of it is rewritten.',
  read: 'Stop the server, delete the folder read/ of the data directory and start again: it is rebuilt from the ledger.',
};

/** Each part is read by a process of its own, so that one that dies does not hide what the others find. */
async function stores(directory: DataDirectory, work: Work, program: URL): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const part of parts) findings.push(...(await readApart(part, directory, work, program)));
  return findings;
}

/** Runs one part of the verification. Its silence or death is a finding. */
function readApart(part: Part, directory: DataDirectory, work: Work, program: URL): Promise<Finding[]> {
  return new Promise((resolve, reject) => {
    const findings: Finding[] = [];
    let checked: readonly string[] | undefined;
    const child = fork(fileURLToPath(program), [part, directory.path], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let errors = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2_000)));
    const abort = () => child.kill('SIGKILL');
    work.signal?.addEventListener('abort', abort, { once: true });
    child.on('message', (message: VerificationMessage) => {
      if (message.kind === 'progress') work.progress?.(message.state);
      else if (message.kind === 'done') checked = message.checked;
      else
        findings.push({
          check: message.check,
          state: message.state,
          detail: message.detail,
          advice: message.advice ?? adviceFor[part],
        });
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      work.signal?.removeEventListener('abort', abort);
      if (work.signal?.aborted) return reject(stopped());
      if (checked === undefined) findings.push(deathOf(part, code, signal, errors));
      if (findings.length > 0) return resolve(findings);
      resolve(checked!.map((detail) => ({ check: part, state: 'good', detail })));
    });
  });
}

function stopped(): LedgerError {
  return new LedgerError('cancelled', 'Stopped before everything was looked at.');
}

function deathOf(part: Part, code: number | null, signal: string | null, errors: string): Finding {
  const how = signal === null ? `with status ${code}` : `by ${signal}`;
  const said = errors.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? '';
  return {
    check: part,
    state: 'bad',
    detail: `Reading it ended ${how}: a file is damaged. ${said}`.trim(),
    advice: adviceFor[part],
  };
}
