import { describe, expect, it } from '@jest/globals';
import { contractHistory } from './contract-terms.js';

const on = (day: number) => ({ day, knownOn: day });

describe('the history of contracts', () => {
  it('ends a contract that nobody renewed, once that is known', () => {
    const term = { id: 'a', from: 10, through: 99 };
    expect(contractHistory([term], [], 200)).toEqual({
      contracts: [{ from: 10, until: 100 }],
      endings: [on(100)],
    });
    expect(contractHistory([term], [], 99).endings).toEqual([]);
    expect(contractHistory([{ ...term, through: Infinity }], [], 1_000).endings).toEqual([]);
  });

  it('takes the next contract for a renewal when it runs on the day after', () => {
    const terms = (from: number) => [
      { id: 'a', from: 10, through: 99 },
      { id: 'b', from, through: Infinity },
    ];
    expect(contractHistory(terms(100), [], 500).endings).toEqual([]);
    expect(contractHistory(terms(101), [], 500).endings).toEqual([on(100)]);
  });

  it('ends with a notice on its day, though the contract runs on', () => {
    const term = { id: 'a', from: 10, through: Infinity };
    expect(contractHistory([term], [{ ...on(50), contract: 'a', through: 80 }], 500)).toEqual({
      contracts: [{ from: 10, until: 81 }],
      endings: [on(50)],
    });
    // It would have ended anyhow, and ends once.
    const fixed = { ...term, through: 80 };
    expect(contractHistory([fixed], [{ ...on(50), contract: 'a', through: 80 }], 500).endings).toEqual([on(50)]);
  });

  it('goes on while another contract does, unless the whole relationship was ended', () => {
    const terms = ['a', 'b'].map((id) => ({ id, from: 10, through: Infinity }));
    expect(contractHistory(terms, [{ ...on(50), contract: 'a' }], 500).endings).toEqual([]);
    expect(contractHistory(terms, [on(50)], 500)).toEqual({
      contracts: [
        { from: 10, until: 51 },
        { from: 10, until: 51 },
      ],
      endings: [on(50)],
    });
  });

  it('keeps a cancellation that was taken back for what was believed, and ends nothing by it', () => {
    const found = contractHistory([{ id: 'a', from: 10, through: Infinity }], [{ ...on(50), withdrawnOn: 60 }], 500);
    expect(found).toEqual({ contracts: [{ from: 10, until: Infinity }], endings: [{ ...on(50), withdrawnOn: 60 }] });
  });
});
