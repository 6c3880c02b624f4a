import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '#core/clock.js';
import { systemRandom } from '#core/random.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { openDirectory } from '#privacy/directory.js';
import { openKeyStore } from '#privacy/key-store.js';
import { exportNames } from './export/export-names.js';
import { importFile } from './import.js';
import type { ImportOutcome } from './import.js';
import type { Mapping } from './mapping.js';
import { inPieces, testDataFile } from './testing.js';

const mapping = JSON.parse(readFileSync('infra/mappings/helpdesk.json', 'utf8')) as Mapping;

describe('importing into a data directory on disk', () => {
  jest.setTimeout(180_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-import-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function within<Result>(use: (ports: Awaited<ReturnType<typeof open>>) => Promise<Result>): Promise<Result> {
    const ports = await open();
    try {
      return await use(ports);
    } finally {
      await ports.ledger.close();
      await ports.keys.close();
    }
  }

  async function open() {
    const random = systemRandom();
    const keys = await openKeyStore({ directory: join(directory, 'keys'), random });
    const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
    const directoryOfNames = openDirectory(keys, random);
    return {
      ledger,
      keys,
      random,
      directory: directoryOfNames,
      clock: systemClock,
      mayMeasure: () => true,
      zone: 'UTC',
    };
  }

  function load(text: string): Promise<ImportOutcome> {
    return within((ports) =>
      importFile({ name: 'finale.csv', bytes: inPieces(Buffer.from(text), 65_536) }, { mapping }, ports),
    );
  }

  it('records the whole help desk, once, and in any order again', async () => {
    const text = readFileSync(testDataFile('cx/helpdesk/finale.csv'), 'utf8');
    expect(await load(text)).toMatchObject({ read: 21_348, appended: 21_348, known: 0, refused: 0, differing: 0 });
    await within(async ({ ledger }) => {
      const [cases, customers, agents] = [new Set(), new Set(), new Set()];
      for (const event of ledger.readDimension('process', 'helpdesk')) {
        cases.add(event.process!.case);
        agents.add(event.actor);
        customers.add(event.parties.find((party) => party.side === 'customer')!.id);
      }
      expect([cases.size, customers.size, agents.size]).toEqual([4580, 397, 22]);
    });
    const [head, ...rows] = text.trimEnd().split('\n');
    // Every 7919th row after the other: all of them, in another order; ten of them changed.
    const shuffled = rows.map((_, index) => rows[(index * 7919) % rows.length]!);
    expect(shuffled.toSorted()).toEqual(rows.toSorted());
    const isChanged = (index: number) => index % 2000 === 100 && index < 20_000;
    const changed = shuffled.map((row, index) => (isChanged(index) ? row.replace(/,Value \d+$/, ',changed') : row));
    const outcome = await load([head, ...changed].join('\n'));
    expect(outcome).toMatchObject({ appended: 0, known: 21_338, differing: 10 });
    expect(outcome.refusals.map(({ line }) => line)).toEqual(
      Array.from({ length: 10 }, (_, index) => index * 2000 + 102),
    );
  });

  it('leaves nothing personal in any file, but in the sealed parts and the key store, and finds it again', async () => {
    const rows = readFileSync(testDataFile('cx/helpdesk/finale.csv'), 'utf8').split('\n').slice(0, 300);
    const planted = ['Zuzanna-Agent', 'Customer-Wieczorek', 'Ticket-8861-Nowak', 'Section-Kowalczyk'];
    const [agent, customer, ticket, section] = planted;
    const text = rows
      .map((row) => row.split(','))
      .map((cells, index) => {
        if (index === 0 || index % 5 !== 0) return cells.join(',');
        [cells[0], cells[2], cells[8], cells[14]] = [ticket!, agent!, customer!, section!];
        return cells.join(',');
      })
      .join('\n');
    await within((ports) =>
      importFile({ name: 'Zuzanna-Agent.csv', bytes: inPieces(Buffer.from(text), 1000) }, { mapping }, ports),
    );
    const found = filesWithin(directory).flatMap((file) => {
      const bytes = readFileSync(file);
      return planted.filter((word) => [word, word.toLowerCase()].some((form) => bytes.includes(form)));
    });
    expect(found).toEqual([]);
    await within(async ({ ledger, directory: names, keys }) => {
      const [id] = names.find(customer!);
      const events = [...ledger.readDimension('party', id!)];
      expect(events).toHaveLength(59);
      const read = exportNames(names, keys);
      expect(read.caseNumber(events[0]!.process!.case)).toBe(ticket);
      expect(read.party(events[0]!.actor)?.name).toBe(agent);
      expect(read.personal(events[0]!)).toEqual({ unmapped: { support_section: section } });
    });
  });
});

function filesWithin(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
