import { encodePath } from '../cell-path.js';
import type { CellPath } from '../port.js';

/** LMDB takes no empty keys, and a path may be empty. */
const cellTag = Buffer.from([0x04]);
/** Behind a path; elements of a path begin with 1 or 2, so a cell's own steps come before those of the cells below it. */
const endTag = Buffer.from([0x00]);

export function cellKey(at: CellPath): Buffer {
  return Buffer.concat([cellTag, encodePath(at)]);
}

/** What the steps of a cell's sums lie under. */
export function sumStepsKey(at: CellPath): Buffer {
  return Buffer.concat([cellTag, encodePath(at), endTag]);
}

/** What the steps of one of its columns lie under. */
export function columnStepsKey(at: CellPath, column: string): Buffer {
  return Buffer.concat([cellTag, encodePath(at), endTag, encodePath([column])]);
}

/** What is put aside for a cell by a slot. */
export function asideKey(at: CellPath, slot: number): Buffer {
  return Buffer.concat([cellTag, encodePath(at), endTag, Buffer.from([slot])]);
}

/** Where the path ends in a key of steps. */
export function endOfCell(key: Buffer): number {
  let at = 1;
  while (at < key.length && key[at] !== 0x00) at = key[at] === 0x01 ? at + 9 : endOfText(key, at + 1);
  return at;
}

function endOfText(key: Buffer, from: number): number {
  let at = key.indexOf(0, from);
  while (key[at + 1] === 0xff) at = key.indexOf(0, at + 2);
  return at + 2;
}
