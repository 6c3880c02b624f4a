import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedEvent } from '#core/record.js';
import { systemClock } from '#core/clock.js';
import { sampleEvent } from '#event-store/contract/sample-events.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { verifyLedger } from '#event-store/embedded/verify-ledger.js';
import { endOf, startProgram } from './ledger-child.js';

/** What a writer was told. */
interface Acknowledged {
  readonly stream: string;
  readonly batch: number;
  readonly size: number;
  readonly sequence: number;
}

export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly recorded: number;
  /** Anything that should not be; empty when the ledger keeps its promise. */
  readonly faults: readonly string[];
}

/**
 * Kills a process that appends with many writers, again and again, and looks each time whether every acknowledged event
 * is there once, whole and in its place, every other batch whole or absent, and the whole ledger sound.
 */
export async function killLoop(
  directory: string,
  options: { rounds: number; seed: number; writers: number },
): Promise<KillReport> {
  const random = mulberry32(options.seed);
  const acknowledged: Acknowledged[] = [];
  const faults: string[] = [];
  let recorded = 0;
  for (let round = 0; round < options.rounds && faults.length === 0; round++) {
    const killAfterMs = random() * 300;
    acknowledged.push(
      ...(await runAndKill(directory, Math.floor(random() * 2 ** 31), options.writers, killAfterMs, faults)),
    );
    recorded = await checkLedger(directory, acknowledged, faults);
  }
  return {
    rounds: options.rounds,
    acknowledged: acknowledged.reduce((sum, { size }) => sum + size, 0),
    recorded,
    faults,
  };
}

async function runAndKill(
  directory: string,
  seed: number,
  writers: number,
  killAfterMs: number,
  faults: string[],
): Promise<Acknowledged[]> {
  const child = startProgram('ledger-writer', [directory, String(seed), String(writers)]);
  const ended = endOf(child, 60_000);
  await Promise.race([new Promise((resolve) => child.stdout!.once('data', resolve)), ended]);
  await wait(killAfterMs);
  child.kill('SIGKILL');
  const { stdout, stderr, signal } = await ended;
  if (signal !== 'SIGKILL') faults.push(`The writer ended by itself: ${stderr}`);
  // The last line may be cut by the kill; what it would have said counts as not acknowledged.
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [stream, batch, size, sequence] = line.split(' ') as [string, string, string, string];
      return { stream, batch: Number(batch), size: Number(size), sequence: Number(sequence) };
    });
}

async function checkLedger(
  directory: string,
  acknowledged: readonly Acknowledged[],
  faults: string[],
): Promise<number> {
  const store = await openEventStore(directory, { clock: systemClock });
  const events = [...store.readAll()];
  await store.close();
  const ids = new Set(events.map((event) => event.id));
  if (ids.size !== events.length) faults.push('An event stands twice');
  for (const { stream, batch, size, sequence } of acknowledged) {
    for (let i = 0; i < size; i++) {
      const expected = sampleEvent(stream, batch * 10 + i, { reasonCode: `${i + 1} of ${size}` });
      if (!isThe(expected, events[sequence - 1 + i]))
        faults.push(`Event ${sequence + i} was acknowledged and is not there as it was given`);
    }
  }
  checkBatches(events, faults);
  for (const finding of await verifyLedger(directory)) faults.push(`${finding.check}: ${finding.detail}`);
  return events.length;
}

function isThe(expected: ReturnType<typeof sampleEvent>, found: RecordedEvent | undefined): boolean {
  if (found === undefined) return false;
  const { revision: _revision, recordedAt: _recordedAt, leaf: _leaf, sequence: _sequence, ...given } = found;
  return textOf(given) === textOf(expected);
}

function textOf(event: object): string {
  const members = Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(members, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value,
  );
}

/** Batches stand whole and together, in the order of their events. */
function checkBatches(events: readonly RecordedEvent[], faults: string[]): void {
  for (let at = 0; at < events.length;) {
    const size = Number(events[at]!.reasonCode!.split(' of ')[1]);
    const batch = events.slice(at, at + size);
    const whole =
      batch.length === size &&
      batch.every((event, i) => event.reasonCode === `${i + 1} of ${size}` && event.stream === batch[0]!.stream);
    if (!whole) return void faults.push(`The batch at event ${at + 1} is not whole`);
    at += size;
  }
}
