import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { ProjectionRow } from '#workspace/answers.js';
import type { ServedTend } from '#workspace/tend.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';
import { Metrics } from './metrics.js';

const row = { name: 'trajectory', state: 'serving', lagEvents: 3, lagSeconds: 1.5, quarantined: 2, documents: 9 };

function standing(...rows: readonly object[]): Partial<ServedTend> {
  return { projections: async () => ({ projections: rows as ProjectionRow[] }) };
}

describe('metrics', () => {
  let server: TestServer | undefined;

  async function scrape(verbs: Partial<ServedTend>): Promise<string> {
    server = await startTestServer(tendOf(verbs));
    return read();
  }

  async function read(): Promise<string> {
    const response = await fetch(`${server!.url}/metrics`);
    expect(response.status).toBe(200);
    return response.text();
  }

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it('are those of now at the very first scrape', async () => {
    const recordedAt = '2026-03-01T12:00:00+01:00';
    const text = await scrape({
      status: async () => ({ head: { sequence: 7, recordedAt } }) as never,
      ...standing({ ...row, building: { build: 'b', done: 40, total: 100, eventsPerSecond: 1 } }),
    });
    expect(text).toContain('tend_ledger_readable 1\n');
    expect(text).toContain('tend_ledger_head 7\n');
    expect(text).toContain(`tend_ledger_head_timestamp_seconds ${Date.UTC(2026, 2, 1, 11) / 1000}\n`);
    for (const [name, value] of Object.entries({
      projection_lag_events: 3,
      projection_lag_seconds: 1.5,
      projection_quarantined: 2,
      projection_documents: 9,
      projection_serving: 1,
      projection_stalled: 0,
      projection_problem: 0,
      projection_waiting: 0,
      build_done_events: 40,
      build_total_events: 100,
    })) {
      expect(text).toContain(`tend_${name}{projection="trajectory"} ${value}\n`);
    }
  });

  it('tell what has stopped, what is not as it should be and what waits', async () => {
    const text = await scrape(
      standing({ ...row, state: 'stalled', reason: 'x', problem: 'y', waiting: 'trajectory.2', name: 'voice' }),
    );
    expect(text).toContain('tend_projection_serving{projection="voice"} 0\n');
    for (const what of ['stalled', 'problem', 'waiting'])
      expect(text).toContain(`tend_projection_${what}{projection="voice"} 1\n`);
    expect(text).not.toContain('tend_build_done_events{');
  });

  it('tell nothing more of a projection that is gone', async () => {
    const rows: object[] = [row, { ...row, name: 'gone' }];
    const projections = async () => ({ projections: rows as ProjectionRow[] });
    expect(await scrape({ projections })).toContain('{projection="gone"}');
    rows.pop();
    const text = await read();
    expect(text).not.toContain('{projection="gone"}');
    expect(text).toContain('tend_projection_documents{projection="trajectory"} 9\n');
  });

  it('tell all else when the ledger cannot be read', async () => {
    const broken = () => Promise.reject(new LedgerError('integrity'));
    const text = await scrape({ status: broken, projections: broken, webhooks: { list: broken } as never });
    expect(text).toContain('tend_ledger_readable 0\n');
    expect(text).not.toMatch(/^tend_ledger_head(?:_timestamp_seconds)? /m);
    expect(text).not.toContain('{projection=');
    expect(text).toMatch(/^process_cpu_seconds_total /m);
  });

  it('tell what a data directory takes, and what room is left', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tend-metrics-'));
    const metrics = new Metrics(tendOf({}), { size: 0 } as never);
    metrics.watchMachine(directory);
    mkdirSync(join(directory, 'operations', 'bundles'), { recursive: true });
    mkdirSync(join(directory, 'ledger'));
    writeFileSync(join(directory, 'ledger', 'data.mdb'), Buffer.alloc(300_000, 7));
    writeFileSync(join(directory, 'operations', 'bundles', 'a.mjs'), Buffer.alloc(50_000, 7));
    const told = (await metrics.text()).split('\n').map((line) => line.split(' ') as [string, string]);
    const valueOf = (name: string): number => Number(told.find(([given]) => given === name)?.[1]);
    // Whole blocks of the file system.
    expect(valueOf('tend_data_bytes{part="ledger"}')).toBeGreaterThanOrEqual(300_000);
    expect(valueOf('tend_data_bytes{part="ledger"}')).toBeLessThan(400_000);
    expect(valueOf('tend_data_bytes{part="operations"}')).toBeGreaterThanOrEqual(50_000);
    expect(valueOf('tend_data_bytes{part="operations"}')).toBeLessThan(120_000);
    expect(valueOf('tend_data_bytes{part="read"}')).toBe(0);
    expect(valueOf('tend_data_free_bytes')).toBeGreaterThan(0);
    expect(valueOf('tend_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(valueOf('tend_memory_bytes')).toBeLessThanOrEqual(process.memoryUsage.rss());
    rmSync(directory, { recursive: true, force: true });
  });
});
