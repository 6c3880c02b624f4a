import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Finding } from '../answers.js';
import type { DataDirectory } from './data-directory.js';
import { outboxFile } from '../outbox/local-outbox.js';

const check = 'outbox';

/** Looks at the outbox of a data directory: whether it is whole, its owner's alone, and what could not be told. */
export function examineOutbox(directory: Pick<DataDirectory, 'operations'>): Finding[] {
  const path = outboxFile(directory);
  if (!existsSync(path)) return [{ check, state: 'good', detail: 'there are no webhooks' }];
  const found = [...privateMode(path), ...contents(path)];
  return found.length > 0 ? found : [{ check, state: 'good', detail: 'whole, and nothing is left untold' }];
}

function privateMode(path: string): Finding[] {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0 || process.platform === 'win32') return [];
  const detail = `${path} holds secrets and can be read by others (mode ${mode.toString(8)})`;
  return [{ check, state: 'warning', detail, advice: `chmod 600 ${path}` }];
}

function contents(path: string): Finding[] {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const count = (sql: string): number => Number(database!.prepare(sql).get()!['n']);
    const verdict = String(database.prepare('PRAGMA quick_check(1)').get()!['quick_check']);
    if (verdict !== 'ok') return [damage(verdict)];
    const dead = count('SELECT count(*) AS n FROM messages WHERE due_at IS NULL');
    // A file that no program of this version has opened yet is of format 1.
    const isFirst = Number(database.prepare('PRAGMA user_version').get()!['user_version']) === 1;
    const webhooks = isFirst ? 'webhooks WHERE' : "receivers WHERE tells = 'signals' AND";
    const disabled = count(`SELECT count(*) AS n FROM ${webhooks} disabled IS NOT NULL`);
    return [
      ...(dead === 0
        ? []
        : [warning(`dead letters: ${dead}`, 'tend webhooks dead-letters, then tend webhooks replay')]),
      ...(disabled === 0 ? [] : [warning(`disabled webhooks: ${disabled}`, 'tend webhooks enable ID')]),
    ];
  } catch (error) {
    return [damage((error as Error).message)];
  } finally {
    database?.close();
  }
}

function warning(detail: string, advice: string): Finding {
  return { check, state: 'warning', detail, advice };
}

function damage(detail: string): Finding {
  const advice =
    'Stop the server, put operations/outbox.db aside and register webhooks and digests again; the ledger does not need it.';
  return { check, state: 'bad', detail: `it cannot be read: ${detail}`, advice };
}
