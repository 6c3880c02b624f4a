import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { valuesOf } from '#event-store/dimension-values.js';
import { openEventStore, openMirror, type OpenedMirror } from '#event-store/embedded/open.js';
import { dimensions } from '#event-store/port.js';
import { endOf, startProgram } from './ledger-child.js';

const clock = fixedClock(1_700_000_000_000);

describe('a ledger and several processes', () => {
  jest.setTimeout(120_000);
  let directory: string;
  let writer: ChildProcess;
  let mirror: OpenedMirror | undefined;

  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'tend-processes-')), 'ledger');
    writer = startProgram('ledger-writer', [directory, '5', '8']);
    writer.stderr!.resume();
    await once(writer.stdout!, 'data');
    writer.stdout!.resume();
  });

  afterEach(async () => {
    await mirror?.close();
    mirror = undefined;
    await kill();
    await rm(join(directory, '..'), { recursive: true, force: true });
  });

  async function kill(): Promise<void> {
    if (writer.exitCode !== null || writer.signalCode !== null) return;
    writer.kill('SIGKILL');
    await once(writer, 'close');
  }

  it('is written by one at a time, and by the next as soon as that one is gone, however it went', async () => {
    await expect(openEventStore(directory, { clock })).rejects.toMatchObject({ code: 'data-directory-locked' });
    await kill();
    const store = await openEventStore(directory, { clock });
    await expect(openEventStore(directory, { clock })).rejects.toMatchObject({ code: 'data-directory-locked' });
    const { sequence } = store.head();
    expect(sequence).toBeGreaterThan(0);
    const stream = caseStream(1000);
    const result = await store.append({ stream, expected: 'no_stream', events: [sampleEvent(stream, 1)] });
    expect(result.events[0]!.sequence).toBe(sequence + 1);
    await store.close();
    await (await openEventStore(directory, { clock })).close();
  });

  it('shows others what is recorded, at once and in order, while segments are made and merged', async () => {
    mirror = await openMirror(directory);
    // The writer makes a segment of 256 events and merges three: several of both come by.
    let head = 0;
    for (let round = 0; head < 4000; round++) {
      head = mirror.head().sequence;
      const picked = mirror.at(1 + ((round * 7919) % head))!;
      expect(mirror.get(picked.id)).toEqual(picked);
      expect(mirror.at(head)!.sequence).toBe(head);
      const dimension = dimensions[round % dimensions.length]!;
      const [value] = valuesOf(picked, dimension);
      if (value !== undefined) {
        const events = [...mirror.readDimension(dimension, value)];
        expect(events.map((event) => event.sequence)).toContain(picked.sequence);
        expect(mirror.countDimension(dimension, value)).toBeGreaterThanOrEqual(events.length);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await kill();
    const all = [...mirror.readAll()];
    expect(all.map((event) => event.sequence)).toEqual(all.map((_, i) => i + 1));
    const type = all.filter((event) => event.type === 'MessageReceived').length;
    expect(mirror.countDimension('type', 'MessageReceived')).toBe(type);
    const stream = all[0]!.stream;
    expect([...mirror.readStream(stream)]).toEqual(all.filter((event) => event.stream === stream));
    expect(mirror.revisionOf(stream)).toBe(all.filter((event) => event.stream === stream).length - 1);
  });

  it('gives others a live subscription without a gap', async () => {
    mirror = await openMirror(directory);
    let next = 1;
    let caughtUp = 0;
    for await (const message of mirror.subscribe({ after: 0, batch: 100 })) {
      if (message.kind === 'caught-up') {
        expect(message.sequence).toBe(next - 1);
        if (++caughtUp >= 5) break;
      } else for (const event of message.events) expect(event.sequence).toBe(next++);
    }
    expect(next).toBeGreaterThan(1);
  });

  it('is refused in a sentence when it is not there, of another format, or something else', async () => {
    await kill();
    await expect(openMirror(`${directory}-not`)).rejects.toMatchObject({ code: 'not-found' });
    await writeFile(join(directory, 'format.json'), '{"tend":"ledger","format":99}\n');
    const foreign = {
      code: 'data-directory-foreign',
      message: expect.stringContaining('has format 99, this version reads format 1'),
    };
    await expect(openEventStore(directory, { clock })).rejects.toMatchObject(foreign);
    await expect(openMirror(directory)).rejects.toMatchObject(foreign);
    await writeFile(join(directory, 'format.json'), 'something');
    await expect(openEventStore(directory, { clock })).rejects.toMatchObject({ code: 'data-directory-foreign' });
    await rm(join(directory, 'format.json'));
    await expect(openEventStore(directory, { clock })).rejects.toMatchObject({ code: 'data-directory-foreign' });
  });
});

describe('leaves', () => {
  it('are right, whichever thread makes them and whatever becomes of the second', async () => {
    const { stdout, stderr } = await endOf(startProgram('ledger-leaves', []), 100_000);
    expect(stderr).toBe('');
    expect(stdout).toBe('right 40 of 40, with a second thread\n');
  }, 120_000);
});
