import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endOf, startProgram } from './ledger-child.js';

export interface FlipReport {
  readonly flips: number;
  readonly named: number;
  readonly crashed: number;
  readonly harmless: number;
  readonly faults: readonly string[];
}

const examinationMs = 120_000;

/**
 * Flips a byte of a copy of a ledger, again and again, anywhere in its files. Each time the examination, in a process of
 * its own, must name it or end badly, or else what the ledger holds must be the same to the last byte.
 */
export async function flipLoop(
  ledger: string,
  copy: string,
  options: { flips: number; seed: number },
): Promise<FlipReport> {
  const random = mulberry32(options.seed);
  const files = readdirSync(ledger).filter((name) => name !== 'lock.mdb' && name !== 'writer.lock');
  const sizes = files.map((name) => statSync(join(ledger, name)).size);
  copyLedger(ledger, copy, files);
  const sound = await examine(copy);
  if (!sound.startsWith('content'))
    return { flips: 0, named: 0, crashed: 0, harmless: 0, faults: [`The ledger is not sound before: ${sound}`] };
  const counts = { named: 0, crashed: 0, harmless: 0 };
  const faults: string[] = [];
  for (let flip = 0; flip < options.flips; flip++) {
    // The small files are met now and then too, as the first quarter of the numbers.
    const file = random() < 0.9 ? sizes.indexOf(Math.max(...sizes)) : Math.floor(random() * files.length);
    const at = Math.floor(random() * sizes[file]!);
    const mask = 1 + Math.floor(random() * 255);
    copyLedger(ledger, copy, files);
    flipByte(join(copy, files[file]!), at, mask);
    const result = await examine(copy);
    if (result === 'named') counts.named++;
    else if (result.startsWith('crashed')) counts.crashed++;
    else if (result === sound) counts.harmless++;
    else faults.push(`Byte ${at} of ${files[file]} ^ ${mask}: ${result}, not ${sound}`);
  }
  return { flips: options.flips, ...counts, faults };
}

function copyLedger(from: string, to: string, files: readonly string[]): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of files) copyFileSync(join(from, name), join(to, name));
}

function flipByte(path: string, at: number, mask: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= mask;
  writeFileSync(path, bytes);
}

async function examine(directory: string): Promise<string> {
  const { code, signal, stdout } = await endOf(startProgram('ledger-examine', [directory]), examinationMs);
  const findings = /^findings (\d+)$/m.exec(stdout)?.[1];
  if (findings !== undefined && findings !== '0') return 'named';
  // Without findings the death of the examination is one; the death of an export after none would not be.
  if (findings === undefined) return `crashed ${code ?? signal}`;
  return /^content \w+$/m.exec(stdout)?.[0] ?? `no content, ${code ?? signal}`;
}
