import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Id } from '#core/time.js';

/** To whom each day is told what there is to do, beside what `receivers` holds of them under the same id. */
export interface StoredDigest {
  readonly id: Id;
  /** Whose relationships; `none`: those that nobody owns; absent: all. */
  readonly owner?: Id;
  /** Of the local day, 0 to 1439. */
  readonly minute: number;
  /** 1 (Monday) to 7. */
  readonly days: readonly number[];
  /** Base64: what its links are signed with. */
  readonly linkKey: string;
  /** The last local day that it was told of, or that there was nothing to be told of. */
  readonly toldDay?: string;
  /** What came of that: `told`, `nothing`, or a sentence. */
  readonly outcome?: string;
}

/** The digests of the outbox. */
export class OutboxDigests {
  constructor(private readonly prepare: (sql: string) => StatementSync) {}

  all(): readonly StoredDigest[] {
    return this.prepare('SELECT * FROM digests ORDER BY id').all().map(digestOf);
  }

  get(id: Id): StoredDigest | undefined {
    const row = this.prepare('SELECT * FROM digests WHERE id = ?').get(id);
    return row && digestOf(row);
  }

  /** Its receiver is added in the same transaction, before. */
  add({ id, owner, minute, days, linkKey }: StoredDigest): void {
    this.prepare('INSERT INTO digests (id, owner, minute, days, link_key) VALUES (?, ?, ?, ?, ?)').run(
      id,
      owner ?? null,
      minute,
      days.join(','),
      linkKey,
    );
  }

  noteDay(id: Id, day: string, outcome: string): void {
    this.prepare('UPDATE digests SET told_day = ?, outcome = ? WHERE id = ?').run(day, outcome, id);
  }
}

function digestOf(row: Readonly<Record<string, SQLOutputValue>>): StoredDigest {
  const { owner = null, told_day: toldDay = null, outcome = null } = row;
  return {
    id: String(row['id']),
    ...(owner === null ? {} : { owner: String(owner) }),
    minute: Number(row['minute']),
    days: String(row['days']).split(',').map(Number),
    linkKey: String(row['link_key']),
    ...(toldDay === null ? {} : { toldDay: String(toldDay) }),
    ...(outcome === null ? {} : { outcome: String(outcome) }),
  };
}
