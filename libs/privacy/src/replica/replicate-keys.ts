import { LedgerError } from '#core/errors.js';
import type { Progress } from '#core/ports.js';
import type { Id } from '#core/time.js';
import { idBytes, idOf, type KeyFile, type Write } from '../key-file.js';
import { destroyedKey, shared, sharedTables, storedKey, subjectOfRow } from './key-part.js';
import type { SharedKeyFile } from './shared-key-file.js';

/** So many are told of in one transaction. */
const subjectsAtOnce = 200;

/** What a key store knows of somebody. */
interface Known {
  readonly subject: Id;
  readonly rows: Write[];
  /** The number of the last change of their entry, so that changes come in the order in which they were made. */
  changed: bigint;
}

/**
 * Tells all nodes what a key store of one machine knows: every key, with the state and generation that it has, and, of
 * those whose key is there, entry, claims, forms under which they are found, and labels. Of others nothing but that their
 * key was destroyed: whom a claim leads to whose key is gone nobody may learn any more. It goes on where it was
 * interrupted before. Nobody else may write to either meanwhile. All of it is held in memory.
 *
 * @returns how many subjects there are
 * @throws LedgerError `integrity` when the nodes know something else, `cancelled`, and as the flush of a key store
 */
export async function replicateKeys(
  from: KeyFile,
  to: SharedKeyFile,
  { progress, signal }: { readonly progress?: Progress; readonly signal?: AbortSignal } = {},
): Promise<number> {
  const all = knownIn(from);
  for (let done = 0; done < all.length; done += subjectsAtOnce) {
    if (signal?.aborted === true) throw new LedgerError('cancelled');
    const some = all.slice(done, done + subjectsAtOnce);
    await tell(
      to,
      some.flatMap(({ subject, rows }) => formerKey(subject, rows, to)),
    );
    await tell(
      to,
      some.flatMap(({ rows }) => missing(rows, to)),
    );
    progress?.({
      stage: 'keys',
      done: Math.min(done + subjectsAtOnce, all.length),
      total: all.length,
      unit: 'subjects',
    });
  }
  const left = all.find(({ rows }) => missing(rows, to).length > 0);
  if (left === undefined) return all.length;
  throw new LedgerError('integrity', `What the nodes know of ${left.subject} is not all that is known here`);
}

function knownIn(file: KeyFile): readonly Known[] {
  const all = new Map<Id, Known>();
  for (const { key, value } of file.rows('keys')) {
    const subject = idOf(key);
    all.set(subject, {
      subject,
      rows: [{ table: 'keys', key: Buffer.from(key), value: Buffer.from(value) }],
      changed: 0n,
    });
  }
  for (const table of sharedTables) {
    if (table === 'keys') continue;
    for (const { key, value } of file.rows(table)) {
      const known = all.get(subjectOfRow(table, key, value));
      if (known === undefined || storedKey(known.rows[0]!.value)?.isActive !== true) continue;
      known.rows.push({ table, key: Buffer.from(key), value: Buffer.from(value) });
      if (table === 'parties') known.changed = value.readBigUInt64BE();
    }
  }
  return [...all.values()].sort((one, other) => Number(one.changed - other.changed));
}

/** A key that is not the first of its subject comes after the one before has been destroyed. */
function formerKey(subject: Id, rows: readonly Write[], to: KeyFile): readonly Write[] {
  const { isActive, generation } = storedKey(rows[0]!.value)!;
  const isFirst = !isActive || generation === 0 || to.stored('keys', idBytes(subject)) !== undefined;
  return isFirst ? [] : [destroyedKey(subject, generation - 1)];
}

/** What of it is not there. @throws LedgerError `integrity` when something else is */
function missing(rows: readonly Write[], to: KeyFile): readonly Write[] {
  return rows.filter(({ table, key, value }) => {
    const standing = to.stored(table, key);
    if (standing === undefined) return true;
    if (shared(table, standing).equals(shared(table, value!))) return false;
    if (table === 'keys' && isFollowedBy(standing, value!)) return true;
    throw new LedgerError('integrity', `The nodes know something else of ${idOf(key.subarray(0, 16))} (${table})`);
  });
}

function isFollowedBy(standing: Buffer, next: Buffer): boolean {
  const [before, after] = [storedKey(standing)!, storedKey(next)!];
  return !before.isActive && after.isActive && before.generation === after.generation - 1;
}

async function tell(to: SharedKeyFile, writes: readonly Write[]): Promise<void> {
  for (const { table, key, value } of writes) to.put(table, key, value!);
  await to.flush();
}
