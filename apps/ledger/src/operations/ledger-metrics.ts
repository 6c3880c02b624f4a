import { Gauge, type Registry } from 'prom-client';
import type { ProjectionRow, StatusAnswer } from '#workspace/answers.js';
import type { Tend } from '#workspace/tend.js';

/** A number, or nothing where there is nothing to be told. */
type Told<T> = readonly [name: string, help: string, valueOf: (read: T) => number | undefined];

const ofLedger: readonly Told<StatusAnswer | undefined>[] = [
  ['tend_ledger_readable', '1 while the ledger can be read', (status) => Number(status !== undefined)],
  ['tend_ledger_head', 'Sequence of the newest event', (status) => status?.head.sequence],
  [
    'tend_ledger_head_timestamp_seconds',
    'When the newest event was recorded, in Unix time; absent while there is none',
    (status) => (status?.head.recordedAt === undefined ? undefined : Date.parse(status.head.recordedAt) / 1000),
  ],
  [
    'tend_mirror_caught_up',
    '1 while what is read is all that the server of the ledger has; absent where there is none',
    (status) => (status?.mirror === undefined ? undefined : Number(status.mirror.caughtUp)),
  ],
  [
    'tend_mirror_lag_seconds',
    'How far what is read is behind the server of the ledger; absent where there is none',
    (status) => status?.mirror?.lagSeconds,
  ],
];

const ofProjections: readonly Told<ProjectionRow>[] = [
  ['tend_projection_lag_events', 'Events not folded yet', (row) => row.lagEvents],
  ['tend_projection_lag_seconds', 'Age of the oldest event not folded', (row) => row.lagSeconds],
  ['tend_projection_quarantined', 'Keys whose fold failed', (row) => row.quarantined],
  ['tend_projection_documents', 'Documents that are kept', (row) => row.documents],
  ['tend_slots_owned', 'Slots that this one of several nodes folds; absent on one machine', (row) => row.slots],
  [
    'tend_read_store_bytes',
    'What its builds take of the memory that nodes share; absent on one machine',
    (row) => row.sharedBytes,
  ],
  ['tend_projection_serving', '1 where it answers and follows', (row) => Number(row.state === 'serving')],
  ['tend_projection_stalled', '1 where it has stopped', (row) => Number(row.state === 'stalled')],
  ['tend_projection_problem', '1 where something is not as it should be', (row) => Number(row.problem !== undefined)],
  ['tend_projection_waiting', '1 where a build waits to be activated', (row) => Number(row.waiting !== undefined)],
  ['tend_build_done_events', 'Events that a build on its way has folded', (row) => row.building?.done],
  ['tend_build_total_events', 'Events that a build on its way has to fold', (row) => row.building?.total],
];

/**
 * Where the ledger stands and how far the projections are, read when somebody asks. A ledger that cannot be read is told of
 * as such: an error here would take all other numbers away just when they are wanted.
 */
export function watchLedger(registry: Registry, tend: Tend): void {
  const status = oneAtATime(() => tend.status());
  for (const [name, help, valueOf] of ofLedger) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = valueOf(await status());
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }
  const projections = oneAtATime(async () => (await tend.projections()).projections);
  for (const [name, help, valueOf] of ofProjections) {
    new Gauge({
      name,
      help,
      labelNames: ['projection'],
      registers: [registry],
      async collect() {
        const rows = (await projections()) ?? [];
        this.reset();
        for (const row of rows) {
          const value = valueOf(row);
          if (value !== undefined) this.set({ projection: row.name }, value);
        }
      },
    });
  }
}

/**
 * All metrics of a scrape are collected at once, each by itself: a number that another one's reading sets would be that of
 * the scrape before. So each awaits the reading, and those who ask while one is under way share it.
 * @returns undefined where it fails
 */
function oneAtATime<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let reading: Promise<T | undefined> | undefined;
  return () =>
    (reading ??= read()
      .catch(() => undefined)
      .finally(() => (reading = undefined)));
}
