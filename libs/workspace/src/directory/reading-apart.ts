import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LedgerError } from '#core/errors.js';
import type { TreeHead } from '#transparency/ledger-tree.js';
import type { Finding } from '../answers.js';
import type { Work } from '../work.js';
import type { Part, VerificationMessage } from './verification.js';

const verificationProgram = new URL('./verification-child.js', import.meta.url);

export const adviceFor: Readonly<Record<Part, string>> = {
  ledger: 'Restore a backup of the directory. Until then nothing of it is rewritten.',
  keys: 'Restore the key store and its master key file from a backup: without them the sealed parts stay closed.',
  contents: 'Restore a backup of the directory. Until then nothing of it is rewritten.',
  read: 'Stop the server, delete the folder read/ of the data directory and start again: it is rebuilt from the ledger.',
};

/** What was found in one part of a data directory. */
export interface PartRead {
  readonly findings: readonly Finding[];
  /** Of the ledger, where nothing is wrong with it. */
  readonly head?: TreeHead;
}

export interface ReadingOptions {
  /** The verification program; another one in tests. */
  readonly program?: URL | undefined;
  /** Where the master key is, when it is not in the directory. */
  readonly masterKeyFile?: string | undefined;
}

/**
 * Verifies one part of a data directory in a process of its own: damage to the pages of a memory-mapped file ends the
 * process that meets it. Its silence or death is a finding. Where there is no built program for it (tests run from the
 * sources), this process reads.
 * @throws LedgerError `cancelled`
 */
export function readApart(part: Part, path: string, work: Work, options: ReadingOptions = {}): Promise<PartRead> {
  const program = options.program ?? verificationProgram;
  if (!existsSync(fileURLToPath(program))) return readHere(part, path, work, options);
  return new Promise((resolve, reject) => {
    const reading = new Reading(part, work);
    const { masterKeyFile } = options;
    const child = fork(fileURLToPath(program), [part, path], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...(masterKeyFile === undefined ? {} : { env: { ...process.env, TEND_MASTER_KEY_FILE: masterKeyFile } }),
    });
    let errors = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2_000)));
    const abort = () => child.kill('SIGKILL');
    work.signal?.addEventListener('abort', abort, { once: true });
    child.on('message', (message: VerificationMessage) => reading.take(message));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      work.signal?.removeEventListener('abort', abort);
      if (work.signal?.aborted) return reject(stopped());
      if (!reading.isDone) reading.findings.push(deathOf(part, code, signal, errors));
      resolve(reading.result);
    });
  });
}

async function readHere(part: Part, path: string, work: Work, { masterKeyFile }: ReadingOptions): Promise<PartRead> {
  const { verifyPart } = await import('./verification-child.js');
  const reading = new Reading(part, work);
  await verifyPart(part, path, (message) => reading.take(message), { masterKeyFile });
  if (work.signal?.aborted === true) throw stopped();
  return reading.result;
}

export function stopped(): LedgerError {
  return new LedgerError('cancelled', 'Stopped before everything was looked at.');
}

/** Takes what the program tells. */
class Reading {
  readonly findings: Finding[] = [];
  private checked: readonly string[] | undefined;
  private head: TreeHead | undefined;

  constructor(
    private readonly part: Part,
    private readonly work: Work,
  ) {}

  get isDone(): boolean {
    return this.checked !== undefined;
  }

  take(message: VerificationMessage): void {
    if (message.kind === 'progress') return this.work.progress?.(message.state);
    if (message.kind === 'done') {
      this.checked = message.checked;
      this.head = message.head;
      return;
    }
    const { check, state, detail, advice = adviceFor[this.part] } = message;
    this.findings.push({ check, state, detail, advice });
  }

  /** What was looked at, where nothing was found. */
  get result(): PartRead {
    const { part, findings, head } = this;
    const good = (this.checked ?? []).map((detail): Finding => ({ check: part, state: 'good', detail }));
    return { findings: findings.length > 0 ? findings : good, ...(head === undefined ? {} : { head }) };
  }
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
