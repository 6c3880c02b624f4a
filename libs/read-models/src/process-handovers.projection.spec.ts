import { describe, expect, it } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { processHandovers } from './process-handovers.projection.js';
import { caseOf, foldAll } from './testing.js';

const [ann, ben] = [idOf(1), idOf(2)];

function handoversAmong(...actors: readonly string[]): unknown[] {
  const folded = foldAll(
    processHandovers,
    caseOf(
      1,
      actors.map((actor) => ({ actor })),
    ),
  );
  return folded.cells('handover').map(({ at, sums }) => [...at.slice(2), Number(sums['count'])]);
}

describe('process-handovers', () => {
  it('counts who goes on after whom', () => {
    expect(handoversAmong(ann, ann, ben, ann, ben)).toEqual([
      [ann, ann, 1],
      [ann, ben, 2],
      [ben, ann, 1],
    ]);
  });

  it('counts no machine', () => {
    expect(handoversAmong(ann, 'connector:xes', ben, 'system:import', 'key:1')).toEqual([]);
  });

  it('looks at completed steps only', () => {
    const folded = foldAll(
      processHandovers,
      caseOf(1, [{ actor: ann }, { actor: ben, lifecycle: 'start' }, { actor: ann }]),
    );
    expect(folded.cells().map(({ at }) => at)).toEqual([['handover', 'support', ann, ann]]);
  });
});
