import { endOfString } from '../json/json-text.js';

const [quote, comma, colon, newline] = [0x22, 0x2c, 0x3a, 0x0a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

interface Elements {
  readonly starts: number[];
  /** Behind the last character. */
  readonly ends: number[];
  readonly lines: number[];
}

/**
 * Where things stand in the text of one JSON object whose members are lists: by line for people, by character for what has to
 * be written as it was. One pass finds the elements of the lists; what is within one is looked for when it is asked for.
 */
export class JsonPlaces {
  private readonly lists = new Map<string, Elements>();
  private readonly members = new Map<string, number>();

  /** @param text of valid JSON with an object at its top */
  constructor(private readonly text: string) {
    this.scan();
  }

  /** 1-based line at which an element of a list begins; that of the list, where it has no such element. */
  lineOf(list: string, index: number): number {
    return this.lists.get(list)?.lines[index] ?? this.members.get(list) ?? 1;
  }

  /** An element of a list as it is written. */
  textOf(list: string, index: number): string {
    const elements = this.lists.get(list)!;
    return this.text.slice(elements.starts[index], elements.ends[index]).trimEnd();
  }

  /** 1-based line of what a JSON pointer names, or of the nearest thing around it that is there. */
  lineAt(pointer: string): number {
    const [list = '', index, ...within] = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const start = index === undefined ? undefined : this.lists.get(list)?.starts[Number(index)];
    if (start === undefined) return this.lineOf(list, -1);
    const place = placeWithin(this.text, start, within);
    let line = this.lineOf(list, Number(index));
    for (let at = this.text.indexOf('\n', start); at >= 0 && at < place; at = this.text.indexOf('\n', at + 1)) line++;
    return line;
  }

  private scan(): void {
    const { text } = this;
    let [depth, line] = [0, 1];
    let list: Elements | undefined;
    let name = '';
    let isAwaited = false;
    for (let at = 0; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === newline) line++;
      if (char <= 0x20) continue;
      if (isAwaited && char !== closeBracket) {
        list!.starts.push(at);
        list!.lines.push(line);
      }
      isAwaited = false;
      if (char === quote) {
        const end = endOfString(text, at);
        if (depth === 1) name = text.slice(at, end + 1);
        at = end;
      } else if (char === colon && depth === 1) this.members.set(JSON.parse(name) as string, line);
      else if (char === openBrace || char === openBracket) {
        if (++depth === 2 && char === openBracket) {
          list = { starts: [], ends: [], lines: [] };
          this.lists.set(JSON.parse(name) as string, list);
          isAwaited = true;
        }
      } else if (char === comma && depth === 2 && list !== undefined) {
        list.ends.push(at);
        isAwaited = true;
      } else if (char === closeBrace || char === closeBracket) {
        if (depth-- === 2) {
          if (list !== undefined && list.starts.length > list.ends.length) list.ends.push(at);
          list = undefined;
        }
      }
    }
  }
}

/** Where the value begins that a path leads to within the value at `start`; the last one on the way, where it ends before. */
function placeWithin(text: string, start: number, path: readonly string[]): number {
  let place = start;
  for (const part of path) {
    const next = memberAt(text, place, part);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function memberAt(text: string, start: number, part: string): number | undefined {
  const isObject = text.charCodeAt(start) === openBrace;
  if (!isObject && text.charCodeAt(start) !== openBracket) return undefined;
  let at = afterBlanks(text, start + 1);
  for (let index = 0; at < text.length && text.charCodeAt(at) !== (isObject ? closeBrace : closeBracket); index++) {
    let key = String(index);
    if (isObject) {
      const end = endOfString(text, at);
      key = JSON.parse(text.slice(at, end + 1)) as string;
      // Over the colon.
      at = afterBlanks(text, afterBlanks(text, end + 1) + 1);
    }
    if (key === part) return at;
    at = afterBlanks(text, afterValue(text, at));
    if (text.charCodeAt(at) === comma) at = afterBlanks(text, at + 1);
  }
  return undefined;
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function afterValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) at = endOfString(text, at);
    else if (char === openBrace || char === openBracket) depth++;
    else if ((char === comma || char <= 0x20) && depth === 0) return at;
    else if (char === closeBrace || char === closeBracket) {
      if (depth === 0) return at;
      depth--;
    }
    if (depth === 0 && (char === quote || char === closeBrace || char === closeBracket)) return at + 1;
  }
  return text.length;
}
