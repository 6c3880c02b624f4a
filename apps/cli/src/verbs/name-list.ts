import { InvalidArgumentError } from 'commander';
import { namesIn as namesOf, namesShape } from '#workspace/processes/milestone-text.js';

/** Names as a person types them (`milestone-text.ts`). @throws InvalidArgumentError for what begins as JSON and is no list of texts */
export function namesIn(text: string): readonly string[] {
  const names = namesOf(text);
  if (names === undefined) throw new InvalidArgumentError(namesShape);
  return names;
}

/** The same for an option that may be given several times. */
export function moreNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...namesIn(text)];
}
