import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemRandom } from '#core/random.js';
import { exportNames } from '#capture/export/export-names.js';
import { openMirror } from '#event-store/embedded/open.js';
import { openDirectory } from '#privacy/directory.js';
import { openKeyStore } from '#privacy/key-store.js';
import { csvOf, supportLog, type LogRow } from '../e2e/cli-program.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { doctorFaults, startTend } from './tend-process.js';

export interface ImportKillReport {
  readonly kills: number;
  /** Kills that came when the import had ended; they do not count and are made again. */
  readonly late: number;
  readonly rows: number;
  readonly faults: readonly string[];
}

const process = 'support';

/**
 * Kills `tend import` at a random moment between its start and its end, each time in a fresh directory, and runs it again
 * until it is through. Then every row must be there once, in the order of the file, and `tend doctor` must be content.
 */
export async function importKillLoop(
  folder: string,
  options: { rounds: number; seed: number; tickets: number },
): Promise<ImportKillReport> {
  const random = mulberry32(options.seed);
  const rows = supportLog(options.tickets);
  const file = join(folder, 'log.csv');
  writeFileSync(file, csvOf(rows));
  const data = join(folder, 'data');
  const start = () => startTend(['import', file, '--process', process, '--data', data]);

  const began = Date.now();
  const whole = await start().ended;
  const wholeMs = Date.now() - began;
  const faults = whole.code === 0 ? await checkImported(data, rows) : [`The import failed unkilled: ${whole.stderr}`];
  let [kills, late] = [0, 0];
  while (kills < options.rounds && late <= options.rounds && faults.length === 0) {
    rmSync(data, { recursive: true, force: true });
    const { child, ended } = start();
    await wait(random() * wholeMs);
    child.kill('SIGKILL');
    if ((await ended).signal !== 'SIGKILL') {
      late++;
      continue;
    }
    kills++;
    const again = await start().ended;
    if (again.code !== 0) faults.push(`The import after kill ${kills} ended with ${again.code}: ${again.stderr}`);
    faults.push(...(await checkImported(data, rows)), ...(await doctorFaults(data)));
  }
  if (kills < options.rounds && faults.length === 0) faults.push(`Only ${kills} kills met an import at work`);
  return { kills, late, rows: rows.length, faults };
}

/** @returns what is missing, doubled or out of order against the rows of the file */
export async function checkImported(data: string, rows: readonly LogRow[]): Promise<string[]> {
  const keys = await openKeyStore({ directory: join(data, 'keys'), random: systemRandom(), readOnly: true });
  const mirror = await openMirror(join(data, 'ledger'));
  try {
    const names = exportNames(openDirectory(keys, systemRandom()), keys);
    const found = new Map<string, number[]>();
    for (const event of mirror.readDimension('process', process)) {
      const ticket = names.caseNumber(event.process!.case) ?? 'unknown';
      found.set(ticket, [...(found.get(ticket) ?? []), event.occurredAt]);
    }
    const expected = Map.groupBy(rows, ({ ticket }) => ticket);
    const faults = [...expected].flatMap(([ticket, steps]) => {
      const [has, wants] = [found.get(ticket) ?? [], steps.map(({ at }) => Date.parse(at))];
      return has.join() === wants.join() ? [] : [`${ticket} has its rows at ${has.join()}, not at ${wants.join()}`];
    });
    if (found.size !== expected.size) faults.push(`${found.size} cases are there, not ${expected.size}`);
    const completed = mirror.countDimension('type', 'ImportCompleted');
    const started = mirror.countDimension('type', 'ImportStarted');
    // Two when the kill came after the first was complete, while its projections were folded.
    if (completed < 1 || started < completed || started > 2)
      faults.push(`${started} imports were started, ${completed} completed`);
    return faults;
  } finally {
    await mirror.close();
    await keys.close();
  }
}
