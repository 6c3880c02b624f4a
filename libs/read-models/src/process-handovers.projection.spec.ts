import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { idOf } from '#domain/testing.js';
import { processHandovers } from './process-handovers.projection.js';
import { caseOf, foldAll } from './testing.js';

const [ann, ben, customer] = [idOf(1), idOf(2), idOf(3)];

type Step = Partial<RecordedEvent> & { readonly activity?: string; readonly lifecycle?: string };

function cellsOf(kind: string, ...steps: readonly Step[]): unknown[] {
  const folded = foldAll(processHandovers, caseOf(1, steps));
  return folded.cells(kind).map(({ at, sums }) => [
    ...at.slice(2),
    ...Object.values(sums).map(Number), // one sum, but for rework
  ]);
}

const handoversAmong = (...actors: readonly string[]) => cellsOf('handover', ...actors.map((actor) => ({ actor })));

const of = (team: string | undefined, given: Step = {}): Step => ({
  ...given,
  data: { ...(team === undefined ? {} : { team }), ...given.data },
});

describe('process-handovers, of people', () => {
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
      caseOf(1, [of(undefined, { actor: ann }), of('A', { actor: ben, lifecycle: 'start' }), of('A', { actor: ann })]),
    );
    expect(folded.cells().map(({ at }) => at)).toEqual([
      ['handover', 'support', ann, ann],
      ['member', 'support', 'A', ann],
      ['no-team', 'support'],
      ['rework', 'support', 'work'],
    ]);
  });
});

describe('process-handovers, of teams', () => {
  it('counts from team to team, with themselves too, and the steps without one', () => {
    const steps = [of('A'), of('A'), of('B'), of(undefined), of('A')];
    expect(cellsOf('team-handover', ...steps)).toEqual([
      ['A', 'A', 1],
      ['A', 'B', 1],
    ]);
    expect(cellsOf('no-team', ...steps)).toEqual([[1]]);
    expect(cellsOf('no-team', of('A'))).toEqual([]);
  });

  it('counts a case that is given away once, from the team that it came from', () => {
    const assigned = [of('A'), of('B', { type: 'CaseAssigned' }), of('B')];
    const transferred = [of('A'), of('B', { type: 'CaseTransferred', data: { fromTeam: 'A' } }), of('B')];
    for (const steps of [assigned, transferred])
      expect(cellsOf('team-handover', ...steps)).toEqual([
        ['A', 'B', 1],
        ['B', 'B', 1],
      ]);
    // It knows better than the step before, which may be the customer's.
    const asked = [of(undefined, { actor: customer }), of('B', { type: 'CaseTransferred', data: { fromTeam: 'A' } })];
    expect(cellsOf('team-handover', ...asked)).toEqual([['A', 'B', 1]]);
  });

  it('knows who works in a team: who of ours did its steps, and not who gave it a case', () => {
    const parties = [{ id: customer, role: 'customer', side: 'customer' as const }];
    const steps = [
      of('A', { actor: ann }),
      of('A', { actor: ann }),
      of('A', { actor: ben }),
      of('A', { actor: customer, parties }),
      of('A', { actor: 'connector:csv' }),
      of('B', { actor: ann, type: 'CaseAssigned' }),
      of('B', { actor: ben, type: 'CaseTransferred', data: { fromTeam: 'C' } }),
      of('B', { actor: ben, type: 'CaseTransferred' }),
    ];
    expect(cellsOf('member', ...steps)).toEqual([
      ['A', ann, 2],
      ['A', ben, 1],
      ['C', ben, 1],
    ]);
  });
});

describe('process-handovers, of rework', () => {
  it('counts by activity what was done again, and names nobody', () => {
    const folded = foldAll(
      processHandovers,
      caseOf(
        1,
        [ann, ann, ben].map((actor, i) => ({ actor, activity: i === 1 ? 'check' : 'ask' })),
      ),
    );
    expect(folded.cells('rework')).toEqual([
      { at: ['rework', 'support', 'ask'], sums: { repetitionRedo: 1n }, columns: {} },
    ]);
  });
});
