import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { openDataDirectory } from '#workspace/data-directory.js';
import { findServer, localToken } from '#workspace/server-file.js';
import type { Tend, Work } from '#workspace/tend.js';
import type { ProgressDisplay } from './output/progress.js';
import { RemoteTend } from './remote/remote-tend.js';
import { writeAll, type Streams } from './streams.js';

export interface GlobalOptions {
  readonly data: string;
  readonly server?: string;
  readonly json: boolean;
}

/** One run of a verb: the workspace it acts on, where its answer goes, and how it can be stopped. */
export class Session {
  readonly options: GlobalOptions;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  readonly progress: ProgressDisplay;
  #tend: Tend | undefined;

  constructor(options: GlobalOptions, streams: Streams, signal: AbortSignal, progress: ProgressDisplay) {
    this.options = options;
    this.streams = streams;
    this.signal = signal;
    this.progress = progress;
  }

  get work(): Work {
    return { signal: this.signal, progress: this.progress.report };
  }

  /**
   * The workspace that the verb acts on: the server that is named, else the one that runs on the data directory, else the
   * directory itself.
   * @param create whether a missing data directory is made; reading verbs refuse instead of leaving an empty one behind
   */
  async open(create: boolean): Promise<Tend> {
    this.#tend ??= await this.#openTend(create);
    return this.#tend;
  }

  async #openTend(create: boolean): Promise<Tend> {
    const { data, server } = this.options;
    if (server !== undefined) return new RemoteTend(server, this.#token(data));
    if (!create && !existsSync(join(data, 'tend.json'))) {
      throw new LedgerError(
        'not-found',
        `There is no data directory at ${data}. Import a file first, or name it with --data.`,
      );
    }
    const directory = openDataDirectory(data, { create });
    const running = findServer(directory);
    if (running !== undefined) return new RemoteTend(running.url, localToken(directory));
    // Loaded only when this process itself opens the stores: a remote call starts in a fraction of the time.
    const { openTend } = await import('#workspace/local-tend.js');
    return openTend({ directory: data });
  }

  #token(data: string): string {
    const given = this.streams.environment['TEND_TOKEN'];
    if (given !== undefined) return given;
    try {
      return readFileSync(join(data, 'api.token'), 'utf8').trim();
    } catch {
      throw new LedgerError(
        'unauthorised',
        'The server wants a token: set TEND_TOKEN, or --data to its data directory.',
      );
    }
  }

  /** The answer: as JSON for machines, else as the text that is made of it. */
  async answer<Answer>(answer: Answer, asText: (answer: Answer) => string): Promise<void> {
    this.progress.end();
    const text = this.options.json
      ? `${JSON.stringify(answer, undefined, this.streams.stdout.isTTY ? 2 : undefined)}\n`
      : asText(answer);
    await writeAll(this.streams.stdout, text);
  }

  say(message: string): void {
    this.progress.interrupt(() => void this.streams.stderr.write(`${message}\n`));
  }

  async close(): Promise<void> {
    await this.#tend?.close();
  }
}
