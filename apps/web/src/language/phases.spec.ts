import { expect, it } from '@jest/globals';
import { phases } from '#measures/phases/phase.js';
import { phaseGlyph } from '#workspace/relationships/phase-words.js';
import { phaseMark } from './phases.js';

it('marks every phase as the command line does, each with a glyph and a colour of its own', () => {
  const all = [...phases.map((phase) => [phase, null] as const), ['deterioration', 'betrayal'] as const];
  for (const [phase, cause] of all) expect(phaseMark(phase, cause).glyph).toBe(phaseGlyph(phase, cause));
  expect(new Set(all.map(([phase, cause]) => phaseMark(phase, cause).colour)).size).toBe(all.length);
  expect(new Set(all.map(([phase, cause]) => phaseMark(phase, cause).glyph)).size).toBe(all.length);
  expect(phaseMark(undefined).glyph).toBe(phaseGlyph('anything else'));
});
