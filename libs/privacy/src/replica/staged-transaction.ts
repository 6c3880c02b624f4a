import { randomId } from '#core/ids.js';
import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { KeyOfSubject, KeyTransaction, PartReference } from '#event-store/key-log.js';
import { nameOf, type Write } from '../key-file.js';
import { digestOfPart, isShared, packRows, partRow, storedKey, subjectOfRow } from './key-part.js';
import type { PartRow } from './key-part.js';

/** A transaction that is to be sent, and what its parts say. */
export interface StagedTransaction {
  readonly transaction: KeyTransaction;
  readonly parts: ReadonlyMap<Id, { readonly reference: PartReference; readonly bytes: Buffer }>;
  /** Whether something was left out, because it was made of what the transaction destroys itself. */
  readonly isCut: boolean;
}

/** What stood when something was staged: it is proposed on top of that, and of nothing that came since. */
export interface SeenWhenStaged {
  /** Marks of the rows, by their names. */
  readonly marks: Map<string, Buffer | undefined>;
  /** Generations of the keys of those whom rows are about. */
  readonly generations: Map<Id, number>;
}

export function nothingSeen(): SeenWhenStaged {
  return { marks: new Map(), generations: new Map() };
}

/**
 * Makes a transaction of what was staged, a part for each subject.
 * @param standing the row of a subject's key as all nodes have it
 */
export function stagedTransaction(
  writes: ReadonlyMap<string, Write>,
  { marks, generations }: SeenWhenStaged,
  standing: (subject: Id) => Buffer | undefined,
  random: Random,
): StagedTransaction {
  const destroys: KeyOfSubject[] = [];
  const rows = new Map<Id, PartRow[]>();
  let isCut = false;
  for (const write of writes.values()) {
    const { table, key, value } = write;
    if (!isShared(table) || value === undefined) continue;
    const subject = subjectOfRow(table, key, value);
    if (table === 'keys') {
      const [now, before] = [storedKey(value)!, storedKey(standing(subject))];
      if (!now.isActive) destroys.push({ subject, generation: now.generation });
      else if (before?.isActive === true && before.generation < now.generation) {
        destroys.push({ subject, generation: before.generation });
        isCut = true;
      }
      if (!now.isActive) continue;
    }
    const row = partRow(write, marks.get(nameOf(table, key)));
    const of = rows.get(subject);
    if (of === undefined) rows.set(subject, [row]);
    else of.push(row);
  }
  // What is said of somebody together with the end of their key is not said at all.
  for (const { subject } of destroys) rows.delete(subject);
  const parts = new Map<Id, { reference: PartReference; bytes: Buffer }>();
  if (!isCut) {
    for (const [subject, of] of rows) {
      const bytes = packRows(of);
      const id = randomId(random);
      const generation = generations.get(subject);
      // A row about somebody without a key is one about somebody whose key has just been destroyed elsewhere.
      parts.set(id, { reference: { subject, generation: generation ?? 0, id, digest: digestOfPart(bytes) }, bytes });
    }
  }
  const references = [...parts.values()].map(({ reference }) => reference);
  return { transaction: { id: randomId(random), destroys, parts: references }, parts, isCut };
}
