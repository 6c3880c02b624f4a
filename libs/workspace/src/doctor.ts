import { fork } from 'node:child_process';
import { statfsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LedgerError } from '#core/errors.js';
import type { Finding, ProjectionRow } from './answers.js';
import type { DataDirectory } from './data-directory.js';
import { findServer } from './server-file.js';
import type { Work } from './tend.js';
import type { VerificationMessage } from './verify-directory.js';

const nodeMajorMin = 24;
const diskWarningBytes = 1024 ** 3;
const verificationProgram = new URL('./verify-directory.js', import.meta.url);

/**
 * Looks at the installation and at every byte of a data directory. The stores are read in a process of its own: damage
 * to the pages of a memory-mapped file ends the process that meets it, and that death is a finding, not a crash.
 *
 * @param program the verification program; another one in tests
 */
export async function examine(
  directory: DataDirectory,
  projections: readonly ProjectionRow[],
  work: Work,
  program: URL = verificationProgram,
): Promise<Finding[]> {
  return [
    installation(),
    privateMode(directory),
    diskSpace(directory),
    server(directory),
    ...projections.map(projection),
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
  if ((mode & 0o077) === 0 || process.platform === 'win32') return { check, state: 'good', detail: `${path} is its owner's alone` };
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
  return { check, state: 'warning', detail, advice: 'Free some space: writes are refused when none is left; nothing acknowledged is lost.' };
}

function server(directory: DataDirectory): Finding {
  const running = findServer(directory);
  return { check: 'server', state: 'good', detail: running === undefined ? 'none is running' : `running at ${running.url}` };
}

function projection(row: ProjectionRow): Finding {
  const check = `projection ${row.name}`;
  const detail = `build ${row.build}, ${row.documents} documents, ${row.lagEvents} events behind`;
  const advice = `Correct it, then: tend projections rebuild ${row.name}`;
  if (row.state === 'stalled') return { check, state: 'bad', detail: `${detail}; it has stopped`, advice };
  if (row.quarantined > 0) return { check, state: 'warning', detail: `${detail}; ${row.quarantined} keys in quarantine`, advice };
  return { check, state: 'good', detail };
}

const advice = 'Restore a backup of the directory. Until then nothing is deleted or rewritten, and it can still be exported.';

/** Runs the verification apart. Its silence or death is a finding. */
function stores(directory: DataDirectory, work: Work, program: URL): Promise<Finding[]> {
  return new Promise((resolve, reject) => {
    const findings: Finding[] = [];
    let checked: readonly string[] | undefined;
    const child = fork(fileURLToPath(program), [directory.path], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let errors = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2_000)));
    const abort = () => child.kill('SIGKILL');
    work.signal?.addEventListener('abort', abort, { once: true });
    child.on('message', (message: VerificationMessage) => {
      if (message.kind === 'progress') work.progress?.(message.state);
      else if (message.kind === 'finding') findings.push({ check: message.check, state: 'bad', detail: message.detail, advice });
      else checked = message.checked;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      work.signal?.removeEventListener('abort', abort);
      if (work.signal?.aborted) return reject(new LedgerError('cancelled', 'Stopped before everything was looked at.'));
      if (checked === undefined) {
        const how = signal === null ? `with status ${code}` : `by ${signal}`;
        const said = errors.trim().split('\n').at(-1) ?? '';
        findings.push({ check: 'files', state: 'bad', detail: `Reading them ended ${how}: a file is damaged. ${said}`.trim(), advice });
      }
      if (findings.length === 0) for (const detail of checked ?? []) findings.push({ check: 'files', state: 'good', detail });
      resolve(findings);
    });
  });
}
