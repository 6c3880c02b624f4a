import { describe, expect, it } from '@jest/globals';
import { violationsOf } from '../data-validation.js';
import { changedDefinition, DefinitionChange, type DefinitionContent } from './define-process.js';

const before: DefinitionContent = {
  process: 'helpdesk',
  terminal: ['Closed'],
  reopening: ['Reopened'],
  sequence: ['Open', 'Closed'],
  stages: ['Open', 'Closed'],
  outcomes: [
    { activity: 'Signed', outcome: 'won' },
    { activity: 'Refused', outcome: 'lost' },
    { activity: 'Ordered', outcome: 'won' },
  ],
  waiting: [{ activity: 'Wait', whom: 'customer' }],
  targets: [
    { target: 'reply', limitHours: 4 },
    { target: 'resolution', limitHours: 40, calendar: 'office' },
  ],
  calendar: 'office',
  caseType: 'product',
  seriousness: 'priority',
};
const changed = (change: DefinitionChange) => changedDefinition('helpdesk', before, change);

describe('a changed definition', () => {
  it('keeps what is not named', () => {
    expect(changed({})).toEqual(before);
    expect(changed({ terminal: ['Done'] })).toEqual({ ...before, terminal: ['Done'] });
    expect(changed({ calendar: 'plant', caseType: 'team', seriousness: 'severity', stages: ['A', 'B'] })).toEqual({
      ...before,
      calendar: 'plant',
      caseType: 'team',
      seriousness: 'severity',
      stages: ['A', 'B'],
    });
    expect(changed({ reopening: [] }).reopening).toEqual([]);
  });

  it('of which nothing was declared declares only that', () => {
    expect(changedDefinition('sales', undefined, { terminal: ['Won'] })).toEqual({
      process: 'sales',
      terminal: ['Won'],
    });
    expect(changedDefinition('sales', undefined, {})).toEqual({ process: 'sales', terminal: [] });
  });

  it('has one path: a new one takes the place of any before', () => {
    const model = { start: 'a', end: 'a', nodes: [{ id: 'a', activity: 'A' }], edges: [] };
    const { sequence: _none, ...others } = before;
    expect(changed({ model })).toEqual({ ...others, model });
    expect(changedDefinition('helpdesk', { ...others, model }, { sequence: ['X'] })).toEqual({
      ...others,
      sequence: ['X'],
    });
  });

  it('has other activities for an outcome that is named, and the same for others', () => {
    expect(changed({ outcomes: [{ activity: 'Paid', outcome: 'won' }] }).outcomes).toEqual([
      { activity: 'Paid', outcome: 'won' },
      { activity: 'Refused', outcome: 'lost' },
    ]);
  });

  it('waits after other activities too, and has other targets beside those that stay', () => {
    const { waiting, targets } = changed({
      waiting: [
        { activity: 'Ask', whom: 'us' },
        { activity: 'Wait', whom: 'supplier' },
      ],
      targets: [
        { target: 'reply', limitHours: 8 },
        { target: 'repair', limitHours: 100 },
      ],
    });
    expect(waiting).toEqual([
      { activity: 'Wait', whom: 'supplier' },
      { activity: 'Ask', whom: 'us' },
    ]);
    expect(targets).toEqual([
      { target: 'reply', limitHours: 8 },
      { target: 'resolution', limitHours: 40, calendar: 'office' },
      { target: 'repair', limitHours: 100 },
    ]);
  });

  it('is without what is taken away, before anything is put in its place', () => {
    const { reopening: _a, sequence: _b, calendar: _c, ...others } = before;
    expect(changed({ without: ['reopening', 'path', 'calendar', 'reply'] })).toEqual({
      ...others,
      targets: [before.targets![1]],
    });
    expect(changed({ without: ['reply', 'resolution'] }).targets).toBeUndefined();
    expect(changed({ without: ['targets'], targets: [{ target: 'x', limitHours: 1 }] }).targets).toEqual([
      { target: 'x', limitHours: 1 },
    ]);
    expect(
      changed({
        without: [
          'terminal',
          'reopening',
          'path',
          'stages',
          'outcomes',
          'waiting',
          'targets',
          'calendar',
          'caseType',
          'seriousness',
        ],
      }),
    ).toEqual({ process: 'helpdesk', terminal: [] });
  });

  it('leaves what it was made of as it is', () => {
    const copy = structuredClone(before);
    changed({ without: ['targets'], outcomes: [{ activity: 'Paid', outcome: 'won' }], terminal: [] });
    expect(before).toEqual(copy);
  });
});

describe('a change', () => {
  it('has the shape of what it changes', () => {
    const wrong = {
      terminal: 'Closed',
      stages: ['A'],
      targets: [{ target: 'Reply', limitHours: 0 }],
      sequences: ['A'],
    };
    expect(violationsOf(DefinitionChange, wrong).map(({ field }) => field)).toEqual([
      'terminal',
      'terminal',
      'terminal',
      'stages',
      'targets.0.target',
      'targets.0.limitHours',
      'sequences',
    ]);
    expect(violationsOf(DefinitionChange, { terminal: [], without: ['path'] })).toEqual([]);
  });
});
