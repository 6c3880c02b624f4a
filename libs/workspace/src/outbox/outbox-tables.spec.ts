import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examineOutbox } from '../directory/outbox-examination.js';
import { OutboxStore } from './outbox-store.js';

/** As the first version made it. */
const firstTables = `
  CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, kinds TEXT, projections TEXT, secret TEXT NOT NULL, created_at INTEGER NOT NULL,
    disabled TEXT, delivered INTEGER NOT NULL DEFAULT 0, delivered_at INTEGER, failure TEXT, failed_at INTEGER
  ) STRICT;
  CREATE TABLE places (
    webhook TEXT NOT NULL REFERENCES webhooks ON DELETE CASCADE, projection TEXT NOT NULL,
    build TEXT NOT NULL, log TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (webhook, projection)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE told (
    webhook TEXT NOT NULL REFERENCES webhooks ON DELETE CASCADE, projection TEXT NOT NULL, id TEXT NOT NULL,
    signal TEXT NOT NULL, stands INTEGER NOT NULL, keys TEXT NOT NULL, times INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (webhook, projection, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    webhook TEXT NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    subject TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER, failure TEXT, failed_at INTEGER
  ) STRICT;
  CREATE INDEX pending ON messages (webhook, due_at, number) WHERE due_at IS NOT NULL;
  CREATE INDEX subjects ON messages (webhook, subject, number) WHERE due_at IS NOT NULL;
  CREATE INDEX dead ON messages (webhook, number) WHERE due_at IS NULL;
  INSERT INTO webhooks (id, url, kinds, secret, created_at, disabled) VALUES ('a', 'https://a.invalid/', '["silence"]', 'whsec_a', 7, 'by hand');
  INSERT INTO places VALUES ('a', 'replies', 'replies.1', 'log', 3);
  INSERT INTO messages (id, webhook, subject, type, body, created_at, due_at) VALUES ('m', 'a', 's', 'signal.raised', '1', 8, 9);
  PRAGMA user_version = 1;
`;

describe('an outbox of the first format', () => {
  let operations: string;
  const path = () => join(operations, 'outbox.db');

  beforeEach(() => {
    operations = mkdtempSync(join(tmpdir(), 'tend-outbox-'));
    const database = new DatabaseSync(path());
    database.exec(firstTables);
    database.close();
  });
  afterEach(() => rmSync(operations, { recursive: true, force: true }));

  it('is looked through by the doctor as it is', () => {
    expect(examineOutbox({ operations }).map(({ detail }) => detail)).toContain('disabled webhooks: 1');
  });

  it('goes on with all that stands in it, once and for all', () => {
    for (let time = 1; time <= 2; time++) {
      const store = new OutboxStore(path());
      try {
        expect(store.receivers('signals')).toMatchObject([
          { id: 'a', tells: 'signals', kinds: ['silence'], createdAt: 7, disabled: 'by hand' },
        ]);
        expect(store.messages.nextDue('a', 9)).toMatchObject({ id: 'm', receiver: 'a', body: '1' });
        expect(store.places('a').get('replies')).toEqual({ build: 'replies.1', log: 'log', number: 3 });
        expect(store.digests.all().length).toBe(time - 1);
        const digest = { id: `d${time}`, url: 'mailto:a%40b.c', tells: 'digest', createdAt: time } as const;
        store.transaction(() => {
          store.add(digest, 'whsec_d');
          store.digests.add({ id: digest.id, minute: 420, days: [1, 5], linkKey: 'k' });
        });
        expect(store.digests.get(digest.id)).toEqual({ id: digest.id, minute: 420, days: [1, 5], linkKey: 'k' });
      } finally {
        store.close();
      }
    }
  });

  it('forgets with a receiver what was to be told to it', () => {
    const store = new OutboxStore(path());
    try {
      store.transaction(() => store.remove('a'));
      expect([store.messages.pending('a'), store.places('a').size]).toEqual([0, 0]);
    } finally {
      store.close();
    }
  });
});
