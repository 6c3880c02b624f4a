import { setTimeout as wait } from 'node:timers/promises';
import { caseStream, sampleId } from '#event-store/contract/sample-events.js';
import type { ExpectedRevision } from '#event-store/port.js';
import type { Operation } from './history.js';
import type { AppendCall, NodeAnswer } from './kurrentdb-node-calls.js';
import type { Rig } from './kurrentdb-rig.js';

/** What a writer asked for and what it was told in the end. */
export interface Written {
  readonly writer: number;
  readonly call: AppendCall;
  readonly invokedAt: number;
  readonly returnedAt: number;
  /** `refused`: it did not happen and never will. */
  readonly outcome: 'ok' | 'conflict' | 'refused' | 'unknown';
  /** What it was told when it was told a place. */
  readonly revision?: number;
  readonly places?: readonly { readonly id: string; readonly sequence: number }[];
  /** How often it was repeated because nobody knew. */
  readonly repetitions: number;
}

const exactStreams = 3;
/** Of these, what is known is dropped: as imports do. */
const importStream = 9;
const writerPauseMs = 12;
/** Some of what nobody knows is never asked for again. */
const abandonedShare = 0.15;
const repeatedShare = 0.1;
const resolvesWithinMs = 60_000;

/** Writers that append to the nodes of a ledger at once, each the next when it was told of the one before. */
export class Writers {
  readonly written: Written[] = [];
  readonly faults: string[] = [];
  /** What writers know of the last revision of a stream. */
  private readonly revisions = new Map<string, number>();
  private nextNumber = 0;
  private stopped = false;

  constructor(
    private readonly rig: Rig,
    private readonly random: () => number,
  ) {}

  /** Writes until `stop`. Resolves when every writer knows what became of all that it asked for, or has given up on it. */
  run(writers: number): Promise<void> {
    this.stopped = false;
    return Promise.all(Array.from({ length: writers }, (_, writer) => this.write(writer))).then(() => undefined);
  }

  stop(): void {
    this.stopped = true;
  }

  /** The operations on each stream. */
  histories(): Map<string, Operation[]> {
    const histories = new Map<string, Operation[]>();
    for (const { call, invokedAt, returnedAt, outcome, revision } of this.written) {
      if (outcome === 'refused' || call.known === 'drop') continue;
      const { stream, expected, numbers } = call;
      const operations = histories.get(stream) ?? [];
      histories.set(stream, operations);
      operations.push({
        invokedAt,
        returnedAt,
        told: outcome === 'ok' ? { kind: 'ok', revision: revision! } : { kind: outcome },
        call: { kind: 'append', batch: `${numbers[0]}`, expected, count: numbers.length },
      });
    }
    return histories;
  }

  private async write(writer: number): Promise<void> {
    while (!this.stopped) {
      const written = await this.told(writer, this.nextCall());
      this.written.push(written);
      const { stream } = written.call;
      if (written.revision !== undefined)
        this.revisions.set(stream, Math.max(this.revisions.get(stream) ?? -1, written.revision));
      await wait(this.random() * writerPauseMs);
    }
  }

  private nextCall(): AppendCall {
    const fresh = (count: number) => Array.from({ length: count }, () => this.nextNumber++);
    const kind = this.random();
    if (kind < repeatedShare) {
      const again = this.written[Math.floor(this.random() * this.written.length)];
      if (again?.outcome === 'ok') return again.call;
    }
    const count = 1 + Math.floor(this.random() * 3);
    if (kind > 0.85) {
      const old = Math.floor(this.random() * this.nextNumber);
      const numbers = [...new Set([...this.importedAround(old), ...fresh(count)])];
      return { stream: caseStream(importStream), expected: 'any', numbers, known: 'drop' };
    }
    const stream = caseStream(Math.floor(this.random() * exactStreams));
    return { stream, expected: this.expectation(stream), numbers: fresh(count) };
  }

  private importedAround(number: number): readonly number[] {
    const imports = this.written.filter(({ call }) => call.known === 'drop');
    return imports.length === 0 ? [] : imports[number % imports.length]!.call.numbers.slice(0, 2);
  }

  private expectation(stream: string): ExpectedRevision {
    const revision = this.revisions.get(stream) ?? -1;
    const kind = this.random();
    if (kind < 0.4) return 'any';
    if (kind < 0.9) return revision < 0 ? 'no_stream' : revision;
    return kind < 0.95 ? 'stream_exists' : Math.max(-1, revision - 1);
  }

  /** Asks, and as long as nobody knows asks again with the same ids, this node or another. */
  private async told(writer: number, call: AppendCall): Promise<Written> {
    const invokedAt = performance.now();
    const base = { writer, call, invokedAt };
    for (let repetitions = 0; ; repetitions++) {
      const node = this.rig.nodes[(writer + repetitions) % this.rig.nodes.length]!;
      const answer = await node.process.ask({ append: call });
      const returnedAt = performance.now();
      const outcome = this.outcomeOf(answer, repetitions > 0);
      const written = { ...base, returnedAt, outcome, repetitions };
      if (outcome === 'ok') {
        const { revision, events } = answer!.appended!;
        return { ...written, revision, places: events };
      }
      if (outcome !== 'unknown' || this.random() < abandonedShare) return written;
      if (returnedAt - invokedAt > resolvesWithinMs) {
        this.faults.push(`Nobody could learn what became of ${JSON.stringify(call)}: ${JSON.stringify(answer)}`);
        return written;
      }
      await wait(20);
    }
  }

  private outcomeOf(answer: NodeAnswer | undefined, mayHaveHappened: boolean): Written['outcome'] {
    if (answer === undefined) return 'unknown';
    if (answer.appended !== undefined) return 'ok';
    const { code, message } = answer.refusal!;
    if (code === 'revision-conflict') return 'conflict';
    if (code === 'outcome-unknown') return 'unknown';
    if (code !== 'unavailable' && code !== 'disk-full') this.faults.push(`A writer was told ${code}: ${message}`);
    return mayHaveHappened ? 'unknown' : 'refused';
  }
}

/** The ids of what was asked for. */
export function idsOf({ stream, numbers }: AppendCall): string[] {
  return numbers.map((number) => sampleId(stream, number));
}
