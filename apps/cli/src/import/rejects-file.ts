import { open, type FileHandle } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

const bufferChars = 64 * 1024;
/** Names that are tried beside those that are taken. */
const namesMax = 10_000;

/** The file of refused rows: made with the first one, so that an import without refusals leaves none behind. */
export class RejectsFile {
  readonly #open: () => Promise<{ path: string; handle: FileHandle }>;
  #opened: { path: string; handle: FileHandle } | undefined;
  #waiting: string[] = [];
  #waitingChars = 0;
  #written: Promise<void> = Promise.resolve();

  private constructor(open: () => Promise<{ path: string; handle: FileHandle }>) {
    this.#open = open;
  }

  /** At this path, or numbered beside the rejects of an earlier run, which are being corrected there. */
  static at(path: string): RejectsFile {
    return new RejectsFile(async () =>
      holdsRows(path) ? openFree(path) : { path, handle: await open(path, 'w', 0o600) },
    );
  }

  /**
   * Beside nothing: named after the imported file, in the current directory, and numbered where the name is taken,
   * because the rejects of an earlier run are being corrected there.
   */
  static after(importedFile: string): RejectsFile {
    return new RejectsFile(() => openFree(rejectsName(importedFile)));
  }

  async write(line: string): Promise<void> {
    this.#waiting.push(line);
    this.#waitingChars += line.length;
    if (this.#waitingChars >= bufferChars) await this.#flush();
  }

  /** One after the other, whoever asks. After a failure nothing more is written, and each one who asks is told of it. */
  #flush(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#waitingChars = 0;
    this.#written = this.#written.then(() => this.#append(text));
    this.#written.catch(() => {});
    return this.#written;
  }

  async #append(text: string): Promise<void> {
    this.#opened ??= await this.#open();
    await this.#opened.handle.appendFile(text);
  }

  /** @returns the path, when anything was written; fails when not everything was */
  async close(): Promise<string | undefined> {
    try {
      await (this.#waiting.length > 0 ? this.#flush() : this.#written);
    } finally {
      await this.#opened?.handle.close();
    }
    return this.#opened?.path;
  }
}

function holdsRows(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there?.isFile() === true && there.size > 0;
}

/** `tickets.csv` → `tickets.rejects.csv`: in the format of the file, but never packed. */
export function rejectsName(importedFile: string): string {
  if (importedFile === '-') return 'stdin.rejects.txt';
  const plain = importedFile.replace(/\.gz$/i, '');
  return `${basename(plain, extname(plain))}.rejects${extname(plain) || '.txt'}`;
}

/** A file that was not there before: of this name, else of the first number behind it that is free. */
export async function openFree(name: string): Promise<{ path: string; handle: FileHandle }> {
  const extension = extname(name);
  const base = basename(name, extension);
  for (let number = 1; ; number++) {
    const path = number === 1 ? name : join(dirname(name), `${base}-${number}${extension}`);
    try {
      // Rows of customers: for the one who imports, and nobody else.
      return { path, handle: await open(path, 'wx', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number >= namesMax) throw error;
    }
  }
}
