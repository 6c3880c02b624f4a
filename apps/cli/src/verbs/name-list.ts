import { InvalidArgumentError } from 'commander';

/**
 * Names as a person types them: parted by commas, or a JSON list where a name holds a comma. Nothing between two quotes is
 * an empty list.
 * @throws InvalidArgumentError for what begins as JSON and is no list of texts
 */
export function namesIn(text: string): readonly string[] {
  if (text.trimStart().startsWith('[')) return namesOfJson(text);
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The same for an option that may be given several times. */
export function moreNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...namesIn(text)];
}

function namesOfJson(text: string): readonly string[] {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    names = undefined;
  }
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new InvalidArgumentError('It must be names with commas between, or a JSON list such as ["Wait, then call"].');
}
