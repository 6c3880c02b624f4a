import { freezeAll } from '#core/freezing.js';

/** Known to all loaded copies of this file: a definition is run with a copy of its own. */
const unchangingMark: unique symbol = Symbol.for('tend.unchanging') as never;

/**
 * A list that is what it was for ever: it is frozen with all that it holds. A definition that gives the same one again from
 * `rollup` spares the comparison of its entries.
 * @returns the list itself
 */
export function unchanging<Entry>(list: Entry[]): readonly Entry[] {
  Object.defineProperty(list, unchangingMark, { value: true });
  return freezeAll(list);
}

/** Whether a list was made by `unchanging`. One that is only frozen may hold entries that are not. */
export function isUnchanging(list: object): boolean {
  return unchangingMark in list;
}
