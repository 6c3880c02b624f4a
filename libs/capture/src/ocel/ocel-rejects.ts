import type { Raw, RawOcel } from '../reading.js';
import { lineField, placeField, reasonField } from '../reject-fields.js';
import type { RejectsFormat } from '../rejects.js';
import type { OcelDocument, OcelRelationship } from './ocel-document.js';
import type { OcelLog } from './ocel-log.js';

/** What this program has put before the members of an element, so that it stands there once however often it is refused. */
const added = new RegExp(
  `^\\{\\s*"${placeField}"\\s*:\\s*\\d+\\s*,\\s*"${lineField}"\\s*:\\s*\\d+\\s*,\\s*"${reasonField}"\\s*:\\s*"(?:[^"\\\\]|\\\\.)*"\\s*,?`,
);

/**
 * A log of its own, with the types of the file: the refused events as they were written, each with its place, line and reason
 * before its members; then the objects that are refused, and those that either name, by id and type only. Corrected there,
 * all of it is read as it would have been in its own log: what it only names is known already.
 */
export class OcelRejects implements RejectsFormat {
  readonly header: string;
  private readonly written = new Set<string>();
  private readonly objects = new Map<string, string>();
  private readonly named = new Set<string>();
  private hasEvents = false;

  constructor(private readonly log: Pick<OcelLog, 'document' | 'typeOf'>) {
    const { objectTypes, eventTypes } = log.document;
    this.header = `{"objectTypes":${JSON.stringify(objectTypes)},\n"eventTypes":${JSON.stringify(eventTypes)},\n"events":[`;
  }

  line(raw: Raw | undefined, line: number, reason: string, place = 0): string | undefined {
    // Declarations of types stand in the header.
    if (raw === undefined) return undefined;
    const { list, index, text } = raw as RawOcel;
    const key = `${list} ${index}`;
    // Several facts are made of one element; it is written once.
    if (this.written.has(key)) return undefined;
    this.written.add(key);
    const element = this.log.document[list][index] as Partial<OcelDocument['events'][number]> | null;
    this.nameThoseOf(element?.relationships);
    const said = `{"${placeField}":${place},"${lineField}":${line},"${reasonField}":${JSON.stringify(reason)}`;
    const rejected = text.startsWith('{') ? said + behind(text) : `${said},"_text":${JSON.stringify(text)}}`;
    if (list === 'objects') {
      this.objects.set(String(element?.id), rejected);
      return undefined;
    }
    const comma = this.hasEvents ? ',' : '';
    this.hasEvents = true;
    return comma + rejected;
  }

  /** Objects come last: they are all known only then. */
  get footer(): string {
    const named = [...this.named].filter((id) => !this.objects.has(id) && this.log.typeOf.has(id));
    const stubs = named.map((id) => JSON.stringify({ id, type: this.log.typeOf.get(id) }));
    return `],\n"objects":[\n${[...this.objects.values(), ...stubs].join(',\n')}\n]}`;
  }

  private nameThoseOf(relationships: readonly OcelRelationship[] | undefined): void {
    if (!Array.isArray(relationships)) return;
    for (const one of relationships as readonly Partial<OcelRelationship>[]) {
      if (typeof one?.objectId === 'string') this.named.add(one.objectId);
    }
  }
}

/** The members of an object in JSON, with the bracket that ends it. */
function behind(text: string): string {
  const members = text.replace(added, '{').slice(1).trimStart();
  return members === '}' ? '}' : `,${members}`;
}
