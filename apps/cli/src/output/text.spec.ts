import { describe, expect, it } from '@jest/globals';
import { shellWord } from '#core/shell-word.js';
import { count, counted, dayOf, jsonText, minuteOf, nameOf, oneLine, shortened } from './text.js';

describe('texts', () => {
  it('are one line without control characters and direction marks', () => {
    expect(oneLine('a\r\nb\tc\u0000\u001b[2Jd\u2028e\u2066f')).toBe('a b c [2Jd e f');
    expect(oneLine('Žižka 株式会社 🌊 שלום')).toBe('Žižka 株式会社 🌊 שלום');
  });

  it('group thousands and count in singular and plural', () => {
    expect([count(0), count(21_348), counted(1, 'case'), counted(2, 'case'), counted(0, 'entry', 'entries')]).toEqual([
      '0',
      '21,348',
      '1 case',
      '2 cases',
      '0 entries',
    ]);
  });

  it('give times as they stand in the zone of the workspace', () => {
    expect(minuteOf('2013-12-10T08:57:01.000+01:00')).toBe('2013-12-10 08:57');
    expect(minuteOf('0001-01-01T00:00:00.000Z')).toBe('0001-01-01 00:00');
    expect(dayOf('9999-12-31T23:59:59.999Z')).toBe('9999-12-31');
    expect([minuteOf(undefined), dayOf(undefined)]).toEqual(['–', '–']);
  });

  it('call a party by its id when nobody knows its name', () => {
    expect([nameOf({ id: 'x' }), nameOf({ id: 'x', name: 'Value 1' })]).toEqual(['x', 'Value 1']);
  });

  it('are cut between characters, never within one', () => {
    expect(shortened('🌊🌊🌊', 2)).toBe('🌊…');
    expect(shortened('🌊🌊', 2)).toBe('🌊🌊');
  });

  it('stand in a command as one word', () => {
    expect(['a.csv', 'a b', "it's", '$HOME', ''].map(shellWord)).toEqual([
      'a.csv',
      "'a b'",
      `'it'\\''s'`,
      "'$HOME'",
      "''",
    ]);
  });
});

describe('JSON', () => {
  const value = { name: 'a\u009b31m\u007f\u0085\u001b\ud800 é 株', rows: [1] };

  it('says the same and holds no control character that a terminal obeys', () => {
    const text = jsonText(value, false);
    expect(JSON.parse(text)).toEqual(value);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('is indented for a person only', () => {
    expect(jsonText([1], true)).toBe('[\n  1\n]\n');
    expect(jsonText([1], false)).toBe('[1]\n');
  });
});
