import type { ToldCase } from '#workspace/processes/parts/wait-answers.js';
import { nameOf, oneLine } from './text.js';

/** A case by its name, and whose it is. */
export function caseText({ case: one, relationships }: ToldCase): string {
  const of = relationships.length === 0 ? '' : ` (${relationships.map((each) => oneLine(nameOf(each))).join(', ')})`;
  return `${oneLine(nameOf(one))}${of}`;
}
