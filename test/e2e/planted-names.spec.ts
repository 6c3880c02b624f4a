import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openTend } from '#workspace/local-tend.js';

/** Values that stand nowhere else, one for each place of a file that can hold something personal. */
const planted = {
  case: 'TICKET-QXZ-00917',
  agent: 'Ludmilla Vorpal-Agent',
  customer: 'Brillig & Söhne Customer',
  contact: 'mimsy.borogove@example.invalid',
  note: 'Jabberwock called about the wabe',
  file: 'toves-secret-export',
} as const;

const header = 'Case ID,Activity,Resource,Complete Timestamp,customer,email,remark,product';

/** A row a step, with the planted values in some of them and ordinary ones around. */
function fileOf(): string {
  const rows = Array.from({ length: 400 }, (_, index) => {
    const isPlanted = index % 7 === 0;
    const at = new Date(Date.UTC(2024, 0, 1) + index * 3_600_000).toISOString();
    return isPlanted
      ? `${planted.case},Assign seriousness,${planted.agent},${at},${planted.customer},${planted.contact},${planted.note},Widget`
      : `T-${index % 40},Resolve ticket,Agent ${index % 5},${at},Customer ${index % 11},c${index % 11}@example.invalid,remark ${index},Widget`;
  });
  return `${header}\n${rows.join('\n')}\n`;
}

async function* bytesOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

/** Every encoding in which a text could lie in a file. */
const formsOf = (text: string): Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
  Buffer.from(text.toLowerCase(), 'utf8'),
  Buffer.from(Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '').slice(0, -2), 'latin1'),
  Buffer.from(Buffer.from(text, 'utf8').toString('hex'), 'latin1'),
];

describe('a data directory', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'tend-planted-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('holds nothing personal in clear, in no file, and reads it all the same', async () => {
    const data = path.join(directory, 'data');
    const tend = await openTend({ directory: data, zone: 'UTC' });
    try {
      const report = await tend.import(
        { name: `${planted.file}.csv`, bytes: bytesOf(fileOf()) },
        { process: 'desk' },
        {},
      );
      expect(report).toMatchObject({ read: 400, appended: 400, refused: 0 });
      // Read, so that whatever reading leaves behind is on disk too.
      const timeline = await tend.timeline(planted.customer, { limit: 1 });
      expect(JSON.stringify(timeline)).toContain(planted.note);
      expect(timeline.relationship.name).toBe(planted.customer);
      // Who works for us is told of one by one only where the policy for the workforce allows it.
      expect(JSON.stringify(await tend.process('desk', {}))).not.toContain(planted.agent);
      const policy = { version: '1', agreementRef: 'works agreement 12', teamMin: 5, perPerson: true };
      await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data: policy }], {});
      expect(JSON.stringify(await tend.process('desk', {}))).toContain(planted.agent);
      const exported: string[] = [];
      for await (const part of tend.export('cloudevents', {})) exported.push(part);
      expect(exported.join('')).toContain(planted.contact);
    } finally {
      await tend.close();
    }
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(6);
    const found = files.flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      return Object.values(planted).flatMap((text) =>
        formsOf(text).some((form) => bytes.includes(form)) ? [`${path.relative(data, file)}: ${text}`] : [],
      );
    });
    expect(found).toEqual([]);
    // The search itself can find: an activity is not personal, and lies in clear.
    expect(readFileSync(path.join(data, 'ledger', 'data.mdb')).includes('Assign seriousness')).toBe(true);
  }, 120_000);
});
