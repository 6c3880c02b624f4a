import type { Raw } from '../reading.js';
import { lineField, placeField, reasonField, rejectFields } from '../reject-fields.js';
import type { RejectsFormat } from '../rejects.js';
import type { RawXesEvent, XesAttribute } from './xes-attributes.js';
import { escapedXml, xmlOf } from './xml-writing.js';

const head = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">`;

/**
 * A XES log like the file, each refused event in a trace of its own, with its attributes as they were and before them its
 * place, line and reason. Corrected there, it is read as it would have been in its own log.
 */
export function xesRejects(): RejectsFormat {
  return {
    header: head,
    footer: '</log>',
    line: (raw, line, reason, place = 0) => traceOf(raw as RawXesEvent & Raw, line, reason, place),
  };
}

function traceOf({ attributes, caseName, ofTrace = [] }: RawXesEvent, line: number, reason: string, place: number) {
  const isNamed = ofTrace.some(
    ({ key }) => key === 'concept:name' || (key === 'identity:id' && caseName !== undefined),
  );
  const name = isNamed ? '' : `\t\t<string key="concept:name" value="${escapedXml(caseName ?? '')}"/>\n`;
  const own = [
    ['int', placeField, String(place)],
    ['int', lineField, String(line)],
    ['string', reasonField, reason],
  ].map(([tag, key, value]) => `\t\t\t<${tag} key="${key}" value="${escapedXml(value!)}"/>\n`);
  // An event that is refused again has them already.
  const kept = withoutRejectFields(attributes).attributes;
  const ofEvent = kept.map((attribute) => xmlOf(attribute, '\t\t\t'));
  const before = ofTrace.map((attribute) => xmlOf(attribute, '\t\t'));
  return `\t<trace>\n${name}${before.join('')}\t\t<event>\n${own.join('')}${ofEvent.join('')}\t\t</event>\n\t</trace>`;
}

/**
 * An event without what a rejects file adds to it. That is ours only when all of it is there: a log may have an attribute
 * of such a name itself, also in an event that was refused, where its own stands behind ours.
 */
export function withoutRejectFields(attributes: readonly XesAttribute[]): {
  readonly attributes: readonly XesAttribute[];
  readonly place?: string;
} {
  const added: XesAttribute[] = [];
  for (const field of rejectFields) {
    const found = attributes.find(({ key, children }) => key === field && children === undefined);
    if (found === undefined) return { attributes };
    added.push(found);
  }
  const place = added.find(({ key }) => key === placeField)!.value.trim();
  return { attributes: attributes.filter((attribute) => !added.includes(attribute)), place };
}
