const quoted = /^\s*>/;
const replyHeader = /^\s*(?:-{1,12}\s*)?on\s.{3,200}\swrote:?(?:\s*-{1,12})?\s*$/i;
const replyHeaderBegins = /^\s*(?:-{1,12}\s*)?on\s.{3,200}$/i;
const forwarded = /^\s*-{2,12}\s*(?:original|forwarded) message\s*-{2,12}\s*$|^\s*_{10,}\s*$/i;
const headerField = /^\s*\*?(?:from|sent|date|to|cc|subject):\*?\s/i;
const signature = /^--\s*$|^\s*(?:sent from my |sent from mail for |get outlook for )/i;
const closing =
  /^\s*(?:(?:(?:kind|best|warm|kindest|many)\s)?regards|best wishes|cheers|sincerely|yours (?:sincerely|faithfully|truly))[\s,.!]*$/i;

/** How many lines a signature has below its closing at most; a longer text goes on after a closing. */
const signatureLines = 8;

/**
 * What the writer of a message wrote in it: without what they quote and without a signature. Quotes are lines marked with
 * “>” and everything below the header of the message answered to; answers written between quoted lines stay. Signatures
 * begin at “-- ” (RFC 3676 §4.3), at the line that a telephone adds, or at a closing (“Kind regards”) near the end: a
 * greeting is manners, and no sentiment. Written for English, because nothing else is scored. Linear in the text.
 *
 * @param text plain text, of a message or anything else
 */
export function customerText(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (quoted.test(line)) continue;
    const header = replyHeaderAt(lines, at);
    if (header > 0) {
      at += header - 1;
      // Other programs do not mark what they quote: there it goes to the end.
      if (!quoted.test(nextWritten(lines, at + 1))) break;
      continue;
    }
    if (forwarded.test(line) || isHeaderBlock(lines, at) || signature.test(line)) break;
    if (closing.test(line) && lines.length - at <= signatureLines) break;
    kept.push(line);
  }
  return kept.join('\n').trim();
}

/** How many lines the header “On …, … wrote:” takes here: none, one, or two when it was wrapped. */
function replyHeaderAt(lines: readonly string[], at: number): 0 | 1 | 2 {
  const line = lines[at]!;
  if (replyHeader.test(line)) return 1;
  const next = lines[at + 1];
  if (next === undefined || !replyHeaderBegins.test(line) || !/\bwrote:\s*$/i.test(next)) return 0;
  return replyHeader.test(`${line} ${next}`) ? 2 : 0;
}

function nextWritten(lines: readonly string[], from: number): string {
  for (let at = from; at < lines.length; at++) if (lines[at]!.trim() !== '') return lines[at]!;
  return '';
}

/** “From: …”, with two more fields of a header right below. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  return /^\s*\*?from:/i.test(lines[at]!) && [1, 2].every((below) => headerField.test(`${lines[at + below] ?? ''} `));
}
