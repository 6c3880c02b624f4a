import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { actSides } from './acts.js';
import { validateData } from './data-validation.js';
import { factOf, type AnyFact } from './fact.js';
import { eventOf } from './testing.js';
import {
  definitionOf,
  eventDefinitions,
  eventTypes,
  families,
  familyOf,
  isEventType,
  type AmendmentType,
  type EventType,
  type EventTypes,
} from './vocabulary.js';
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

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

// The compiler is the test: a type that is lost on the way from its family to here becomes `never` and fails to compile.
const amendments: Same<AmendmentType, (typeof amendmentTypes)[number]> = true;
const notAnyText: Same<EventType, string> = false;
const acts: (fact: AnyFact) => ReadonlySet<string> = actSides;
const answer: EventTypes['SurveyAnswered'] = {
  instrument: 'nps',
  scale: { min: 0, max: 10 },
  score: 9,
  polarity: 'higher-is-better',
};
// @ts-expect-error -- the newest version says which end of the scale is good
const answerOfVersion1: EventTypes['SurveyAnswered'] = { instrument: 'nps', scale: { min: 0, max: 10 }, score: 9 };
const direction = (fact: AnyFact) =>
  fact.type === 'CallHeld' ? (fact.data.direction satisfies 'inbound' | 'outbound') : undefined;

const amendmentTypes = [
  'ImportClaimed',
  'ImportReverted',
  'PartiesLinked',
  'PartiesUnlinked',
  'PartyAffiliated',
  'TouchpointReinstated',
  'TouchpointRetracted',
  'TouchpointSuperseded',
] as const;

describe('the types of the vocabulary', () => {
  it('are told apart by name', () => {
    expect([amendments, notAnyText]).toEqual([true, false]);
    expect(validateData('SurveyAnswered', 2, answer)).toEqual([]);
    expect(validateData('SurveyAnswered', 2, answerOfVersion1)).toHaveLength(1);
    const call = factOf(eventOf('CallHeld'), 1);
    expect(direction(call)).toBe('outbound');
    expect([...acts(call)]).toEqual(['ours']);
  });
});

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
    expect(ofKind('amendment')).toEqual([...amendmentTypes]);
    const context = ofKind('context').map((type) => familyOf(type));
    expect([...new Set(context)].sort()).toEqual(['builds', 'feeds', 'ledger', 'rules']);
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
