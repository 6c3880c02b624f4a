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
  readonly onInterrupt: (listener: () => void) => void;
  readonly exit: (status: number) => void;
}

/** Writes and waits while the reader is slow, so that an export never piles up in memory. */
export async function writeAll(output: Output, text: string): Promise<void> {
  if (!output.write(text) && output.once !== undefined) {
    await new Promise<void>((resolve) => output.once!('drain', resolve));
  }
}
