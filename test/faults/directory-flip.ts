import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, cpSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mulberry32 } from '#measures/statistics/mulberry32.js';

const cli = fileURLToPath(new URL('../../apps/cli/src/main.js', import.meta.url));
const commandMs = 120_000;

export interface DirectoryFlipReport {
  readonly flips: number;
  readonly files: number;
  readonly bytes: number;
  /** Flips that `tend doctor` has named. */
  readonly named: number;
  /** Flips after which the export is the same to the last byte. */
  readonly equal: number;
  readonly faults: readonly string[];
}

interface Ended {
  readonly status: number | string;
  /** SHA-256 of the standard output. */
  readonly output: string;
}

function tend(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    const child = spawn(process.execPath, [cli, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: commandMs,
      killSignal: 'SIGKILL',
    });
    child.stdout.on('data', (bytes: Buffer) => hash.update(bytes));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ status: code ?? signal ?? 'unknown', output: hash.digest('hex') }));
  });
}

/** What LMDB keeps for processes that are running now is no data. */
function dataFilesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/lock/.test(entry.name))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

function flipByte(path: string, at: number, mask: number): void {
  const file = openSync(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, at);
    byte[0]! ^= mask;
    writeSync(file, byte, 0, 1, at);
  } finally {
    closeSync(file);
  }
}

/**
 * Flips one byte of a copy of a whole data directory, again and again. Each time `tend doctor` must say so, or what
 * `tend export cloudevents` writes must be the same to the last byte. Both run as people run them: the built command, in
 * processes of their own.
 */
export async function directoryFlipLoop(
  folder: string,
  options: { flips: number; seed: number },
): Promise<DirectoryFlipReport> {
  const [sound, copy] = [join(folder, 'sound'), join(folder, 'copy')];
  const random = mulberry32(options.seed);
  await tend('generate', '--relationships', '60', '--events', '3000', '--data', sound);
  const before = await tend('export', 'cloudevents', '--data', sound);
  const doctor0 = await tend('doctor', '--data', sound);
  const files = dataFilesOf(sound);
  const sizes = files.map((file) => statSync(join(sound, file)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const counts = { named: 0, equal: 0 };
  const faults: string[] = [];
  if (before.status !== 0 || doctor0.status !== 0)
    faults.push(`The directory is not sound before: doctor ${doctor0.status}, export ${before.status}`);
  for (let flip = 0; flip < options.flips && faults.length === 0; flip++) {
    // Nine of ten anywhere in all bytes, the rest in any file, so that the small ones are met too.
    let file = Math.floor(random() * files.length);
    if (random() < 0.9) {
      let place = Math.floor(random() * total);
      file = sizes.findIndex((size) => (place -= size) < 0);
    }
    const at = Math.floor(random() * sizes[file]!);
    const mask = 1 << Math.floor(random() * 8);
    rmSync(copy, { recursive: true, force: true });
    cpSync(sound, copy, { recursive: true, mode: 0 });
    flipByte(join(copy, files[file]!), at, mask);
    const doctor = await tend('doctor', '--data', copy);
    if (doctor.status === 1) counts.named++;
    else {
      const exported = await tend('export', 'cloudevents', '--data', copy);
      if (doctor.status === 0 && exported.status === 0 && exported.output === before.output) counts.equal++;
      else faults.push(`Byte ${at} of ${files[file]} ^ ${mask}: doctor ${doctor.status}, export ${exported.status}`);
    }
    if ((flip + 1) % 20 === 0) process.stderr.write(`${flip + 1} of ${options.flips}: ${JSON.stringify(counts)}\n`);
  }
  return { flips: counts.named + counts.equal + faults.length, files: files.length, bytes: total, ...counts, faults };
}
