import { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '#core/errors.js';

/** Raised when the tables change. */
const format = 2;

const digests = `
  CREATE TABLE IF NOT EXISTS digests (
    id TEXT PRIMARY KEY REFERENCES receivers ON DELETE CASCADE, owner TEXT, minute INTEGER NOT NULL, days TEXT NOT NULL,
    link_key TEXT NOT NULL, told_day TEXT, outcome TEXT
  ) STRICT, WITHOUT ROWID;
`;

const tables = `
  CREATE TABLE IF NOT EXISTS receivers (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, kinds TEXT, projections TEXT, secret TEXT NOT NULL, created_at INTEGER NOT NULL,
    disabled TEXT, delivered INTEGER NOT NULL DEFAULT 0, delivered_at INTEGER, failure TEXT, failed_at INTEGER,
    tells TEXT NOT NULL DEFAULT 'signals'
  ) STRICT;
  CREATE TABLE IF NOT EXISTS places (
    webhook TEXT NOT NULL REFERENCES receivers ON DELETE CASCADE, projection TEXT NOT NULL,
    build TEXT NOT NULL, log TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (webhook, projection)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS told (
    webhook TEXT NOT NULL REFERENCES receivers ON DELETE CASCADE, projection TEXT NOT NULL, id TEXT NOT NULL,
    signal TEXT NOT NULL, stands INTEGER NOT NULL, keys TEXT NOT NULL, times INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (webhook, projection, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    receiver TEXT NOT NULL REFERENCES receivers ON DELETE CASCADE,
    subject TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER, failure TEXT, failed_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS pending ON messages (receiver, due_at, number) WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS subjects ON messages (receiver, subject, number) WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS dead ON messages (receiver, number) WHERE due_at IS NULL;
  ${digests}
`;

/** From format 1, when webhooks were the only ones that were told anything. */
const fromFirst = `
  ALTER TABLE webhooks RENAME TO receivers;
  ALTER TABLE receivers ADD COLUMN tells TEXT NOT NULL DEFAULT 'signals';
  ALTER TABLE messages RENAME COLUMN webhook TO receiver;
  ${digests}
`;

/**
 * Opens the file and makes its tables where they are missing. A message without `due_at` is a dead letter.
 * @throws LedgerError `unavailable`, `data-directory-foreign`
 */
export function outboxTables(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { enableForeignKeyConstraints: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    const found = Number(database.prepare('PRAGMA user_version').get()!['user_version']);
    if (found > format) {
      const sentence = `The outbox ${path} has format ${found}, this version reads format ${format}.`;
      throw new LedgerError('data-directory-foreign', sentence);
    }
    const missing = found === 1 ? fromFirst : tables;
    if (found < format) database.exec(`BEGIN; ${missing} PRAGMA user_version = ${format}; COMMIT;`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof LedgerError) throw error;
    const detail = `The outbox ${path} cannot be opened: ${(error as Error).message}`;
    throw new LedgerError('unavailable', detail, {
      cause: error,
      hint: 'tend doctor looks through the data directory.',
    });
  }
}
