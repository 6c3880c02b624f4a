import { getMetadataStorage } from 'class-validator';
import { mappingShape } from '#capture/mapping-shape.js';
import { ocelMappingShape } from '#capture/ocel/ocel-mapping.js';
import type { Shape } from '#capture/mapping-rules.js';
import { timeTokens } from '#capture/time-format.js';
import { numericFormats, triedFormats } from '#capture/time-hints.js';
import { validateData } from '#domain/data-validation.js';
import { definitionOf, familyOf } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';
import { vocabularyTable } from '#domain/vocabulary-table.js';
import { code, markdownTable } from './markdown.js';

/** Every field of a mapping, those within others behind them. */
export function mappingFields(): string {
  return markdownTable(['field', 'must be given', 'what stands there', 'what it means'], fieldRows(mappingShape, ''));
}

/** The same of a mapping of an object-centric log. */
export function ocelMappingFields(): string {
  return markdownTable(
    ['field', 'must be given', 'what stands there', 'what it means'],
    fieldRows(ocelMappingShape, ''),
  );
}

function fieldRows(shape: Shape, before: string): string[][] {
  return Object.entries(shape).flatMap(([name, { is, about, required, members }]) => {
    const path = before + name;
    const row = [code(path), required === true ? 'yes' : '', is, about];
    return [row, ...(members === undefined ? [] : fieldRows(members.shape, path + members.path))];
  });
}

/** What a time format is made of. */
export function timeFormats(): string {
  const tokens = Object.entries(timeTokens).map(([token, { about }]) => [code(token), about]);
  const tried = [...triedFormats, ...numericFormats.map(([format]) => format)].map(code).join(', ');
  return `${markdownTable(['in a pattern', 'is'], tokens)}\n\nTried when a mapping is proposed, in this order: ${tried}.`;
}

/** The types that a row can bring. */
export function mappingTypes(): string {
  const rows = broughtTypes.map((type) => {
    const { description, roles } = definitionOf(type)!;
    const own = fieldsOf(type).filter((field) => !sharedFields.includes(field));
    return [code(type), description, roles.map(code).join(', '), own.map(code).join(', ')];
  });
  const shared = sharedFields.map(code).join(', ');
  const without = broughtTypes.filter((type) => !sharedFields.every((field) => fieldsOf(type).includes(field)));
  return `${markdownTable(['type', 'what happened', 'needs a party in the role', 'own fields of `data`'], rows)}

Every type but ${without.map(code).join(', ')} can also have ${shared}.`;
}

/** What the fields of `data` may hold, as refusals say it. A name may mean different things in different types. */
export function dataFields(): string {
  const said = new Map<string, Set<string>>();
  for (const type of broughtTypes) {
    for (const field of fieldsOf(type)) said.set(field, (said.get(field) ?? new Set()).add(ruleOf(type, field)));
  }
  const rows = [...said]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, rules]) => [code(field), [...rules].join('; or: ')]);
  return markdownTable(['field of `data`', 'what stands there'], rows);
}

/**
 * Cells are plain values: lists and objects come by other formats, and so do types that need them or their own time; what is
 * said of objects comes with object-centric logs.
 */
const broughtTypes: readonly EventType[] = vocabularyTable()
  .map(({ type }) => type)
  .filter((type) => {
    const { captured, effectiveFrom, schemaVersion, example } = definitionOf(type)!;
    if (familyOf(type) === 'objects') return false;
    const plain = Object.entries(example).filter(([field]) => fieldsOf(type).includes(field));
    return captured && !effectiveFrom && validateData(type, schemaVersion, Object.fromEntries(plain)).length === 0;
  });

/** What most touchpoints may say of themselves. */
const sharedFields = fieldsOf('NoteAdded');

function fieldsOf(type: EventType): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(definitionOf(type)!.data, '', false, false);
  const fields = new Set(metadata.map(({ propertyName }) => propertyName));
  return [...fields].filter((field) => !/\ban (?:object|array)\b/.test(ruleOf(type, field)));
}

/** A value that breaks every rule makes the rules tell themselves. */
function ruleOf(type: EventType, field: string): string {
  const { schemaVersion, example } = definitionOf(type)!;
  const messages = validateData(type, schemaVersion, { ...example, [field]: Symbol('none') })
    .filter((violation) => violation.field === field)
    .map(({ message }) => message.replace(`${field} must be `, ''));
  return messages.join('; ');
}
