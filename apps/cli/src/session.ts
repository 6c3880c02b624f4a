import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { openDataDirectory, type DataDirectory } from '#workspace/directory/data-directory.js';
import { findServer, localToken } from '#workspace/directory/server-file.js';
import type { Tend, Work } from '#workspace/tend.js';
import type { ProgressDisplay } from './output/progress.js';
import { jsonText } from './output/text.js';
import { programVersion } from './program-version.js';
import { isListening } from './remote/http-client.js';
import { RemoteTend } from './remote/remote-tend.js';
import { AnswerOutput, type Streams } from './streams.js';
import { UsageError } from './usage-error.js';

export interface GlobalOptions {
  readonly data: string;
  readonly server?: string;
  readonly json: boolean;
}

/**
 * What becomes of a missing data directory: writing verbs make it; reading verbs refuse instead of leaving an empty one
 * behind; a dry run looks at an empty one that is gone afterwards.
 */
export type WhenMissing = 'make' | 'refuse' | 'pretend';

/** The data directory of a command that names none. */
export function defaultData({ environment }: Pick<Streams, 'environment'>): string {
  return environment['TEND_DATA'] || './data';
}

/** One run of a verb: the workspace it acts on, where its answer goes, and how it can be stopped. */
export class Session {
  readonly options: GlobalOptions;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  readonly progress: ProgressDisplay;
  readonly #answer: AnswerOutput;
  #tend: Tend | undefined;
  #pretended: string | undefined;

  constructor(options: GlobalOptions, streams: Streams, signal: AbortSignal, progress: ProgressDisplay) {
    this.options = options;
    this.streams = streams;
    this.signal = signal;
    this.progress = progress;
    this.#answer = new AnswerOutput(streams);
  }

  /** What a command must say to act on the same workspace as this one. */
  get whereWords(): readonly string[] {
    const { data, server } = this.options;
    return [
      ...(data === defaultData(this.streams) ? [] : ['--data', data]),
      ...(server === undefined ? [] : ['--server', server]),
    ];
  }

  get work(): Work {
    return { signal: this.signal, progress: this.progress.report };
  }

  /**
   * The workspace that the verb acts on: the server that is named, else the one that runs on the data directory, else the
   * directory itself.
   * @throws LedgerError
   */
  async open(whenMissing: WhenMissing = 'refuse', zone?: string): Promise<Tend> {
    this.#tend ??= await this.#open(whenMissing, zone);
    return this.#tend;
  }

  async #open(whenMissing: WhenMissing, zone: string | undefined): Promise<Tend> {
    const { data, server } = this.options;
    if (server !== undefined && zone !== undefined) throw new UsageError('--zone: a server has its own already.');
    if (server !== undefined) return new RemoteTend(server, this.#token(server, data));
    if (whenMissing === 'pretend' && !existsSync(join(data, 'tend.json'))) {
      this.#pretended = mkdtempSync(join(tmpdir(), 'tend-dry-run-'));
      return this.openHere(join(this.#pretended, 'data'), this.#zone(zone));
    }
    if (whenMissing === 'make' && this.#isNewOnServer()) return this.#openNewOnServer(zone);
    const directory = whenMissing === 'refuse' ? this.directory() : this.#made(zone);
    const running = findServer(directory);
    // Its announcement may have outlived it, when its process id is another's by now.
    if (running !== undefined && (await isListening(running.url)))
      return new RemoteTend(running.url, localToken(directory));
    return this.openHere(data);
  }

  /** Made when it is missing; its zone is said, because days are counted in it for ever. */
  #made(zone: string | undefined): DataDirectory {
    const { data } = this.options;
    const isNew = !existsSync(join(data, 'tend.json'));
    const own = isNew ? this.#zone(zone) : undefined;
    const directory = openDataDirectory(data, own === undefined ? {} : { zone: own });
    if (isNew) this.say(`New data directory ${data}: its days are those of ${directory.zone}.`);
    else if (zone !== undefined && zone !== directory.zone)
      throw new UsageError(`--zone: the days of ${data} are those of ${directory.zone} and stay so.`);
    return directory;
  }

  #isNewOnServer(): boolean {
    const isOnServer = !['', 'embedded'].includes(this.streams.environment['TEND_LEDGER'] ?? '');
    return isOnServer && !existsSync(join(this.options.data, 'tend.json'));
  }

  /** Whose it is, and in which zone, the server tells; the first node tells the server. */
  async #openNewOnServer(zone: string | undefined): Promise<Tend> {
    const { data } = this.options;
    const tend = await this.openHere(data, this.#zone(zone));
    this.say(`New data directory ${data}: its days are those of ${openDataDirectory(data, { create: false }).zone}.`);
    return tend;
  }

  #zone(given: string | undefined): string | undefined {
    return given ?? (this.streams.environment['TEND_ZONE'] || undefined);
  }

