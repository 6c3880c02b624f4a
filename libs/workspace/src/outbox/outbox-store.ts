import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { makePrivateDirectory } from '#core/private-file.js';
import type { Severity } from '#core/severities.js';
import type { Instant } from '#core/time.js';
import type { Signal } from '#projections/definition/definition.js';
import type { SignalPlace } from '#projections/signals/signal-log.js';
import { OutboxDigests } from './outbox-digests.js';
import { OutboxMessages } from './outbox-messages.js';
import { outboxTables } from './outbox-tables.js';

/** What a receiver is told: what becomes of signals (a webhook), or each day what there is to do. */
export type Tells = 'signals' | 'digest';

/** Where somebody wants to be told something: an address of the web, or of mail (`mailto:`). */
export interface Receiver {
  readonly id: string;
  readonly url: string;
  readonly tells: Tells;
  /** Which signals; undefined: all. */
  readonly kinds?: readonly string[];
  readonly projections?: readonly string[];
  readonly createdAt: Instant;
  /** Why it is told nothing any more. */
  readonly disabled?: string;
  readonly delivered: number;
  readonly deliveredAt?: Instant;
  /** What the last attempt met, if it met nothing good. */
  readonly failure?: string;
  readonly failedAt?: Instant;
}

/**
 * What a webhook was told last of a signal. One that was told to stand may stand in no key any more, while another one that
 * tells the same still does; and one that stands may not have been told, because such a one was.
 */
export interface Told {
  readonly signal: Signal;
  /** Whether it was told that the signal stands. */
  readonly stands: boolean;
  /** Keys of the projection that it stands in, and how grave it is there: an event of several raises one signal in each. */
  readonly keys: readonly (readonly [key: string, severity: Severity])[];
  /** How often it was told something of it. */
  readonly times: number;
}

/**
 * What has to be told and to whom (engine.md §9): nothing of it can be made again from the ledger, so it lies beside it,
 * in `operations/outbox.db`. Secrets stand in it: only the owner can read the file. SQLite comes with Node, and keeps what
 * is due in order without indexes of our own; a transaction is on disk when it returns.
 */
export class OutboxStore {
  readonly messages: OutboxMessages;
  readonly digests: OutboxDigests;
  private readonly database: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  /** @throws LedgerError `unavailable` when the file cannot be opened, `data-directory-foreign` when it is of another format */
  constructor(readonly path: string) {
    makePrivateDirectory(dirname(path));
    // Made here, so that nobody else can read it from the beginning; what SQLite puts beside it has the same mode.
    closeSync(openSync(path, 'a', 0o600));
    this.database = outboxTables(path);
    this.messages = new OutboxMessages((sql) => this.prepare(sql));
    this.digests = new OutboxDigests((sql) => this.prepare(sql));
  }

