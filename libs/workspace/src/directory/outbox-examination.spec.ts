import { chmodSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examineOutbox } from './outbox-examination.js';
import { OutboxStore } from '../outbox/outbox-store.js';

describe('what the doctor says of the outbox', () => {
  let operations: string;
  const path = () => join(operations, 'outbox.db');
  const told = () => examineOutbox({ operations }).map(({ state, detail }) => `${state}: ${detail}`);

  beforeEach(() => {
    operations = mkdtempSync(join(tmpdir(), 'tend-outbox-'));
  });
  afterEach(() => rmSync(operations, { recursive: true, force: true }));

  const made = (work: (store: OutboxStore) => void = () => undefined) => {
    const store = new OutboxStore(path());
    store.transaction(() =>
      store.add({ id: 'a', url: 'https://a.invalid/', tells: 'signals', createdAt: 0 }, 'whsec_a'),
    );
    work(store);
    store.close();
  };

  it('is that there is none, or that all is well', () => {
    expect(told()).toEqual(['good: there are no webhooks']);
    made();
    expect(told()).toEqual(['good: whole, and nothing is left untold']);
  });

  it('is good while it is written', () => {
    const store = new OutboxStore(path());
    expect(told()).toEqual(['good: whole, and nothing is left untold']);
    store.close();
  });

  it('names what is open, given up and disabled', () => {
    made((store) => {
      store.messages.add({ id: 'm', receiver: 'a', subject: 's', type: 't', body: '1', createdAt: 0 });
      store.messages.failed(store.messages.nextDue('a', 0)!, 'no', 0, undefined);
      store.disable('a', 'by hand');
    });
    chmodSync(path(), 0o644);
    expect(told()).toEqual([
      expect.stringMatching(/^warning: .*can be read by others \(mode 644\)$/),
      'warning: dead letters: 1',
      'warning: disabled webhooks: 1',
    ]);
  });

  it('is that it is damaged', () => {
    writeFileSync(path(), 'no database', { mode: 0o600 });
    expect(told()).toEqual([expect.stringMatching(/^bad: it cannot be read: /)]);
    rmSync(path());
    made();
    truncateSync(path(), statSync(path()).size - 4096);
    expect(told()[0]).toMatch(/^bad: /);
  });
});
