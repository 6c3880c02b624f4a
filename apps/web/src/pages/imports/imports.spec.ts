import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { flatteningSentence } from './flattening-words.js';
import { importAddress, type Reading } from './import-requests.js';
import { choicesOf, isUndecided, mappingFields, mappingHeader, parseMapping, withField } from './mapping-form.js';
import { cellText, previewTable, rejectsName } from './preview-cells.js';

const mapping = {
  version: 1,
  format: 'csv',
  time: { column: 'Complete Timestamp', format: 'yyyy/MM/dd HH:mm:ss.SSS' },
  case: 'Case ID',
  activity: 'Activity',
  identity: ['Case ID', 'Activity'],
  type: { column: 'Activity', default: 'ActivityRecorded' },
  parties: [{ column: 'Customer', role: 'customer', side: 'customer' }],
};

describe('the form of a mapping', () => {
  it('offers the places that are often corrected, with what they hold', () => {
    const fields = new Map(mappingFields(mapping).map(({ path, value }) => [path, value]));
    expect(fields.get('time.column')).toBe('Complete Timestamp');
    expect(fields.get('identity')).toBe('Case ID, Activity');
    expect(fields.get('parties.0.column')).toBe('Customer');
    expect(fields.get('zone')).toBe('');
    expect(mappingFields(mapping).at(-1)).toMatchObject({ role: 'customer' });
  });

  it('leaves alone what is not text', () => {
    expect(mappingFields({ case: { column: 'A' } }).some(({ path }) => path === 'case')).toBe(false);
  });

  it('changes one place and nothing else, in its place', () => {
    const changed = withField(mapping, { path: 'time.column', value: 'Start' });
    expect(changed).toEqual({ ...mapping, time: { ...mapping.time, column: 'Start' } });
    expect(Object.keys(changed)).toEqual(Object.keys(mapping));
    expect(withField(mapping, { path: 'parties.0.column', value: 'Firm' })['parties']).toEqual([
      { column: 'Firm', role: 'customer', side: 'customer' },
    ]);
    expect(withField(mapping, { path: 'identity', value: 'A,  B,' })['identity']).toEqual(['A', 'B']);
  });

  it('adds what was not there, and takes out what is emptied', () => {
    expect(withField(mapping, { path: 'actor.column', value: 'Resource' })['actor']).toEqual({
      column: 'Resource',
      kind: 'person',
      role: 'agent',
      side: 'ours',
    });
    expect(withField({ actor: { column: 'Resource' } }, { path: 'actor.column', value: '' })).toEqual({});
  });

  it('asks for the customer even where no column was found, and adds all that a party needs', () => {
    const { parties: _, ...without } = mapping;
    const field = mappingFields(without).at(-1)!;
    expect(field).toEqual({ path: 'parties.0.column', value: '', role: 'customer' });
    const added = withField(without, { ...field, value: 'Firm' });
    expect(added).toEqual({
      ...without,
      parties: [{ column: 'Firm', kind: 'organisation', role: 'customer', side: 'customer' }],
    });
    expect(mappingFields(added).filter(({ role }) => role === 'customer')).toHaveLength(1);
    expect(withField(added, { ...field, value: '' })).toEqual(without);
  });

  it('chooses columns, formats and what becomes of the rest; what it holds is among them', () => {
    const offered = { columns: ['Case ID', 'When'], timeFormats: ['iso', 'd/M/yy', 'yyyyMMdd'] };
    expect(choicesOf({ path: 'case', value: 'Case ID' }, offered)).toEqual(['', 'Case ID', 'When']);
    expect(choicesOf({ path: 'parties.0.column', value: 'Gone', role: 'customer' }, offered)).toContain('Gone');
    expect(choicesOf({ path: 'unmapped', value: 'seal' }, offered)).toEqual(['seal', 'drop']);
    const open = choicesOf({ path: 'time.format', value: 'd/M/yy or M/d/yy' }, offered)!;
    expect(open.slice(0, 2)).toEqual(['d/M/yy', 'M/d/yy']);
    expect(open).toContain('d/M/yy or M/d/yy');
    expect(isUndecided({ path: 'time.format', value: 'd/M/yy or M/d/yy' })).toBe(true);
    expect(choicesOf({ path: 'time.format', value: '' }, offered)).not.toContain('iso');
    expect(isUndecided({ path: 'time.format', value: 'd/M/yy' })).toBe(false);
    expect(choicesOf({ path: 'zone', value: '' }, offered)).toBeUndefined();
  });

  it('gives back what the field holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('zone', 'case', 'time.column', 'actor.column'),
        fc.string({ minLength: 1 }),
        (path, value) => {
          const field = mappingFields(withField(mapping, { path, value })).find((each) => each.path === path);
          expect(field?.value).toBe(value);
        },
      ),
    );
  });

  it('reads JSON, and says why it cannot', () => {
    expect(parseMapping('{"a": 1}')).toEqual({ a: 1 });
    expect(() => parseMapping('{"a": ')).toThrow(SyntaxError);
    expect(() => parseMapping('[1]')).toThrow('a mapping is an object');
  });
});

