import { endOfString } from './json-text.js';

/**
 * The members of the JSON object that a text begins with, as far as the text goes, with the character that their values
 * begin with. Nothing is parsed: the text may be cut off, or no JSON further on.
 */
export function* topMembers(text: string): Generator<{ readonly name: string; readonly begins: string }> {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      const end = endOfString(text, at);
      const [, begins] = depth === 1 ? (/^\s*:\s*(\S)/.exec(text.slice(end + 1, end + 1_000)) ?? []) : [];
      if (begins !== undefined) yield { name: nameOf(text.slice(at, end + 1)), begins };
      at = end;
    } else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return;
  }
}

function nameOf(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
