import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import { limits } from '#core/limits.js';
import type { Instant } from '#core/time.js';

/** Something to be told to a receiver: written together with what it tells, and sent until it is taken or given up. */
export interface OutboxMessage {
  readonly number: number;
  /** The same at each attempt, by which a receiver knows what it has got already. */
  readonly id: string;
  readonly receiver: string;
  /** What it is about: messages about one thing are sent one after the other. */
  readonly subject: string;
  readonly type: string;
  readonly body: string;
  readonly createdAt: Instant;
  readonly attempts: number;
  readonly failure?: string;
  readonly failedAt?: Instant;
}

type NewMessage = Pick<OutboxMessage, 'id' | 'receiver' | 'subject' | 'type' | 'body' | 'createdAt'>;

/** The messages of the outbox: those that wait to be sent, and the dead letters, which were given up. */
export class OutboxMessages {
  constructor(private readonly prepare: (sql: string) => StatementSync) {}

  /** Due at once. One that waits already (it was written before a kill) is left as it is; a dead letter lives again. */
  add({ id, receiver, subject, type, body, createdAt }: NewMessage): void {
    this.prepare(
      `INSERT INTO messages (id, receiver, subject, type, body, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET type = excluded.type, body = excluded.body, created_at = excluded.created_at,
         due_at = excluded.due_at, attempts = 0, failure = NULL, failed_at = NULL WHERE due_at IS NULL`,
    ).run(id, receiver, subject, type, body, createdAt, createdAt);
  }

  /** The next one to be sent to a receiver, which nothing earlier about the same waits before. */
  nextDue(receiver: string, now: Instant): OutboxMessage | undefined {
    const row = this.prepare(
      `SELECT * FROM messages AS m WHERE receiver = ? AND due_at <= ? AND ${isFirst} ORDER BY due_at, number LIMIT 1`,
    ).get(receiver, now);
    return row && messageOf(row);
  }

  /** When there is something to be sent to a receiver. */
  nextDueAt(receiver: string): Instant | undefined {
    const row = this.prepare(`SELECT min(due_at) AS due FROM messages AS m WHERE receiver = ? AND ${isFirst}`).get(
      receiver,
    );
    return row?.['due'] === null ? undefined : Number(row!['due']);
  }

  pending(receiver: string): number {
    return this.count('receiver = ? AND due_at IS NOT NULL', receiver);
  }

  dead(receiver: string): number {
    return this.count('receiver = ? AND due_at IS NULL', receiver);
  }

  /** What a receiver has not taken yet is not wanted any more. */
  forgetPending(receiver: string): void {
    this.prepare('DELETE FROM messages WHERE receiver = ? AND due_at IS NOT NULL').run(receiver);
  }

  /** It was taken. */
  remove({ number }: Pick<OutboxMessage, 'number'>): void {
    this.prepare('DELETE FROM messages WHERE number = ?').run(number);
  }

  /** @param dueAt when it is tried again; undefined: it is given up, and is a dead letter from now on */
  failed({ number, receiver }: OutboxMessage, failure: string, at: Instant, dueAt: Instant | undefined): void {
    this.prepare(
      'UPDATE messages SET attempts = attempts + 1, failure = ?, failed_at = ?, due_at = ? WHERE number = ?',
    ).run(failure, at, dueAt ?? null, number);
    if (dueAt === undefined && this.dead(receiver) > limits.deadLetters)
      this.prepare(
        'DELETE FROM messages WHERE number = (SELECT min(number) FROM messages WHERE receiver = ? AND due_at IS NULL)',
      ).run(receiver);
  }

  /** Dead letters, the newest first. @param before a number: only older ones */
  deadLetters(receiver: string | undefined, before: number | undefined, limit: number): readonly OutboxMessage[] {
    return this.prepare(
      'SELECT * FROM messages WHERE due_at IS NULL AND (?1 IS NULL OR receiver = ?1) AND (?2 IS NULL OR number < ?2) ORDER BY number DESC LIMIT ?3',
    )
      .all(receiver ?? null, before ?? null, limit)
      .map(messageOf);
  }

  /** Makes dead letters messages again, due now, with all attempts before them. @returns how many */
  replay(which: { readonly receiver?: string | undefined; readonly id?: string | undefined }, now: Instant): number {
    const { changes } = this.prepare(
      'UPDATE messages SET due_at = ?1, attempts = 0 WHERE due_at IS NULL AND (?2 IS NULL OR receiver = ?2) AND (?3 IS NULL OR id = ?3)',
    ).run(now, which.receiver ?? null, which.id ?? null);
    return Number(changes);
  }

  private count(where: string, receiver: string): number {
    return Number(this.prepare(`SELECT count(*) AS n FROM messages WHERE ${where}`).get(receiver)!['n']);
  }
}

const isFirst = `due_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM messages AS e WHERE e.receiver = m.receiver AND e.subject = m.subject AND e.due_at IS NOT NULL AND e.number < m.number)`;

function messageOf(row: Readonly<Record<string, SQLOutputValue>>): OutboxMessage {
  const { failure = null, failed_at: failedAt } = row;
  return {
    number: Number(row['number']),
    id: String(row['id']),
    receiver: String(row['receiver']),
    subject: String(row['subject']),
    type: String(row['type']),
    body: String(row['body']),
    createdAt: Number(row['created_at']),
    attempts: Number(row['attempts']),
    ...(failure === null ? {} : { failure: String(failure), failedAt: Number(failedAt) }),
  };
}
