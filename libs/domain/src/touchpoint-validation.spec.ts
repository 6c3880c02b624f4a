import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { limits } from '#core/limits.js';
import { instantMax, instantMin } from './fields.js';
import { draftOf } from './testing.js';
import type { DraftParty, TouchpointDraft } from './touchpoint.js';
import { checkDraft } from './touchpoint-validation.js';
import { definitionOf, eventTypes } from './vocabulary.js';

const now = 1_764_000_000_000;
const [customer] = draftOf().parties as [DraftParty];
const agent: DraftParty = { ...customer, role: 'agent', side: 'ours' };
const process = { definition: 'helpdesk', case: 'Case 1', activity: 'Closed', lifecycle: 'complete' };

function refused(given: Partial<TouchpointDraft>): string[] {
  return checkDraft(draftOf(given), now).map(({ field, message }) => `${field}: ${message}`);
}

function fieldsRefused(given: Partial<TouchpointDraft>): string[] {
  return checkDraft(draftOf(given), now).map(({ field }) => field);
}

const at = (instant: number) => ({ instant, nanos: 0, text: 'as written' });

describe('checkDraft', () => {
  it('takes a touchpoint that breaks no rule', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ type: 'ActivityRecorded', parties: [], process, data: {} })).toEqual([]);
    expect(refused({ actor: agent, onBehalfOf: customer, authority: 'delegation', reasonCode: 'asked' })).toEqual([]);
    expect(refused({ identity: ['Case 1', '', 'two\nlines'], part: 'opened' })).toEqual([]);
  });

  it('takes the example of every type that comes from outside, and no other type', () => {
    for (const type of eventTypes) {
      const { captured, example, roles, effectiveFrom } = definitionOf(type)!;
      const parties = [...draftOf().parties, ...roles.map((role) => ({ ...customer, role }))];
      const data = example as Record<string, unknown>;
      const found = fieldsRefused({ type, data, parties, process, ...(effectiveFrom && { effectiveFrom: now }) });
      expect(found).toEqual(captured ? [] : ['type']);
    }
  });

  it('takes every version of a type that ever was', () => {
    const data = { instrument: 'ces', scale: { min: 1, max: 5 }, score: 4 };
    expect(refused({ type: 'SurveyAnswered', schemaVersion: 1, data })).toEqual([]);
    expect(fieldsRefused({ type: 'SurveyAnswered', data })).toEqual(['data.polarity']);
    expect(refused({ type: 'SurveyAnswered', schemaVersion: 3, data })).toEqual(['schemaVersion: must be 1 to 2']);
    expect(fieldsRefused({ type: 'SurveyAnswered', schemaVersion: 1, data: { ...data, score: 6 } })).toEqual([
      'data.score',
    ]);
  });

  it('takes a step of no case where it says what was done to what, and of other types does not', () => {
    const parcel = { type: 'Parcel', id: 'P 1', qualifier: 'what was sent' };
    const step = { type: 'ActivityRecorded', parties: [], data: { activity: 'Send' } };
    expect(refused({ ...step, objects: [parcel, { ...parcel, qualifier: 'what was paid' }] })).toEqual([]);
    expect(refused(step)).toEqual([]);
    expect(fieldsRefused({ ...step, data: {}, objects: [parcel] })).toEqual(['process']);
    expect(fieldsRefused({ ...step, type: 'MessageSent', objects: [parcel] })).toEqual(['parties']);
  });

  it('refuses objects that are not well formed, stand in data too, or are too many', () => {
    const parcel = { type: 'Parcel', id: 'P 1' };
    const found = (objects: unknown, data = {}) => fieldsRefused({ objects: objects as never, data });
    expect(found('P 1')).toEqual(['objects']);
    expect(found([null])).toEqual(['objects.0']);
    expect(found([parcel, { id: '', type: 'a\nb' }])).toEqual(['data.objects.1.type', 'objects.1.id']);
    expect(found([parcel], { objects: [] })).toEqual(['objects']);
    expect(found([])).toEqual(['data.objects']);
    expect(found(Array.from({ length: limits.objectsPerEvent + 1 }, () => parcel))).toEqual(['data.objects']);
  });

  it('refuses an unknown type, however it is named', () => {
    for (const type of ['', 'MessageRecieved', 'constructor', '__proto__'])
      expect(fieldsRefused({ type })).toEqual(['type']);
  });

  it('refuses data that break the type’s rules, with the path', () => {
    expect(fieldsRefused({ data: { channel: 'pigeon', unknown: 1 } })).toEqual(['data.channel', 'data.unknown']);
    expect(fieldsRefused({ data: [] as never })).toEqual(['data']);
    expect(refused({ data: { channel: undefined } })).toEqual(['data.channel: must be JSON; leave absent fields out']);
  });
});