  /** The data directory, which must be there. @throws LedgerError `not-found`, `data-directory-foreign` */
  directory(): DataDirectory {
    const { data } = this.options;
    if (existsSync(join(data, 'tend.json'))) return openDataDirectory(data, { create: false });
    throw new LedgerError('not-found', `There is no data directory at ${data}.`, {
      hint: 'Import a file first (tend import FILE), or name the directory with --data.',
    });
  }

  /** Opens the directory in this process. */
  async openHere(directory: string, zone?: string): Promise<Tend> {
    // Loaded only when this process itself opens the stores: a remote call starts in a fraction of the time.
    const { openTend } = await import('#workspace/local-tend.js');
    const { userOfSystem } = await import('#workspace/ledger/acting-user.js');
    const { nodeSettingsOf } = await import('#workspace/nodes/node-settings.js');
    const { activationOf } = await import('#workspace/builds/activation.js');
    this.#tend = await openTend({
      directory,
      version: programVersion(),
      work: this.work,
      activation: activationOf(this.streams.environment),
      node: this.#pretended === undefined ? nodeSettingsOf(this.streams.environment) : undefined,
      user: userOfSystem(),
      // A handler that does not come back is ended there, and Ctrl-C is heard meanwhile.
      foldingThreads: 1,
      ...(zone === undefined ? {} : { zone }),
    });
    return this.#tend;
  }

  /** The token of a directory opens all of it, so it goes to the server that runs on it and to nobody else. */
  #token(server: string, data: string): string {
    const given = this.streams.environment['TEND_TOKEN'];
    if (given !== undefined && given !== '') return given;
    const hasData = existsSync(join(data, 'tend.json'));
    const directory = hasData ? openDataDirectory(data, { create: false }) : undefined;
    const running = directory === undefined ? undefined : findServer(directory);
    if (directory !== undefined && running !== undefined && new URL(running.url).origin === new URL(server).origin)
      return localToken(directory);
    const where = running === undefined ? `No server runs on ${data}` : `The server on ${data} is at ${running.url}`;
    throw new LedgerError(
      'unauthorised',
      `The server at ${server} wants a token. ${where}, and its token is given to no other address.`,
      { hint: 'Set TEND_TOKEN, or --data to the data directory of that server.' },
    );
  }

  /** The answer: as JSON for machines, else as the text that is made of it for so many columns. */
  async answer<Answer>(answer: Answer, asText: (answer: Answer, width: number) => string): Promise<void> {
    const { isTTY, columns } = this.streams.stdout;
    const text = this.options.json
      ? jsonText(answer, isTTY === true)
      : asText(answer, isTTY === true ? (columns ?? 80) : Infinity);
    await this.write(text);
  }

  /** A part of the answer. @returns whether it is worth while to write more */
  async write(text: string): Promise<boolean> {
    this.progress.end();
    return this.#answer.write(text);
  }

  /** A message beside the answer. */
  say(message: string): void {
    this.progress.interrupt(() => void this.streams.stderr.write(`${message}\n`));
  }

  async close(): Promise<void> {
    try {
      await this.#tend?.close();
    } finally {
      if (this.#pretended !== undefined) rmSync(this.#pretended, { recursive: true, force: true });
    }
  }
}
