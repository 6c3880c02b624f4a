import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { KeyLog, KeyTransaction, LogFollower, LogPlace } from '#event-store/key-log.js';
import { idBytes, KeyFile, nameOf, overtaken, type Table, type Write } from '../key-file.js';
import { foundingIn, requireSameFounding } from './founding.js';
import { isShared, markOf, storedKey, subjectOfRow } from './key-part.js';
import { KeyReplica, type Verdict } from './key-replica.js';
import { nothingSeen, stagedTransaction, type StagedTransaction } from './staged-transaction.js';

/** Parts that are on their way to the server at once. */
const sentAtOnce = 64;

/**
 * The file of a key store that several nodes have in common: a replica of what all of them say. What is staged here is a
 * proposal; a flush resolves when it has been accepted, and so is durable on the server and here. When it was refused,
 * everything staged meanwhile may be made of it, so all of it is dropped, and the work is to be done again from the claims on.
 */
export class SharedKeyFile extends KeyFile {
  readonly #log: KeyLog;
  readonly #random: Random;
  readonly #replica: KeyReplica;
  #seen = nothingSeen();
  #sent: { readonly staged: StagedTransaction; readonly settle: (verdict: Verdict) => void } | undefined;
  #follower: LogFollower | undefined;
  #compared: Promise<void> | undefined;

  constructor(path: string, directory: string, options: { readonly log: KeyLog; readonly random: Random }) {
    super(path, directory, { readOnly: false });
    this.#log = options.log;
    this.#random = options.random;
    this.#replica = new KeyReplica(this, options.log);
  }

  /**
   * Begins to follow the others. Resolves when it has all that they said.
   * @param mayLag also when they cannot be reached: what this node has been told before is there, the rest comes later
   * @throws LedgerError `unavailable`, `integrity`, `key-missing` when they are of another organisation
   */
  async follow(mayLag = false): Promise<void> {
    this.#follower = this.#log.follow(this.#replica.place, (transaction, place) => this.#take(transaction, place));
    try {
      await this.caughtUp();
      await this.#ours();
    } catch (error) {
      const isAway = error instanceof LedgerError && ['unavailable', 'outcome-unknown'].includes(error.code);
      if (!isAway || !mayLag) throw error;
    }
  }

  /** The log is that of our organisation; asked once, before anything of it counts. */
  #ours(): Promise<void> {
    return (this.#compared ??= this.#compare().catch((error: unknown) => {
      this.#compared = undefined;
      throw error;
    }));
  }

  async #compare(): Promise<void> {
    const own = foundingIn(this)!;
    const theirs = await this.#log.founding(() => {
      throw new LedgerError('integrity', 'The server has none of the keys that this node knows.');
    });
    requireSameFounding(own, theirs);
  }

  /** Resolves when it has all that was said. @throws LedgerError `unavailable`, `integrity` */
  async caughtUp(): Promise<void> {
    await this.#follower?.caughtUp(limits.kurrentdbOpeningMs);
  }

  override get isFollowed(): boolean {
    return true;
  }

  override put(table: Table, key: Buffer, value: Buffer): void {
    if (isShared(table)) super.put(table, key, value);
  }

  /** Only numbers of changes are removed by whoever writes, and those are of each node itself. */
  override remove(table: Table, _key: Buffer): void {
    if (isShared(table)) throw new LedgerError('invalid', `Nothing is removed from ${table} but with its key.`);
  }

  override async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#log.close();
      await super.close();
    }
  }

  protected override staging({ table, key, value }: Write, isAgain: boolean): void {
    if (!isAgain) this.#seen.marks.set(nameOf(table, key), markOf(table, this.get(table, key)));
    if (!isShared(table) || value === undefined) return;
    const subject = subjectOfRow(table, key, value);
    const generation = storedKey(table === 'keys' ? value : this.get('keys', idBytes(subject)))?.generation;
    if (generation !== undefined && (table === 'keys' || !this.#seen.generations.has(subject)))
      this.#seen.generations.set(subject, generation);
  }

  protected override async commit(writes: ReadonlyMap<string, Write>): Promise<void> {
    const seen = this.#seen;
    this.#seen = nothingSeen();
    const standing = (subject: Id): Buffer | undefined => this.stored('keys', idBytes(subject));
    const staged = stagedTransaction(writes, seen, standing, this.#random);
    try {
      const verdict = await this.#propose(staged);
      if (verdict === 'accepted' && !staged.isCut) return;
    } catch (error) {
      this.#dropAll();
      throw error;
    }
    this.#dropAll();
    throw overtaken();
  }

  async #propose(staged: StagedTransaction): Promise<Verdict> {
    if (!(await this.#sendParts(staged))) return 'refused';
    const decided = new Promise<Verdict>((settle) => (this.#sent = { staged, settle }));
    try {
      await this.#log.append(staged.transaction);
      return await orUnknown(decided);
    } finally {
      this.#sent = undefined;
    }
  }

  /** @returns whether all are there: the key of one may have been destroyed elsewhere */
  async #sendParts({ parts }: StagedTransaction): Promise<boolean> {
    const all = [...parts.values()];
    for (let from = 0; from < all.length; from += sentAtOnce) {
      const some = all
        .slice(from, from + sentAtOnce)
        .map(({ reference, bytes }) => this.#log.putPart(reference, bytes));
      if ((await Promise.all(some)).includes('gone')) return false;
    }
    return true;
  }

  async #take(transaction: KeyTransaction, place: LogPlace): Promise<void> {
    await this.#ours();
    const sent = this.#sent?.staged.transaction.id === transaction.id ? this.#sent : undefined;
    const verdict = await this.#replica.take(transaction, place, sent?.staged.parts ?? new Map());
    sent?.settle(verdict);
    // What was looked up of somebody does not hold any more.
    if (verdict === 'accepted' && transaction.destroys.length > 0) this.forget();
  }

  #dropAll(): void {
    this.#seen = nothingSeen();
    this.drop();
  }
}

async function orUnknown(decided: Promise<Verdict>): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const fail = (): void =>
      reject(new LedgerError('outcome-unknown', 'Keys are stored on the server, and have not come back yet'));
    timer = setTimeout(fail, limits.kurrentdbPatienceMs);
  });
  try {
    return await Promise.race([decided, late]);
  } finally {
    clearTimeout(timer);
  }
}