describe('checkDraft on JSON that is no draft', () => {
  it.each([
    [{ type: [{ toString: false }] }, ['type']],
    [{ occurredAt: null }, ['occurredAt']],
    [{ occurredAt: '2026-01-01T00:00Z' }, ['occurredAt']],
    [{ parties: null }, ['parties']],
    [{ parties: { length: 3 } }, ['parties']],
    [{ parties: [null, 'Ann', [], customer] }, ['parties.0', 'parties.1', 'parties.2']],
    [{ parties: [{ ...customer, identifiers: 'ann' }], actor: 7 }, ['parties.0.identifiers', 'actor']],
    [{ onBehalfOf: { ...customer, identifiers: [null] } }, ['onBehalfOf.identifiers']],
    [{ process: 'helpdesk', identity: 'Case 1' }, ['process', 'identity']],
  ])('refuses %j', (given, fields) => {
    expect(fieldsRefused(given as never)).toEqual(fields);
  });

  it('refuses with reasons and never throws, whatever stands in for a draft', () => {
    const fields = [
      'type',
      ...Object.keys(draftOf({ process, actor: agent, identity: [], sourceRecordedAt: 0, part: 'a' })),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const violations = checkDraft({ ...draftOf(), [field]: value }, now);
        for (const violation of violations) expect(violation.message).not.toBe('');
      }),
      { numRuns: 500 },
    );
    for (const value of [null, undefined, 'text', []]) expect(checkDraft(value as never, now)).toHaveLength(1);
  });
});

