import type { Named } from '#workspace/answers.js';

/**
 * Text of a file or of the ledger as one line that a terminal shows and does not obey: without control characters and
 * without marks that turn the direction of writing.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** JSON for machines. C1 controls, which JSON leaves as they are and a terminal obeys, are escaped. */
export function jsonText(value: unknown, isIndented: boolean): string {
  const text = JSON.stringify(value, undefined, isIndented ? 2 : undefined);
  return `${text.replaceAll(/[\u007f-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)}\n`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `1 case`, `2 cases`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** ISO 8601 with offset → date and minute as they stand in the workspace's zone. */
export function minuteOf(iso: string | undefined): string {
  return iso === undefined ? '–' : iso.slice(0, 16).replace('T', ' ');
}

/** ISO 8601 with offset → the day in the workspace's zone. */
export function dayOf(iso: string | undefined): string {
  return iso === undefined ? '–' : iso.slice(0, 10);
}

export function nameOf(named: Named): string {
  return named.name ?? named.id;
}

/** The first id in full, so that it can be looked for; and how many more. */
export function idsText(ids: readonly string[]): string {
  const [first, ...more] = ids;
  return first === undefined ? '' : more.length === 0 ? first : `${first} +${more.length}`;
}

/** Cut to so many characters, with an ellipsis. */
export function shortened(text: string, charsMax: number): string {
  const chars = [...text];
  return chars.length > charsMax ? `${chars.slice(0, charsMax - 1).join('')}…` : text;
}

/** Text in lines of at most so many characters, each behind an indent; a longer word stands alone. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
