import type { XesAttribute } from './xes-attributes.js';

/** Text in an attribute value: line ends and tabs as references, because a reader would make blanks of them. */
export function escapedXml(text: string): string {
  return text
    .replace(/[&<>"\n\r\t]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}

/** An attribute as it was read, with those that are nested in it, a line each. */
export function xmlOf({ tag, key, value, children }: XesAttribute, indent: string): string {
  const hasValue = tag !== 'list' && tag !== 'container';
  const opening = `${indent}<${tag} key="${escapedXml(key)}"${hasValue ? ` value="${escapedXml(value)}"` : ''}`;
  if (children === undefined) return `${opening}/>\n`;
  // The items of a list stand within <values>.
  const [open, close] = tag === 'list' ? ['<values>', '</values>'] : ['', ''];
  const within = children.map((child) => xmlOf(child, `${indent}\t`)).join('');
  return `${opening}>${open}\n${within}${indent}${close}</${tag}>\n`;
}