describe('checkDraft on times', () => {
  it('takes the years 0001 to 9999 and no others', () => {
    expect(refused({ occurredAt: at(instantMin) })).toEqual([]);
    for (const instant of [instantMin - 1, instantMax + 1, Number.NaN, 0.5]) {
      expect(fieldsRefused({ occurredAt: at(instant) })).toEqual(['occurredAt']);
    }
    expect(new Date(instantMin).toISOString()).toBe('0001-01-01T00:00:00.000Z');
    expect(new Date(instantMax).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  });

  it('takes a day of the future and no more', () => {
    expect(refused({ occurredAt: at(now + limits.futureMs) })).toEqual([]);
    expect(refused({ occurredAt: at(now + limits.futureMs + 1) })).toEqual(['occurredAt: is in the future']);
  });

  it('refuses parts out of range', () => {
    expect(fieldsRefused({ occurredAt: { instant: 0, nanos: 1_000_000, text: '' } })).toEqual([
      'occurredAt.nanos',
      'occurredAt.text',
    ]);
    for (const position of [-1, 0.5, 2 ** 32, Number.NaN]) expect(fieldsRefused({ position })).toEqual(['position']);
    expect(fieldsRefused({ sourceRecordedAt: instantMax + 1, effectiveFrom: now })).toEqual([
      'sourceRecordedAt',
      'effectiveFrom',
    ]);
  });
});

describe('checkDraft on parties and places', () => {
  it('wants a case or somebody of the customer’s side', () => {
    expect(fieldsRefused({ parties: [agent] })).toEqual(['parties']);
    expect(refused({ parties: [agent], process })).toEqual([]);
    expect(fieldsRefused({ type: 'ActivityRecorded', data: {} })).toEqual(['process']);
    expect(fieldsRefused({ type: 'IdentifierClaimed', data: { scheme: 'email' }, parties: [] })).toEqual(['parties']);
    expect(refused({ type: 'IdentifierClaimed', data: { scheme: 'email' }, parties: [agent] })).toEqual([]);
  });

  it('wants the roles that the type needs', () => {
    const affiliated = { type: 'PartyAffiliated', data: {}, parties: [{ ...customer, role: 'member' }] };
    expect(refused(affiliated)).toEqual(['parties: needs a party in the role organisation']);
  });

  it('wants parties well formed', () => {
    const broken = {
      kind: 'team',
      identifiers: [{ scheme: '', value: 'a\u0007' }],
      name: '',
      role: 'x'.repeat(201),
      side: 'theirs',
    };
    expect(fieldsRefused({ parties: [customer, broken as never] })).toEqual([
      'parties.1.kind',
      'parties.1.side',
      'parties.1.role',
      'parties.1.name',
      'parties.1.identifiers.0.scheme',
      'parties.1.identifiers.0.value',
    ]);
    expect(fieldsRefused({ actor: { ...agent, identifiers: [] } })).toEqual(['actor.identifiers']);
    expect(fieldsRefused({ onBehalfOf: broken as never })).toHaveLength(6);
  });

  it('takes as many parties as the limit says and no more', () => {
    const many = (count: number) => Array.from({ length: count }, () => customer);
    expect(refused({ parties: many(limits.partiesPerEvent) })).toEqual([]);
    expect(fieldsRefused({ parties: many(limits.partiesPerEvent + 1) })).toEqual(['parties']);
  });

  it('wants names on one line', () => {
    expect(fieldsRefused({ process: { definition: '', case: '', activity: 'a\nb', lifecycle: '' } })).toEqual([
      'process.definition',
      'process.case',
      'process.activity',
      'process.lifecycle',
    ]);
    const names = {
      externalId: '',
      part: '',
      authority: '\t',
      reasonCode: '',
      matter: '',
      thread: '',
      correlationId: '',
      causationId: '',
    };
    expect(fieldsRefused(names)).toEqual(Object.keys(names));
  });
});

describe('checkDraft on what is personal', () => {
  it('takes what people write', () => {
    const personal = {
      text: 'Grüße 👋\r\n\tTab\f',
      ['a very long question? '.repeat(20)]: [1, null, true, { deep: [{}] }],
    };
    expect(refused({ personal })).toEqual([]);
  });

  it.each([
    ['\ud800', 'half of a surrogate pair'],
    ['a\udc00b', 'half of a surrogate pair'],
    ['a\u0000', 'the character NUL'],
    ['x'.repeat(limits.textChars + 1), 'at most 100000 characters'],
    [Number.NaN, 'a finite number'],
    [2 ** 53, 'a whole number beyond 2^53'],
    [undefined, 'leave absent fields out'],
    [1n, 'must be JSON'],
    [() => 1, 'must be JSON'],
    [new Date(0), 'plain JSON'],
    [new Map(), 'plain JSON'],
  ])('refuses %p', (value, why) => {
    for (const personal of [{ field: value }, { field: { list: [value] } }]) {
      expect(refused({ personal }).join()).toContain(why);
    }
  });

  it('refuses members that are not well named, wherever they stand', () => {
    const proto = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    expect(refused({ personal: proto })).toEqual(['personal: has a field that must not be named __proto__']);
    expect(refused({ personal: { list: [proto] } })).toEqual([
      'personal.list.0: has a field that must not be named __proto__',
    ]);
    expect(refused({ personal: { 'a\udc00': 1 } })).toEqual([
      'personal: has a field that must not hold half of a surrogate pair',
    ]);
    expect(fieldsRefused({ data: proto })).toEqual(['data.__proto__', 'data']);
  });

  it('refuses what is nested too deep or is too large', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < limits.jsonDepth; depth++) deep = [deep];
    expect(refused({ personal: { deep } }).join()).toContain('nested deeper than 32 levels');
    const personal = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`text${index}`, 'ü'.repeat(50_000)]));
    expect(fieldsRefused({ personal })).toEqual(['personal']);
    expect(fieldsRefused({ personal: [] as never })).toEqual(['personal']);
  });

  it('never repeats a value', () => {
    const secret = 'ann@example.org\u0000';
    const violations = checkDraft(
      draftOf({
        type: secret,
        externalId: secret,
        occurredAt: { instant: 0, nanos: 0, text: secret },
        parties: [{ ...customer, role: secret, name: secret, identifiers: [{ scheme: secret, value: secret }] }],
        process: { ...process, case: secret, activity: secret },
        personal: { text: secret },
      }),
      now,
    );
    expect(violations.length).toBeGreaterThan(8);
    expect(JSON.stringify(violations)).not.toContain('ann@');
  });

  it('takes whatever JSON there is, and refuses nothing without saying where', () => {
    const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(json, (personal) => {
        const violations = checkDraft(draftOf({ personal }), now);
        const text = JSON.stringify(personal);
        // The oracle reads the text that JSON makes of it: escapes of NUL and of lone surrogates, and unsafe numbers.
        const numbers = [...text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/-?[0-9][0-9.e+-]*/g)].map(([number]) =>
          Number(number),
        );
        const unsafe = numbers.some((number) => Number.isInteger(number) && !Number.isSafeInteger(number));
        const foul = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f]..)/.test(text) || text.includes('"__proto__":') || unsafe;
        expect(violations.length > 0).toBe(foul);
        for (const { field } of violations) expect(field).toMatch(/^personal/);
      }),
      { numRuns: 300 },
    );
  });
});
