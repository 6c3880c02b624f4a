import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { definitionOf, eventDefinitions, eventTypes, families, familyOf, isEventType } from './vocabulary.js';
import { vocabularyTable } from './vocabulary-table.js';

const folder = new URL('./events/', import.meta.url);
const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** The first sentence of the docstring above the class of a type, on one line. */
function docstringOf(type: string): string | undefined {
  for (const source of sources) {
    const at = source.search(new RegExp(`^export class ${type} `, 'm'));
    if (at < 0) continue;
    const comment = source.slice(source.lastIndexOf('/**', at), at);
    const text = comment
      .replaceAll(/^ *\/?\*+\/?/gm, ' ')
      .replaceAll('*/', ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
    return text.match(/^.*?\.(?= |$)/)?.[0];
  }
  return undefined;
}

describe('vocabulary', () => {
  it('holds every type of every family once', () => {
    const named = Object.values(families).flatMap((family) => Object.keys(family));
    expect(new Set(named).size).toBe(named.length);
    expect([...eventTypes].sort()).toEqual(named.sort());
  });

  it.each(eventTypes)('%s has the name of its data class and says what its docstring says', (type) => {
    const definition = definitionOf(type)!;
    expect(definition.data.name).toBe(type);
    expect(Object.hasOwn(families[familyOf(type)], type)).toBe(true);
    expect(definition.description).toBe(docstringOf(type));
  });

  it.each(eventTypes)('%s keeps what is personal out of its data', (type) => {
    const { personal, example } = definitionOf(type)!;
    expect(Object.keys(example).filter((field) => personal.includes(field))).toEqual([]);
    expect(new Set(personal).size).toBe(personal.length);
  });

  it('counts one version more than there are earlier shapes', () => {
    for (const type of eventTypes) {
      const { schemaVersion, earlier } = definitionOf(type)!;
      expect(schemaVersion).toBe(earlier.length + 1);
    }
    expect(eventDefinitions.SurveyAnswered.schemaVersion).toBe(2);
  });

  it('has the four kinds as the engine names them', () => {
    const ofKind = (kind: string) => eventTypes.filter((type) => eventDefinitions[type].kind === kind).sort();
    expect(ofKind('amendment')).toEqual([
      'ImportClaimed',
      'ImportReverted',
      'PartiesLinked',
      'PartiesUnlinked',
      'PartyAffiliated',
      'TouchpointReinstated',
      'TouchpointRetracted',
      'TouchpointSuperseded',
    ]);
    const context = ofKind('context').map((type) => familyOf(type));
    expect([...new Set(context)].sort()).toEqual(['builds', 'feeds', 'rules']);
    expect([...new Set(ofKind('permission').map((type) => familyOf(type)))]).toEqual(['privacy']);
  });

  it('says from when on every published rule is valid', () => {
    const published = eventTypes.filter((type) => familyOf(type) === 'rules');
    expect(published.every((type) => eventDefinitions[type].effectiveFrom)).toBe(true);
  });

  it('knows no type by the name of a member of every object', () => {
    for (const text of ['constructor', '__proto__', 'toString', '', 'messagereceived']) {
      expect(isEventType(text)).toBe(false);
      expect(definitionOf(text)).toBeUndefined();
    }
  });

  it('lists itself for the documentation', () => {
    const rows = vocabularyTable();
    expect(rows.map(({ type }) => type)).toEqual(eventTypes);
    expect(rows.find(({ type }) => type === 'ImportStarted')).toEqual({
      type: 'ImportStarted',
      family: 'imports',
      kind: 'fact',
      schemaVersion: 1,
      stream: 'import',
      captured: false,
      personal: ['fileName'],
      description: 'Somebody began to import a file.',
      example: eventDefinitions.ImportStarted.example,
    });
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });
});
