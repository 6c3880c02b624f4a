import type { Size } from './process-map-layout.js';

/** Text of a map is sized by counting, so that it is the same on every machine; wide scripts take two places. */
export const fontSize = 12;
export const lineHeight = 15;
const charWidth = 6.6;
const nameLineChars = 24;
const nameLines = 3;

/** Room for lines of text, in px. */
export function sizeOf(lines: readonly string[], padding: Size): Size {
  const columns = Math.max(...lines.map(columnsOf));
  return { width: columns * charWidth + 2 * padding.width, height: lines.length * lineHeight + 2 * padding.height };
}

/** Lines of at most 24 columns, broken at spaces where there are any; what is too long ends with an ellipsis. */
export function nameIn(name: string): readonly string[] {
  const lines = [''];
  for (const word of name.trim().split(/\s+/)) {
    for (const piece of piecesOf(word)) {
      const extended = lines.at(-1) === '' ? piece : `${lines.at(-1)} ${piece}`;
      if (columnsOf(extended) <= nameLineChars) lines[lines.length - 1] = extended;
      else lines.push(piece);
    }
  }
  if (lines.length <= nameLines) return lines;
  return [...lines.slice(0, nameLines - 1), `${lines[nameLines - 1]} …`];
}

function piecesOf(word: string): readonly string[] {
  const pieces: string[] = [''];
  for (const char of word) {
    if (columnsOf(pieces.at(-1)! + char) <= nameLineChars) pieces[pieces.length - 1] += char;
    else pieces.push(char);
  }
  return pieces;
}

/** How many places a text takes: East Asian scripts and emoji take two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += char.codePointAt(0)! >= 0x1100 && !isNarrowSign(char) ? 2 : 1;
  return columns;
}

/** Signs of ours above that limit: arrows, triangles, dashes. */
function isNarrowSign(char: string): boolean {
  return char >= '\u2000' && char <= '\u2bff';
}
