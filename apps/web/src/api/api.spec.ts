import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createLineSplitter } from './line-splitter.js';
import { address, problemOf } from './request.js';

describe('createLineSplitter', () => {
  it('gives the same lines however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.array(fc.nat(20), { maxLength: 40 }),
        fc.boolean(),
        (values, cuts, open) => {
          const text =
            values.map((value) => JSON.stringify(value)).join('\n') + (open || values.length === 0 ? '' : '\n');
          const seen: unknown[] = [];
          const lines = createLineSplitter((value) => seen.push(value));
          let at = 0;
          for (const cut of cuts) {
            lines.write(text.slice(at, at + cut));
            at += cut;
          }
          lines.write(text.slice(at));
          lines.end();
          expect(JSON.stringify(seen)).toBe(JSON.stringify(values));
        },
      ),
    );
  });
});

describe('address', () => {
  it('leaves out what has no value and escapes the rest', () => {
    expect(address('/relationships', { q: 'A & B', after: undefined, limit: 5, sort: '' })).toBe(
      '/api/v1/relationships?q=A+%26+B&limit=5',
    );
    expect(address('/status')).toBe('/api/v1/status');
    expect(address('/processes/p', { filter: ['with=A', 'with=B & C', ''], against: [] })).toBe(
      '/api/v1/processes/p?filter=with%3DA&filter=with%3DB+%26+C',
    );
  });
});

describe('problemOf', () => {
  it('takes what a problem document says', () => {
    const problem = problemOf(400, {
      title: 'The mapping does not fit the file',
      detail: 'No column "Foo".',
      hint: 'Correct it.',
      code: 'mapping-invalid',
      violations: [{ field: 'case', message: 'No column "Foo".' }, 'nonsense'],
    });
    expect(problem).toMatchObject({
      status: 400,
      title: 'The mapping does not fit the file',
      hint: 'Correct it.',
      code: 'mapping-invalid',
    });
    expect(problem.violations).toEqual([{ field: 'case', message: 'No column "Foo".' }]);
  });

  it.each([undefined, null, 'text', 7, []])('makes a problem of %p too', (body) => {
    expect(problemOf(502, body)).toMatchObject({ status: 502, title: 'HTTP 502' });
  });
});
