import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

/** The file of refused rows: made with the first one, so that an import without refusals leaves none behind. */
export class RejectsFile {
  readonly #path: string;
  #stream: WriteStream | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async write(line: string): Promise<void> {
    // Rows of customers: for the one who imports, and nobody else.
    this.#stream ??= createWriteStream(this.#path, { mode: 0o600 });
    if (!this.#stream.write(line)) await once(this.#stream, 'drain');
  }

  /** @returns the path, when anything was written */
  async close(): Promise<string | undefined> {
    if (this.#stream === undefined) return undefined;
    this.#stream.end();
    await finished(this.#stream);
    return this.#path;
  }
}
