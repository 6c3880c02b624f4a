import { describe, expect, it } from '@jest/globals';
import type { EventTypes } from '#domain/vocabulary.js';
import { definitionViolations } from './definition-violations.js';

type Definition = EventTypes['ProcessDefined'];

const calendars = new Set(['office', 'plant']);
const refusals = (given: Partial<Definition>): readonly string[] =>
  definitionViolations({ version: '1', process: 'helpdesk', terminal: ['Closed'], ...given }, calendars).map(
    ({ field, message }) => `${field} ${message}`,
  );

const nodes = [{ id: 's' }, { id: 'a', activity: 'A' }, { id: 'b', activity: 'B' }, { id: 'e' }];
const edges = [
  { from: 's', to: 'a' },
  { from: 'a', to: 'b' },
  { from: 'a', to: 'e' },
  { from: 'b', to: 'e' },
];
const model = { start: 's', end: 'e', nodes, edges };
const target = { target: 'resolution', limitHours: 40 };

describe('a definition of a process', () => {
  it('is refused nothing that can be used', () => {
    expect(refusals({})).toEqual([]);
    expect(refusals({ terminal: [], sequence: ['A', 'B', 'A'] })).toEqual([]);
    expect(
      refusals({
        model,
        reopening: ['Reopen'],
        stages: ['A', 'B'],
        outcomes: [
          { activity: 'Won', outcome: 'won' },
          { activity: 'Signed', outcome: 'won' },
        ],
        waiting: [
          { activity: 'Wait', whom: 'customer' },
          { activity: 'Ask', whom: 'Supplier' },
        ],
        targets: [
          { ...target, calendar: 'office' },
          {
            target: 'reply',
            limitHours: 4,
            from: { activities: ['A'] },
            to: { activities: ['A'], occurrence: 'last' },
          },
        ],
        calendar: 'plant',
        caseType: 'serviceType',
        seriousness: 'priority',
      }),
    ).toEqual([]);
  });

  it.each<readonly [what: string, given: Partial<Definition>, refused: readonly string[]]>([
    [
      'two paths',
      { sequence: ['A'], model },
      ['model must be absent beside sequence: the expected path is one of both'],
    ],
    [
      'an edge to no node',
      { model: { ...model, edges: [...edges, { from: 'b', to: 'x' }] } },
      ['model.edges.4 must be the ids of two nodes'],
    ],
    [
      'two nodes of one id',
      { model: { ...model, nodes: [...nodes, { id: 'a' }] } },
      ['model.nodes.4.id is the id "a" of another node'],
    ],
    [
      'a node that nothing leads to',
      { model: { ...model, nodes: [...nodes, { id: 'c', activity: 'C' }], edges: [...edges, { from: 'c', to: 'e' }] } },
      ['model.nodes.4 "c" is not reached from the start'],
    ],
    [
      'a node that leads nowhere',
      { model: { ...model, nodes: [...nodes, { id: 'c', activity: 'C' }], edges: [...edges, { from: 'a', to: 'c' }] } },
      ['model.nodes.4 "c" leads to no end'],
    ],
    [
      'no activity',
      { model: { ...model, nodes: nodes.map(({ id }) => ({ id })) } },
      ['model.nodes must have at least one with an activity'],
    ],
    ['no start', { model: { ...model, start: 'x' } }, ['model.start must be the id of a node']],
    ['a terminal activity twice', { terminal: ['A', 'B', 'A'] }, ['terminal.2 “A” is named twice']],
    ['a reopening one twice', { reopening: ['R', 'R'] }, ['reopening.1 “R” is named twice']],
    ['a stage twice', { stages: ['A', 'B', 'A'] }, ['stages.2 “A” is named twice']],
    [
      'an end that opens again',
      { reopening: ['Closed'] },
      ['reopening.0 “Closed” ends cases: it cannot open them again too'],
    ],
    [
      'an activity of two outcomes',
      {
        outcomes: [
          { activity: 'Won', outcome: 'won' },
          { activity: 'Won', outcome: 'lost' },
        ],
      },
      ['outcomes.1 “Won” tells one outcome already'],
    ],
    [
      'one that waits for two',
      {
        waiting: [
          { activity: 'Wait', whom: 'us' },
          { activity: 'Wait', whom: 'customer' },
        ],
      },
      ['waiting.1 “Wait” waits for somebody already'],
    ],
    [
      'the customer in other letters',
      { waiting: [{ activity: 'Wait', whom: 'Customer' }] },
      ['waiting.0.whom must be written “customer”'],
    ],
    ['two targets of a name', { targets: [target, target] }, ['targets.1 “resolution” is the name of another target']],
    [
      'a moment without activities',
      { targets: [{ ...target, from: { occurrence: 'last' }, to: { occurrence: 'first' } }] },
      [
        'targets.0.from.activities must be named; without from it is the start of the case',
        'targets.0.to.activities must be named; without to it is the end of the case',
      ],
    ],
    [
      'a target from a moment to itself',
      {
        targets: [
          { ...target, from: { activities: ['A', 'B'] }, to: { activities: ['B', 'A'], occurrence: 'first' } },
          { ...target, target: 'other', to: { activities: ['A', 'A'] } },
        ],
      },
      [
        'targets.0.to must be another moment than from: between one and itself nothing lasts',
        'targets.1.to.activities.1 “A” is named twice',
      ],
    ],
    [
      'calendars that are not published',
      { calendar: 'ofice', targets: [{ ...target, calendar: 'night' }] },
      [
        'calendar must be a published calendar: perhaps office',
        'targets.0.calendar must be a published calendar: office, plant',
      ],
    ],
    [
      'what cases do not say of themselves',
      { caseType: 'type', seriousness: '__proto__' },
      [
        'caseType must be what cases say of themselves: category, priority, product, section, serviceLevel, serviceType, severity, team, channel',
        'seriousness must be what cases say of themselves: category, priority, product, section, serviceLevel, serviceType, severity, team, channel',
      ],
    ],
  ])('is refused %s', (_what, given, refused) => {
    expect(refusals(given)).toEqual(refused);
  });

  it('says where no calendar is published at all', () => {
    const [only] = definitionViolations({ version: '1', process: 'a', terminal: [], calendar: 'office' }, new Set());
    expect(only!.message).toBe('must be a published calendar, and none is yet: tend calendars define');
  });

  it('takes activities of any name', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    expect(refusals({ terminal: names, stages: names, sequence: names })).toEqual([]);
  });
});
