import { LedgerError } from '#core/errors.js';
import { gunzipped, peek } from './byte-source.js';
import type { Bytes } from './byte-source.js';
import { topMembers } from './json/top-members.js';
import { ocelLists } from './ocel/ocel-document.js';
import { markedEncoding } from './text-encoding.js';

/** Formats of files that can be imported. */
export const fileFormats = ['csv', 'ndjson', 'xes', 'ocel'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** How much of the beginning of a file is looked at. */
export const headBytes = 64 * 1024;

/** A file whose format is known: unpacked, and from its first byte on. */
export interface DetectedFile {
  readonly format: FileFormat;
  /** Beginning of the unpacked bytes. */
  readonly head: Buffer;
  readonly bytes: Bytes;
}

/**
 * Tells the format of a file by its content, never by its name; gzip is unpacked on the way.
 *
 * @param given the format that the person says it is; then only what cannot be a text at all is refused
 * @throws LedgerError `file-unreadable` for an empty file, a binary file, broken gzip; `invalid` for an unknown format
 */
export async function detectFormat(bytes: Bytes, given?: string): Promise<DetectedFile> {
  const format = given === undefined ? undefined : formatNamed(given);
  let { head, all } = await peek(bytes, headBytes);
  if (head[0] === 0x1f && head[1] === 0x8b) ({ head, all } = await peek(gunzipped(all), headBytes));
  if (head.length === 0) throw new LedgerError('file-unreadable', 'The file is empty');
  refuseBinary(head);
  return { format: format ?? formatOf(head), head, bytes: all };
}

function formatNamed(name: string): FileFormat {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  const found = fileFormats.find((format) => format === plain);
  if (found !== undefined) return found;
  throw new LedgerError('invalid', `There is no reader for the format "${name.slice(0, 64)}"`, {
    violations: [{ field: 'format', message: `must be one of ${fileFormats.join(', ')}` }],
  });
}

function formatOf(head: Buffer): FileFormat {
  const encoding = markedEncoding(head)?.encoding ?? 'utf-8';
  const text = new TextDecoder(encoding).decode(head.subarray(0, 4096)).trimStart();
  if (text.length === 0) throw new LedgerError('file-unreadable', 'The file holds nothing but blanks');
  if (text.startsWith('<')) {
    const beginning = new TextDecoder(encoding).decode(head);
    // The root of both is <log>, and as XES it would be read without an error as a log of nothing.
    if (/<log\s*>\s*<(object-types|event-types|objects|events)[\s/>]/.test(beginning)) {
      throw new LedgerError('file-unreadable', 'The file is a log of OCEL 2.0 in XML: save it in JSON');
    }
    if (/<log[\s>]/.test(beginning)) return 'xes';
    throw new LedgerError('file-unreadable', 'The file is XML, but no XES log: it has no <log> at its beginning');
  }
  if (/^\{\s*["}]/.test(text)) return formatOfObject(new TextDecoder(encoding).decode(head));
  if (/^\[\s*\{\s*["}]/.test(text)) {
    throw new LedgerError(
      'file-unreadable',
      'The file is one JSON array; give one JSON object a line (NDJSON) instead',
    );
  }
  return 'csv';
}

const listsOfOcel: ReadonlySet<string> = new Set(ocelLists);

/** An object-centric log is one object whose members are lists of these names; no touchpoint has any of them. */
function formatOfObject(text: string): FileFormat {
  for (const { name, begins } of topMembers(text)) {
    if (begins === '[' && listsOfOcel.has(name)) return 'ocel';
    if (name.startsWith('ocel:')) {
      throw new LedgerError('file-unreadable', 'The file is a log of OCEL 1.0: save it as OCEL 2.0, in JSON');
    }
  }
  return 'ndjson';
}

const magics: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a ZIP archive or a workbook of a spreadsheet; save the sheet as CSV'],
  ['\u00d0\u00cf\u0011\u00e0', 'a workbook of an old spreadsheet; save the sheet as CSV'],
  ['%PDF', 'a PDF'],
  ['SQLite format 3', 'a database'],
  ['\u0089PNG', 'a picture'],
  ['PAR1', 'a Parquet file; save it as CSV'],
  ['BZh', 'packed with bzip2; unpack it first'],
  ['\u00fd7zXZ', 'packed with xz; unpack it first'],
  ['\u0028\u00b5\u002f\u00fd', 'packed with zstd; unpack it first'],
];

function refuseBinary(head: Buffer): void {
  const beginning = head.toString('latin1', 0, 16);
  for (const [magic, what] of magics) {
    if (beginning.startsWith(magic)) throw new LedgerError('file-unreadable', `The file is ${what}`);
  }
  const encoding = markedEncoding(head)?.encoding;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return;
  const nul = head.indexOf(0);
  if (nul >= 0) throw new LedgerError('file-unreadable', `The file is no text: byte ${nul + 1} is NUL`);
}
