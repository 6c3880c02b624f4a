import { limits } from '#core/limits.js';
import type { Instant } from '#core/time.js';
import type { Cell } from '#read-store/port.js';

/** What of an answer is kept: texts and numbers lie in it, and what holds them. */
const perItemBytes = 128;

/** What was made of one moment of one build. Each part is there once somebody has asked for all of it. */
export class PastAnswers {
  rows: ReadonlyMap<string, Uint8Array> | undefined;
  signals: ReadonlyMap<string, Uint8Array> | undefined;
  private readonly totals = new Map<string, readonly Cell[]>();

  /** @param grown is told by how many bytes */
  constructor(private readonly grown: (bytes: number) => void) {}

  get isEmpty(): boolean {
    return this.rows === undefined && this.signals === undefined && this.totals.size === 0;
  }

  keepRows(rows: ReadonlyMap<string, Uint8Array>): void {
    this.rows = rows;
    this.grown(bytesOf(rows));
  }

  keepSignals(signals: ReadonlyMap<string, Uint8Array>): void {
    this.signals = signals;
    this.grown(bytesOf(signals));
  }

  /** @param asked which cells, and whether with their columns */
  cells(asked: string): readonly Cell[] | undefined {
    return this.totals.get(asked);
  }

  keepCells(asked: string, cells: readonly Cell[]): void {
    this.totals.set(asked, cells);
    this.grown(cells.reduce((sum, cell) => sum + bytesOfCell(cell), asked.length));
  }
}

/**
 * Answers about the past that took work, for whoever asks again: the page that is turned, the slider that goes back. What
 * was known at a sequence never changes, whatever is recorded later, and neither do rules and code of a build; only what
 * may be used is asked of now. So an answer holds as long as that is the same, and when it is not, all are forgotten, because
 * what was withdrawn must not lie about. Bounded in bytes; what was asked for longest ago goes first.
 */
export class PastMemory {
  private kept = new Map<string, Kept>();
  private bytes = 0;
  private permitted = '';

  constructor(private readonly bytesMost: number = limits.pastMemoryBytes) {}

  /**
   * The answers about a moment, as far as they are there; what is made of it now is kept in them.
   * @param permitted says which permissions they are made with
   */
  answersOf(
    build: string,
    { asOf, known }: { readonly asOf: Instant; readonly known: number },
    permitted: string,
  ): PastAnswers {
    if (permitted !== this.permitted) {
      this.clear();
      this.permitted = permitted;
    }
    const name = `${build} ${asOf} ${known}`;
    const found = this.kept.get(name);
    if (found !== undefined) {
      this.kept.delete(name);
      this.kept.set(name, found);
      return found.answers;
    }
    const { kept } = this;
    const made: Kept = { bytes: 0, answers: new PastAnswers((bytes) => this.grow(kept, name, made, bytes)) };
    return made.answers;
  }

  private clear(): void {
    // Whoever still makes an answer with the old permissions keeps it in what nobody looks into any more.
    this.kept = new Map();
    this.bytes = 0;
  }

  private grow(kept: Map<string, Kept>, name: string, one: Kept, bytes: number): void {
    if (kept !== this.kept) return;
    const before = kept.get(name) ?? one;
    // Two who ask at once: the second makes what is there already.
    if (before !== one) return;
    one.bytes += bytes;
    this.bytes += bytes;
    kept.delete(name);
    kept.set(name, one);
    for (const [oldest, { bytes: freed }] of kept) {
      if (this.bytes <= this.bytesMost) break;
      kept.delete(oldest);
      this.bytes -= freed;
    }
  }
}

interface Kept {
  readonly answers: PastAnswers;
  bytes: number;
}

function bytesOf(items: ReadonlyMap<string, Uint8Array>): number {
  let sum = 0;
  for (const [key, bytes] of items) sum += perItemBytes + key.length + bytes.byteLength;
  return sum;
}

function bytesOfCell({ sums, columns }: Cell): number {
  const values = Object.values(columns).reduce((sum, column) => sum + column.values.length * 16, 0);
  return perItemBytes * (1 + Object.keys(sums).length + Object.keys(columns).length) + values;
}
