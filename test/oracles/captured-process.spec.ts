import { createReadStream } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { importFile } from '#capture/import.js';
import { memoryPorts, touchpointsOf, type MemoryPorts } from '#capture/testing-ports.js';
import { seededRandom } from '#core/testing.js';
import type { Mapping } from '#capture/mapping.js';
import { expectProcess } from './expect-process.js';
import { foldedProcess } from './folded-process.js';
import { helpdeskMapping } from './helpdesk-mapping.js';
import { naiveProcess } from './naive-process.js';
import { logNames, readTruth, readXesLog, type LogEvent } from './process-log.js';
import { testData } from './test-data.js';

const isStep = ({ lifecycle }: LogEvent): boolean => lifecycle === undefined || lifecycle.toLowerCase() === 'complete';

async function imported(file: string, process: string, mapping?: Mapping): Promise<MemoryPorts> {
  const ports = memoryPorts(process);
  const outcome = await importFile({ name: file, bytes: createReadStream(file) }, { process, mapping }, ports);
  expect(outcome).toMatchObject({ state: 'completed', refused: 0, differing: 0, known: 0 });
  return ports;
}

function expectCaptured(ports: MemoryPorts, events: readonly RecordedEvent[], name: (typeof logNames)[number]): void {
  const { handovers, ...answer } = foldedProcess(events, name, (id) => ({ id, name: ports.names.party(id)!.name }));
  const named = handovers.map(({ from, to, count }) => ({ from: from.name!, to: to.name!, count }));
  const truth = readTruth(name);
  expectProcess({ ...answer, handovers: named }, truth.completeOnly ?? truth);
  expectProcess({ ...answer, handovers: named }, naiveProcess(readXesLog(name).filter(isStep)));
}

/** The same events under sequences drawn at random: in the order in which another history would have appended them. */
function inRandomOrder(events: readonly RecordedEvent[]): RecordedEvent[] {
  const random = seededRandom('order');
  return events
    .map((event) => ({ event, place: Buffer.from(random.bytes(6)).readUIntBE(0, 6) }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }, i) => ({ ...event, sequence: i + 1 }));
}

describe('a process log, imported', () => {
  it.each(['running-example', 'receipt'] as const)(
    'gives the truth of %s, in whatever order it was appended',
    async (name) => {
      const file = testData('process', name === 'running-example' ? `${name}.xes` : `${name}.xes.gz`);
      const ports = await imported(file, name);
      const events = touchpointsOf(ports);
      expectCaptured(ports, events, name);
      expectCaptured(ports, inRandomOrder(events), name);
    },
    300_000,
  );

  describe('the help desk', () => {
    let fromCsv: MemoryPorts;
    beforeAll(async () => {
      fromCsv = await imported(testData('cx', 'helpdesk', 'finale.csv'), 'helpdesk', helpdeskMapping);
    }, 120_000);

    it('gives its truth out of CSV, in whatever order it was appended', () => {
      const events = touchpointsOf(fromCsv);
      expectCaptured(fromCsv, events, 'helpdesk');
      expectCaptured(fromCsv, inRandomOrder(events), 'helpdesk');
    }, 120_000);

    it('gives the same answer out of XES', async () => {
      const fromXes = await imported(testData('process', 'helpdesk.xes.gz'), 'helpdesk');
      const figures = (ports: MemoryPorts) => {
        const { handovers, ...answer } = foldedProcess(touchpointsOf(ports), 'helpdesk');
        return { ...answer, handovers: handovers.map(({ count }) => count) };
      };
      expect(figures(fromXes)).toEqual(figures(fromCsv));
    }, 120_000);
  });
});
