import type { Readable } from 'node:stream';

export interface Output {
  write(text: string): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
  once?(event: 'drain', listener: () => void): unknown;
}

/** What the command line touches of its process; tests give their own. */
export interface Streams {
  /** The answer, and nothing else. */
  readonly stdout: Output;
  /** Progress and messages. */
  readonly stderr: Output;
  readonly stdin: Readable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds from any beginning, never backwards. */
  readonly now: () => number;
  /** Calls the listener at each Ctrl-C. */
  readonly onInterrupt: (listener: () => void) => void;
  /** Calls the listener when nobody reads stdout any more (`| head`). */
  readonly onReaderGone: (listener: () => void) => void;
  readonly exit: (status: number) => void;
}

/** Stdout, written no faster than it is read, and quietly given up when its reader has seen enough. */
export class AnswerOutput {
  readonly #output: Output;
  #isGone = false;
  #wake: () => void = () => undefined;

  constructor({ stdout, onReaderGone }: Pick<Streams, 'stdout' | 'onReaderGone'>) {
    this.#output = stdout;
    onReaderGone(() => {
      this.#isGone = true;
      this.#wake();
    });
  }

  /** @returns whether it is worth while to write more */
  async write(text: string): Promise<boolean> {
    if (this.#isGone) return false;
    if (!this.#output.write(text) && this.#output.once !== undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#output.once!('drain', resolve);
      });
    }
    return !this.#isGone;
  }
}
