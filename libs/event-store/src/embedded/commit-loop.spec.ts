import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import { caseStream, sampleEvent, sampleEvents } from '../contract/sample-events.js';
import { hashPlaced, type PlacedRecord } from '../placement.js';
import { CommitLoop } from './commit-loop.js';
import type { CommitTarget } from './commit-loop.js';
import { decodeRecord } from './record-codec.js';
import type { EncodedRecord } from './record-codec.js';

/** A disk that does what the test says. */
class Disk implements CommitTarget {
  readonly published: RecordedEvent[] = [];
  readonly stored: RecordedEvent[] = [];
  /** What happens to each write, in turn; then all go well. */
  readonly script: ('fails' | 'fails but is there')[] = [];
  readonly groups: number[] = [];
  private readonly waiting: PlacedRecord[] = [];
  private readonly byId = new Map<string, RecordedEvent>();

  head() {
    return { sequence: this.published.length, recordedAt: this.published.at(-1)?.recordedAt ?? 0 };
  }

  revisionOf(stream: string): number {
    return this.published.findLast((event) => event.stream === stream)?.revision ?? -1;
  }

  recorded(id: string) {
    return this.byId.get(id);
  }

  async write(encoded: readonly EncodedRecord[]): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.groups.push(encoded.length);
    const outcome = this.script.shift();
    if (outcome !== 'fails')
      for (const { bytes, sequence } of encoded)
        this.stored[sequence - 1] = withLeaf(decodeRecord(bytes, bytes.length, sequence));
    if (outcome !== undefined) throw Object.assign(new Error('Input/output error'), { code: 'EIO' });
  }

  isStored(sequence: number): boolean {
    return this.stored[sequence - 1] !== undefined;
  }

  refusalOf(error: unknown): LedgerError {
    return new LedgerError('unavailable', (error as Error).message);
  }

  async ready(events: readonly PlacedRecord[]): Promise<void> {
    hashPlaced(events);
    this.waiting.push(...events);
  }

  retract(): void {
    this.waiting.length = 0;
  }

  publish(events: readonly PlacedRecord[]): void {
    expect(this.waiting.map((event) => event.leaf)).toEqual(events.map((event) => event.leaf));
    this.waiting.length = 0;
    this.published.push(...events);
    for (const event of events) this.byId.set(event.id, event);
  }
}

function withLeaf(record: PlacedRecord): RecordedEvent {
  hashPlaced([record]);
  return record;
}

function start(groupEvents?: number) {
  const disk = new Disk();
  const loop = new CommitLoop(disk, fixedClock(1_700_000_000_000), groupEvents);
  loop.restart();
  const append = (stream: string, n: number) =>
    loop.submit({ stream, expected: 'any', events: [sampleEvent(stream, n)] });
  return { disk, loop, append };
}

const [one, two] = [caseStream(1), caseStream(2)];

describe('CommitLoop', () => {
  it('makes one group of what is appended in one turn, and the next of what came while it was written', async () => {
    const { disk, append } = start();
    const first = Array.from({ length: 64 }, (_, n) => append(one, n));
    await first[0];
    await Promise.all([...first, ...Array.from({ length: 10 }, (_, n) => append(two, n))]);
    expect(disk.groups).toEqual([64, 10]);
    expect(disk.published).toEqual(disk.stored);
  });

  it('refuses the group that fails and the one decided on it, and goes on from what is on disk', async () => {
    const { disk, append } = start();
    await append(one, 0);
    disk.script.push('fails');
    const failing = append(one, 1);
    await new Promise((resolve) => setImmediate(resolve));
    const upon = append(one, 2);
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    await expect(upon).rejects.toMatchObject({ code: 'unavailable' });
    expect(disk.head().sequence).toBe(1);
    expect(await append(one, 2)).toMatchObject({ revision: 1, events: [{ sequence: 2, outcome: 'appended' }] });
    expect(await append(one, 1)).toMatchObject({ revision: 2, events: [{ sequence: 3, outcome: 'appended' }] });
    expect(disk.published).toEqual(disk.stored);
  });

  it('refuses all that came behind a failure where it hangs on it, until it is told to go on', async () => {
    const disk = new Disk();
    const loop = new CommitLoop(disk, fixedClock(1_700_000_000_000), 1, true);
    const stream = caseStream(1);
    const submit = (n: number) => loop.submit({ stream, expected: 'any', events: [sampleEvent(stream, n)] });
    disk.script.push('fails');
    const results = await Promise.allSettled([0, 1, 2, 3].map(submit));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    await expect(submit(4)).rejects.toMatchObject({ code: 'unavailable' });
    expect(disk.published).toEqual([]);
    loop.goOn();
    expect((await submit(0)).revision).toBe(0);
  });

  it('stops when a write failed and can be seen all the same: nobody knows whether it will last', async () => {
    const { disk, append } = start();
    await append(one, 0);
    disk.script.push('fails but is there');
    await expect(append(one, 1)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(append(one, 2)).rejects.toMatchObject({ code: 'unavailable' });
    expect(disk.groups).toEqual([1, 1]);
  });

  it('answers a retry only when what it repeats is durable', async () => {
    const { disk, append } = start();
    disk.script.push('fails');
    const [first, again] = [append(one, 0), append(one, 0)];
    await expect(first).rejects.toMatchObject({ code: 'unavailable' });
    await expect(again).rejects.toMatchObject({ code: 'unavailable' });
    expect(await append(one, 0)).toMatchObject({ events: [{ outcome: 'appended', sequence: 1 }] });
  });

  it('lets what does not fit into a group wait for the next, in order', async () => {
    const { disk, loop } = start(75);
    const requests = Array.from({ length: 12 }, (_, n) => ({
      stream: one,
      expected: n * 10 - 1,
      events: sampleEvents(one, 10, n * 10),
    }));
    const results = await Promise.all(requests.map((request) => loop.submit(request)));
    expect(results.map((result) => result.events[0]!.sequence)).toEqual(requests.map((_, n) => n * 10 + 1));
    expect(disk.groups).toEqual([80, 40]);
  });

  it('refuses after it was told to stop, and ends what came before', async () => {
    const { disk, loop, append } = start();
    const before = append(one, 0);
    const stopped = loop.stop();
    await expect(append(one, 1)).rejects.toMatchObject({ code: 'unavailable' });
    await stopped;
    await expect(before).resolves.toMatchObject({ revision: 0 });
    expect(disk.groups).toEqual([1]);
  });
});
