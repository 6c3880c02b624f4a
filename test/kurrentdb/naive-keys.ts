import { createHash } from 'node:crypto';
import { unpack } from 'msgpackr';
import { eventsOfServer } from './server-events.js';

type Row = readonly [table: string, key: Buffer, value: Buffer, before: Buffer | null];

export interface NaiveKeys {
  /** Rows by `table/key`, in hex. */
  readonly rows: ReadonlyMap<string, string>;
  readonly refused: readonly string[];
  /** Id of the last transaction. */
  readonly last: string | undefined;
  readonly count: number;
}

/**
 * What keys and names come to, told by nothing but the server: every transaction after the other, with all that was ever
 * said, also of those who are erased.
 */
export async function naiveKeys(url: string, prefix: string): Promise<NaiveKeys> {
  const rows = new Map<string, { hex: string; subject: string }>();
  const parts = new Map<string, Row[]>();
  const refused: string[] = [];
  let last: string | undefined;
  let count = 0;
  for (const event of await eventsOfServer(url, prefix)) {
    if (event.type === 'KeyPart') parts.set(event.id, unpack(Buffer.from(event.data as Uint8Array)) as Row[]);
    if (event.type !== 'KeysChanged') continue;
    const data = event.data as unknown as {
      destroys: { subject: string; generation: number }[];
      parts: { subject: string; generation: number; id: string }[];
    };
    last = event.id;
    count++;
    const keyOf = (subject: string): string => `keys/${subject.replaceAll('-', '')}`;
    const holds = data.parts.every(({ subject, generation, id }) => {
      const key = rows.get(keyOf(subject))?.hex;
      const begins = parts.get(id)!.some(([table]) => table === 'keys');
      const now = key === undefined ? -1 : Number.parseInt(key.slice(2, 10), 16);
      const isActive = key?.startsWith('01') === true;
      if (begins ? isActive || now !== generation - 1 : !isActive || now !== generation) return false;
      return parts.get(id)!.every(([table, at, , before]) => {
        if (before === null) return true;
        const stands = rows.get(`${table}/${Buffer.from(at).toString('hex')}`)?.hex;
        const hash = stands === undefined ? '' : createHash('sha256').update(Buffer.from(stands, 'hex')).digest('hex');
        return hash === Buffer.from(before).toString('hex');
      });
    });
    if (!holds) {
      refused.push(event.id);
      continue;
    }
    for (const { subject, generation } of data.destroys) {
      const key = rows.get(keyOf(subject))?.hex;
      if (key !== undefined && (Number.parseInt(key.slice(2, 10), 16) > generation || key.startsWith('02'))) continue;
      for (const [name, row] of rows) if (row.subject === subject) rows.delete(name);
      rows.set(keyOf(subject), { hex: `02${generation.toString(16).padStart(8, '0')}`, subject });
    }
    for (const { subject, id } of data.parts)
      for (const [table, key, value] of parts.get(id)!)
        rows.set(`${table}/${Buffer.from(key).toString('hex')}`, { hex: Buffer.from(value).toString('hex'), subject });
  }
  return { rows: new Map([...rows].map(([name, { hex }]) => [name, hex])), refused, last, count };
}
