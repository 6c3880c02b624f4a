import { describe, expect, it } from '@jest/globals';
import type { ConformanceAnswer } from '#workspace/processes/parts/part-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { partsText } from './process-parts-text.js';

const conformance: ConformanceAnswer = {
  version: '1',
  path: 'sequence',
  cases: 4,
  fitting: 3,
  totalCost: 1,
  averageFitness: 0.9,
  logFitness: 0.95,
  activities: [],
  tooLong: { variants: 0, cases: 0 },
  deviating: [],
};
const told = (part: ConformanceAnswer): string => partsText({ conformance: part } as ProcessAnswer, 100).join('');

describe('what is told of conformance', () => {
  it('says where cases that go on are told of, as long as there are any', () => {
    const ended = { cases: 4, fitting: 3 };
    expect(told(conformance)).toMatch(/^conformance with version 1: 3 of 4 cases fit \(75\.0 %\)/);
    expect(told(conformance)).toContain('tend signals --kind process-deviation');
    expect(told({ ...conformance, ended: { ...ended, cases: 3 } })).toContain('tend signals');
    expect(told({ ...conformance, ended })).not.toContain('tend signals');
  });
});