describe('mappingHeader', () => {
  it('is base64url of the JSON in UTF-8', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (value) => {
        const header = mappingHeader(value);
        expect(header).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });
});

describe('the preview', () => {
  it('has the fields of all rows as columns, without those that hold nothing', () => {
    expect(
      previewTable([
        { a: 1, empty: '' },
        { b: { c: [1, 2] }, a: undefined },
      ]),
    ).toEqual({
      columns: ['a', 'b'],
      cells: [
        ['1', ''],
        ['', 'c: 1; 2'],
      ],
    });
  });

  it('writes nested values in one line', () => {
    expect(
      cellText([
        { role: 'customer', name: 'Value 3' },
        { role: 'agent', name: 'Value 2', note: null },
      ]),
    ).toBe('role: customer, name: Value 3; role: agent, name: Value 2');
  });
});

describe('rejectsName', () => {
  it.each([
    ['finale.csv', 'finale.rejects.csv'],
    ['a.b.NDJSON', 'a.b.rejects.NDJSON'],
    ['log.xes.gz', 'log.rejects.xes'],
    ['log', 'log.rejects.txt'],
    ['.csv', '.csv.rejects.txt'],
  ])('%s → %s', (file, rejects) => {
    expect(rejectsName(file)).toBe(rejects);
  });
});

describe('an object-centric log', () => {
  const reading: Reading = {
    mapping: undefined,
    rows: [],
    columns: [],
    timeFormats: [],
    notes: [],
    dataset: 'shop',
    process: 'orders',
    format: 'ocel',
    cases: '',
  };

  it('is sent with the cases that were chosen, and with none where that is left open', () => {
    expect(importAddress('a.json', { ...reading, cases: 'Sales Order' }, true)).toBe(
      '/api/v1/imports?name=a.json&dataset=shop&process=orders&case=Sales+Order&dryRun=true',
    );
    expect(importAddress('a.json', reading, false)).toBe('/api/v1/imports?name=a.json&dataset=shop&process=orders');
  });

  it('says how many of its events stand in several cases', () => {
    const choice = { objectType: 'item', events: 9, steps: 1_209, cases: 3, inSeveral: 7, copies: 1_200, outside: 4 };
    const flattening = { events: 13, objects: 9, chosen: { ...choice, because: 'said' as const }, choices: [choice] };
    expect(flatteningSentence(flattening, (value) => value.toLocaleString('en'))).toBe(
      '13 events: 1,209 steps in 3 cases of item · 7 events stand in more than one case · 1,200 copies · 4 in no case',
    );
    expect(flatteningSentence({ events: 0, objects: 0, choices: [] }, String)).toBeUndefined();
  });
});
