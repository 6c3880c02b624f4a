import { describe, expect, it } from '@jest/globals';
import { choicesTable, flatteningLine } from './flattening-text.js';

const order = { objectType: 'Order\u001b[2J', events: 3, steps: 5, cases: 2, inSeveral: 1, copies: 2, outside: 10 };
const item = { objectType: 'Item', events: 1, steps: 1_200, cases: 1_200, inSeveral: 1, copies: 1_199, outside: 12 };
const flattening = {
  events: 13,
  objects: 1_202,
  chosen: { ...order, because: 'proposed' },
  choices: [order, item],
} as const;

describe('what putting events into cases came to', () => {
  it('is said in one line, with how many events stand there again', () => {
    expect(flatteningLine(flattening)).toBe(
      '13 events, 5 steps in 2 cases of Order [2J, which most events concern, 1 event stands in more than one case, 2 copies, 10 events in no case',
    );
    const chosen = { ...item, because: 'as-before', inSeveral: 2, copies: 1 } as const;
    expect(flatteningLine({ ...flattening, chosen })).toBe(
      '13 events, 1,200 steps in 1,200 cases of Item, as before, 2 events stand in more than one case, 1 copy, 12 events in no case',
    );
  });

  it('is said of a log whose events concern nothing', () => {
    expect(flatteningLine({ events: 1, objects: 0, choices: [] })).toBe(
      '1 event, steps of no case: they concern nothing that could be one',
    );
  });

  it('can be compared with every other choice', () => {
    expect(choicesTable(flattening)).toBe(
      [
        'What each choice of cases (--case TYPE) comes to; the first import of a dataset decides for good:',
        'cases      events  in no case  in several  steps  copies  number of cases',
        'Order [2J       3          10           1      5       2                2',
        'Item            1          12           1  1,200   1,199            1,200',
        '',
      ].join('\n'),
    );
    const many = Array.from({ length: 25 }, () => item);
    expect(
      choicesTable({ ...flattening, choices: many })
        .split('\n')
        .slice(-3),
    ).toEqual(['Item        1          12           1  1,200   1,199            1,200', '… and 5 more types', '']);
  });
});
