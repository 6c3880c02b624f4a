import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { customerText } from './customer-text.js';

const own = 'The delivery came two weeks late.\n\nI am not happy.';

describe('customerText', () => {
  it.each([
    ['a plain text', own],
    ['marked quotes', `> We are sorry.\n${own}\n> Our best wishes`],
    ['a reply', `${own}\n\nOn Tue, 3 Mar 2026 at 09:12, Support <support@example.org> wrote:\n> We love you\n> Great!`],
    [
      'a wrapped header',
      `${own}\n\nOn Tuesday, 3 March 2026, Support at Example\n<support@example.org> wrote:\n\n> Great!`,
    ],
    ['an unmarked quote', `${own}\nOn 3 Mar 2026, Support wrote:\n\nWe love our customers.`],
    ['an original message', `${own}\n-----Original Message-----\nFrom: Support\nWe love our customers.`],
    ['a block of header fields', `${own}\n\nFrom: Support\nSent: Tuesday\nTo: Ann\nSubject: Great news\n\nGreat!`],
    ['a ruled-off message', `${own}\n________________________________\nGreat!`],
    ['a signature', `${own}\n-- \nAnn Happy\nGreat Goods Ltd`],
    ['a telephone', `${own}\nSent from my iPhone`],
    ['a closing', `${own}\n\nKind regards,\nAnn Happy\nGreat Goods Ltd`],
    ['CRLF', `${own.replaceAll('\n', '\r\n')}\r\n--\r\nAnn`],
  ])('keeps what was written: %s', (_what, text) => {
    expect(customerText(text)).toBe(own);
  });

  it('keeps answers between quoted lines', () => {
    const text = 'On 3 Mar 2026, Support wrote:\n> Did it arrive?\nNo.\n> Are you happy?\nNot at all.';
    expect(customerText(text)).toBe('No.\nNot at all.');
  });

  it.each([
    'On Monday I wrote:\nyou never answered', // The header has no name and no time; what follows is quoted all the same.
  ])('takes what looks like a header for one', (text) => {
    expect(customerText(text)).toBe('');
  });

  it.each([
    'On Monday the driver came.\nNobody had told me.',
    'From: Berlin\nI travelled to Hamburg and lost my bag.',
    `Cheers\n${'The story goes on.\n'.repeat(12)}The end.`,
    'Regards to your driver, who was kind.',
    'My score is -- well, bad.',
  ])('leaves alone what only looks alike', (text) => {
    expect(customerText(text)).toBe(text);
  });

  it('makes nothing up: what it keeps are lines of the text, in their order, none of them marked as quoted', () => {
    const line: fc.Arbitrary<string> = fc.constantFrom(
      'a',
      '> b',
      '--',
      'On x, y wrote:',
      'Cheers',
      '',
      'From: z',
      'To: z',
      'Date: 1',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        let at = 0;
        for (const kept of customerText(lines.join('\n')).split('\n')) {
          expect(kept).not.toMatch(/^>/);
          if (kept === '') continue;
          at = lines.indexOf(kept, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
      }),
    );
  });
});
