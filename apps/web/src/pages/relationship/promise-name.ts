import type { PromiseRow } from '#workspace/relationships/promise-answers.js';
import { texts } from '../../texts.js';

/** What was promised, or, where that may not be told, what kind of promise it is. */
export function promiseName({ text, by, source }: Pick<PromiseRow, 'text' | 'by' | 'source'>): string {
  const { untitled } = texts.standing.promises;
  return text ?? (by === 'customer' ? untitled.theirs : untitled[source]);
}
