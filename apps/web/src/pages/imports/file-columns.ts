/** The columns of a CSV file, so that a person chooses among them. The server reads the file itself, by its own rules. */

const delimiters = [',', ';', '\t', '|'] as const;
/** A header is longer than this only in files that nothing good can be chosen from. */
const headerBytes = 64 * 1024;

export async function columnsOf(file: Blob, delimiter?: string): Promise<readonly string[]> {
  const bytes = new Uint8Array(await file.slice(0, headerBytes).arrayBuffer());
  return headerColumns(decoded(bytes), delimiter);
}

/** @param delimiter where it is not given, the one that cuts the header into most names */
export function headerColumns(text: string, delimiter?: string): readonly string[] {
  const cuts = (delimiter === undefined ? delimiters : [delimiter]).map((each) => firstRecord(text, each));
  const cells = cuts.reduce((best, each) => (each.length > best.length ? each : best));
  return cells.length === 1 && cells[0]!.trim() === '' ? [] : namedApart(cells);
}

/** As the server tells them apart: blanks are single, a second "Variant" is "Variant (2)", one without a name "Column 3". */
function namedApart(cells: readonly string[]): readonly string[] {
  const used = new Set<string>();
  for (const [at, cell] of cells.entries()) {
    const name = cell.trim().replaceAll(/\s+/g, ' ') || `Column ${at + 1}`;
    let unique = name;
    for (let copy = 2; used.has(unique); copy++) unique = `${name} (${copy})`;
    used.add(unique);
  }
  return [...used];
}

/** The cells of the first record; within quotes, delimiters and line ends are text and two quotes are one. */
function firstRecord(text: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' && quoted && text[at + 1] === '"') cell += text[++at];
    else if (char === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (quoted) cell += char;
    else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') break;
    else cell += char;
  }
  return [...cells, cell];
}

function decoded(bytes: Uint8Array): string {
  const mark = `${bytes[0] ?? 0} ${bytes[1] ?? 0}`;
  if (mark === '255 254' || mark === '254 255')
    return new TextDecoder(mark === '255 254' ? 'utf-16le' : 'utf-16be').decode(bytes);
  const text = new TextDecoder().decode(bytes);
  // The end may be cut within a character; elsewhere it is no UTF-8.
  return text.slice(0, -1).includes('\uFFFD') ? new TextDecoder('windows-1252').decode(bytes) : text;
}
