import { describe, expect, it } from '@jest/globals';
import { IsDefined, IsString, ValidateNested } from 'class-validator';
import * as fc from 'fast-check';
import { limits } from '#core/limits.js';
import { dataClassOf, validateData, violationsOf } from './data-validation.js';
import { claimedIdsMax } from './events/imports.js';
import type { Constructor } from './fields.js';
import { foundByClassValidator, idOf } from './testing.js';
import { definitionOf, eventTypes } from './vocabulary.js';

/** Every shape that data ever had: type, version, an example of it. */
const shapes = eventTypes.flatMap((type) => {
  const { earlier, example, schemaVersion } = definitionOf(type)!;
  const before = earlier.map((shape, index) => ({ type, version: index + 1, example: shape.example }));
  return [...before, { type, version: schemaVersion, example }];
});

function found(owner: Constructor, data: object): string[] {
  return violationsOf(owner, data)
    .map(({ field, message }) => `${field}: ${message}`)
    .sort();
}

describe('validateData', () => {
  it.each(shapes)('takes the example of $type version $version', ({ type, version, example }) => {
    expect(validateData(type, version, example)).toEqual([]);
    expect(foundByClassValidator(dataClassOf(type, version), example)).toEqual([]);
  });

  it.each(eventTypes)('names the broken field of %s', (type) => {
    const { broken, schemaVersion } = definitionOf(type)!;
    const fields = validateData(type, schemaVersion, broken.data).map(({ field }) => field);
    expect(fields).toContain(broken.field);
  });

  it('refuses what is no object', () => {
    for (const data of [null, undefined, [], 'text', 7]) expect(validateData('NoteAdded', 1, data)).toHaveLength(1);
  });

  it('never repeats a value, which might be personal', () => {
    const messages = validateData('MessageReceived', 1, { channel: 'ann@example.org', language: 'ann@example.org' });
    expect(messages).toHaveLength(2);
    expect(JSON.stringify(messages)).not.toContain('ann@example.org');
  });

  it('refuses a version that never was', () => {
    expect(() => validateData('SurveyAnswered', 3, {})).toThrow('SurveyAnswered has no schema version 3');
    expect(() => validateData('SurveyAnswered', 0, {})).toThrow('no schema version 0');
  });

  it('takes null for no absent field, and an array for no object', () => {
    const scale = { min: 0, max: 10 };
    const answer = { instrument: 'nps', scale, polarity: 'higher-is-better', score: 9 };
    expect(validateData('SurveyAnswered', 2, answer)).toEqual([]);
    expect(validateData('SurveyAnswered', 2, { ...answer, survey: null })).toHaveLength(1);
    expect(validateData('SurveyAnswered', 2, { ...answer, scale: [] })).toHaveLength(1);
    expect(validateData('SurveyAnswered', 2, { ...answer, scale: [scale] })).toHaveLength(1);
  });

  it('refuses fields named like members of every object, which class-validator lets through', () => {
    for (const name of ['constructor', '__proto__', 'hasOwnProperty', 'toString', 'length']) {
      const data = JSON.parse(`{"${name}": 1}`) as object;
      expect(validateData('NoteAdded', 1, data).map(({ field }) => field)).toEqual([name]);
    }
  });

  it('compares fields of one object', () => {
    expect(validateData('AbsenceAnnounced', 1, { from: 2, to: 2 })).toEqual([]);
    expect(validateData('AbsenceAnnounced', 1, { from: 2, to: 1 })).toEqual([
      { field: 'to', message: 'to must not be before from' },
    ]);
    const answer = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better' };
    for (const score of [-1, 11]) {
      const lines = validateData('SurveyAnswered', 2, { ...answer, score });
      expect(lines).toEqual([{ field: 'score', message: 'score must lie on the scale' }]);
    }
  });

  it('lets an import claim as many ids at once as an event has room for', () => {
    const claim = (count: number) => ({ ids: Array.from({ length: count }, (_, index) => idOf(index)) });
    expect(validateData('ImportClaimed', 1, claim(claimedIdsMax))).toEqual([]);
    expect(validateData('ImportClaimed', 1, claim(claimedIdsMax + 1))).toHaveLength(1);
    expect(JSON.stringify(claim(claimedIdsMax)).length).toBeLessThan(limits.eventBytes * 0.8);
  });

  it('calls no method that somebody sent', () => {
    const trap = { toString: 0, valueOf: 0, min: { toString: 0 } };
    expect(validateData('AbsenceAnnounced', 1, { from: trap, to: trap })).toHaveLength(2);
    expect(
      validateData('SurveyAnswered', 2, { instrument: trap, scale: trap, polarity: trap, score: trap }).length,
    ).toBeGreaterThan(3);
  });

  it('refuses to compile what it would not check', () => {
    class WithDefined {
      @IsDefined() a!: string;
    }
    class WithBareNested {
      @ValidateNested() @IsString() a!: string;
    }
    expect(() => violationsOf(WithDefined, {})).toThrow('cannot be compiled');
    expect(() => violationsOf(WithBareNested, {})).toThrow('nested without IsNested');
  });
});

describe('the compiled checks', () => {
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      undefined,
      null,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1e-7,
      0.1,
      1.1,
      1e18,
      -0,
      '',
      ' ',
      '\u0000',
    ),
    fc.constantFrom<unknown>(
      'email',
      'inbound',
      true,
      [],
      {},
      [[]],
      [{}],
      [null],
      { min: 1, max: 2 },
      'EUR',
      '2026-02-29',
    ),
    fc.string({ unit: 'binary', maxLength: 220 }),
    fc.integer(),
    fc.double(),
  );

  /** Example data with some members taken away, replaced by junk, or added, at any depth. */
  function broken(example: object): fc.Arbitrary<Record<string, unknown>> {
    const members = Object.entries(example).map(([key, value]) => {
      const inner =
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? broken(value as object)
          : fc.constant(value);
      const list = Array.isArray(value)
        ? fc.array(fc.oneof(...value.map((member) => mutated(member)), junk), { maxLength: 4 })
        : inner;
      const choice = fc.oneof(
        { arbitrary: inner, weight: 5 },
        { arbitrary: list, weight: 3 },
        { arbitrary: junk, weight: 2 },
      );
      return fc.option(
        choice.map((chosen) => [key, chosen] as const),
        { freq: 6, nil: undefined },
      );
    });
    const names = fc.constantFrom(
      'channel',
      'direction',
      'value',
      'currency',
      'score',
      'scale',
      'sentiment',
      'unknown',
      'toString',
    );
    const added = fc.array(fc.tuple(names, junk), { maxLength: 2 });
    return fc.tuple(added, ...members).map(([more, ...kept]) => {
      const data: Record<string, unknown> = {};
      for (const [key, value] of [...kept.filter((entry) => entry !== undefined), ...more]) {
        Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
      }
      return data;
    });
  }

  function mutated(member: unknown): fc.Arbitrary<unknown> {
    return typeof member === 'object' && member !== null && !Array.isArray(member)
      ? broken(member)
      : fc.constant(member);
  }

  it('find what class-validator finds, for every type and version', () => {
    for (const { type, version, example } of shapes) {
      const owner = dataClassOf(type, version);
      fc.assert(
        fc.property(broken(example), (data) => {
          expect(found(owner, data)).toEqual(foundByClassValidator(owner, data));
        }),
        { numRuns: 60 },
      );
    }
  });
});
