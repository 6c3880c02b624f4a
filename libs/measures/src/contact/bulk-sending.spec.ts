import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bulkSends, type TemplateSend } from './bulk-sending.js';

const minute = 60_000;
const to = (n: number, at: number, template: string | undefined = 'offer'): TemplateSend => ({
  at,
  template,
  parties: [`party ${n}`],
});
const spread = (count: number, everyMs: number): TemplateSend[] =>
  Array.from({ length: count }, (_, n) => to(n, n * everyMs));

describe('bulk sending', () => {
  it('is one template to more than 20 parties in an hour', () => {
    expect(bulkSends(spread(20, minute))).not.toContain(true);
    expect(bulkSends(spread(21, minute))).not.toContain(false);
    expect(bulkSends(spread(21, 3 * minute))).not.toContain(true);
    expect(bulkSends(spread(21, 3 * minute - 1))).not.toContain(false);
    expect(bulkSends([{ at: 0, template: 'offer', parties: spread(21, 0).flatMap(({ parties }) => parties) }])).toEqual(
      [true],
    );
    expect(bulkSends([])).toEqual([]);
  });

  it('is neither one party often, nor many templates, nor none', () => {
    expect(bulkSends(Array.from({ length: 50 }, (_, n) => to(1, n)))).not.toContain(true);
    expect(bulkSends(Array.from({ length: 50 }, (_, n) => to(n, n, `letter ${n}`)))).not.toContain(true);
    expect(bulkSends(spread(50, 1).map((send) => ({ ...send, template: undefined })))).not.toContain(true);
  });

  it('is what a look at every hour that begins with a message finds, in any order', () => {
    const send = fc.record({
      at: fc.integer({ min: 0, max: 300 }).map((n) => n * minute),
      template: fc.constantFrom('a', 'b', undefined),
      parties: fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map(String), { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(send, { maxLength: 60 }), (sends) => {
        const hourFrom = (start: TemplateSend): TemplateSend[] =>
          sends.filter(
            ({ at, template }) => template === start.template && at >= start.at && at < start.at + 60 * minute,
          );
        const bulk = new Set(
          sends
            .filter(({ template }) => template !== undefined)
            .map(hourFrom)
            .filter((hour) => new Set(hour.flatMap(({ parties }) => parties)).size > 20)
            .flat(),
        );
        expect(bulkSends(sends)).toEqual(sends.map((one) => bulk.has(one)));
      }),
      { numRuns: 300 },
    );
  });
});
