import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  closeSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededNumbers } from './ledger-child.js';

/**
 * `directory-flips [COUNT] [SEED] [DIRECTORY]`: flips one byte of a copy of a whole data directory, again and again. Each
 * time `tend doctor` must say so, or what `tend export cloudevents` writes must be the same to the last byte. Both run as
 * people run them: the built command, in processes of their own.
 *
 * Without a directory a made-up portfolio is used.
 */
const [count = '200', seed = String(Date.now() % 2 ** 31), given] = process.argv.slice(2);
const cli = fileURLToPath(new URL('../../apps/cli/src/main.js', import.meta.url));
const commandMs = 120_000;

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

async function campaign(sound: string, copy: string, flips: number, random: () => number): Promise<string[]> {
  const export0 = await tend('export', 'cloudevents', '--data', sound);
  const doctor0 = await tend('doctor', '--data', sound);
  if (export0.status !== 0 || doctor0.status !== 0)
    return [`The directory is not sound before: doctor ${doctor0.status}, export ${export0.status}`];
  const files = dataFilesOf(sound);
  const sizes = files.map((file) => statSync(join(sound, file)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const counts = { named: 0, equal: 0 };
  const faults: string[] = [];
  for (let flip = 0; flip < flips; flip++) {
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
      if (doctor.status === 0 && exported.status === 0 && exported.output === export0.output) counts.equal++;
      else faults.push(`Byte ${at} of ${files[file]} ^ ${mask}: doctor ${doctor.status}, export ${exported.status}`);
    }
    if ((flip + 1) % 20 === 0) process.stderr.write(`${flip + 1} of ${flips}: ${JSON.stringify(counts)}\n`);
  }
  console.log(JSON.stringify({ flips, files: files.length, bytes: total, ...counts, faults: faults.length }));
  return faults;
}

const folder = mkdtempSync(join(tmpdir(), 'tend-flips-'));
try {
  console.log(`${count} flips, seed ${seed}`);
  const sound = join(folder, 'sound');
  if (given !== undefined && existsSync(given)) cpSync(given, sound, { recursive: true });
  else await tend('generate', '--relationships', '60', '--events', '3000', '--data', sound);
  const faults = await campaign(sound, join(folder, 'copy'), Number(count), seededNumbers(Number(seed)));
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
