import { describe, expect, it } from '@jest/globals';
import type { Mapping } from '#capture/mapping.js';
import { proposalText } from './proposal-text.js';

const mapping: Mapping = {
  version: 1,
  format: 'csv',
  zone: 'Europe/Rome',
  time: { column: 'Complete Timestamp', format: 'iso' },
  identity: ['Case ID', 'Activity', 'Complete Timestamp'],
  case: 'Case ID',
  activity: 'Activity',
  type: { column: 'Activity', values: { Closed: 'CaseResolved' }, default: 'ActivityRecorded' },
  parties: [{ column: 'customer', kind: 'organisation', role: 'customer', side: 'customer' }],
  actor: { column: 'Resource', kind: 'person', role: 'agent', side: 'ours' },
  data: { severity: { column: 'seriousness' }, channel: { value: 'email' } },
  drop: ['Variant'],
  unmapped: 'seal',
};

describe('a proposed mapping', () => {
  it('is told a line for each thing that it says', () => {
    const rows = [
      {
        line: 2,
        type: 'CaseResolved',
        occurredAt: '2012-11-09T13:54:39.000+01:00',
        case: 'Case 1',
        activity: 'Closed',
        actor: 'Value 3',
        parties: ['Value 1 (customer, customer)'],
        data: { severity: 'Value 1', openCount: 3 },
        sealed: ['note\u001b[2J'],
        recognisedBy: ['Case 1', 'Closed'],
      },
      { line: 3, refused: 'is no time', column: 'Complete Timestamp' },
    ];
    expect(proposalText({ format: 'csv', mapping, notes: ['Times are read in Rome.'], rows })).toBe(
      [
        'Read with a mapping proposed from the header (--save-mapping FILE writes it, --mapping FILE takes a corrected one):',
        '  time            Complete Timestamp (iso, Europe/Rome)',
        '  recognised by   Case ID, Activity, Complete Timestamp',
        '  case            Case ID',
        '  activity        Activity',
        '  type            by Activity: Closed = CaseResolved, otherwise ActivityRecorded',
        '  customer        customer (organisation, their side)',
        '  agent, who acts Resource (person, our side)',
        '  not personal    severity = seriousness, channel = email',
        '  not kept        Variant',
        '  all else        personal: sealed with the event',
        'Taken for granted:',
        '  Times are read in Rome.',
        'The first rows as they would be read:',
        '  line 2  2012-11-09T13:54:39.000+01:00  CaseResolved  Case 1 · Closed  by Value 3  with Value 1 (customer, customer)  severity Value 1, openCount 3  sealed note [2J',
        '  line 3  refused: Complete Timestamp: is no time',
      ].join('\n'),
    );
  });

  it('is short whatever the rows hold', () => {
    const rows = [{ line: 2, type: 'NoteAdded', occurredAt: 'x'.repeat(50), data: { text: 'y'.repeat(5_000) } }];
    const smallest: Mapping = {
      version: 1,
      format: 'csv',
      time: { column: 'at' },
      id: 'id',
      type: 'NoteAdded',
      unmapped: 'drop',
    };
    const lines = proposalText({ format: 'csv', mapping: smallest, notes: [], rows }).split('\n');
    expect(lines.slice(1, 5)).toEqual([
      '  time            at (iso)',
      '  recognised by   id',
      '  type            NoteAdded',
      '  all else        not kept',
    ]);
    expect(lines.at(-1)!.length).toBe(220);
  });
});