  /** All of what a function writes, or nothing of it when it throws. */
  transaction<T>(work: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const done = work();
      this.database.exec('COMMIT');
      return done;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw (error as { errcode?: number }).errcode === sqliteFull
        ? new LedgerError('disk-full', `There is no space for ${this.path}`, { cause: error })
        : error;
    }
  }

  /** Those who are told something of a kind. */
  receivers(tells: Tells): readonly Receiver[] {
    return this.prepare('SELECT * FROM receivers WHERE tells = ? ORDER BY created_at, id').all(tells).map(receiverOf);
  }

  receiver(id: string): Receiver | undefined {
    const row = this.prepare('SELECT * FROM receivers WHERE id = ?').get(id);
    return row && receiverOf(row);
  }

  secretOf(id: string): string {
    return String(this.prepare('SELECT secret FROM receivers WHERE id = ?').get(id)!['secret']);
  }

  /** @throws LedgerError `limit-exceeded` */
  add({ id, url, tells, kinds, projections, createdAt }: Omit<Receiver, 'delivered'>, secret: string): void {
    const most = tells === 'digest' ? limits.digests : limits.webhooks;
    if (this.receivers(tells).length >= most) {
      const what = tells === 'digest' ? 'digests' : 'webhooks';
      throw new LedgerError('limit-exceeded', `There are ${most} ${what} already; that is the limit.`);
    }
    this.prepare(
      'INSERT INTO receivers (id, url, tells, kinds, projections, secret, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(
      id,
      url,
      tells,
      kinds === undefined ? null : JSON.stringify(kinds),
      projections === undefined ? null : JSON.stringify(projections),
      secret,
      createdAt,
    );
  }

  /** With all that was to be told to it. */
  remove(id: string): void {
    this.prepare('DELETE FROM receivers WHERE id = ?').run(id);
  }

  /** @param reason why it is told nothing; undefined: it is told again */
  disable(id: string, reason: string | undefined): void {
    this.prepare('UPDATE receivers SET disabled = ? WHERE id = ?').run(reason ?? null, id);
  }

  noteDelivered(id: string, at: Instant): void {
    this.prepare(
      'UPDATE receivers SET delivered = delivered + 1, delivered_at = ?, failure = NULL, failed_at = NULL WHERE id = ?',
    ).run(at, id);
  }

  noteFailure(id: string, failure: string, at: Instant): void {
    this.prepare('UPDATE receivers SET failure = ?, failed_at = ? WHERE id = ?').run(failure, at, id);
  }

  /** Up to where a webhook has been told of each projection. */
  places(webhook: string): ReadonlyMap<string, SignalPlace> {
    const rows = this.prepare('SELECT * FROM places WHERE webhook = ?').all(webhook);
    return new Map(
      rows.map(({ projection, build, log, number }) => [
        String(projection),
        { build: String(build), log: String(log), number: Number(number) },
      ]),
    );
  }

  setPlace(webhook: string, projection: string, { build, log, number }: SignalPlace): void {
    this.prepare('INSERT OR REPLACE INTO places (webhook, projection, build, log, number) VALUES (?, ?, ?, ?, ?)').run(
      webhook,
      projection,
      build,
      log,
      number,
    );
  }

  forgetPlace(webhook: string, projection: string): void {
    this.prepare('DELETE FROM places WHERE webhook = ? AND projection = ?').run(webhook, projection);
  }

  told(webhook: string, projection: string, signal: string): Told | undefined {
    const row = this.prepare('SELECT * FROM told WHERE webhook = ? AND projection = ? AND id = ?').get(
      webhook,
      projection,
      signal,
    );
    return row && toldOf(row);
  }

  /** Signals that stand, or that a webhook was told of and not yet that they are over. */
  followed(webhook: string, projection: string): readonly (Told & { readonly id: string })[] {
    return this.prepare(
      "SELECT * FROM told WHERE webhook = ? AND projection = ? AND (stands = 1 OR keys <> '[]') ORDER BY id",
    )
      .all(webhook, projection)
      .map((row) => ({ id: String(row['id']), ...toldOf(row) }));
  }

  tell(webhook: string, projection: string, id: string, told: Told, at: Instant): void {
    const { signal, stands, keys, times } = told;
    this.prepare(
      'INSERT OR REPLACE INTO told (webhook, projection, id, signal, stands, keys, times, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(webhook, projection, id, JSON.stringify(signal), stands ? 1 : 0, JSON.stringify(keys), times, at);
  }

  /** Forgets what has been over for long. */
  forgetTold(before: Instant): void {
    this.prepare("DELETE FROM told WHERE stands = 0 AND keys = '[]' AND at < ?").run(before);
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  private prepare(sql: string): StatementSync {
    let statement = this.prepared.get(sql);
    if (statement === undefined) this.prepared.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}

/** SQLITE_FULL */
const sqliteFull = 13;

type Row = Readonly<Record<string, SQLOutputValue>>;

function receiverOf(row: Row): Receiver {
  const listOf = (name: string) => {
    const list = row[name]!;
    return list === null ? {} : { [name]: JSON.parse(String(list)) as string[] };
  };
  const { disabled = null, delivered_at: deliveredAt, failure = null, failed_at: failedAt } = row;
  return {
    id: String(row['id']),
    url: String(row['url']),
    tells: row['tells'] === 'digest' ? 'digest' : 'signals',
    ...listOf('kinds'),
    ...listOf('projections'),
    createdAt: Number(row['created_at']),
    delivered: Number(row['delivered']),
    ...(disabled === null ? {} : { disabled: String(disabled) }),
    ...(deliveredAt === null ? {} : { deliveredAt: Number(deliveredAt) }),
    ...(failure === null ? {} : { failure: String(failure), failedAt: Number(failedAt) }),
  };
}

function toldOf({ signal, stands, keys, times }: Row): Told {
  return {
    signal: JSON.parse(String(signal)) as Signal,
    stands: stands === 1,
    keys: JSON.parse(String(keys)) as Told['keys'],
    times: Number(times),
  };
}
